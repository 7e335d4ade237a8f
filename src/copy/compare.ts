import type { Store, StoredEvent } from '../store/store.ts'
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
 * Reads every stream by its name on both sides, as the service will: the one order may hold what a stream has lost.
 *
 * @throws CopyRefused naming the first that is not what the order made of it
 */
export async function compareStreams({ source, target, patience, bar, waiting }: Copying, { heads }: History) {
  const shown = bar('streams compared')
  const streams = [...heads]
  for (let done = 0; done < streams.length; done += AT_ONCE) {
    await Promise.all(
      streams.slice(done, done + AT_ONCE).map(async ([stream, head]) => {
        const read = (store: Store) => repeated(() => store.readStream(stream), patience, waiting)
        const [ours, theirs] = await Promise.all([read(source), read(target)])
        // somebody may have gone on writing the source
        demandWhole(stream, ours.slice(0, Number(head.revision) + 1), head, 'source')
        demandWhole(stream, theirs, head, 'target')
        for (const [i, event] of theirs.entries()) {
          const other = ours[i]
          if (!other || !isSame(event, other)) throw refusedAt(event, 'is another one in the source, by its stream')
        }
      }),
    )
    shown.show(Math.min(done + AT_ONCE, streams.length), streams.length)
  }
  shown.end()
}

function demandWhole(stream: string, events: readonly StoredEvent[], { revision, digest }: Head, where: string): void {
  const last = events.at(-1)
  if (BigInt(events.length) !== revision + 1n || !last || parsed(last).digest !== digest)
    throw new CopyRefused(
      `${stream} of the ${where} was deleted, cut off or written to: it has not what its events say`,
    )
}

const isSame = (a: StoredEvent, b: StoredEvent): boolean =>
  a.stream === b.stream &&
  a.revision === b.revision &&
  a.id === b.id &&
  a.type === b.type &&
  a.data === b.data &&
  a.metadata === b.metadata
