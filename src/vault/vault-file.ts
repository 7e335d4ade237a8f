import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { VaultRefused, VaultUnavailable } from './vault.ts'

/** Rises when the schema changes; a file of another format is not opened. */
export const FORMAT = 1

/** A destroyed key stays as a tombstone, and nothing lifts it: the file itself refuses. */
const SCHEMA = `
  CREATE TABLE keys (
    kid         TEXT PRIMARY KEY,
    subject     TEXT NOT NULL,
    wrapped     BLOB,
    epoch       INTEGER NOT NULL,
    createdAt   TEXT NOT NULL,
    destroyedAt TEXT,
    CHECK ((wrapped IS NULL) = (destroyedAt IS NOT NULL))
  ) STRICT;

  CREATE TRIGGER keys_stay_destroyed BEFORE UPDATE ON keys WHEN OLD.destroyedAt IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a destroyed key stays destroyed'); END;

  CREATE TRIGGER keys_are_not_removed BEFORE DELETE ON keys
  BEGIN SELECT RAISE(ABORT, 'keys are destroyed, never removed'); END;

  CREATE TABLE secrets (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL, epoch INTEGER NOT NULL) STRICT;
  CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/** How long to wait for another process. This one stands still meanwhile. */
const BUSY_MS = 5_000
/** How long to wait for somebody who only reads, such as a backup. */
const READER_MS = 500

const SQLITE_BUSY = 5
const SQLITE_NOTADB = 26

/**
 * Opens the file, or makes an empty one (mode 0600, as its log will be), so that what is committed survives a power cut
 * and what is overwritten is gone.
 *
 * @throws VaultUnavailable, VaultRefused when the file is none of SQLite's
 */
export function openVaultFile(file: string): DatabaseSync {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const db = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    useWal(db)
    db.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
    if (pragma(db, 'synchronous') !== 2)
      throw new VaultUnavailable('what is written here would not survive a power cut')
    if (pragma(db, 'secure_delete') !== 1) throw new VaultUnavailable('what is destroyed here would not be overwritten')
    return db
  } catch (error) {
    db.close()
    throw sqliteCode(error) === SQLITE_NOTADB ? new VaultRefused('vault-foreign') : error
  }
}

/**
 * Fills a file that holds nothing, in one transaction that other processes wait for: they find a whole vault or none.
 *
 * @param fill called when the file holds nothing; what it throws leaves the file as it was
 * @throws VaultRefused when the file holds something else
 */
export function fillOnce(db: DatabaseSync, fill: () => void): void {
  inTransaction(db, () => {
    if (db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) {
      db.exec(`${SCHEMA} PRAGMA user_version = ${FORMAT}`)
      fill()
    } else if (pragma(db, 'user_version') !== FORMAT) throw new VaultRefused('vault-foreign')
  })
}

/** All of it, durable on return, or nothing. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    work()
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/**
 * Syncs what a crash may have left in the log, and empties it: older copies of overwritten pages lie there.
 *
 * @returns whether it is empty; not while another process reads
 */
export function emptyLog(db: DatabaseSync): boolean {
  try {
    pragma(db, `busy_timeout = ${READER_MS}`)
    return pragma(db, 'wal_checkpoint(TRUNCATE)') === 0
  } finally {
    pragma(db, `busy_timeout = ${BUSY_MS}`)
  }
}

/** SQLite answers "busy" here without waiting, when two processes open a new file at once: so the waiting is ours. */
function useWal(db: DatabaseSync): void {
  const until = performance.now() + BUSY_MS
  for (;;) {
    try {
      if (pragma(db, 'journal_mode = WAL') === 'wal') return
      throw new VaultUnavailable('this file system cannot hold a write-ahead log')
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_BUSY || performance.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

function pragma(db: DatabaseSync, text: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${text}`).get() ?? {})[0]
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}
