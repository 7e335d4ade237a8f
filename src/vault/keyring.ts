import type { MasterKey } from './master-key.ts'
import type { KeyState, StoredKey } from './vault.ts'

/** How old an answer for opening may be, and how many are kept. */
const CACHE_MS = 60_000
const CACHED = 1_000

/** @param row as either database gives it */
export function storedKey({ subject, wrapped, destroyedAt }: Readonly<Record<string, unknown>>): StoredKey {
  return {
    subject: String(subject),
    wrapped: wrapped instanceof Uint8Array ? wrapped : null,
    destroyedAt: typeof destroyedAt === 'string' ? destroyedAt : null,
  }
}

export interface KeyringParts {
  readonly master: MasterKey
  /** Reads the vault itself. */
  readonly find: (kid: string) => Promise<StoredKey | undefined>
  /** Milliseconds that only ever rise. */
  readonly elapsed: () => number
}

/** The keys of any vault, unwrapped: fresh for sealing, remembered for a while for opening. */
export class Keyring {
  readonly #parts: KeyringParts
  readonly #answers = new Recent<KeyState>()
  readonly #unwrapped = new Recent<{ readonly wrapped: Uint8Array; readonly key: Buffer }>()
  /** How often something was forgotten: an answer that was under way meanwhile may be from before. */
  #forgotten = 0

  constructor(parts: KeyringParts) {
    this.#parts = parts
  }

  async forSealing(kid: string): Promise<KeyState> {
    const row = await this.#parts.find(kid)
    if (!row) return { state: 'missing' }
    const { subject, wrapped, destroyedAt } = row
    if (destroyedAt !== null) return { state: 'destroyed', subject, at: destroyedAt }
    const key = wrapped === null ? undefined : this.#unwrap(kid, wrapped)
    // The master key opened the vault, so it is this row that is damaged: the key is lost.
    return key ? { state: 'present', subject, key } : { state: 'missing' }
  }

  async forOpening(kid: string): Promise<KeyState> {
    const now = this.#parts.elapsed()
    const known = this.#answers.get(kid, now)
    if (known) return known
    const forgotten = this.#forgotten
    const found = await this.forSealing(kid)
    if (found.state === 'present' && forgotten === this.#forgotten) this.#answers.set(kid, now, found)
    return found
  }

  forget(kid: string): void {
    this.#forgotten++
    this.#answers.delete(kid)
    this.#unwrapped.delete(kid)
  }

  clear(): void {
    this.#forgotten++
    this.#answers.clear()
    this.#unwrapped.clear()
  }

  /** Unwrapping costs more than reading: what was unwrapped lately serves again, for the very same wrapped bytes. */
  #unwrap(kid: string, wrapped: Uint8Array): Buffer | undefined {
    const now = this.#parts.elapsed()
    const known = this.#unwrapped.get(kid, now)
    if (known && Buffer.compare(known.wrapped, wrapped) === 0) return known.key
    const key = this.#parts.master.unwrap(wrapped)
    this.#unwrapped.delete(kid)
    if (key) this.#unwrapped.set(kid, now, { wrapped: Buffer.from(wrapped), key })
    return key
  }
}

/** Keeps what is at most `CACHE_MS` old, and of that the last `CACHED`. */
class Recent<T> {
  readonly #kept = new Map<string, { readonly until: number; readonly value: T }>()

  get(name: string, now: number): T | undefined {
    const kept = this.#kept.get(name)
    if (kept && now < kept.until) return kept.value
    this.#kept.delete(name)
    return undefined
  }

  /** @param since when it began to be read */
  set(name: string, since: number, value: T): void {
    this.#kept.delete(name)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= CACHED && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(name, { until: since + CACHE_MS, value })
  }

  delete(name: string): void {
    this.#kept.delete(name)
  }

  clear(): void {
    this.#kept.clear()
  }
}
