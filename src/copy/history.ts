import { createHash } from 'node:crypto'
import { NOTHING_BEFORE } from '../case/chain.ts'
import { type ParsedEvent, parseProven, UnreadableEvent } from '../case/parsed.ts'
import type { StoredEvent } from '../store/store.ts'
import { refusedAt } from './refused.ts'

/** The last event of a stream. */
export interface Head {
  readonly revision: bigint
  /** FORMAT, `digest`: by way of `prev` it stands for every event of the stream. */
  readonly digest: string
}

/**
 * A history as it is walked in its one order, each event proven to follow from those before it. Only the head of each
 * stream is kept. Who signed an event is not proven: that needs the vault, and is `check`'s.
 */
export class History {
  readonly heads = new Map<string, Head>()
  events = 0
  readonly #sum = createHash('sha256')
  /** Digest of the first event of all, with which every other stream begins. */
  #genesis = NOTHING_BEFORE

  /** @throws CopyRefused when it does not follow: what was altered is not moved, for the copy would look unaltered */
  add(event: StoredEvent): void {
    const { stream, revision, id, type, data, metadata } = event
    const head = this.heads.get(stream)
    if (stream.startsWith('$') || (this.events === 0 && stream !== 'store'))
      throw refusedAt(event, 'is not of a store of Kinward')
    if (revision !== (head?.revision ?? -1n) + 1n)
      throw refusedAt(event, 'does not follow: events before it were deleted, or cut off')
    const { digest, metadata: read } = parsed(event)
    if (read.prev !== (head?.digest ?? this.#genesis))
      throw refusedAt(event, 'does not fit those before it: something was altered. kinward check says more')
    if (this.events === 0) this.#genesis = digest
    this.heads.set(stream, { revision, digest })
    this.events++
    this.#sum.update(`${JSON.stringify([stream, revision.toString(), id, type, data, metadata])}\n`)
  }

  /**
   * Over everything so far, in order: one line for each event, JSON of its stream, revision, id, type and the texts of its
   * data and metadata. The same on every engine.
   *
   * @returns hexadecimal, 64 characters
   */
  get sha256(): string {
    return this.#sum.copy().digest('hex')
  }
}

/** @throws CopyRefused */
export function parsed(event: StoredEvent): ParsedEvent {
  try {
    return parseProven(event)
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error
    throw refusedAt(event, 'cannot be read: it was altered. kinward check says more')
  }
}
