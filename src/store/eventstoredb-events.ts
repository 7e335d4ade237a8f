import client, { type AllStreamRecordedEvent, type JSONEventData, type RecordedEvent } from '@eventstore/db-client'
import { canonical, type Json, type JsonObject, NotCanonical, parseCanonical } from '../jcs.ts'
import { type NewEvent, type StoredEvent, StoreUnavailable } from './store.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The event as the client takes it, parsed and proven: what it cannot serialise it would never answer, and then nothing
 * that comes after.
 *
 * @throws NotCanonical
 * @throws RangeError when the id or the type is none
 */
export function asProposed({ id, type, data, metadata }: NewEvent): JSONEventData {
  if (!UUID.test(id) || type === '') throw new RangeError('an event needs a UUID, in small letters, and a type')
  return client.jsonEvent({ id, type, data: objectOf(data), metadata: objectOf(metadata) })
}

function objectOf(text: string): JsonObject {
  const value = parseCanonical(text)
  if (!isObject(value)) throw new NotCanonical('type')
  return value
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The event in our terms, as one text per value again (FORMAT rule 7). */
export function asStored(event: RecordedEvent | AllStreamRecordedEvent): StoredEvent {
  const { id, type, streamId: stream, revision, position } = event
  if (position === undefined) throw new StoreUnavailable('the event store is too old: older than 22.6')
  return {
    stream,
    revision,
    id,
    type,
    data: textOf(event.data),
    metadata: textOf(event.metadata),
    position: position.commit,
  }
}

/** Canonical; for what is none of ours some other text, which no reader takes for an event. */
function textOf(value: unknown): string {
  try {
    return canonical(value)
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
    return `${JSON.stringify(value) ?? ''}\n`
  }
}

/** Whether the store has exactly this event. */
export function isSame(stored: StoredEvent, event: NewEvent): boolean {
  return (
    stored.id === event.id &&
    stored.type === event.type &&
    stored.data === event.data &&
    stored.metadata === event.metadata
  )
}
