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
  bytes: (n) => randomBytes(n),
}
