import type { Store } from '../store/store.ts'
import { foldEvents, type LoadedCase, type Proofs, unopened } from './load.ts'
import { parseEvent } from './parsed.ts'

export const caseStream = (caseId: string): string => `case-${caseId}`
export const accessStream = (caseId: string): string => `access-${caseId}`

/** Looks at ids that have no case: no streams made by guessing (FORMAT rule 6). */
export const nodeStream = (node: string): string => `access-node-${node}`

/** Cases that are kept folded; a verified head spares refolding, and what other nodes wrote since is read each time. */
const KEPT = 5_000

/** Loads cases: reads what is new, proves it, folds it. */
export class Cases {
  readonly #store: Store
  readonly #proofs: Proofs
  readonly #kept = new Map<string, LoadedCase>()

  constructor(store: Store, proofs: Proofs) {
    this.#store = store
    this.#proofs = proofs
  }

  /**
   * The case as it stands now; revision -1 when there is none.
   *
   * @throws HistoryDoesNotFit, UnreadableEvent, StoreUnavailable
   */
  async load(caseId: string): Promise<LoadedCase> {
    const kept = this.#kept.get(caseId) ?? unopened(caseId, this.#proofs)
    const stored = await this.#store.readStream(caseStream(caseId), kept.revision + 1n)
    const loaded = foldEvents(kept, stored.map(parseEvent), this.#proofs)
    // another request may have come further meanwhile: never step back
    const other = this.#kept.get(caseId)
    if (loaded.revision >= 0n && (!other || other.revision <= loaded.revision)) this.#keep(caseId, loaded)
    return loaded
  }

  #keep(caseId: string, loaded: LoadedCase): void {
    this.#kept.delete(caseId)
    this.#kept.set(caseId, loaded)
    if (this.#kept.size > KEPT) for (const oldest of this.#kept.keys()) return void this.#kept.delete(oldest)
  }
}
