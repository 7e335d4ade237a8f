import { fileURLToPath } from 'node:url'
import t from 'tap'
import { noPostgres } from '../support/postgres.ts'

/** Two nodes with nothing in common but the event store and the vault: what holds for two processes on a file holds here. */
for (const [name, more] of Object.entries({
  'two-processes': {},
  'kill-loop': { KINWARD_KILLS: '20', KINWARD_KILL_MS: '400' },
}))
  void t.spawn(
    process.execPath,
    [fileURLToPath(new URL(`./${name}.test.ts`, import.meta.url))],
    { env: { ...process.env, KINWARD_TEST_STORE: 'eventstoredb', ...more }, skip: noPostgres, timeout: 300_000 },
    name,
  )
