import { join } from 'node:path'
import type { Test } from 'tap'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import { type PostgresServer, withPostgres } from '../support/postgres.ts'
import { type Place, vaultContract } from './contract.ts'

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

withPostgres('a vault in PostgreSQL', async (t, server) => {
  await vaultContract(t, 'PostgreSQL', (t) => placeIn(server, t))
})
