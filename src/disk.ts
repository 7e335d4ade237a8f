import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long to wait for somebody who writes. */
const BUSY_MS = 5_000

/**
 * Copies a database as it stands at one moment, while others write to it, into a new file of mode 0600; durable on return.
 * The copy is written anew from the live rows, so that nothing which was overwritten or freed comes with it.
 *
 * @param into must not be there yet
 * @throws what SQLite or the file system says
 */
export function copyDatabase(from: string, into: string): void {
  const db = new DatabaseSync(from, { readOnly: true, timeout: BUSY_MS })
  try {
    closeSync(openSync(into, 'wx', 0o600))
    db.prepare('VACUUM INTO ?').run(into)
  } finally {
    db.close()
  }
  chmodSync(into, 0o600)
  syncFile(into)
  syncFolder(dirname(into))
}

export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The names in a folder must be on disk, not only the files. Windows has no such call, and no need of it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
