import { join } from 'node:path'
import type { EventStoreAddress } from './eventstoredb-address.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

/**
 * Opens the store that is configured. The client of EventStoreDB is loaded for it alone: it costs a third of a second and
 * 70 MB.
 *
 * @param folder of the embedded store
 * @throws StoreUnavailable, AddressRefused
 */
export async function openStore(store: 'embedded' | EventStoreAddress, folder: string): Promise<Store> {
  if (store === 'embedded') return openSqliteStore(join(folder, 'events.db'))
  const { openEventStore } = await import('./eventstoredb.ts')
  return openEventStore(store)
}
