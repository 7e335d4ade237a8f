/** Gathers what one turn of the event loop asks for, and does it together at the end: one sync for many. */
export class Turn<T> {
  readonly #work: (items: readonly T[]) => void
  #waiting: { readonly item: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []

  /** @param work all of them or, when it throws, none */
  constructor(work: (items: readonly T[]) => void) {
    this.#work = work
  }

  /** Resolves when the work is done; rejects with what it threw. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.end())
      this.#waiting.push({ item, resolve, reject })
    })
  }

  /** Does at once what is waiting, if anything is. */
  end(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    try {
      this.#work(waiting.map(({ item }) => item))
    } catch (error) {
      for (const { reject } of waiting) reject(error)
      return
    }
    for (const { resolve } of waiting) resolve()
  }
}
