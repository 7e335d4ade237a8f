import { chmodSync, closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { syncFolder } from '../disk.ts'
import { StoreUnavailable } from './store.ts'

/** Rises when the schema changes; a file of another format is not opened. */
const FORMAT = 1

/**
 * Events are only ever added, one after the other; the file itself refuses the rest, whoever writes to it.
 * INSERT OR REPLACE deletes without firing a DELETE trigger, hence the one before INSERT.
 */
const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT CHECK (position > 0),
    stream   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id       TEXT NOT NULL UNIQUE,
    type     TEXT NOT NULL,
    data     TEXT NOT NULL,
    metadata TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;

  CREATE TRIGGER events_are_not_altered BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never altered'); END;

  CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

  -- Where nobody chose a position, NEW.position is -1 here.
  CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
  WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
    OR (NEW.position <> -1 AND NEW.position <= (SELECT max(position) FROM events))
    OR NEW.revision <> (SELECT coalesce(max(revision), -1) + 1 FROM events WHERE stream = NEW.stream)
  BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END;
`

/** How long a writer waits for a writer of another process. The whole process waits with it. */
const BUSY_MS = 5_000

/**
 * Opens the file of events, or makes it (mode 0600), so that what is committed survives a power cut.
 *
 * @throws StoreUnavailable when that cannot be had here, or the file is not ours
 */
export function openEventFile(file: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
    // The busy timeout comes first: changing to WAL may already meet somebody else.
    db = new DatabaseSync(file, { timeout: BUSY_MS, readBigInts: true })
    useWal(db)
    // fewer, larger checkpoints: an index page that is written again and again is copied once
    db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000')
    demand(pragma(db, 'synchronous') === 2n, 'synchronous is not FULL: acknowledged events could be lost')
    applySchema(db)
    // What a crash left in the log may never have been synced. It is, before anybody is told that it is stored.
    db.exec('PRAGMA wal_checkpoint(FULL)')
    // The log's own name in its folder must be on disk too.
    syncFolder(dirname(file))
    return db
  } catch (cause) {
    db?.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreUnavailable(`${file} cannot be opened: ${reason}`, { cause })
  }
}

/** Whether anybody, this process too, has the file of events open: then nobody else can have it to himself. */
export function isOpenSomewhere(file: string): boolean {
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    db.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch (error) {
    return sqliteCode(error) === SQLITE_BUSY
  } finally {
    db.close()
  }
}

/** Primary result codes, https://sqlite.org/rescode.html */
export const SQLITE_BUSY = 5
export const SQLITE_FULL = 13
export const SQLITE_TOOBIG = 18
export const SQLITE_CONSTRAINT = 19

/** Primary result code of an error of SQLite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** SQLite answers "busy" here without waiting, when two processes open a new file at once: so the waiting is ours. */
function useWal(db: DatabaseSync): void {
  const until = performance.now() + BUSY_MS
  for (;;) {
    try {
      demand(pragma(db, 'journal_mode = WAL') === 'wal', 'this file system cannot hold a write-ahead log')
      return
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_BUSY || performance.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

function applySchema(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE')
  const format = pragma(db, 'user_version')
  const empty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (format === 0n && empty) db.exec(`${SCHEMA} PRAGMA user_version = ${FORMAT}`)
  else demand(format === BigInt(FORMAT), `this is not an event file of format ${FORMAT}`)
  db.exec('COMMIT')
}

function pragma(db: DatabaseSync, text: string): SQLOutputValue | undefined {
  return Object.values(db.prepare(`PRAGMA ${text}`).get() ?? {})[0]
}

function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}
