import { current } from '../../workflows/registry.ts'
import { verifyMac } from '../case/chain.ts'
import { envelope, plainMetadata } from '../case/envelope.ts'
import { HistoryDoesNotFit, type Proofs } from '../case/load.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import type { Clock } from '../clock.ts'
import type { JsonObject } from '../jcs.ts'
import { Lanes } from '../lanes.ts'
import { ConcurrencyError, type NewEvent, type Store, StoreUnavailable } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { Person } from './person.ts'
import { policyVersion } from './policy.ts'

/** Who looked, who was refused: streams of their own, so that reading never conflicts with working (FORMAT rule 6). */
export interface Entry {
  readonly type: 'CaseRead' | 'StepRefused' | 'CaseNotShown' | 'DisclosureRequested'
  readonly person: Person
  readonly clear: JsonObject
  readonly commandId: string
  readonly correlationId: string
  readonly requestDigest?: string
}

interface Head {
  readonly revision: bigint
  readonly digest: string
  readonly recordedAt: string
}

const ATTEMPTS = 10
/** Cases whose refusals are kept at hand. */
const KEPT = 1_000

/** Writes access streams, each at its own head. What is recorded here is durable before an answer leaves. */
export class Journal {
  readonly #store: Store
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #proofs: Proofs
  readonly #lanes = new Lanes()
  readonly #refusals = new Map<string, { readonly revision: bigint; readonly found: readonly ParsedEvent[] }>()

  constructor(parts: { store: Store; vault: Vault; clock: Clock; proofs: Proofs }) {
    this.#store = parts.store
    this.#vault = parts.vault
    this.#clock = parts.clock
    this.#proofs = parts.proofs
  }

  /** @throws StoreUnavailable when it could not be recorded; then nothing may be answered */
  record(stream: string, entry: Entry): Promise<void> {
    return this.#lanes.run(stream, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const head = await this.#head(stream)
        try {
          await this.#store.append(
            stream,
            [this.#draft(stream, head, entry)],
            head.revision < 0n ? 'none' : head.revision,
          )
          return
        } catch (error) {
          // another node was first
          if (!(error instanceof ConcurrencyError)) throw error
        }
      }
      throw new StoreUnavailable(`${stream} is being written by too many nodes at once`)
    })
  }

  /**
   * Writes a stream of one entry.
   *
   * @returns what it says: this entry, or the one that an earlier try wrote
   * @throws StoreUnavailable when it could not be recorded; then nothing may be answered
   */
  async once(stream: string, entry: Entry): Promise<ParsedEvent> {
    const start = { revision: -1n, digest: this.#proofs.genesis, recordedAt: '' }
    try {
      await this.#store.append(stream, [this.#draft(stream, start, entry)], 'none')
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error
    }
    const [stored] = await this.#store.readStream(stream)
    if (!stored) throw new Error(`${stream} was written and is gone`)
    return parseEvent(stored)
  }

  #draft(stream: string, head: Head, { type, person, clear, ...command }: Entry): NewEvent {
    const { id, role, agency } = person
    const now = this.#clock.now()
    const metadata = plainMetadata({
      ...command,
      actor: { agency, id, role },
      at: now > head.recordedAt ? now : head.recordedAt,
      policyVersion,
      protocol: current.protocol,
      ruleSet: current.name,
    })
    return envelope(
      {
        stream,
        revision: head.revision + 1n,
        id: this.#clock.uuid(),
        type,
        clear: { ...clear, given: [] },
        sealed: [],
        metadata,
      },
      { prev: head.digest, macEpoch: this.#vault.macEpoch, macKey: this.#vault.macKey(this.#vault.macEpoch) },
    )
  }

  /** The last event as it is read back; that this store signed it is proof enough to go on from it. */
  async #head(stream: string): Promise<Head> {
    const stored = await this.#store.readLast(stream)
    if (!stored) return { revision: -1n, digest: this.#proofs.genesis, recordedAt: '' }
    const { revision, digest, metadata } = parseEvent(stored)
    if (!verifyMac(metadata.mac, digest, this.#proofs)) throw new HistoryDoesNotFit(stored, 'mac')
    return { revision, digest, recordedAt: metadata.recordedAt }
  }

  /** What was refused in a case, in order. Only what is new is read. */
  async refusals(stream: string): Promise<readonly ParsedEvent[]> {
    const known = this.#refusals.get(stream) ?? { revision: -1n, found: [] }
    const fresh = (await this.#store.readStream(stream, known.revision + 1n)).map(parseEvent)
    const last = fresh.at(-1)
    if (!last) return known.found
    const found = [...known.found, ...fresh.filter(({ type }) => type === 'StepRefused')]
    this.#refusals.delete(stream)
    this.#refusals.set(stream, { revision: last.revision, found })
    const [oldest] = this.#refusals.keys()
    if (this.#refusals.size > KEPT && oldest !== undefined) this.#refusals.delete(oldest)
    return found
  }
}

/**
 * Chain and MAC of a stream that is not a case.
 *
 * @returns the last event
 * @throws HistoryDoesNotFit naming the first that does not fit
 */
export function prove(
  events: readonly ParsedEvent[],
  proofs: Proofs,
  after: Pick<Head, 'revision' | 'digest'> = { revision: -1n, digest: proofs.genesis },
): ParsedEvent | undefined {
  let expected = { revision: after.revision + 1n, prev: after.digest }
  for (const event of events) {
    if (event.revision !== expected.revision) throw new HistoryDoesNotFit(event, 'revision')
    if (event.metadata.prev !== expected.prev) throw new HistoryDoesNotFit(event, 'chain')
    if (!verifyMac(event.metadata.mac, event.digest, proofs)) throw new HistoryDoesNotFit(event, 'mac')
    expected = { revision: event.revision + 1n, prev: event.digest }
  }
  return events.at(-1)
}
