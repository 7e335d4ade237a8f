import { parseCanonical } from '../jcs.ts'
import type { StoredEvent } from '../store/store.ts'
import { digestOf, digestOfTexts } from './chain.ts'
import type { EventData, Metadata } from './event.ts'

/** A stored event, its texts proven canonical and parsed, with its digest. */
export interface ParsedEvent {
  readonly stream: string
  readonly revision: bigint
  readonly position: bigint
  readonly id: string
  readonly type: string
  readonly data: EventData
  readonly metadata: Metadata
  /** base64url SHA-256 over everything but ciphertexts and the MAC. */
  readonly digest: string
}

/** A stored text that is not what this service writes: altered, or not its own. */
export class UnreadableEvent extends Error {
  readonly code = 'unreadable-event'
  readonly stream: string
  readonly revision: bigint
  constructor({ stream, revision }: Pick<StoredEvent, 'stream' | 'revision'>, cause: unknown) {
    super(`${stream} revision ${revision} cannot be read`, { cause })
    this.stream = stream
    this.revision = revision
  }
}

/**
 * Parses what a store gave back. The digest is taken over the texts themselves: whatever is not the signed event, in its
 * canonical spelling, has another digest, and fails the chain and the MAC.
 *
 * @throws UnreadableEvent when it is not JSON or has not the layout of version 1
 */
export function parseEvent(stored: StoredEvent): ParsedEvent {
  return parsed(stored, JSON.parse)
}

/**
 * The same, and proves that both texts are the canonical ones, to the byte: for `check`.
 *
 * @throws UnreadableEvent also when a text is another spelling of the same values
 */
export function parseProven(stored: StoredEvent): ParsedEvent {
  return parsed(stored, parseCanonical)
}

function parsed(stored: StoredEvent, parse: (text: string) => unknown): ParsedEvent {
  try {
    const data = parse(stored.data) as EventData
    const metadata = parse(stored.metadata) as Metadata
    if (metadata.v !== 1 || typeof data.clear !== 'object') throw new TypeError('not an event of layout 1')
    const { stream, revision, position, id, type } = stored
    const digest = digestOfTexts(stored, { data, metadata }) ?? digestOf({ stream, revision, id, type, data, metadata })
    return { stream, revision, position, id, type, data, metadata, digest }
  } catch (cause) {
    throw new UnreadableEvent(stored, cause)
  }
}
