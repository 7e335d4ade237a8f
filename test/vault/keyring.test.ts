import t from 'tap'
import { systemClock } from '../../src/clock.ts'
import { Keyring } from '../../src/vault/keyring.ts'
import { MasterKey } from '../../src/vault/master-key.ts'
import type { StoredKey } from '../../src/vault/vault.ts'

const master = new MasterKey(systemClock.bytes(32))
const present = (): StoredKey => ({ subject: 's', wrapped: master.wrap(systemClock.bytes(32)), destroyedAt: null })

t.test('an answer that was under way when its key was destroyed is not remembered', async (t) => {
  const { promise, resolve } = Promise.withResolvers<StoredKey>()
  let row = promise
  const keyring = new Keyring({ master, elapsed: () => 0, find: () => row })
  const asked = keyring.forOpening('kid')
  keyring.forget('kid')
  resolve(present())
  t.match(await asked, { state: 'present' }, 'it was asked before')
  row = Promise.resolve({ ...present(), wrapped: null, destroyedAt: '2025-03-03T01:00:00.000Z' })
  t.match(await keyring.forOpening('kid'), { state: 'destroyed' })
})

t.test('the sixty seconds begin when the vault is asked, not when it answers', async (t) => {
  let now = 0
  let asked = 0
  const find = async (): Promise<StoredKey> => {
    asked++
    now += 50_000
    return present()
  }
  const keyring = new Keyring({ master, elapsed: () => now, find })
  await keyring.forOpening('kid')
  now += 9_999
  await keyring.forOpening('kid')
  t.equal(asked, 1)
  now += 1
  await keyring.forOpening('kid')
  t.equal(asked, 2)
})

t.test('a thousand are remembered, and of more the latest', async (t) => {
  const asked: string[] = []
  const find = async (kid: string): Promise<StoredKey> => {
    asked.push(kid)
    return present()
  }
  const keyring = new Keyring({ master, elapsed: () => 0, find })
  for (let i = 0; i <= 1_000; i++) await keyring.forOpening(`kid-${i}`)
  asked.length = 0
  await keyring.forOpening('kid-1000')
  await keyring.forOpening('kid-1')
  t.strictSame(asked, [])
  await keyring.forOpening('kid-0')
  t.strictSame(asked, ['kid-0'])
})

t.test('nothing but what is there is remembered, and cleared is cleared', async (t) => {
  let row: StoredKey | undefined
  const keyring = new Keyring({ master, elapsed: () => 0, find: async () => row })
  t.strictSame(await keyring.forOpening('kid'), { state: 'missing' })
  row = present()
  t.match(await keyring.forOpening('kid'), { state: 'present' })
  row = undefined
  t.match(await keyring.forOpening('kid'), { state: 'present' })
  keyring.clear()
  t.strictSame(await keyring.forOpening('kid'), { state: 'missing' })
})
