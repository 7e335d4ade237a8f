import { randomBytes, randomUUID } from 'node:crypto'

/** RFC 3339, UTC, milliseconds: `2025-03-03T01:00:00.000Z`. Instants of this form compare as text. */
export type Instant = string

/**
 * The only source of time and of randomness. Everything that stores something receives one;
 * tests and `kinward seed` pass their own.
 */
export interface Clock {
  now(): Instant
  uuid(): string
  bytes(n: number): Buffer
}

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  uuid: () => randomUUID(),
  bytes: fromPool,
}

const POOL = 8_192
let pool = Buffer.alloc(0)
let used = 0

/** Asking the system for 32 bytes costs as much as asking for thousands; what was given out is wiped from the pool. */
function fromPool(n: number): Buffer {
  if (n > POOL / 16) return randomBytes(n)
  if (used + n > pool.length) {
    pool = randomBytes(POOL)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + n))
  pool.fill(0, used, used + n)
  used += n
  return bytes
}
