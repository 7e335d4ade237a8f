import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Test } from 'tap'
import { systemClock } from '../../src/clock.ts'
import { copyVault } from '../../src/vault/copy.ts'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import { withPostgres } from '../support/postgres.ts'
import { begin, make, schemasIn, tables } from './moving.ts'

const at = '2025-03-03T01:00:00.000Z'

async function refused(t: Test, copying: Promise<unknown>, reason: string): Promise<void> {
  const error = await copying.then(
    () => undefined,
    (error: unknown) => error,
  )
  t.match(error, { code: 'vault-unavailable', reason })
}

withPostgres('a vault that cannot move, or not now', async (t, server) => {
  await t.test('cut off in the middle, the first copy leaves an empty database', async (t) => {
    const { vault, address, copy, alter } = await begin(t, server)
    await make(vault, 1_500)
    // of the last page; no text of PostgreSQL's holds the sign
    alter(`INSERT INTO keys VALUES ('zz', 'a' || char(0), x'00', 1, '${at}', NULL)`)
    await t.rejects(copy(), { code: 'vault-unavailable', message: /22021/ })
    t.strictSame(await schemasIn(server, address), ['public'])
    alter("UPDATE keys SET subject = 'a' WHERE kid = 'zz'")
    t.strictSame(await copy(), { keys: 1_501, destroyed: 0 })
  })

  await t.test('cut off in the middle by an outage, a repeated copy leaves what was there', async (t) => {
    const { vault, address, copy, alter, there, openThere } = await begin(t, server)
    alter(`INSERT INTO keys VALUES ('zz', 'last', x'00', 1, '${at}', NULL)`)
    await copy()
    const before = await there()
    await vault.destroy('zz', at)
    await make(vault, 1_500)
    const holder = await server.connect(address.database)
    holder.on('error', () => {})
    await holder.query("BEGIN; SELECT 1 FROM keys WHERE kid = 'zz' FOR UPDATE")
    let copying = true
    const cutOff = t.rejects(
      copy().finally(() => {
        copying = false
      }),
      { code: 'vault-unavailable' },
    )
    while (copying && (await server.ask('postgres', 'SELECT 1 FROM pg_locks WHERE NOT granted')).length === 0);
    await server.stop()
    await cutOff
    await server.start()
    t.strictSame(await there(), before)
    t.strictSame(await copy(), { keys: 1_501, destroyed: 1 })
    t.match(await (await openThere()).forSealing('zz'), { state: 'destroyed' })
  })

  await t.test('a vault there that is not of the same store is refused, and stays as it is', async (t) => {
    const { vault, masterKeyFile, copy } = await begin(t, server)
    await make(vault, 3)
    const other = await server.makeDatabase()
    await (await openPostgresVault(other, { masterKeyFile }, systemClock)).close()
    const before = await tables(server, other)
    await refused(t, copy(other), 'other-store')
    t.strictSame(await tables(server, other), before)

    const foreign = await server.makeDatabase()
    await server.ask(foreign.database, 'CREATE TABLE public.other (a integer)')
    await refused(t, copy(foreign), 'vault-foreign')
    t.strictSame(await schemasIn(server, foreign), ['public'])
  })

  for (const [reason, sql] of [
    ['other-secrets', "UPDATE secrets SET wrapped = '\\x00' WHERE name = 'macKey.1'"],
    ['other-secrets', "DELETE FROM secrets WHERE name = 'macKey.1'"],
    ['other-keys', "UPDATE keys SET wrapped = '\\x00'"],
    ['other-keys', "UPDATE keys SET subject = 'other'"],
  ] as const)
    await t.test(`nor what was altered there: ${sql}`, async (t) => {
      const { vault, copy, address, there } = await begin(t, server)
      await make(vault, 1)
      await copy()
      await server.ask(address.database, sql)
      const before = await there()
      await make(vault, 1)
      await refused(t, copy(), reason)
      t.strictSame(await there(), before, 'no key more')
    })

  await t.test('without its master key, or its file, nothing is begun there', async (t) => {
    const { folder, vault, address, masterKeyFile, copy } = await begin(t, server)
    await make(vault, 1)
    const beside = join(folder, '..')
    const key = join(beside, 'key')
    await refused(t, copy(address, key), 'master-key-missing')
    writeFileSync(key, systemClock.bytes(32))
    await refused(t, copy(address, key), 'other-master-key')
    writeFileSync(key, readFileSync(masterKeyFile).subarray(1))
    await refused(t, copy(address, key), 'master-key-malformed')
    const from = (name: string) => copyVault(join(beside, name), address, { masterKeyFile })
    await refused(t, from('none'), 'no-vault')
    for (const name of ['empty', 'other', 'newer']) mkdirSync(join(beside, name))
    writeFileSync(join(beside, 'empty', 'vault.db'), '')
    await refused(t, from('empty'), 'no-such-format')
    writeFileSync(join(beside, 'other', 'vault.db'), 'no database '.repeat(500))
    await t.rejects(from('other'), { message: 'the vault to be copied cannot be read' })
    await vault.close()
    cpSync(join(folder, 'vault.db'), join(beside, 'newer', 'vault.db'))
    const newer = new DatabaseSync(join(beside, 'newer', 'vault.db'))
    newer.exec('PRAGMA user_version = 2')
    newer.close()
    await refused(t, from('newer'), 'no-such-format')
    t.strictSame(await schemasIn(server, address), ['public'])
  })
})
