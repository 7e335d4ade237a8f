import type { DatabaseSync } from 'node:sqlite'

const COLUMNS = 'position, stream, revision, id, type, data, metadata'

/** Events read at a time; more would keep the event loop from others. */
export const PAGE = 512
/** Positions that a filtered page looks through at most. */
const WINDOW = 8 * PAGE

/**
 * Everything the store ever says to SQLite after opening; prepared once. Lengths of pages stand in the statements: bound as
 * parameters they make SQLite prepare the statement anew at every read, which costs three times the read.
 */
export function prepareStatements(db: DatabaseSync) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    savepoint: db.prepare('SAVEPOINT one'),
    release: db.prepare('RELEASE one'),
    undo: db.prepare('ROLLBACK TO one'),
    insert: db.prepare('INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)'),
    head: db.prepare('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1'),
    byId: db.prepare(`SELECT ${COLUMNS} FROM events WHERE id = ?`),
    stream: db.prepare(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ${PAGE}`,
    ),
    last: db.prepare(`SELECT ${COLUMNS} FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`),
    window: db.prepare(
      `SELECT max(position) AS until FROM (SELECT position FROM events WHERE position > ? ORDER BY position LIMIT ${WINDOW})`,
    ),
    page: db.prepare(
      `SELECT ${COLUMNS} FROM events WHERE position > ?1 AND position <= ?2
       AND substr(stream, 1, length(?3)) = ?3 ORDER BY position LIMIT ${PAGE}`,
    ),
    end: db.prepare('SELECT max(position) AS position FROM events'),
    all: db.prepare(`SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`),
    firstStream: db.prepare('SELECT min(stream) AS stream FROM events WHERE stream >= ?'),
    nextStream: db.prepare('SELECT min(stream) AS stream FROM events WHERE stream > ?'),
    version: db.prepare('PRAGMA data_version'),
  }
}

export type Statements = ReturnType<typeof prepareStatements>
