import client, { type AllStreamResolvedEvent, type AllStreamSubscription, type Position } from '@eventstore/db-client'
import type { EventStoreClient } from './eventstoredb-client.ts'
import { asUnavailable, isPassing, Unanswered } from './eventstoredb-errors.ts'
import { asStored } from './eventstoredb-events.ts'
import type { Followed } from './store.ts'

/** What a look at the end of the store found. */
export interface Glance {
  /** Of the last event of the store; undefined when there is none. */
  readonly end?: Position
  /** The last event that the follower has still to be given. */
  readonly last?: bigint
}

export interface Following {
  readonly client: EventStoreClient
  readonly prefix: string
  readonly signal: AbortSignal
  /** Milliseconds without a sign of life, until it looks at the end of the store itself. */
  readonly quietMs: number
  readonly glance: (reached: bigint) => Promise<Glance>
  /** Waits a little, longer after each failure. */
  readonly pause: (failures: number) => Promise<void>
}

/** How long nothing must come before a follower is told that nothing is waiting. */
const SOON_MS = 10
/** How many events may have come and not been taken. */
const MANY = 256
/** A sign of life every so many times 32 events that were looked through, and not followed. */
const CHECKPOINTS = 16

/** Whether a follower is given the events of a stream; those that begin with `$` are the server's own. */
export const isFollowed = (stream: string, prefix: string): boolean =>
  prefix === '' ? !stream.startsWith('$') : stream.startsWith(prefix)

/** How far a follower has come, over all its subscriptions. */
class Place {
  /** Everything up to here was handed over. */
  reached: bigint
  /** The same or further, as the server takes it. */
  from: Position | 'start'
  marked: bigint | undefined
  failures = 0

  constructor(after: bigint) {
    this.reached = after
    this.from = after === 0n ? 'start' : { commit: after, prepare: after }
  }

  moveTo(position: Position): void {
    if (position.commit <= this.reached) return
    this.reached = position.commit
    this.from = position
  }

  /** Nothing that is followed lies before a position; @returns whether that is further than was known. */
  skipTo(position: Position): boolean {
    if (this.from !== 'start' && position.commit <= this.from.commit) return false
    this.from = position
    return true
  }
}

/**
 * Follows over as many subscriptions as it takes: the library never renews one that was dropped, and a server may stop
 * speaking. Each goes on behind the last event that was handed over, so that none is lost and none comes twice.
 *
 * @throws StoreUnavailable when waiting does not help
 */
export async function* follow(after: bigint, following: Following): AsyncGenerator<Followed, void, void> {
  const place = new Place(after)
  while (!following.signal.aborted) {
    try {
      yield* subscribe(place, following)
    } catch (error) {
      if (!isPassing(error)) throw asUnavailable(error)
    }
    if (!following.signal.aborted) await following.pause(place.failures++)
  }
}

async function* subscribe(place: Place, following: Following): AsyncGenerator<Followed, void, void> {
  const { signal, quietMs, glance } = following
  const subscription = new Subscription(place, following)
  try {
    let due = await glance(place.reached)
    while (!signal.aborted) {
      const caughtUp = due.last === undefined || due.last <= place.reached
      if (caughtUp && due.end) place.moveTo(due.end)
      const unmarked = caughtUp && place.marked !== place.reached
      const item = subscription.take() ?? (await subscription.next(unmarked ? SOON_MS : quietMs))
      if (item === 'nothing') {
        if (unmarked) {
          place.marked = place.reached
          yield { kind: 'caughtUp', position: place.reached }
        } else if (caughtUp) due = await glance(place.reached)
        else if (!subscription.showsLife()) throw new Unanswered('events are there, but do not come')
      } else if (item === 'over') return
      else if (item.event) {
        place.failures = 0
        place.moveTo(item.event.position)
        yield { kind: 'event', event: asStored(item.event) }
      }
    }
  } finally {
    subscription.end()
  }
}

/**
 * One subscription of the library's, asked for one event at a time, and never for longer than the asker wants to wait.
 * What has come waits here, up to a bound: asking the library for each costs more than reading it.
 */
class Subscription {
  readonly #following: Following
  readonly #subscription: AllStreamSubscription
  readonly #place: Place
  #waiting: AllStreamResolvedEvent[] = []
  #taken = 0
  #checkpoint: Position | undefined
  #over = false
  #failure: Error | undefined
  #wake: () => void = () => undefined

  constructor(place: Place, following: Following) {
    this.#following = following
    this.#place = place
    const options = {
      checkpointInterval: CHECKPOINTS,
      checkpointReached: (_: unknown, position: Position) => {
        this.#checkpoint = position
      },
    }
    const { prefix } = following
    this.#subscription = following.client.subscribeToAll({
      fromPosition: place.from,
      filter:
        prefix === ''
          ? client.streamNameFilter({ regex: '^[^$]', ...options })
          : client.streamNameFilter({ prefixes: [prefix], ...options }),
      requiresLeader: true,
    })
    this.#subscription
      .on('data', (item: AllStreamResolvedEvent) => {
        if (this.#waiting.push(item) >= MANY) this.#subscription.pause()
        this.#wake()
      })
      // one that comes when nobody asks any more must not end the process
      .on('error', (error: Error) => {
        this.#failure ??= error
        this.#wake()
      })
      .on('end', () => {
        this.#over = true
        this.#wake()
      })
    following.signal.addEventListener('abort', this.#stop)
  }

  /** An event that has come and was not taken yet. */
  take(): AllStreamResolvedEvent | undefined {
    const item = this.#waiting[this.#taken]
    if (item) this.#taken++
    else if (this.#taken > 0) {
      this.#waiting = []
      this.#taken = 0
      this.#subscription.resume()
    }
    return item
  }

  /**
   * The next event; `nothing` when none comes within `ms`, or following is ended; `over` when none will come.
   *
   * @throws what the library says, once everything that had come was taken
   */
  async next(ms: number): Promise<AllStreamResolvedEvent | 'nothing' | 'over'> {
    if (!this.#failure && !this.#over && !this.#following.signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    const item = this.take()
    if (item) return item
    if (this.#failure) throw this.#failure
    return this.#over ? 'over' : 'nothing'
  }

  /** Whether the server has looked further since the last time. Only while nothing is waiting to be handed over. */
  showsLife(): boolean {
    return this.#checkpoint !== undefined && this.#place.skipTo(this.#checkpoint)
  }

  end(): void {
    this.#following.signal.removeEventListener('abort', this.#stop)
    this.#stop()
  }

  readonly #stop = (): void => {
    this.#wake()
    // when it never began, there is nothing to let go of
    this.#subscription.unsubscribe().catch(() => undefined)
  }
}
