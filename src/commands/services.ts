import type { Journal } from '../access/journal.ts'
import type { Identity } from '../access/person.ts'
import type { Cases } from '../case/cases.ts'
import type { Clock } from '../clock.ts'
import type { Lanes } from '../lanes.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** What commands and queries work with; made once by `open.ts`. */
export interface Services {
  readonly store: Store
  readonly vault: Vault
  readonly clock: Clock
  readonly identity: Identity
  readonly cases: Cases
  readonly journal: Journal
  /** One lane a case: commands on it wait for each other. */
  readonly lanes: Lanes
  /** Names this node's own access stream. */
  readonly node: string
}
