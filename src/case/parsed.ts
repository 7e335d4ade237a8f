import type { StoredEvent } from '../store/store.ts'
import { digestOf } from './chain.ts'
import type { EventData, Metadata } from './event.ts'
import { parseCanonical } from './jcs.ts'

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
 * Parses what a store gave back.
 *
 * @throws UnreadableEvent when a text is not canonical or has not the layout of version 1
 */
export function parseEvent(stored: StoredEvent): ParsedEvent {
  try {
    const data = parseCanonical(stored.data) as unknown as EventData
    const metadata = parseCanonical(stored.metadata) as unknown as Metadata
    if (metadata.v !== 1 || typeof data.clear !== 'object') throw new TypeError('not an event of layout 1')
    const { stream, revision, position, id, type } = stored
    return {
      stream,
      revision,
      position,
      id,
      type,
      data,
      metadata,
      digest: digestOf({ stream, revision, id, type, data, metadata }),
    }
  } catch (cause) {
    throw new UnreadableEvent(stored, cause)
  }
}
