import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { type Clock, systemClock } from '../../src/clock.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'
import { VaultRefused, VaultUnavailable } from '../../src/vault/vault.ts'
import { filesOf, wrappedKeys } from './run.ts'

const at = '2025-03-03T01:00:00.000Z'

/** Remembers every secret that was drawn. */
function recording(): Clock & { readonly drawn: Buffer[] } {
  const drawn: Buffer[] = []
  const bytes = (n: number): Buffer => {
    const made = systemClock.bytes(n)
    drawn.push(Buffer.from(made))
    return made
  }
  return { ...systemClock, bytes, drawn }
}

const wrappedOf = (folder: string, kid: string): Buffer => wrappedKeys(folder).get(kid) ?? Buffer.alloc(1)

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof VaultRefused) return error.reason
    throw error
  }
  return 'opened'
}

t.test('what was made is found again, after a restart too', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kid = await vault.create('subject-1')
  t.match(kid, /^[\w-]{22}$/)
  const made = await vault.forSealing(kid)
  t.match(made, { state: 'present', subject: 'subject-1' })
  t.equal(made.state === 'present' && made.key.length, 32)
  t.match(vault.storeId, /^[0-9a-f-]{36}$/)
  t.equal(vault.idKey.length, 32)
  t.equal(vault.macKey(vault.macEpoch).length, 32)
  t.equal(vault.macKey(1), vault.macKey(1), 'one object, so that it is made ready once')
  t.throws(() => vault.macKey(2), RangeError)
  t.strictSame(await vault.forSealing('A'.repeat(22)), { state: 'missing' })
  await vault.markReconciled(2n ** 60n)
  await vault.close()
  const again = openSqliteVault(folder, systemClock)
  t.strictSame(await again.forSealing(kid), made)
  t.strictSame(await again.forOpening(kid), made)
  t.equal(again.storeId, vault.storeId)
  t.strictSame([again.idKey, again.macKey(1)], [vault.idKey, vault.macKey(1)])
  t.equal(await again.reconciledTo(), 2n ** 60n)
  await again.close()
})

t.test('all randomness is the clock’s, and no secret lies in a file in clear', async (t) => {
  const folder = t.testdir()
  const clock = recording()
  const vault = openSqliteVault(folder, clock)
  const kid = await vault.create('subject-1')
  const [master, idKey, macKey, drawnKid, key] = clock.drawn
  t.equal(clock.drawn.length, 5)
  t.strictSame([vault.idKey, vault.macKey(1)], [idKey, macKey])
  t.equal(kid, drawnKid?.toString('base64url'))
  t.match(await vault.forSealing(kid), { key })
  t.strictSame(readFileSync(join(folder, 'master.key')), master)
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

t.test('the two files belong together, and neither is made anew for the other', async (t) => {
  const root = t.testdir()
  const make = async (name: string): Promise<string> => {
    const folder = join(root, name)
    await openSqliteVault(folder, systemClock).close()
    return folder
  }
  const [one, two] = [await make('one'), await make('two')]
  const key = readFileSync(join(one, 'master.key'))
  const open = (): unknown => openSqliteVault(one, systemClock)

  rmSync(join(one, 'master.key'))
  t.equal(refusal(open), 'master-key-missing')
  t.notOk(readdirSync(one).includes('master.key'), 'and none was made')
  writeFileSync(join(one, 'master.key'), key.subarray(1))
  t.equal(refusal(open), 'master-key-malformed')
  writeFileSync(join(one, 'master.key'), readFileSync(join(two, 'master.key')))
  t.equal(refusal(open), 'master-key-wrong')
  writeFileSync(join(one, 'master.key'), key)
  await openSqliteVault(one, systemClock).close()

  writeFileSync(join(two, 'vault.db'), 'something else entirely, and long enough to be looked at'.repeat(20))
  t.equal(
    refusal(() => openSqliteVault(two, systemClock)),
    'vault-foreign',
  )
  rmSync(join(two, 'vault.db'))
  const other = new DatabaseSync(join(two, 'vault.db'))
  other.exec('CREATE TABLE other (a)')
  other.close()
  t.equal(
    refusal(() => openSqliteVault(two, systemClock)),
    'vault-foreign',
  )
})

t.test('where events exist, a vault that is gone is not replaced', async (t) => {
  const folder = t.testdir()
  const must = { mayCreate: false }
  t.equal(
    refusal(() => openSqliteVault(folder, systemClock, must)),
    'vault-missing',
  )
  t.strictSame(readdirSync(folder), [], 'nothing was made')
  writeFileSync(join(folder, 'vault.db'), '')
  t.equal(
    refusal(() => openSqliteVault(folder, systemClock, must)),
    'vault-missing',
    'an empty file is no vault',
  )
  t.notOk(readdirSync(folder).includes('master.key'))
  await openSqliteVault(folder, systemClock).close()
  await openSqliteVault(folder, systemClock, must).close()
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

t.test('a key that could not be made durable is not handed out', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const db = new DatabaseSync(join(folder, 'vault.db'))
  db.exec("CREATE TRIGGER no BEFORE INSERT ON keys WHEN NEW.subject = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END")
  const made = await Promise.allSettled([vault.create('good'), vault.create('bad')])
  for (const { status } of made) t.equal(status, 'rejected')
  t.equal(db.prepare('SELECT count(*) AS n FROM keys').get()?.n, 0)
  db.exec('DROP TRIGGER no')
  db.close()
  t.match(await vault.forSealing(await vault.create('good')), { state: 'present' }, 'and the next can be')
  await vault.close()
})

t.test('a closed vault says so, and closing finishes what was begun', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const begun = vault.create('subject-1')
  await vault.close()
  await vault.close()
  const kid = await begun
  const unavailable = { code: 'vault-unavailable' }
  await t.rejects(vault.create('subject-2'), unavailable)
  await t.rejects(vault.forSealing(kid), unavailable)
  await t.rejects(vault.forOpening(kid), unavailable)
  await t.rejects(vault.destroy(kid, at), unavailable)
  const again = openSqliteVault(folder, systemClock)
  t.match(await again.forSealing(kid), { state: 'present' })
  await again.close()
})

t.test('a destroyed key is a tombstone for ever', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const [kid, kept] = await Promise.all([vault.create('subject-1'), vault.create('subject-1')])
  await vault.forOpening(kid)
  await vault.destroy(kid, at)
  const gone = { state: 'destroyed', subject: 'subject-1', at } as const
  t.strictSame(await vault.forSealing(kid), gone)
  t.strictSame(await vault.forOpening(kid), gone, 'at once, where it was destroyed')
  await vault.destroy(kid, '2030-01-01T00:00:00.000Z')
  t.strictSame(await vault.forSealing(kid), gone, 'repeated: the first time stands')
  t.match(await vault.forSealing(kept), { state: 'present' }, 'the subject’s other key is there')

  const never = systemClock.bytes(16).toString('base64url')
  await vault.destroy(never, at)
  t.match(await vault.forSealing(never), { state: 'destroyed', at }, 'a key that this copy of the vault never had')

  const db = new DatabaseSync(join(folder, 'vault.db'))
  t.throws(() => db.exec("UPDATE keys SET wrapped = x'00', destroyedAt = NULL WHERE destroyedAt IS NOT NULL"), /stays/)
  t.throws(() => db.exec('DELETE FROM keys'), /never removed/)
  db.close()
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

t.test('a damaged row is a lost key, not a destroyed one', async (t) => {
  const folder = t.testdir()
  const vault = openSqliteVault(folder, systemClock)
  const kid = await vault.create('subject-1')
  const db = new DatabaseSync(join(folder, 'vault.db'))
  db.prepare('UPDATE keys SET wrapped = ? WHERE kid = ?').run(systemClock.bytes(40), kid)
  db.close()
  t.strictSame(await vault.forSealing(kid), { state: 'missing' })
  await vault.close()
})

t.test('errors tell no secret', async (t) => {
  const folder = t.testdir()
  const clock = recording()
  const vault = openSqliteVault(folder, clock)
  await vault.close()
  renameSync(join(folder, 'master.key'), join(folder, 'away'))
  writeFileSync(join(folder, 'master.key'), systemClock.bytes(32))
  try {
    openSqliteVault(folder, systemClock)
    t.fail('opened')
  } catch (error) {
    t.ok(error instanceof VaultUnavailable)
    const told = String(error) + JSON.stringify(error)
    for (const secret of clock.drawn)
      for (const spelling of ['hex', 'base64', 'base64url'] as const) t.notMatch(told, secret.toString(spelling))
  }
})
