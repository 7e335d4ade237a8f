/** Tells sleepers that something may have changed: when told to, and when `look` sees it at one of its glances. */
export class Wake {
  readonly #look: () => boolean
  readonly #everyMs: number
  readonly #sleepers = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #count = 0

  constructor(look: () => boolean, everyMs: number) {
    this.#look = look
    this.#everyMs = everyMs
  }

  /** Take this before looking, and hand it to `after`: what happens in between is then not slept through. */
  get count(): number {
    return this.#count
  }

  now(): void {
    this.#count++
    for (const wake of this.#sleepers) wake()
  }

  /** Resolves when anything has happened since `count` was taken, or `signal` is aborted. Leaves no timer behind. */
  after(count: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== count || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        this.#sleepers.delete(wake)
        if (this.#sleepers.size === 0) this.#rest()
        resolve()
      }
      signal.addEventListener('abort', wake)
      this.#sleepers.add(wake)
      this.#timer ??= setInterval(() => this.#look() && this.now(), this.#everyMs)
    })
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
