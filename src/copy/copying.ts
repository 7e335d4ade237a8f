import type { Progress } from '../audit/progress.ts'
import {
  ConcurrencyError,
  DuplicateEventId,
  type NewEvent,
  type Store,
  type StoredEvent,
  StoreUnavailable,
} from '../store/store.ts'
import { compareOrders, compareStreams, proveRest } from './compare.ts'
import { eventsAfter, PATIENCE, type Patience, repeated } from './reading.ts'
import { CopyRefused, refusedAt } from './refused.ts'

/** What is copied, where to, and who is told. */
export interface Copying {
  readonly source: Store
  readonly target: Store
  readonly patience: Patience
  /** Begins to show how far one part of the work has come. */
  readonly bar: (what: string) => Progress
  /** A store does not answer, and is asked again soon. */
  readonly waiting: () => void
}

export interface Copied {
  readonly events: number
  readonly streams: number
  readonly sha256: string
  /** `false`: events came all the time, and some of them are missing. */
  readonly whole: boolean
}

/** Of one stream, in one append. A server takes 1 MiB at most; one event may be nearly that. */
const MOST_EVENTS = 100
const MOST_BYTES = 500_000

/** How often it looks for what came meanwhile. */
const ROUNDS = 4

/**
 * Copies a whole history in its one order, and reads all of both sides again until nothing is missing. What is there
 * already is compared, and gone on from; what is missing is proven before any of it is copied. It may be broken off at any
 * point, and done by several at once: every append says where it belongs.
 *
 * @throws CopyRefused when the target has something else, or the source is not a history that can be moved
 * @throws StoreUnavailable
 */
export async function copyHistory(
  stores: Pick<Copying, 'source' | 'target' | 'bar' | 'waiting'>,
  patience: Patience = PATIENCE,
): Promise<Copied> {
  const copying = { ...stores, patience }
  // who is not there is not waited for
  for (const store of [copying.source, copying.target]) await store.lastPosition()
  try {
    for (let round = 1; ; round++) {
      const { history, after } = await compareOrders(copying)
      const { events, sha256, heads } = history
      const copied = { events, streams: heads.size, sha256 }
      if (round > ROUNDS) return { ...copied, whole: false }
      let rest = await proveRest(copying, { history, after })
      if (history.events === 0) throw new CopyRefused('the source is empty')
      if (rest === 0) {
        await compareStreams(copying, history)
        // what came meanwhile
        rest = await proveRest(copying, { history, after })
      }
      if (rest === 0) return { ...copied, whole: true }
      await copyRest(copying, after, rest)
    }
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause
    const goOn = 'What was copied stays: run the same command again, and it goes on from there'
    throw new StoreUnavailable(`${cause.message}. ${goOn}`, { cause })
  }
}

/** Appends the `rest` events that come after a position; what came since waits for the next round. */
async function copyRest({ source, target, patience, bar, waiting }: Copying, after: bigint, rest: number) {
  const shown = bar('events copied')
  let copied = 0
  for await (const run of runs(eventsAfter(source, after, patience), rest)) {
    const [first] = run
    if (!first) continue
    const { stream, revision } = first
    const append = () => target.append(stream, run.map(asNew), revision === 0n ? 'none' : revision - 1n)
    try {
      await repeated(append, patience, waiting)
    } catch (cause) {
      if (!(cause instanceof ConcurrencyError || cause instanceof DuplicateEventId)) throw cause
      throw refusedAt(first, 'met another writer in the target: stop that, and run the same again', cause)
    }
    copied += run.length
    shown.show(copied, rest)
  }
  shown.end()
}

/** Neighbours of one stream together; `most` events in all. */
async function* runs(events: AsyncIterable<StoredEvent>, most: number): AsyncGenerator<StoredEvent[]> {
  let run: StoredEvent[] = []
  let bytes = 0
  let left = most
  for await (const event of events) {
    if (left-- === 0) break
    const size = Buffer.byteLength(event.type) + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata)
    if (run[0] && (run[0].stream !== event.stream || run.length === MOST_EVENTS || bytes + size > MOST_BYTES)) {
      yield run
      run = []
      bytes = 0
    }
    run.push(event)
    bytes += size
  }
  if (run.length > 0) yield run
}

const asNew = ({ id, type, data, metadata }: StoredEvent): NewEvent => ({ id, type, data, metadata })
