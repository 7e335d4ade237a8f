import { chmodSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { systemClock } from '../../src/clock.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'
import type { Vault, VaultOptions } from '../../src/vault/vault.ts'
import { recording, refusal, vaultContract } from './contract.ts'
import { filesOf, wrappedKeys } from './run.ts'

const at = '2025-03-03T01:00:00.000Z'

/** Opened as a promise: what it throws is then a rejection. */
const opening = async (folder: string, options?: VaultOptions): Promise<Vault> =>
  openSqliteVault(folder, systemClock, options)

const wrappedOf = (folder: string, kid: string): Buffer => wrappedKeys(folder).get(kid) ?? Buffer.alloc(1)

void vaultContract(t, 'SQLite', async (t) => {
  const folder = t.testdir()
  return {
    masterKeyFile: join(folder, 'master.key'),
    open: async (clock, options) => openSqliteVault(folder, clock, options),
    async ask(sql) {
      const db = new DatabaseSync(join(folder, 'vault.db'))
      const rows = db.prepare(sql).all()
      db.close()
      return rows
    },
    someBytes: "x'010203'",
  }
})

t.test('no secret lies in a file in clear', async (t) => {
  const folder = t.testdir()
  const clock = recording()
  const vault = openSqliteVault(folder, clock)
  const kid = await vault.create('subject-1')
  const [master, idKey, macKey, , key] = clock.drawn
  for (const secret of [master, idKey, macKey, key]) t.notOk(filesOf(folder).includes(secret ?? ''))
  t.ok(filesOf(folder).includes(wrappedOf(folder, kid)), 'the search itself finds what is there')
  await vault.close()
})

t.test(
  'only the owner reads the files',
  { skip: process.platform === 'win32' && 'Windows has no file modes' },
  async (t) => {
    const folder = join(t.testdir(), 'new')
    const vault = openSqliteVault(folder, systemClock)
    await vault.create('subject-1')
    const mode = (path: string): number => statSync(path).mode & 0o777
    t.equal(mode(folder), 0o700)
    t.strictSame(readdirSync(folder).sort(), ['master.key', 'vault.db', 'vault.db-shm', 'vault.db-wal'])
    for (const name of readdirSync(folder)) t.equal(mode(join(folder, name)), 0o600, name)
    await vault.close()
    for (const name of ['master.key', 'vault.db']) chmodSync(join(folder, name), 0o644)
    await openSqliteVault(folder, systemClock).close()
    for (const name of ['master.key', 'vault.db'])
      t.equal(mode(join(folder, name)), 0o600, `${name}, put back by a backup`)
  },
)

t.test('what is no file of SQLite is not opened', async (t) => {
  const folder = t.testdir()
  writeFileSync(join(folder, 'vault.db'), 'something else entirely, and long enough to be looked at'.repeat(20))
  t.equal(await refusal(opening(folder)), 'vault-foreign')
})

t.test('where events exist, an empty file is no vault', async (t) => {
  const folder = t.testdir()
  writeFileSync(join(folder, 'vault.db'), '')
  t.equal(await refusal(opening(folder, { mayCreate: false })), 'vault-missing')
  t.strictSame(readdirSync(folder).includes('master.key'), false)
})

t.test('a master key is never overwritten: an older vault.db may still be put back to it', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kid = await vault.create('subject-1')
  await vault.close()
  renameSync(join(folder, 'vault.db'), join(folder, 'away'))
  await openSqliteVault(folder, systemClock).close()
  renameSync(join(folder, 'away'), join(folder, 'vault.db'))
  const back = openSqliteVault(folder, systemClock)
  t.match(await back.forSealing(kid), { state: 'present' })
  await back.close()
})

t.test('keys of one turn are durable together', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const other = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true })
  const version = (): unknown => Object.values(other.prepare('PRAGMA data_version').get() ?? {})[0]
  const count = (): unknown => other.prepare('SELECT count(*) AS n FROM keys').get()?.n
  const before = version()
  const first = vault.create('subject-0')
  const rest = Array.from({ length: 49 }, (_, i) => vault.create(`subject-${i + 1}`))
  await first
  t.equal(count(), 50, 'all of them, when the first resolves')
  t.equal(new Set(await Promise.all([first, ...rest])).size, 50)
  t.equal(Number(version()) - Number(before), 1, 'in one commit')
  other.close()
  await vault.close()
})

t.test('a destroyed key’s bytes are in no file, however the pages were split', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kids = await Promise.all(Array.from({ length: 500 }, (_, i) => vault.create(`subject-${i}`)))
  for (let i = 0; i < 20; i++) kids.push(await vault.create('later'))
  const wrapped = wrappedKeys(folder)
  const left = (): string[] => {
    const files = filesOf(folder)
    return kids.filter((kid) => files.includes(wrapped.get(kid) ?? ''))
  }
  t.equal(left().length, kids.length)
  const gone = new Set(kids.filter((_, i) => i % 9 === 0 || i === 519))
  for (const kid of gone) await vault.destroy(kid, at)
  t.strictSame(
    left(),
    kids.filter((kid) => !gone.has(kid)),
    'only the others are left',
  )
  t.equal(statSync(join(folder, 'vault.db-wal')).size, 0)
  await vault.close()
})

t.test('while a reader holds the log, the key is gone but destroying is not done: it is repeated', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kid = await vault.create('subject-1')
  const wrapped = wrappedOf(folder, kid)
  const reader = new DatabaseSync(join(folder, 'vault.db'))
  reader.exec('BEGIN; SELECT * FROM keys')
  await t.rejects(vault.destroy(kid, at), { code: 'vault-unavailable' })
  t.match(await vault.forSealing(kid), { state: 'destroyed' })
  t.ok(filesOf(folder).includes(wrapped))
  reader.exec('COMMIT')
  await vault.destroy(kid, at)
  t.notOk(filesOf(folder).includes(wrapped))
  reader.close()
  await vault.close()
})
