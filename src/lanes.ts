/**
 * Lets work on one thing wait for earlier work on the same thing, within this process: without it, many at once on one
 * case or one access record would only conflict with each other. Other processes are met by expected revisions.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>()

  /** Runs `work` after everything that was given to this lane before, whatever became of that. */
  async run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#tails.get(lane) ?? Promise.resolve()).then(work)
    const tail = mine.then(done, done)
    this.#tails.set(lane, tail)
    try {
      return await mine
    } finally {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
    }
  }
}

const done = (): void => undefined
