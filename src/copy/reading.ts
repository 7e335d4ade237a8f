import { setTimeout as pause } from 'node:timers/promises'
import { type Store, type StoredEvent, StoreUnavailable } from '../store/store.ts'

/** How long a store is waited for. Tests shorten it. */
export interface Patience {
  /** How often a call is repeated, after the store's own tries. */
  readonly repeats: number
  /** Milliseconds without an event, while reading on. */
  readonly silence: number
}

export const PATIENCE: Patience = { repeats: 8, silence: 60_000 }
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

/**
 * Every event after a position, in the one order, until nothing further is waiting.
 *
 * @throws StoreUnavailable when the store is silent for too long
 */
export async function* eventsAfter(
  store: Store,
  after: bigint,
  { silence }: Patience,
): AsyncGenerator<StoredEvent, void, void> {
  const stop = new AbortController()
  const following = store.follow(after, { signal: stop.signal })[Symbol.asyncIterator]()
  try {
    for (;;) {
      const timer = setTimeout(() => stop.abort(), silence)
      const { value, done } = await following.next().finally(() => clearTimeout(timer))
      if (done) throw new StoreUnavailable('the event store does not answer')
      if (value.kind === 'caughtUp') return
      yield value.event
    }
  } finally {
    stop.abort()
    await following.return?.()
  }
}

/**
 * Repeats a call, which must be one that can be repeated, while the store is unavailable.
 *
 * @throws StoreUnavailable when it still is after all repeats, and whatever else the call throws
 */
export async function repeated<T>(call: () => Promise<T>, { repeats }: Patience, waiting: () => void): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || failures === repeats) throw error
      waiting()
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS))
    }
  }
}

/** How many there will be, if the rest of the way to `end` holds as many as the way so far. */
export const expected = (soFar: number, position: bigint, end: bigint): number =>
  position > end ? soFar : Number((BigInt(soFar) * end) / position)
