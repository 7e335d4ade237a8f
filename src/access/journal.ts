import { current } from '../../workflows/registry.ts'
import { verifyMac } from '../case/chain.ts'
import { envelope, plainMetadata } from '../case/envelope.ts'
import type { JsonObject } from '../case/event.ts'
import { HistoryDoesNotFit, type Proofs } from '../case/load.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import type { Clock } from '../clock.ts'
import { ConcurrencyError, type Store, StoreUnavailable } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { Person } from './person.ts'
import { policyVersion } from './policy.ts'

/** Who looked, who was refused: streams of their own, so that reading never conflicts with working (FORMAT rule 6). */
export interface Entry {
  readonly type: 'CaseRead' | 'StepRefused' | 'CaseNotShown'
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
/** Verified heads that are kept. */
const HEADS = 10_000

/** Writes access streams, each at its own head. What is recorded here is durable before an answer leaves. */
export class Journal {
  readonly #store: Store
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #proofs: Proofs
  readonly #heads = new Map<string, Head>()

  constructor(parts: { store: Store; vault: Vault; clock: Clock; proofs: Proofs }) {
    this.#store = parts.store
    this.#vault = parts.vault
    this.#clock = parts.clock
    this.#proofs = parts.proofs
  }

  /** @throws StoreUnavailable when it could not be recorded; then nothing may be answered */
  async record(stream: string, entry: Entry): Promise<void> {
    let head = await this.#readHead(stream)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const now = this.#clock.now()
      const { id: actor, role, agency } = entry.person
      const event = envelope(
        {
          stream,
          revision: head.revision + 1n,
          id: this.#clock.uuid(),
          type: entry.type,
          clear: { ...entry.clear, given: [] },
          sealed: [],
          metadata: plainMetadata({
            actor: { agency, id: actor, role },
            at: now > head.recordedAt ? now : head.recordedAt,
            commandId: entry.commandId,
            correlationId: entry.correlationId,
            policyVersion,
            protocol: current.protocol,
            ruleSet: current.name,
            ...(entry.requestDigest !== undefined && { requestDigest: entry.requestDigest }),
          }),
        },
        { prev: head.digest, macEpoch: this.#vault.macEpoch, macKey: this.#vault.macKey(this.#vault.macEpoch) },
      )
      try {
        await this.#store.append(stream, [event], head.revision < 0n ? 'none' : head.revision)
        return
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error
        head = await this.#readHead(stream)
      }
    }
    throw new StoreUnavailable(`the access record of ${stream} is being written by too many at once`)
  }

  /** What was recorded in one access stream; each event proven as it is read. */
  async read(stream: string): Promise<ParsedEvent[]> {
    const events = (await this.#store.readStream(stream)).map(parseEvent)
    prove(events, this.#proofs)
    return events
  }

  /** The verified head, moved on by what was appended since. */
  async #readHead(stream: string): Promise<Head> {
    const known = this.#heads.get(stream) ?? { revision: -1n, digest: this.#proofs.genesis, recordedAt: '' }
    const events = (await this.#store.readStream(stream, known.revision + 1n)).map(parseEvent)
    const last = prove(events, this.#proofs, known)
    if (!last) return known
    const head = { revision: last.revision, digest: last.digest, recordedAt: last.metadata.recordedAt }
    if (this.#heads.size > HEADS) this.#heads.clear()
    this.#heads.set(stream, head)
    return head
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
