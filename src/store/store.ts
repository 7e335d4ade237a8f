/** An event as it is handed to a store: canonical texts (RFC 8785), so that one id is always one byte string. */
export interface NewEvent {
  /** UUIDv4, fresh per attempt. */
  readonly id: string
  readonly type: string
  /** JCS text of `{ clear, sealed? }`. */
  readonly data: string
  /** JCS text of the metadata. */
  readonly metadata: string
}

/** An event as a store gives it back: the same canonical texts, on every engine. */
export interface StoredEvent extends NewEvent {
  readonly stream: string
  /** From 0 on every engine. */
  readonly revision: bigint
  /** Rises along the one order of the whole store; gaps are possible, repeats are not. Comparable within one store only. */
  readonly position: bigint
}

/** What a follower receives: events in the one order, and a mark each time nothing further is waiting. */
export type Followed =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  | { readonly kind: 'caughtUp'; readonly position: bigint }

/** `none`: the stream must not exist yet. A number: the revision of its last event. */
export type ExpectedRevision = 'none' | bigint

export interface Store {
  /** Where it lies, as a short name without a secret: positions of two places are not comparable. */
  readonly place: string

  /**
   * Appends all events or none; they survive a power cut once this resolves.
   * Repeating an append with the same ids, bytes and expected revision gives the first result again.
   *
   * @returns the positions, in order
   * @throws ConcurrencyError when the stream is not at `expected`
   * @throws DuplicateEventId when an id is known with other bytes, another stream or another place
   * @throws StoreUnavailable when the outcome is not known or nothing could be stored; repeat with the same ids
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<bigint[]>

  /** The events of one stream from revision `from` (default 0); an unknown stream is empty. */
  readStream(stream: string, from?: bigint): Promise<StoredEvent[]>

  /** The last event of a stream; undefined when there is none. */
  readLast(stream: string): Promise<StoredEvent | undefined>

  /**
   * Every event after position `after` (exclusive; `0n` for all), then live, in one order.
   * `prefix` keeps the streams whose name begins with it. Ends when `signal` is aborted.
   */
  follow(after: bigint, options: { prefix?: string; signal: AbortSignal }): AsyncIterable<Followed>

  /** The position of the last event of the whole store, whoever wrote it; `0n` when there is none. */
  lastPosition(): Promise<bigint>

  /** The names of the streams that begin with `prefix`, for commands of the operator. */
  streams(prefix: string): Iterable<string> | AsyncIterable<string>

  /** Waits for what is under way, then lets go of the files or connections. */
  close(): Promise<void>
}

/** The stream is not where the writer thought: somebody else was first. */
export class ConcurrencyError extends Error {
  readonly code = 'concurrency'
  readonly stream: string
  readonly expected: ExpectedRevision
  /** The revision of the last event, or `none` when the stream does not exist. */
  readonly actual: ExpectedRevision
  constructor(stream: string, expected: ExpectedRevision, actual: ExpectedRevision) {
    super(`stream ${stream} is at ${actual}, not at ${expected}`)
    this.stream = stream
    this.expected = expected
    this.actual = actual
  }
}

/** The id of a new event is already in the store with other content. */
export class DuplicateEventId extends Error {
  readonly code = 'duplicate-event-id'
  constructor(id: string) {
    super(`event id ${id} is already stored with other content`)
  }
}

/** Nothing can be said about the outcome, or the engine cannot be reached: try again later, with the same ids. */
export class StoreUnavailable extends Error {
  readonly code = 'store-unavailable'
}
