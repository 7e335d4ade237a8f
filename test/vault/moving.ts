import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Test } from 'tap'
import { systemClock } from '../../src/clock.ts'
import { copyVault } from '../../src/vault/copy.ts'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import type { VaultAddress } from '../../src/vault/postgres-address.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'
import type { Vault } from '../../src/vault/vault.ts'
import type { PostgresServer } from '../support/postgres.ts'

/** A vault in a folder, and an empty database that it is to be copied into, with its own master key. */
export async function begin(t: Test, server: PostgresServer) {
  const folder = join(t.testdir(), 'data')
  const file = join(folder, 'vault.db')
  const masterKeyFile = join(folder, 'master.key')
  const vault = openSqliteVault(folder, systemClock)
  const address = await server.makeDatabase()
  const nodes: Vault[] = []
  t.teardown(async () => {
    for (const opened of [vault, ...nodes]) await opened.close()
  })
  return {
    folder,
    vault,
    address,
    masterKeyFile,
    copy: (to = address, key = masterKeyFile) => copyVault(folder, to, { masterKeyFile: key }),
    openThere: async (): Promise<Vault> => {
      const node = await openPostgresVault(address, { masterKeyFile, mayCreate: false }, systemClock)
      nodes.push(node)
      return node
    },
    /** Past the vault, in the folder's file. */
    alter: (sql: string): void => {
      const db = new DatabaseSync(file)
      db.exec(sql)
      db.close()
    },
    here: (table: string): unknown[][] => {
      const db = new DatabaseSync(file, { readOnly: true })
      const rows = db.prepare(`SELECT * FROM ${table}`).all()
      db.close()
      return plain(rows)
    },
    there: () => tables(server, address),
  }
}

export const make = (vault: Vault, count: number, subject = 'subject'): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => vault.create(`${subject}-${i}`)))

/** All that a vault there holds. */
export async function tables(server: PostgresServer, { database }: VaultAddress) {
  const rows = async (table: string): Promise<unknown[][]> =>
    plain(await server.ask(database, `SELECT * FROM ${table}`))
  return { keys: await rows('keys'), secrets: await rows('secrets'), marks: await rows('marks') }
}

export async function schemasIn(server: PostgresServer, { database }: VaultAddress): Promise<unknown[]> {
  const schemas = await server.ask(
    database,
    "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
  )
  return schemas.map(({ nspname }) => nspname)
}

/** Values in the order of the columns, rows in that of their first; bytes as text, for each client has its own class. */
function plain(rows: readonly Readonly<Record<string, unknown>>[]): unknown[][] {
  const text = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
  return rows
    .map((row) => Object.values(row).map(text))
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
}
