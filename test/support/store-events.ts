import { randomUUID } from 'node:crypto'
import type { NewEvent, StoredEvent } from '../../src/store/store.ts'

/** A new event; its texts are canonical, as a store may expect. */
export function anEvent(change: Partial<NewEvent> = {}): NewEvent {
  return { id: randomUUID(), type: 'Tested', data: '{"clear":{"given":[]}}', metadata: '{"v":1}', ...change }
}

export function someEvents(n: number): NewEvent[] {
  return Array.from({ length: n }, (_, i) => anEvent({ data: `{"clear":{"n":${i}}}` }))
}

export function idsOf(events: Iterable<NewEvent>): string[] {
  return Array.from(events, ({ id }) => id)
}

/** What was handed in, of what came back. */
export function asNew({ id, type, data, metadata }: StoredEvent): NewEvent {
  return { id, type, data, metadata }
}

/** What an append ended with: its positions, or the error. */
export function outcomeOf(append: Promise<bigint[]>): Promise<bigint[] | Error> {
  return append.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
}
