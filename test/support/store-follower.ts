import type { Followed, Store, StoredEvent } from '../../src/store/store.ts'

/** Follows a store in the background, and keeps what it was told. */
export class Follower {
  readonly told: Followed[] = []
  readonly #signal = new AbortController()
  readonly #ended: Promise<void>
  #failure: unknown
  #notice: () => void = () => {}

  constructor(store: Store, after: bigint, prefix?: string) {
    const options = prefix === undefined ? {} : { prefix }
    this.#ended = this.#run(store.follow(after, { ...options, signal: this.#signal.signal }))
  }

  get events(): StoredEvent[] {
    return this.told.flatMap((item) => (item.kind === 'event' ? [item.event] : []))
  }

  get marks(): bigint[] {
    return this.told.flatMap((item) => (item.kind === 'caughtUp' ? [item.position] : []))
  }

  /** Waits until `enough` holds of what was told so far; throws when that takes too long, or following fails. */
  async until(enough: (follower: this) => boolean, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs
    while (!enough(this)) {
      if (this.#failure !== undefined) throw this.#failure
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`told ${this.events.length} events and ${this.marks.length} marks, and no more`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#notice = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** Aborts, and resolves when following has ended. */
  async stop(): Promise<void> {
    this.#signal.abort()
    await this.#ended
  }

  /** The error that following ended with, if it did. */
  async failure(): Promise<unknown> {
    await this.#ended
    return this.#failure
  }

  async #run(following: AsyncIterable<Followed>): Promise<void> {
    try {
      for await (const item of following) {
        this.told.push(item)
        this.#notice()
      }
    } catch (error) {
      this.#failure = error ?? new Error('following failed without saying why')
    }
    this.#notice()
  }
}
