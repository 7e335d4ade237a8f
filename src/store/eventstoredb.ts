import { setTimeout as pause } from 'node:timers/promises'
import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client'
import type { EventStoreAddress, Patience } from './eventstoredb-address.ts'
import { collect, EventStoreClient, within } from './eventstoredb-client.ts'
import { asUnavailable, isPassing, typeOf, Unanswered } from './eventstoredb-errors.ts'
import { asProposed, asStored, isSame } from './eventstoredb-events.ts'
import { follow, type Glance, isFollowed } from './eventstoredb-follow.ts'
import { placeOf } from './place.ts'
import {
  ConcurrencyError,
  DuplicateEventId,
  type ExpectedRevision,
  type Followed,
  type NewEvent,
  type Store,
  type StoredEvent,
  StoreUnavailable,
} from './store.ts'

const PATIENCE: Patience = { answer: 5_000, retry: 8_000, quiet: 5_000 }
const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 1_000
/** Events read at a time where nobody knows how many there are. */
const PAGE = 256

/** The events of a stream were deleted in the database, and others written in their place: somebody has to look at it. */
export class StreamDeleted extends StoreUnavailable {
  constructor(stream: string) {
    super(`the events of ${stream} were deleted in the event store`)
  }
}

/**
 * Opens the store in EventStoreDB or KurrentDB (22.10 or newer). One in a process. Nothing is asked of the server yet.
 *
 * Weaker than the embedded store in one thing: an event id is known only at its place in its stream, so that the same id in
 * another stream is stored. Ids are random and fresh for each attempt.
 *
 * @throws AddressRefused when a certificate cannot be read
 */
export function openEventStore(address: EventStoreAddress): EventStore {
  const hosts = address.hosts.map(({ address: host, port }) => `${host}:${port}`).sort((a, b) => (a < b ? -1 : 1))
  return new EventStore(new EventStoreClient(address), { ...PATIENCE, ...address.patience }, placeOf(hosts.join()))
}

interface Append {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: ExpectedRevision
  readonly proposed: ReturnType<typeof asProposed>[]
}

export class EventStore implements Store {
  readonly place: string
  readonly #client: EventStoreClient
  readonly #patience: Patience
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  /** The furthest position that this process has seen. */
  #seen = 0n

  constructor(client: EventStoreClient, patience: Patience, place: string) {
    this.place = place
    this.#client = client
    this.#patience = patience
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<bigint[]> {
    const proposed = events.map(asProposed)
    return this.#during(() => this.#append({ stream, events, expected, proposed }))
  }

  readStream(stream: string, from = 0n): Promise<StoredEvent[]> {
    return this.#during(() => this.#read(stream, { fromRevision: from }))
  }

  async readLast(stream: string): Promise<StoredEvent | undefined> {
    return this.#during(
      async () => (await this.#read(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 1 }))[0],
    )
  }

  async *follow(
    after: bigint,
    { prefix = '', signal }: { prefix?: string; signal: AbortSignal },
  ): AsyncGenerator<Followed, void, void> {
    const closing = this.#closing.signal
    yield* follow(after, {
      client: this.#client,
      prefix,
      signal: AbortSignal.any([signal, closing]),
      quietMs: this.#patience.quiet,
      glance: (reached) => this.#glance(reached, prefix),
      pause: (failures) => this.#pause(failures, signal),
    })
    if (closing.aborted && !signal.aborted) throw new StoreUnavailable('the store is closed')
  }

  lastPosition(): Promise<bigint> {
    return this.#during(async () => (await this.#backwards('end', 1))[0]?.position.commit ?? 0n)
  }

  /** In the order of their first events. */
  async *streams(prefix = ''): AsyncGenerator<string, void, void> {
    const named = new Set<string>()
    const stop = new AbortController()
    for await (const followed of this.follow(0n, { prefix, signal: stop.signal })) {
      if (followed.kind === 'caughtUp') return stop.abort()
      const { stream } = followed.event
      if (!named.has(stream)) yield stream
      named.add(stream)
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    const { answer } = this.#patience
    await within(answer, Promise.allSettled(this.#underWay)).catch(ignoreLateness)
    await within(answer, this.#client.dispose()).catch(ignoreLateness)
  }

  async #append({ stream, events, expected, proposed }: Append): Promise<bigint[]> {
    const first = expected === 'none' ? 0n : expected + 1n
    const known = this.#seen
    const options = { expectedRevision: expected === 'none' ? ('no_stream' as const) : expected, requiresLeader: true }
    try {
      const { nextExpectedRevision, position } = await this.#tried(() =>
        within(this.#patience.answer, this.#client.appendToStream(stream, proposed, options)),
      )
      if (nextExpectedRevision !== first + BigInt(events.length) - 1n) throw new StreamDeleted(stream)
      // one event behind everything that was known: it is new, and nobody else's
      if (position && position.commit > known && events.length === 1) return [this.#saw(position.commit)]
    } catch (error) {
      if (typeOf(error) === 'stream-deleted') throw new StreamDeleted(stream)
      if (!isWrongRevision(error)) throw error
      const stored = await this.#read(stream, { fromRevision: first, maxCount: events.length })
      if (!stored.some(({ id }) => events.some((event) => event.id === id)))
        throw new ConcurrencyError(stream, expected, error.actualVersion === 'no_stream' ? 'none' : error.actualVersion)
      return positionsOf(events, stored)
    }
    return positionsOf(events, await this.#read(stream, { fromRevision: first, maxCount: events.length }))
  }

  /** A stream that is not there is empty, and so is one that was deleted: `check` counts along the one order. */
  async #read(stream: string, options: Parameters<EventStoreClient['readStream']>[1]): Promise<StoredEvent[]> {
    const read = () =>
      collect(this.#patience.answer, this.#client.readStream(stream, { ...options, requiresLeader: true }))
    try {
      const stored = (await this.#tried(read)).flatMap(({ event }) => (event ? [asStored(event)] : []))
      for (const { position } of stored) this.#saw(position)
      return stored
    } catch (error) {
      if (['stream-not-found', 'stream-deleted'].includes(typeOf(error) ?? '')) return []
      throw error
    }
  }

  /** How far the store goes at this moment, and the last event after `reached` that a follower of `prefix` will be given. */
  async #glance(reached: bigint, prefix: string): Promise<Glance> {
    let page = await this.#backwards('end', PAGE)
    const end = page[0]?.position
    if (!end) return {}
    for (;;) {
      for (const { position, streamId } of page) {
        if (position.commit <= reached) return { end }
        if (isFollowed(streamId, prefix)) return { end, last: position.commit }
      }
      const oldest = page.at(-1)?.position
      if (!oldest || page.length < PAGE) return { end }
      page = await this.#backwards(oldest, PAGE)
    }
  }

  /** The last events of the whole store before a position. */
  async #backwards(from: 'end' | Position, maxCount: number): Promise<AllStreamRecordedEvent[]> {
    const read = () =>
      collect(
        this.#patience.answer,
        this.#client.readAll({ direction: 'backwards', fromPosition: from, maxCount, requiresLeader: true }),
      )
    return (await this.#tried(read)).flatMap(({ event }) => (event ? [event] : []))
  }

  /** Tries again while the cluster is without a leader, a node is down, or nothing answers. Calls can be repeated: events have ids. */
  async #tried<T>(call: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.#patience.retry
    for (let failures = 0; ; failures++) {
      try {
        return await call()
      } catch (error) {
        if (!isPassing(error) || performance.now() > until || this.#closing.signal.aborted) throw error
        await this.#pause(failures)
      }
    }
  }

  async #pause(failures: number, signal?: AbortSignal): Promise<void> {
    const ms = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS)
    const closing = this.#closing.signal
    await pause(ms, undefined, { signal: signal ? AbortSignal.any([signal, closing]) : closing }).catch(() => undefined)
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing.signal.aborted) throw new StoreUnavailable('the store is closed')
    const running = work()
    this.#underWay.add(running)
    try {
      return await running
    } catch (error) {
      throw error instanceof ConcurrencyError || error instanceof DuplicateEventId ? error : asUnavailable(error)
    } finally {
      this.#underWay.delete(running)
    }
  }

  #saw(position: bigint): bigint {
    if (position > this.#seen) this.#seen = position
    return position
  }
}

/** The positions of a repeat. @throws DuplicateEventId when the store has other events there */
function positionsOf(events: readonly NewEvent[], stored: readonly StoredEvent[]): bigint[] {
  return events.map((event, i) => {
    const there = stored[i]
    if (!there || !isSame(there, event)) throw new DuplicateEventId(event.id)
    return there.position
  })
}

type WrongRevision = Error & { readonly actualVersion: bigint | 'no_stream' }

const isWrongRevision = (error: unknown): error is WrongRevision => typeOf(error) === 'wrong-expected-version'

/** What takes longer to end than anybody wants to wait is left to itself. */
function ignoreLateness(error: unknown): void {
  if (!(error instanceof Unanswered)) throw error
}
