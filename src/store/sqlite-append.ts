import { SQLITE_CONSTRAINT, sqliteCode } from './sqlite-file.ts'
import type { Statements } from './sqlite-statements.ts'
import { ConcurrencyError, DuplicateEventId, type ExpectedRevision, type NewEvent, type StoredEvent } from './store.ts'

export interface Append {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: ExpectedRevision
}

/** A new event with its place. */
type Placed = Omit<StoredEvent, 'position'>

/**
 * Writes one append into the transaction that is open. When it throws, its caller must undo what it wrote.
 *
 * @returns the positions; those of the first time, when this is a repeat
 * @throws ConcurrencyError, DuplicateEventId
 */
export function appendNow(sql: Statements, { stream, events, expected }: Append): bigint[] {
  const actual = (sql.head.get(stream)?.revision as bigint | undefined) ?? 'none'
  const first = expected === 'none' ? 0n : expected + 1n
  const placed = events.map((event, i) => ({ ...event, stream, revision: first + BigInt(i) }))
  if (actual === expected) return placed.map((event) => insert(sql, event))

  const known = placed.map(({ id }) => findById(sql, id))
  const some = known.find((event) => event !== undefined)
  if (!some) throw new ConcurrencyError(stream, expected, actual)
  const other = known.find((event, i) => event && !isSame(event, placed[i]))
  if (other) throw new DuplicateEventId(other.id)
  return known.map((event) => {
    if (!event) throw new DuplicateEventId(some.id)
    return event.position
  })
}

function insert(sql: Statements, { stream, revision, id, type, data, metadata }: Placed): bigint {
  try {
    return BigInt(sql.insert.run(stream, revision, id, type, data, metadata).lastInsertRowid)
  } catch (error) {
    throw sqliteCode(error) === SQLITE_CONSTRAINT && findById(sql, id) ? new DuplicateEventId(id) : error
  }
}

function findById(sql: Statements, id: string): StoredEvent | undefined {
  return sql.byId.get(id) as unknown as StoredEvent | undefined
}

function isSame(stored: StoredEvent, event: Placed | undefined): boolean {
  return (
    stored.stream === event?.stream &&
    stored.revision === event.revision &&
    stored.type === event.type &&
    stored.data === event.data &&
    stored.metadata === event.metadata
  )
}
