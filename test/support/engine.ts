import type { EventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'

/** Where a test's events go: a file, or a server of its own that speaks EventStoreDB's protocol. */
export interface Engine {
  readonly store: 'embedded' | EventStoreAddress
  close(): Promise<void>
}

/** `KINWARD_TEST_STORE=eventstoredb` runs a test on the other engine; nothing else of it changes. */
export async function startEngine(): Promise<Engine> {
  if (process.env.KINWARD_TEST_STORE !== 'eventstoredb') return { store: 'embedded', close: async () => undefined }
  const { startEventStore } = await import('./eventstore/server.ts')
  const server = await startEventStore()
  return { store: readEventStoreAddress(server.url), close: () => server.close() }
}
