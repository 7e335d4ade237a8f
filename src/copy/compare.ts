import type { StoredEvent } from '../store/store.ts'
import type { Copying } from './copying.ts'
import { type Head, History, parsed } from './history.ts'
import { eventsAfter, expected, repeated } from './reading.ts'
import { CopyRefused, refusedAt } from './refused.ts'

/** What the target has, proven to be how the source begins. */
export interface Beginning {
  readonly history: History
  /** The position in the source of the last event that both have. */
  readonly after: bigint
}

/** Streams that are read whole at a time. */
const AT_ONCE = 16

/**
 * Reads the whole of the target beside the source, each in its one order.
 *
 * @throws CopyRefused naming the first event of the target that is not the source's at this place
 */
export async function compareOrders({ source, target, patience, bar }: Copying): Promise<Beginning> {
  const history = new History()
  const end = await target.lastPosition()
  const shown = bar('events compared')
  const ours = eventsAfter(source, 0n, patience)
  let after = 0n
  try {
    for await (const theirs of eventsAfter(target, 0n, patience)) {
      const { value: event } = await ours.next()
      if (!event || !isSame(event, theirs))
        throw refusedAt(theirs, 'of the target is not what the source has there: copy into an empty store')
      history.add(event)
      after = event.position
      shown.show(history.events, expected(history.events, theirs.position, end))
    }
  } finally {
    await ours.return()
  }
  if (history.events > 0) shown.end()
  return { history, after }
}

/**
 * Walks the source on to its end, and reads the streams that begin there by their names.
 *
 * @returns how many events the target lacks
 * @throws CopyRefused before anything is copied that does not follow, or that a server no longer shows in its stream
 */
export async function proveRest(copying: Copying, { history, after }: Beginning): Promise<number> {
  const { source, patience, bar } = copying
  const shown = bar('events proven')
  const end = (await source.lastPosition()) - after
  const begun = new Set<string>()
  const before = history.events
  let rest = 0
  for await (const event of eventsAfter(source, after, patience)) {
    if (!history.heads.has(event.stream)) begun.add(event.stream)
    history.add(event)
    rest = history.events - before
    shown.show(rest, expected(rest, event.position - after, end))
  }
  if (rest > 0) shown.end()
  const streams = [...history.heads].filter(([stream]) => begun.has(stream))
  await severalAtOnce(streams, (named) => readWhole(copying, 'source', named))
  return rest
}

/**
 * Reads every stream by its name on both sides, as the service will: the one order may hold what a stream has lost.
 *
 * @throws CopyRefused naming the first that is not what the order made of it
 */
export async function compareStreams(copying: Copying, history: History): Promise<void> {
  const shown = copying.bar('streams compared')
  let done = 0
  await severalAtOnce([...history.heads], async (named) => {
    const [ours, theirs] = await Promise.all([readWhole(copying, 'source', named), readWhole(copying, 'target', named)])
    for (const [i, event] of theirs.entries()) {
      const other = ours[i]
      if (!other || !isSame(event, other)) throw refusedAt(event, 'of the target is not the one in the source')
    }
    shown.show(++done, history.heads.size)
  })
  shown.end()
}

/** A stream by its name, up to the head that the one order gave it: what was written to the source since is left out. */
async function readWhole(
  { patience, waiting, ...stores }: Copying,
  side: 'source' | 'target',
  [stream, { revision, digest }]: readonly [string, Head],
): Promise<StoredEvent[]> {
  const length = Number(revision) + 1
  const read = await repeated(() => stores[side].readStream(stream), patience, waiting)
  const events = side === 'source' ? read.slice(0, length) : read
  const last = events.at(-1)
  if (events.length !== length || !last || parsed(last).digest !== digest)
    throw new CopyRefused(`${stream} of the ${side} was deleted, cut off or written to: it is not what its events say`)
  return events
}

async function severalAtOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE)
    await Promise.all(items.slice(from, from + AT_ONCE).map(work))
}

const isSame = (a: StoredEvent, b: StoredEvent): boolean =>
  a.stream === b.stream &&
  a.revision === b.revision &&
  a.id === b.id &&
  a.type === b.type &&
  a.data === b.data &&
  a.metadata === b.metadata
