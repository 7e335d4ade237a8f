import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import t from 'tap'
import { hkdf, hmac } from '../../src/case/hmac.ts'

const lengths = [0, 1, 16, 31, 32, 33, 55, 56, 63, 64, 65, 100, 127, 128, 200]

t.test('an HMAC is Node’s, for keys and messages on both sides of every limit', async (t) => {
  for (const key of lengths.map((length) => randomBytes(length)))
    for (const length of [...lengths, 682, 683, 2_047, 2_048, 2_049, 100_000]) {
      const message = randomBytes(length)
      const text = 'é€a𝄞'.repeat(length).slice(0, length)
      for (const each of [message, text])
        for (const encoding of ['base64url', 'binary'] as const)
          if (hmac(key, each, encoding) !== createHmac('sha256', key).update(each).digest(encoding))
            t.fail(`${typeof each}, key of ${key.length}, ${length} long, ${encoding}`)
    }
})

t.test('nothing of one key or message is left for the next', async (t) => {
  const [one, other] = [randomBytes(64), randomBytes(16)]
  hmac(one, randomBytes(2_000), 'binary')
  t.equal(hmac(other, 'x', 'base64url'), createHmac('sha256', other).update('x').digest('base64url'))
  t.equal(hmac(one, 'x', 'base64url'), createHmac('sha256', one).update('x').digest('base64url'))
})

t.test('a derived key is Node’s, with and without salt, of one hash and of several', async (t) => {
  for (const secret of [16, 32, 64, 65, 320, 2_048, 2_049].map((length) => randomBytes(length)))
    for (const salt of ['' as const, ...[1, 32, 64, 65].map((length) => randomBytes(length))])
      for (const info of ['', 'kinward/é€', randomBytes(1), randomBytes(300)])
        for (const length of [1, 31, 32, 33, 64, 76, 255])
          if (!hkdf(secret, salt, info, length).equals(Buffer.from(hkdfSync('sha256', secret, salt, info, length))))
            t.fail(`secret ${secret.length}, salt ${salt.length}, info ${info.length}, ${length} bytes`)
  t.throws(() => hkdf(randomBytes(32), '', 'é'.repeat(501), 32), RangeError)
})
