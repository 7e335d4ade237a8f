import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import type { Slot } from '../../src/case/event.ts'
import { decrypted, openSlot, openWithMessageKey, sealSlot, sealSlots, slotMessageKey } from '../../src/case/seal.ts'
import { systemClock as clock } from '../../src/clock.ts'
import { canonical } from '../../src/jcs.ts'
import { type KeyState, VaultUnavailable } from '../../src/vault/vault.ts'

const kid = randomBytes(16).toString('base64url')
const otherKid = randomBytes(16).toString('base64url')
const key = randomBytes(32)
const place = { stream: 'case-1', revision: 4n, id: 'e-1', type: 'GuardianAppointed' }
const owner = { subject: 'u-1', group: 'identity', kid }
const value = { name: 'สมชาย', phone: '0812345678' }
const slot = sealSlot({ ...place, ...owner }, key, value, clock)

/** Asks as a database would: only with a text. */
const asked = (kid: unknown, state: KeyState): KeyState => {
  if (typeof kid !== 'string') throw new TypeError('no such parameter')
  return state
}

/** A vault of one key, in the state that the test needs. Both kids name it, so that only the seal tells them apart. */
const vaultWith = (state: KeyState = { state: 'present', subject: 'u-1', key }) => ({
  forOpening: async (kid: string) => asked(kid, state),
  forSealing: async () => state,
})
const stateOf = async (changed: Partial<Slot>, at = place, vault = vaultWith()): Promise<string> =>
  (await openSlot(vault, at, { ...slot, ...changed })).state

t.test('what was sealed opens', async (t) => {
  t.strictSame(await openSlot(vaultWith(), place, slot), { state: 'open', value })
  t.strictSame(await openSlot(vaultWith(), place, JSON.parse(canonical(slot))), { state: 'open', value })
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.string().filter((s) => !/^\d+$/.test(s)),
        fc.string(),
      ),
      async (any) => {
        const sealed = sealSlot({ ...place, ...owner }, key, any, clock)
        const opened = await openSlot(vaultWith(), place, sealed)
        return opened.state === 'open' && canonical(opened.value) === canonical(any)
      },
    ),
  )
})

t.test('a slot is the bytes that FORMAT gives', async (t) => {
  t.match(slot, { v: 1, ...owner, salt: /^[\w-]{43}$/, kc: /^[\w-]{43}$/, hash: /^[\w-]{43}$/ })
  t.strictSame(Object.keys(slot).sort(), ['ct', 'group', 'hash', 'kc', 'kid', 'salt', 'subject', 'v'])
  const aad = `["kinward/seal/1","case-1","4","e-1","GuardianAppointed","u-1","identity","${kid}"]`
  const mk = Buffer.from(hkdfSync('sha256', key, Buffer.from(slot.salt, 'base64url'), 'kinward/seal/1/slot', 32))
  const derived = Buffer.from(hkdfSync('sha256', mk, '', `kinward/seal/1/keys\0${aad}`, 76))
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), derived.subarray(32, 44)).setAAD(
    Buffer.from(aad),
  )
  const text = Buffer.from(canonical(value))
  const ct = Buffer.concat([
    cipher.update(text),
    cipher.update(' '.repeat(256 - text.length)),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  t.equal(slot.ct, ct.toString('base64url'))
  t.equal(slot.kc, derived.subarray(44).toString('base64url'))
  t.equal(slot.hash, createHash('sha256').update(slot.ct).digest('base64url'))
})

t.test('moved to another stream, revision, event, type, subject, group or key, it does not open', async (t) => {
  const places = { stream: 'case-2', revision: 5n, id: 'e-2', type: 'GuardianReplaced' }
  for (const [name, other] of Object.entries(places))
    t.equal(await stateOf({}, { ...place, [name]: other }), 'tampered', name)
  t.equal(await stateOf({ subject: 'u-2' }), 'tampered', 'subject')
  t.equal(await stateOf({ group: 'bia' }), 'tampered', 'group')
  t.equal(await stateOf({ kid: otherKid }), 'tampered', 'kid')
  t.equal(await stateOf({}), 'open', 'and in its own place it does')
})

t.test('parts that could run into each other do not', async (t) => {
  const joined = sealSlot({ ...place, type: 'A","B', ...owner, subject: 'C' }, key, value, clock)
  const vault = vaultWith({ state: 'present', subject: 'B","C', key })
  t.equal((await openSlot(vault, { ...place, type: 'A' }, { ...joined, subject: 'B","C' })).state, 'tampered')
})

t.test('every altered field of a slot is found', async (t) => {
  const turned = (text: string): string => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)
  for (const name of ['ct', 'hash', 'kc', 'salt', 'kid'] as const)
    t.equal(await stateOf({ [name]: turned(slot[name]) }), 'tampered', name)
  const ct = turned(slot.ct)
  t.equal(
    await stateOf({ ct, hash: createHash('sha256').update(ct).digest('base64url') }),
    'tampered',
    'ct with its hash',
  )
  const short = slot.ct.slice(0, 16)
  t.equal(
    await stateOf({ ct: short, hash: createHash('sha256').update(short).digest('base64url') }),
    'tampered',
    'cut short',
  )
  const odd = [null, 7, {}, '', '=', 'é', undefined]
  for (const name of ['hash', 'kc', 'salt', 'kid', 'v', 'group', 'subject'])
    for (const bad of odd) t.equal(await stateOf({ [name]: bad }), 'tampered', `${name}: ${JSON.stringify(bad)}`)
})

t.test('AES-GCM alone opens one ciphertext with two keys; the commitment refuses the second', async (t) => {
  const vector = JSON.parse(readFileSync(new URL('../vectors/gcm-two-keys.json', import.meta.url), 'utf8'))
  const hex = (name: string): Buffer => Buffer.from(vector[name], 'hex')
  const [iv, aad] = [hex('iv'), Buffer.from(vector.aad)]
  for (const n of [1, 2]) {
    const plain = createDecipheriv('aes-256-gcm', hex(`key${n}`), iv)
      .setAAD(aad)
      .setAuthTag(hex('tag'))
    t.strictSame(Buffer.concat([plain.update(hex('ct')), plain.final()]), hex(`msg${n}`), `plain GCM, key ${n}`)
  }
  const kc = { 1: randomBytes(32), 2: randomBytes(32) }
  const sealed = { ct: Buffer.concat([hex('ct'), hex('tag')]).toString('base64url'), kc: kc[1].toString('base64url') }
  t.strictSame(decrypted({ key: hex('key1'), iv, kc: kc[1] }, aad, sealed), hex('msg1'))
  t.equal(decrypted({ key: hex('key2'), iv, kc: kc[2] }, aad, sealed), undefined, 'the key that was not committed to')
})

t.test('a disclosed slot keeps its commitment', async (t) => {
  const mk = slotMessageKey(key, slot)
  t.strictSame(openWithMessageKey(mk, place, slot), { state: 'open', value })
  t.equal(openWithMessageKey(randomBytes(32), place, slot).state, 'tampered', 'another key')
  t.equal(openWithMessageKey(mk, { ...place, revision: 5n }, slot).state, 'tampered', 'another place')
  const second = sealSlot({ ...place, ...owner }, key, { name: 'other' }, clock)
  t.equal(openWithMessageKey(mk, place, second).state, 'tampered', 'opens no other slot, not even of the same subject')
  t.equal(openWithMessageKey(mk, place, { ...slot, kc: second.kc }).state, 'tampered', 'another commitment')
  t.equal(openWithMessageKey(mk, place, { ...slot, hash: second.hash }).state, 'tampered', 'not what the chain covers')
})

t.test('lengths are hidden in steps of 256', async (t) => {
  const bytes = (length: number): number => {
    const content = { a: 'x'.repeat(length - '{"a":""}'.length) }
    return Buffer.from(sealSlot({ ...place, ...owner }, key, content, clock).ct, 'base64url').length - 16
  }
  t.equal(bytes(8), 256)
  t.equal(bytes(30), 256)
  t.equal(bytes(256), 256)
  t.equal(bytes(257), 512)
  t.equal(
    Buffer.from(sealSlot({ ...place, ...owner }, key, {}, clock).ct, 'base64url').length,
    256 + 16,
    'even when empty',
  )
})

t.test('equal values never look equal: a fresh salt each time', async (t) => {
  const again = sealSlot({ ...place, ...owner }, key, value, clock)
  for (const name of ['salt', 'ct', 'kc', 'hash'] as const) t.not(again[name], slot[name], name)
})

t.test('erased, lost and tampered are told apart', async (t) => {
  const destroyed = vaultWith({ state: 'destroyed', subject: 'u-1', at: '2025-03-03T01:00:00.000Z' })
  const missing = vaultWith({ state: 'missing' })
  const other = vaultWith({ state: 'present', subject: 'u-1', key: randomBytes(32) })
  t.equal(await stateOf({}, place, destroyed), 'erased')
  t.equal(await stateOf({}, place, missing), 'lost')
  t.equal(await stateOf({}, place, other), 'tampered', 'opens with nothing but its own key')
  t.equal(await stateOf({ ct: 'AAAA' }, place, destroyed), 'tampered', 'an altered ciphertext shows without its key')
  const { ct: _, ...purged } = slot
  t.equal((await openSlot(destroyed, place, purged as Slot)).state, 'erased', 'purged after its key was destroyed')
  t.equal((await openSlot(missing, place, purged as Slot)).state, 'lost')
  t.equal(
    (await openSlot(vaultWith(), place, purged as Slot)).state,
    'tampered',
    'taken away although its key is there',
  )
})

t.test('a vault that cannot be asked says nothing about the slot', async (t) => {
  const forOpening = async (): Promise<KeyState> => {
    throw new VaultUnavailable('not now')
  }
  await t.rejects(openSlot({ forOpening }, place, slot), { code: 'vault-unavailable' })
})

t.test('sealSlots: in stored order, and not without the key', async (t) => {
  const contents = [
    { subject: 'u-1', group: 'identity', kid, value },
    { subject: 'u-1', group: 'bia', kid, value: {} },
  ]
  const slots = await sealSlots({ vault: vaultWith(), clock }, place, contents)
  t.strictSame(
    slots.map(({ group }) => group),
    ['bia', 'identity'],
  )
  t.equal((await openSlot(vaultWith(), place, slots[1] as Slot)).state, 'open')
  const gone: KeyState[] = [
    { state: 'missing' },
    { state: 'destroyed', subject: 'u-1', at: '' },
    { state: 'present', subject: 'u-2', key },
  ]
  for (const state of gone)
    await t.rejects(
      sealSlots({ vault: vaultWith(state), clock }, place, contents),
      { code: 'vault-unavailable' },
      state.state,
    )
  await t.rejects(sealSlots({ vault: vaultWith(), clock }, place, [...contents, ...contents]), RangeError)
})
