interface Waiting<T> {
  readonly item: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Gathers what one turn of the event loop asks for, and does it together at the end: one sync for many. */
export class Turn<T> {
  readonly #work: (items: readonly T[]) => void | Promise<void>
  #waiting: Waiting<T>[] = []
  #running: Promise<unknown> = Promise.resolve()

  /** @param work all of them or, when it throws or rejects, none */
  constructor(work: (items: readonly T[]) => void | Promise<void>) {
    this.#work = work
  }

  /** Resolves when the work is done; rejects with what it threw. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#begin())
      this.#waiting.push({ item, resolve, reject })
    })
  }

  /** Begins at once what is waiting, and resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#begin()
    await this.#running
  }

  #begin(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    this.#running = Promise.all([this.#running, this.#do(waiting)])
  }

  async #do(waiting: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.#work(waiting.map(({ item }) => item))
      for (const { resolve } of waiting) resolve()
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }
}
