import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import { startEventStore } from './eventstore/server.ts'
import { startPostgres } from './postgres.ts'

/** What the nodes of one place share: a folder, or an event store and a vault and nothing else. */
export interface Site {
  /** A node's own settings; `node` is its name. */
  environment(node: string): Readonly<Record<string, string>>
  /** The same, for services in this process. */
  config(node: string): Config
  close(): Promise<void>
}

/**
 * `KINWARD_TEST_STORE=eventstoredb`: nodes with folders of their own, on a server that speaks EventStoreDB's protocol and a
 * PostgreSQL of this site. Otherwise: processes that share one folder.
 *
 * @param root an empty folder, which the caller takes away
 */
export async function startSite(root: string): Promise<Site> {
  if (process.env.KINWARD_TEST_STORE !== 'eventstoredb')
    return siteOf((node) => ({ KINWARD_DATA: join(root, 'data'), KINWARD_NODE: node }))
  const [store, postgres] = await Promise.all([startEventStore(), startPostgres()])
  const { host, port, user, database, password = '' } = await postgres.makeDatabase()
  const passwordFile = join(root, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  return siteOf(
    (node) => ({
      KINWARD_DATA: join(root, node),
      KINWARD_NODE: node,
      KINWARD_STORE: store.url,
      KINWARD_VAULT: `postgres://${user}@${host}:${port}/${database}`,
      KINWARD_VAULT_PASSWORD_FILE: passwordFile,
      KINWARD_MASTER_KEY_FILE: join(root, 'master.key'),
    }),
    async () => {
      await store.close()
      await postgres.close()
    },
  )
}

function siteOf(environment: Site['environment'], close: Site['close'] = async () => undefined): Site {
  return { environment, config: (node) => readConfig(environment(node)), close }
}
