import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { systemClock } from '../../src/clock.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'
import { filesOf, run, wrappedKeys } from './run.ts'

const at = '2025-03-03T01:00:00.000Z'

t.test('durable before use: what create gave is there for another process, though its maker was killed', async (t) => {
  const folder = t.testdir()
  const told = await run({ folder, create: 5 })
  const vault = openSqliteVault(folder, systemClock)
  t.equal(told?.kids.length, 5)
  for (const [i, kid] of told?.kids.entries() ?? [])
    t.match(await vault.forSealing(kid), { state: 'present', subject: `subject-${i}` })
  t.strictSame([vault.storeId, vault.idKey.toString('hex')], [told?.storeId, told?.idKey])
  await vault.close()
})

t.test('processes that start at once agree on one vault', async (t) => {
  const root = t.testdir()
  for (let round = 0; round < 3; round++) {
    const folder = join(root, `new-${round}`, 'deep')
    const told = await Promise.all(Array.from({ length: 6 }, () => run({ folder, create: 3 })))
    t.equal(new Set(told.map((one) => `${one?.storeId} ${one?.idKey}`)).size, 1)
    const vault = openSqliteVault(folder, systemClock)
    const kids = told.flatMap((one) => one?.kids ?? [])
    t.equal(kids.length, 18)
    for (const kid of kids) t.equal((await vault.forSealing(kid)).state, 'present')
    t.notOk(readdirSync(folder).some((name) => name.endsWith('.new')))
    await vault.close()
  }
})

t.test('threads that open in the same moment agree as well', async (t) => {
  const root = t.testdir()
  const folders = Array.from({ length: 25 }, (_, i) => join(root, `new-${i}`))
  const openers = 4
  const workerData = { folders, openers, arrivals: new SharedArrayBuffer(4) }
  const seen = await Promise.all(
    Array.from({ length: openers }, async () => {
      const worker = new Worker(new URL('./opener.ts', import.meta.url), { workerData, execArgv: [] })
      const [told] = (await once(worker, 'message')) as [string[]]
      return told
    }),
  )
  for (const i of folders.keys()) {
    const [first, ...others] = seen.map((told) => told[i])
    t.match(first, /^[0-9a-f-]{36} [0-9a-f]{64}$/)
    t.strictSame(
      others,
      Array.from({ length: openers - 1 }, () => first),
    )
  }
})

t.test('a first creation that is killed at any point leaves nothing half made', async (t) => {
  // Master key, idKey, MAC key, store id.
  const root = t.testdir()
  for (let killAt = 1; killAt <= 4; killAt++) {
    const folder = join(root, `killed-${killAt}`)
    t.equal(await run({ folder, killAt }), undefined, `killed at ${killAt}`)
    t.equal(existsSync(join(folder, 'master.key')), killAt > 1)
    const told = await run({ folder, create: 1 })
    const vault = openSqliteVault(folder, systemClock, { mayCreate: false })
    t.equal(vault.storeId, told?.storeId, 'the next one filled it')
    t.match(await vault.forSealing(told?.kids[0] ?? ''), { state: 'present' })
    await vault.close()
  }
  const folder = join(root, 'whole')
  const told = await run({ folder, killAt: 5, create: 1 })
  t.equal(told, undefined, 'killed when the vault was whole, and before a key was')
  await openSqliteVault(folder, systemClock, { mayCreate: false }).close()
})

t.test('some that are killed while others start leave one vault', async (t) => {
  const folder = t.testdir()
  const told = await Promise.all([1, 2, 3, 4, 9, 9, 9].map((killAt) => run({ folder, killAt, create: 1 })))
  const whole = told.filter((one) => one !== undefined)
  t.ok(whole.length >= 3)
  t.equal(new Set(whole.map(({ storeId }) => storeId)).size, 1)
})

t.test('destroyed in one process: unreadable for sealing in another at once, for opening within 60 s', async (t) => {
  const folder = t.testdir()
  let now = 1_000
  const vault = openSqliteVault(folder, systemClock, { elapsed: () => now })
  const kid = await vault.create('subject-1')
  t.match(await vault.forOpening(kid), { state: 'present' })
  now += 30_000
  await run({ folder, destroy: kid })
  t.match(await vault.forSealing(kid), { state: 'destroyed' })
  t.match(await vault.forOpening(kid), { state: 'present' }, 'still kept')
  now += 29_999
  t.match(await vault.forOpening(kid), { state: 'present' }, 'being asked does not make it younger')
  now += 1
  t.match(await vault.forOpening(kid), { state: 'destroyed' })
  await vault.close()
})

t.test('a key made in one process is found in another at once', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const told = await run({ folder, create: 1 })
  const kid = told?.kids[0] ?? ''
  t.match(await vault.forSealing(kid), { state: 'present' })
  t.match(await vault.forOpening(kid), { state: 'present' })
  t.equal((await run({ folder, seal: await vault.create('subject-2') }))?.state, 'present')
  await vault.close()
})

t.test('killed between the tombstone and the emptying of the log: opening empties it', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kid = await vault.create('subject-1')
  const db = new DatabaseSync(join(folder, 'vault.db'))
  const wrapped = wrappedKeys(folder).get(kid) ?? Buffer.alloc(1)
  db.exec('BEGIN; SELECT * FROM keys')
  await t.rejects(vault.destroy(kid, at), { code: 'vault-unavailable' })
  db.exec('COMMIT')
  t.ok(filesOf(folder).includes(wrapped), 'as a crash would leave it')
  const next = openSqliteVault(folder, systemClock)
  t.notOk(filesOf(folder).includes(wrapped))
  t.match(await next.forSealing(kid), { state: 'destroyed' })
  for (const open of [next, vault]) await open.close()
  db.close()
})
