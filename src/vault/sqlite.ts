import { createCipheriv, createDecipheriv } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { type KeyState, type Vault, VaultUnavailable } from './vault.ts'

/** How old an answer for opening may be. */
const CACHE_MS = 60_000
const CACHED = 10_000

/**
 * Opens the vault of one node: `vault.db` with wrapped keys, `master.key` beside it, both mode 0600. The first open of
 * an empty folder makes both; afterwards either without the other refuses.
 *
 * @throws VaultUnavailable when a file is missing, foreign or cannot be made durable
 */
export function openSqliteVault(
  folder: string,
  clock: Clock,
  elapsed: () => number = () => performance.now(),
): SqliteVault {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'vault.db')
  const master = readMasterKey(folder, existsSync(file), clock)
  const db = openFile(file)
  syncFolder(folder)
  return new SqliteVault(db, master, clock, elapsed)
}

export class SqliteVault implements Vault {
  readonly storeId: string
  readonly idKey: Buffer
  readonly macEpoch = 1
  readonly #db: DatabaseSync
  readonly #master: Buffer
  readonly #clock: Clock
  readonly #elapsed: () => number
  readonly #macKeys = new Map<number, Buffer>()
  readonly #cache = new Map<string, { readonly until: number; readonly found: KeyState }>()
  readonly #find
  readonly #insert
  #waiting: { subject: string; resolve: (kid: string) => void; reject: (error: unknown) => void }[] = []

  constructor(db: DatabaseSync, master: Buffer, clock: Clock, elapsed: () => number) {
    this.#db = db
    this.#master = master
    this.#clock = clock
    this.#elapsed = elapsed
    this.#find = db.prepare('SELECT subject, wrapped, destroyedAt FROM keys WHERE kid = ?')
    this.#insert = db.prepare('INSERT INTO keys (kid, subject, wrapped, epoch, createdAt) VALUES (?, ?, ?, 1, ?)')
    const secrets = this.#secrets()
    this.storeId = secrets.storeId
    this.idKey = secrets.idKey
    this.#macKeys.set(1, secrets.macKey)
  }

  macKey(epoch: number): Buffer {
    const key = this.#macKeys.get(epoch)
    if (!key) throw new RangeError(`no MAC key of epoch ${epoch}`)
    return key
  }

  create(subject: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush())
      this.#waiting.push({ subject, resolve, reject })
    })
  }

  forSealing(kid: string): Promise<KeyState> {
    return Promise.resolve(this.#read(kid))
  }

  forOpening(kid: string): Promise<KeyState> {
    const now = this.#elapsed()
    const cached = this.#cache.get(kid)
    if (cached && cached.until > now) return Promise.resolve(cached.found)
    const found = this.#read(kid)
    if (this.#cache.size >= CACHED) this.#cache.clear()
    if (found.state === 'present') this.#cache.set(kid, { until: now + CACHE_MS, found })
    return Promise.resolve(found)
  }

  destroy(kid: string, at: string): Promise<void> {
    this.#db
      .prepare('UPDATE keys SET wrapped = NULL, destroyedAt = ? WHERE kid = ? AND destroyedAt IS NULL')
      .run(at, kid)
    // secure_delete overwrites the page; the truncated log keeps no older copy
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#cache.delete(kid)
    return Promise.resolve()
  }

  reconciledTo(): Promise<bigint> {
    const row = this.#db.prepare("SELECT value FROM secrets WHERE name = 'reconciledTo'").get() as
      | { value: Uint8Array }
      | undefined
    return Promise.resolve(BigInt(row ? Buffer.from(row.value).toString() : '0'))
  }

  markReconciled(position: bigint): Promise<void> {
    this.#db
      .prepare("INSERT OR REPLACE INTO secrets (name, value) VALUES ('reconciledTo', ?)")
      .run(Buffer.from(String(position)))
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#flush()
    this.#cache.clear()
    this.#db.close()
    return Promise.resolve()
  }

  #flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    const made: string[] = []
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      const at = this.#clock.now()
      for (const { subject } of batch) {
        const kid = this.#clock.bytes(16).toString('base64url')
        this.#insert.run(kid, subject, this.#wrap(this.#clock.bytes(32)), at)
        made.push(kid)
      }
      this.#db.exec('COMMIT')
    } catch (cause) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      for (const { reject } of batch) reject(new VaultUnavailable('keys could not be made durable', { cause }))
      return
    }
    batch.forEach(({ resolve }, index) => resolve(made[index] ?? ''))
  }

  #read(kid: string): KeyState {
    const row = this.#find.get(kid) as
      | { subject: string; wrapped: Uint8Array | null; destroyedAt: string | null }
      | undefined
    if (!row) return { state: 'missing' }
    if (row.destroyedAt !== null || row.wrapped === null)
      return { state: 'destroyed', subject: row.subject, at: row.destroyedAt ?? '' }
    return { state: 'present', subject: row.subject, key: this.#unwrap(Buffer.from(row.wrapped)) }
  }

  /** Made once, in one transaction, by whichever process comes first. */
  #secrets(): { storeId: string; idKey: Buffer; macKey: Buffer } {
    this.#db.exec('BEGIN IMMEDIATE')
    const add = this.#db.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)')
    add.run('storeId', Buffer.from(this.#clock.uuid()))
    add.run('idKey', this.#wrap(this.#clock.bytes(32)))
    add.run('macKey.1', this.#wrap(this.#clock.bytes(32)))
    this.#db.exec('COMMIT')
    const get = (name: string): Buffer =>
      Buffer.from(
        (this.#db.prepare('SELECT value FROM secrets WHERE name = ?').get(name) as { value: Uint8Array }).value,
      )
    return {
      storeId: get('storeId').toString(),
      idKey: this.#unwrap(get('idKey')),
      macKey: this.#unwrap(get('macKey.1')),
    }
  }

  /** AES-256 key wrap with padding, RFC 5649. */
  #wrap(key: Buffer): Buffer {
    const cipher = createCipheriv('id-aes256-wrap-pad', this.#master, KWP_IV)
    return Buffer.concat([cipher.update(key), cipher.final()])
  }

  #unwrap(wrapped: Buffer): Buffer {
    try {
      const decipher = createDecipheriv('id-aes256-wrap-pad', this.#master, KWP_IV)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    } catch (cause) {
      throw new VaultUnavailable('this vault was not made with this master key', { cause })
    }
  }
}

const KWP_IV = Buffer.from('a65959a6', 'hex')

function openFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file)
  chmodSync(file, 0o600)
  db.exec('PRAGMA busy_timeout = 10000')
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  db.exec('PRAGMA secure_delete = ON')
  const { synchronous } = db.prepare('PRAGMA synchronous').get() as { synchronous: number }
  if (synchronous !== 2) throw new VaultUnavailable('the vault file cannot be written durably')
  db.exec(`
    CREATE TABLE IF NOT EXISTS keys (
      kid TEXT PRIMARY KEY, subject TEXT NOT NULL, wrapped BLOB, epoch INTEGER NOT NULL, createdAt TEXT NOT NULL, destroyedAt TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  `)
  return db
}

/** Durable, file and folder, before anything is wrapped with it; of two that start at once, both use the first. */
function readMasterKey(folder: string, vaultExists: boolean, clock: Clock): Buffer {
  const file = join(folder, 'master.key')
  if (!existsSync(file)) {
    if (vaultExists) throw new VaultUnavailable('vault.db is here, but its master.key is not')
    const draft = join(folder, `master.key.${clock.bytes(6).toString('hex')}`)
    const handle = openSync(draft, 'wx', 0o600)
    writeSync(handle, clock.bytes(32))
    fsyncSync(handle)
    closeSync(handle)
    try {
      linkSync(draft, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    unlinkSync(draft)
    syncFolder(folder)
  }
  const key = readFileSync(file)
  if (key.length !== 32) throw new VaultUnavailable('master.key is not a key of 32 bytes')
  return key
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
