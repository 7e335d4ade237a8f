import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  caseIdOf,
  commandIdOf,
  digestKey,
  digestKeyWithoutSubject,
  keyedDigest,
  parseReference,
  referenceOf,
} from '../../src/case/ids.ts'

const idKey = Buffer.alloc(32, 1)
const otherKey = Buffer.alloc(32, 2)
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

t.test('ids are stable: stored events depend on them for ever', async (t) => {
  const commandId = commandIdOf(idKey, 'actor', 'new/record-encounter', 'key-1')
  t.equal(commandId, '42WcYGBx-MMq0tROTUZrBg')
  const caseId = caseIdOf(idKey, commandId)
  t.equal(caseId, '26606838-80ff-8697-8e80-d2d976ca4220')
  t.equal(referenceOf(idKey, caseId), 'XSZ13-5QNXPV')
})

t.test('ids are what FORMAT says', async (t) => {
  const mac = (text: string): Buffer => createHmac('sha256', idKey).update(text).digest()
  t.equal(
    commandIdOf(idKey, 'a', 'r', 'k'),
    mac('["kinward/command/1","a","r","k"]').subarray(0, 16).toString('base64url'),
  )
  const id = caseIdOf(idKey, 'c')
  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'UUIDv8')
  t.equal(id.slice(0, 8), mac('["kinward/case/1","c"]').toString('hex').slice(0, 8))
  const bits = mac('["kinward/reference/1","x"]').readBigUInt64BE() >> 14n
  const symbols = referenceOf(idKey, 'x').replace('-', '').slice(0, 10)
  t.equal(
    Array.from(symbols).reduce((sum, letter) => sum * 32n + BigInt(LETTERS.indexOf(letter)), 0n),
    bits,
  )
})

t.test('every part counts, joined parts do not collide, and nothing is guessed without the key', async (t) => {
  const ids = [
    commandIdOf(idKey, 'a', 'b', 'c'),
    commandIdOf(otherKey, 'a', 'b', 'c'),
    commandIdOf(idKey, 'ab', '', 'c'),
    commandIdOf(idKey, 'a', 'bc', ''),
    commandIdOf(idKey, 'a","b', 'c', ''),
    commandIdOf(idKey, 'x', 'b', 'c'),
    commandIdOf(idKey, 'a', 'x', 'c'),
    commandIdOf(idKey, 'a', 'b', 'x'),
  ]
  t.equal(new Set(ids).size, ids.length)
  for (const id of ids) t.match(id, /^[\w-]{22}$/)
  t.not(caseIdOf(idKey, 'c'), caseIdOf(otherKey, 'c'))
  t.not(referenceOf(idKey, 'c'), referenceOf(otherKey, 'c'))
})

const anyReference = fc.uuid().map((id) => referenceOf(idKey, id))

t.test('a reference is read however it is written', async (t) => {
  fc.assert(
    fc.property(anyReference, fc.boolean(), (reference, lower) => {
      const sloppy = reference.replaceAll('1', lower ? 'l' : 'I').replaceAll('0', 'o')
      const spaced = Array.from(sloppy).join(' ')
      return (
        /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{6}$/.test(reference) &&
        parseReference(reference) === reference &&
        parseReference(lower ? spaced.toLowerCase() : spaced) === reference &&
        parseReference(reference.replace('-', '')) === reference
      )
    }),
  )
  t.pass('by property')
  const one = referenceOf(idKey, 'x')
  for (const bad of ['', one.slice(1), `${one}0`, one.replace(/.$/, 'U'), one.replace(/^./, '*'), 'case'])
    t.equal(parseReference(bad), undefined, bad)
})

t.test('every wrong character is caught, in every place', async (t) => {
  const missed: string[] = []
  fc.assert(
    fc.property(anyReference, (reference) => {
      const letters = Array.from(reference.replace('-', ''))
      letters.forEach((letter, place) => {
        for (const other of LETTERS)
          if (other !== letter && parseReference(letters.with(place, other).join(''))) missed.push(reference)
      })
    }),
  )
  t.strictSame(missed, [])
})

t.test('any two characters that changed places are caught, neighbours included', async (t) => {
  const missed: string[] = []
  fc.assert(
    fc.property(anyReference, (reference) => {
      const letters = Array.from(reference.replace('-', ''))
      for (const [i, a] of letters.entries())
        for (const [j, b] of letters.entries())
          if (a !== b && parseReference(letters.with(i, b).with(j, a).join(''))) missed.push(reference)
    }),
  )
  t.strictSame(missed, [])
})

t.test('digests over personal things need every key concerned', async (t) => {
  const [a, b] = [randomBytes(32), randomBytes(32)]
  const both = digestKey(
    new Map([
      ['kid-a', a],
      ['kid-b', b],
    ]),
  )
  const hkdf = Buffer.from(hkdfSync('sha256', Buffer.concat([a, b]), '', 'kinward/digest/1', 32))
  t.strictSame(both, hkdf)
  t.strictSame(
    digestKey(
      new Map([
        ['kid-b', b],
        ['kid-a', a],
      ]),
    ),
    both,
    'in order of kid, however they were collected',
  )
  t.notSame(digestKey(new Map([['kid-a', a]])), both)
  t.notSame(
    digestKey(
      new Map([
        ['kid-a', b],
        ['kid-b', a],
      ]),
    ),
    both,
  )
  t.throws(() => digestKey(new Map()), RangeError)
  t.strictSame(
    digestKeyWithoutSubject(idKey),
    Buffer.from(hkdfSync('sha256', idKey, '', 'kinward/digest/1', 32)),
    'without a child',
  )
  t.equal(keyedDigest(both, '{"a":1}'), createHmac('sha256', hkdf).update('{"a":1}').digest('base64url'))
  t.not(keyedDigest(both, '{"a":1}'), keyedDigest(a, '{"a":1}'))
  t.match(keyedDigest(both, ''), /^[\w-]{43}$/)
})
