import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { systemClock } from '../../src/clock.ts'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import { readVaultAddress, type VaultAddress } from '../../src/vault/postgres-address.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { type PostgresServer, withPostgres } from '../support/postgres.ts'
import { type Place, refusal, vaultContract } from './contract.ts'

const at = '2025-03-03T01:00:00.000Z'
const script = (name: string): string => fileURLToPath(new URL(`../../src/vault/${name}`, import.meta.url))

async function placeIn(server: PostgresServer, t: Test): Promise<Place> {
  const address = await server.makeDatabase()
  const masterKeyFile = join(t.testdir(), 'master.key')
  return {
    masterKeyFile,
    open: (clock, options) => openPostgresVault(address, { masterKeyFile, ...options }, clock),
    ask: (sql) => server.ask(address.database, sql),
    someBytes: "'\\x010203'::bytea",
  }
}

/** What an attempt says, which must repeat nothing of the address. */
async function saidBy(t: Test, { host, user, database, password }: VaultAddress, attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => 'nothing was refused',
    (error) => error,
  )
  t.match(error, { code: 'vault-unavailable' })
  t.notOk(error instanceof Error && 'cause' in error, 'a log would print what caused it')
  const said = `${String(error)} ${JSON.stringify(error)}`
  for (const value of [host, user, database, ...(password === undefined ? [] : [password])]) t.notMatch(said, value)
  return String(error)
}

withPostgres('a vault in PostgreSQL', async (t, server) => {
  await vaultContract(t, 'PostgreSQL', (t) => placeIn(server, t))

  await t.test('keys of one turn share one transaction', async (t) => {
    const { open, ask } = await placeIn(server, t)
    const vault = await open(systemClock)
    await Promise.all(Array.from({ length: 50 }, () => vault.create('subject-1')))
    t.equal((await ask('SELECT DISTINCT xmin::text FROM keys')).length, 1)
    await vault.close()
  })

  await t.test('not even replication lifts a tombstone, and a table is not emptied', async (t) => {
    const { open, ask, someBytes } = await placeIn(server, t)
    const vault = await open(systemClock)
    await vault.destroy(await vault.create('subject-1'), at)
    const replica = 'SET session_replication_role = replica;'
    await t.rejects(ask(`${replica} UPDATE keys SET destroyedAt = NULL, wrapped = ${someBytes}`), { message: /stays/ })
    await t.rejects(ask(`${replica} DELETE FROM keys`), { message: /never removed/ })
    await t.rejects(ask('TRUNCATE keys'), { message: /never removed/ })
    await vault.close()
  })

  await t.test('wrapped bytes are in no dump once their key is destroyed', async (t) => {
    const address = await server.makeDatabase()
    const vault = await openPostgresVault(address, { masterKeyFile: join(t.testdir(), 'key') }, systemClock)
    const [kid, kept] = await Promise.all([vault.create('subject-1'), vault.create('subject-1')])
    const rows = await server.ask(address.database, "SELECT kid, encode(wrapped, 'hex') AS hex FROM keys")
    const hexOf = (kid: string): string => String(rows.find((row) => row.kid === kid)?.hex)
    t.match(server.dump(address.database), hexOf(kid))
    await vault.destroy(kid, at)
    t.notMatch(server.dump(address.database), hexOf(kid))
    t.match(server.dump(address.database), hexOf(kept))
    await vault.close()
  })

  await t.test(
    'nodes that start at once with different master keys: one makes the vault, the other is refused',
    async (t) => {
      const address = await server.makeDatabase()
      const folder = t.testdir()
      const files = ['one', 'two', 'three'].map((name) => join(folder, name))
      const keys = files.map(() => systemClock.bytes(32))
      for (const [i, file] of files.entries()) writeFileSync(file, keys[i] ?? '')
      const open = (masterKeyFile: string): Promise<Vault> => openPostgresVault(address, { masterKeyFile }, systemClock)
      const reasons = await Promise.all(files.map((file) => refusal(open(file))))
      t.strictSame([...reasons].sort(), ['master-key-wrong', 'master-key-wrong', 'opened'])
      t.strictSame(
        files.map((file) => readFileSync(file)),
        keys,
        'nothing was written over',
      )
      const whole = await open(files[reasons.indexOf('opened')] ?? '')
      t.match(await whole.forSealing(await whole.create('subject-1')), { state: 'present' })
      await whole.close()
      t.equal(await refusal(open(join(folder, 'none'))), 'master-key-missing')
      t.notOk(existsSync(join(folder, 'none')), 'a new key would open nothing')
    },
  )

  await t.test('a vault of another format, or half of one, is not opened', async (t) => {
    const { open, ask } = await placeIn(server, t)
    await (await open(systemClock)).close()
    await ask("UPDATE marks SET value = '2' WHERE name = 'format'")
    t.equal(await refusal(open(systemClock)), 'vault-foreign')
    await ask("UPDATE marks SET value = '1' WHERE name = 'format'; DROP TABLE secrets")
    t.equal(await refusal(open(systemClock)), 'vault-foreign')
  })

  await t.test('who may connect does not thereby read', async (t) => {
    const [address, stranger] = [await server.makeDatabase(), await server.makeDatabase()]
    const masterKeyFile = join(t.testdir(), 'key')
    const vault = await openPostgresVault(address, { masterKeyFile }, systemClock)
    const as = { ...stranger, database: address.database }
    const opening = (): Promise<Vault> => openPostgresVault(as, { masterKeyFile }, systemClock)
    t.match(await saidBy(t, as, opening()), /42501/, 'not even connect')
    await server.ask('postgres', `GRANT CONNECT ON DATABASE ${address.database} TO ${stranger.user}`)
    t.match(await saidBy(t, as, opening()), /42501/, 'with the master key in hand')
    for (const table of ['keys', 'secrets', 'marks'])
      await t.rejects(server.ask(address.database, `SET ROLE ${stranger.user}; SELECT * FROM vault.${table}`), {
        code: '42501',
      })
    await vault.close()
  })

  await t.test('as an operator sets it up: the nodes’ role can do what it uses, and no more', async (t) => {
    server.psql(script('setup.sql'))
    await server.ask('postgres', `ALTER ROLE kinward PASSWORD '${server.password}'`)
    const { password } = server
    const address = readVaultAddress(`postgres://kinward@127.0.0.1:${server.port}/kinward_vault`, { password })
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const first = await openPostgresVault(address, options, systemClock)
    const before = await first.create('subject-1')
    server.psql(script('harden.sql'))
    for (const vault of [first, await openPostgresVault(address, { ...options, mayCreate: false }, systemClock)]) {
      t.match(await vault.forSealing(before), { subject: 'subject-1' })
      const kid = await vault.create('subject-2')
      for (const gone of [kid, kid, systemClock.bytes(16).toString('base64url')]) {
        await vault.destroy(gone, at)
        t.match(await vault.forSealing(gone), { state: 'destroyed', at })
      }
      for (const position of [1n, 2n]) await vault.markReconciled({ place: 'a-place', position })
      t.strictSame(await vault.reconciledTo(), { place: 'a-place', position: 2n })
      await vault.close()
    }
    for (const forbidden of [
      'DELETE FROM keys',
      'TRUNCATE keys',
      'DROP TABLE keys',
      'DROP TRIGGER keys_stay_destroyed ON keys',
      'ALTER TABLE keys DISABLE TRIGGER keys_are_not_removed',
      "UPDATE keys SET subject = 'other'",
      "UPDATE secrets SET name = 'other'",
      'DELETE FROM secrets',
      'DELETE FROM marks',
      'CREATE SCHEMA other',
    ])
      await t.rejects(server.ask('kinward_vault', `SET ROLE kinward; ${forbidden}`), { code: '42501' }, forbidden)
  })

  await t.test('the environment of the process changes nothing', async (t) => {
    const address = await server.makeDatabase()
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const { env } = process
    process.env = {
      ...env,
      PGHOST: '192.0.2.1',
      PGPORT: '1',
      PGUSER: 'other',
      PGDATABASE: 'other',
      PGPASSWORD: server.password,
      PGOPTIONS: '-c synchronous_commit=off',
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
    }
    try {
      await (await openPostgresVault(address, options, systemClock)).close()
      const { password: _, ...without } = address
      await saidBy(t, address, openPostgresVault(without, options, systemClock))
    } finally {
      process.env = env
    }
  })

  await t.test('a wrong password is told by its code alone', async (t) => {
    const address = { ...(await server.makeDatabase()), password: 'other-word' }
    const opening = openPostgresVault(address, { masterKeyFile: join(t.testdir(), 'key') }, systemClock)
    t.match(await saidBy(t, address, opening), /28P01/)
  })

  await t.test('what would not survive a power cut is not written', async (t) => {
    const address = await server.makeDatabase()
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const open = (): Promise<Vault> => openPostgresVault(address, options, systemClock)
    for (const weak of ['off', 'local', 'remote_write']) {
      await server.ask('postgres', `ALTER ROLE ${address.user} SET synchronous_commit = ${weak}`)
      await t.rejects(open(), { message: /power cut/ }, weak)
    }
    for (const strong of ['on', 'remote_apply']) {
      await server.ask('postgres', `ALTER ROLE ${address.user} SET synchronous_commit = ${strong}`)
      await (await open()).close()
    }
    await server.ask('postgres', 'ALTER SYSTEM SET fsync = off')
    await server.stop()
    await server.start()
    await t.rejects(open(), { message: /power cut/ })
    await server.ask('postgres', 'ALTER SYSTEM RESET fsync')
  })

  await t.test('a standby is not asked: a destroyed key may still be there', async (t) => {
    const address = await server.makeDatabase()
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const open = (): Promise<Vault> => openPostgresVault(address, options, systemClock)
    await server.stop()
    await server.start()
    await (await open()).close()
    await server.stop()
    writeFileSync(join(server.data, 'standby.signal'), '')
    await server.start()
    await t.rejects(open(), { message: /standby/ })
  })
})
