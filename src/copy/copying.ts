import type { Progress } from '../audit/progress.ts'
import {
  ConcurrencyError,
  DuplicateEventId,
  type NewEvent,
  type Store,
  type StoredEvent,
  StoreUnavailable,
} from '../store/store.ts'
import { type Beginning, compareOrders, compareStreams } from './compare.ts'
import type { History } from './history.ts'
import { eventsAfter, expected, PATIENCE, type Patience, repeated } from './reading.ts'
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
 * already is compared, and gone on from. It may be broken off at any point, and done by several at once: every append says
 * where it belongs.
 *
 * @throws CopyRefused when the target has something else, or the source is not a history that can be moved
 * @throws StoreUnavailable
 */
export async function copyHistory(
  stores: Pick<Copying, 'source' | 'target' | 'bar' | 'waiting'>,
  patience: Patience = PATIENCE,
): Promise<Copied> {
  const copying = { ...stores, patience }
  if ((await copying.source.lastPosition()) === 0n) throw new CopyRefused('the source is empty')
  await copying.target.lastPosition()
  try {
    for (let round = 1; ; round++) {
      const { history, after } = await compareOrders(copying)
      const { events, sha256, heads } = history
      const copied = { events, streams: heads.size, sha256 }
      if (round > ROUNDS) return { ...copied, whole: false }
      if ((await copyRest(copying, { history, after })) > 0) continue
      await compareStreams(copying, history)
      if (!(await isMore(copying, after))) return { ...copied, whole: true }
    }
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause
    const goOn = 'What was copied stays: run the same command again, and it goes on from there'
    throw new StoreUnavailable(`${cause.message}. ${goOn}`, { cause })
  }
}

/** @returns how many events were copied */
async function copyRest(copying: Copying, { history, after }: Beginning): Promise<number> {
  const { source, target, patience, bar, waiting } = copying
  const shown = bar('events copied')
  const end = await source.lastPosition()
  let copied = 0
  for await (const run of runs(proven(eventsAfter(source, after, patience), history, copying))) {
    const [first] = run
    const last = run.at(-1)
    if (!first || !last) continue
    const { stream, revision } = first
    try {
      await repeated(
        () => target.append(stream, run.map(asNew), revision === 0n ? 'none' : revision - 1n),
        patience,
        waiting,
      )
    } catch (cause) {
      if (!(cause instanceof ConcurrencyError || cause instanceof DuplicateEventId)) throw cause
      throw refusedAt(first, 'met another writer in the target: stop that, and run the same again', cause)
    }
    copied += run.length
    shown.show(copied, expected(copied, last.position - after, end - after))
  }
  if (copied > 0) shown.end()
  return copied
}

/** @throws CopyRefused at the first event that does not follow from those before, or whose stream is no longer there */
async function* proven(
  events: AsyncIterable<StoredEvent>,
  history: History,
  { source, patience, waiting }: Copying,
): AsyncGenerator<StoredEvent> {
  for await (const event of events) {
    history.add(event)
    if (event.revision === 0n && !(await repeated(() => source.readLast(event.stream), patience, waiting)))
      throw refusedAt(event, 'is of a stream that was deleted in the source')
    yield event
  }
}

/** Neighbours of one stream together. */
async function* runs(events: AsyncIterable<StoredEvent>): AsyncGenerator<StoredEvent[]> {
  let run: StoredEvent[] = []
  let bytes = 0
  for await (const event of events) {
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

async function isMore({ source, patience }: Copying, after: bigint): Promise<boolean> {
  for await (const _ of eventsAfter(source, after, patience)) return true
  return false
}

const asNew = ({ id, type, data, metadata }: StoredEvent): NewEvent => ({ id, type, data, metadata })
