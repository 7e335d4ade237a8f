/** What an append may expect of its stream. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | bigint

export type Proposed = {
  id: string
  type: string
  contentType: string
  data: Uint8Array
  metadata: Uint8Array
}

/** `created` is in ticks of 100 ns since 1970. */
export type Recorded = Proposed & { stream: string; revision: bigint; position: bigint; created: bigint }

export type Outcome =
  | { kind: 'stored'; revision: bigint | undefined; position: bigint | undefined }
  | { kind: 'wrong'; current: bigint | undefined }
  | { kind: 'deleted' }

const softlyDeleted = 9223372036854775807n
const truncation = /"\$tb"\s*:\s*(\d+)/

/** The events of one server, in memory, with the rules of EventStoreDB for expected revisions, repeats and deletion. */
export class EventLog {
  readonly all: Recorded[] = []
  #streams = new Map<string, Recorded[]>()
  #tombstoned = new Set<string>()
  #listeners = new Set<() => void>()

  /** Calls back after every append, until the function returned is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  isTombstoned(stream: string): boolean {
    return this.#tombstoned.has(stream)
  }

  /** The events of a stream that may still be read; undefined when there is no such stream. */
  stream(name: string): readonly Recorded[] | undefined {
    const events = this.#streams.get(name)
    const before = this.#truncatedBefore(name)
    if (events === undefined || before === softlyDeleted) return undefined
    return events.filter((event) => event.revision >= before)
  }

  append(stream: string, expected: Expected, proposed: readonly Proposed[]): Outcome {
    if (this.#tombstoned.has(stream)) return { kind: 'deleted' }
    const events = this.#streams.get(stream) ?? []
    const deleted = this.#truncatedBefore(stream) === softlyDeleted
    const last = events.at(-1)
    const current = deleted ? undefined : last?.revision
    if (!this.#fits(expected, current, last?.revision)) {
      const repeat = this.#repeated(events, expected, proposed)
      return repeat === undefined
        ? { kind: 'wrong', current }
        : { kind: 'stored', revision: repeat.revision, position: repeat.position }
    }
    if (expected === 'any' || expected === 'stream_exists') {
      const repeat = this.#repeated(events, expected, proposed)
      if (repeat !== undefined) return { kind: 'stored', revision: repeat.revision, position: repeat.position }
    }
    if (proposed.length === 0) return { kind: 'stored', revision: current, position: undefined }
    if (deleted) this.#truncate(stream, BigInt(events.length))
    const stored = this.#store(stream, proposed)
    return { kind: 'stored', revision: stored?.revision, position: stored?.position }
  }

  /** Deletes softly (may be written again) or for good. */
  delete(stream: string, expected: Expected, forGood: boolean): Outcome {
    if (this.#tombstoned.has(stream)) return { kind: 'deleted' }
    const current = this.stream(stream)?.at(-1)?.revision
    if (!this.#fits(expected, current, current)) return { kind: 'wrong', current }
    if (forGood) this.#tombstoned.add(stream)
    else this.#truncate(stream, softlyDeleted)
    return { kind: 'stored', revision: current, position: this.all.at(-1)?.position }
  }

  #fits(expected: Expected, current: bigint | undefined, last: bigint | undefined): boolean {
    if (expected === 'any') return true
    if (expected === 'no_stream') return current === undefined
    if (expected === 'stream_exists') return current !== undefined
    return expected === last
  }

  /** The last event of an append seen before: the same ids, in the same order, where they would have gone. */
  #repeated(events: readonly Recorded[], expected: Expected, proposed: readonly Proposed[]): Recorded | undefined {
    const first = events.findIndex((event) => event.id === proposed[0]?.id)
    if (first < 0) return undefined
    const due = expected === 'no_stream' ? 0 : typeof expected === 'bigint' ? Number(expected) + 1 : first
    if (first !== due || !proposed.every((event, at) => events[first + at]?.id === event.id)) return undefined
    return events[first + proposed.length - 1]
  }

  #truncatedBefore(stream: string): bigint {
    const metadata = this.#streams.get(`$$${stream}`)?.at(-1)
    const found = metadata && truncation.exec(Buffer.from(metadata.data).toString('utf8'))
    return BigInt(found?.[1] ?? 0)
  }

  #truncate(stream: string, before: bigint): void {
    const data = Buffer.from(`{"$tb":${before}}`)
    const id = crypto.randomUUID()
    const metadata = new Uint8Array()
    this.#store(`$$${stream}`, [{ id, type: '$metadata', contentType: 'application/json', data, metadata }])
  }

  #store(stream: string, proposed: readonly Proposed[]): Recorded | undefined {
    const events = this.#streams.get(stream) ?? []
    this.#streams.set(stream, events)
    for (const event of proposed) {
      const recorded = {
        ...event,
        stream,
        revision: BigInt(events.length),
        position: BigInt((this.all.length + 1) * 100),
        created: BigInt(Date.now()) * 10_000n,
      }
      events.push(recorded)
      this.all.push(recorded)
    }
    for (const listener of this.#listeners) listener()
    return events.at(-1)
  }
}
