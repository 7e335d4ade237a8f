import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { syncFolder } from '../disk.ts'
import { type MasterKey, makeMasterKey, readMasterKey } from './master-key.ts'
import { Turn } from './turn.ts'
import { type KeyState, type Vault, VaultRefused, VaultUnavailable } from './vault.ts'
import { emptyLog, fillOnce, inTransaction, openVaultFile } from './vault-file.ts'

/** How old an answer for opening may be, and how many are kept. */
const CACHE_MS = 60_000
const CACHED = 1_000

/** The number of the master key that new keys are wrapped with. */
const WRAP_EPOCH = 1
const KEY_BYTES = 32
const KID_BYTES = 16

export interface VaultOptions {
  /** False once a store has events: then a vault that is not there is refused, not made. Default true. */
  readonly mayCreate?: boolean
  /** Milliseconds that only ever rise, for the cache. */
  readonly elapsed?: () => number
}

/**
 * Opens the vault of a folder: `vault.db`, whose keys are wrapped with `master.key` beside it. Several processes may
 * open one. The first to find nothing makes both; cut off before it is done, it leaves something that the next may fill.
 *
 * @throws VaultRefused when the two are not a vault, or do not belong together; a new key is never made for an old file
 * @throws VaultUnavailable when they cannot be read or made durable now
 */
export function openSqliteVault(folder: string, clock: Clock, options: VaultOptions = {}): Vault {
  const { mayCreate = true, elapsed = () => performance.now() } = options
  return asked(() => {
    const file = join(folder, 'vault.db')
    if (!mayCreate && !existsSync(file)) throw new VaultRefused('vault-missing')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const db = openVaultFile(file)
    try {
      fillOnce(db, () => {
        if (!mayCreate) throw new VaultRefused('vault-missing')
        fill(db, makeMasterKey(folder, clock), clock)
      })
      emptyLog(db)
      syncFolder(folder)
      syncFolder(dirname(resolve(folder)))
      return new SqliteVault({ db, master: readMasterKey(folder), clock, elapsed })
    } catch (error) {
      db.close()
      throw error
    }
  })
}

function fill(db: DatabaseSync, master: MasterKey, clock: Clock): void {
  const add = db.prepare('INSERT INTO secrets (name, wrapped, epoch) VALUES (?, ?, ?)')
  for (const name of ['idKey', 'macKey.1']) add.run(name, master.wrap(clock.bytes(KEY_BYTES)), WRAP_EPOCH)
  db.prepare("INSERT INTO marks (name, value) VALUES ('storeId', ?)").run(clock.uuid())
}

interface Parts {
  readonly db: DatabaseSync
  readonly master: MasterKey
  readonly clock: Clock
  readonly elapsed: () => number
}

interface NewKey {
  readonly kid: string
  readonly subject: string
  readonly wrapped: Buffer
  readonly at: string
}

class SqliteVault implements Vault {
  readonly storeId: string
  readonly idKey: Buffer
  readonly macEpoch: number
  readonly #parts: Parts
  readonly #macKeys = new Map<number, Buffer>()
  readonly #cache = new Map<string, { readonly until: number; readonly found: KeyState }>()
  readonly #unwrapped = new Map<string, { readonly until: number; readonly wrapped: Buffer; readonly key: Buffer }>()
  readonly #find
  readonly #turn = new Turn<NewKey>((keys) => asked(() => this.#insert(keys)))

  constructor(parts: Parts) {
    this.#parts = parts
    const storeId = this.#mark('storeId')
    if (storeId === undefined) throw new VaultRefused('vault-foreign')
    this.storeId = storeId
    this.idKey = this.#secret('idKey')
    this.macEpoch = 1
    this.macKey(this.macEpoch)
    this.#find = parts.db.prepare('SELECT subject, wrapped, destroyedAt FROM keys WHERE kid = ?')
  }

  macKey(epoch: number): Buffer {
    const key = this.#macKeys.get(epoch) ?? asked(() => this.#secret(`macKey.${epoch}`))
    this.#macKeys.set(epoch, key)
    return key
  }

  async create(subject: string): Promise<string> {
    const { clock, master, db } = this.#parts
    if (!db.isOpen) throw new VaultUnavailable('the vault is closed')
    const kid = clock.bytes(KID_BYTES).toString('base64url')
    const secret = clock.bytes(KEY_BYTES)
    const wrapped = master.wrap(secret)
    secret.fill(0)
    await this.#turn.add({ kid, subject, wrapped, at: clock.now() })
    return kid
  }

  async forSealing(kid: string): Promise<KeyState> {
    return asked(() => this.#read(kid))
  }

  async forOpening(kid: string): Promise<KeyState> {
    const now = this.#parts.elapsed()
    const cached = this.#cache.get(kid)
    if (cached && now < cached.until) return cached.found
    const found = asked(() => this.#read(kid))
    this.#cache.delete(kid)
    if (found.state === 'present') this.#keep(kid, { until: now + CACHE_MS, found })
    return found
  }

  /** @throws VaultUnavailable also when the key is destroyed, but another reader still holds a page that had it: repeat */
  async destroy(kid: string, at: string): Promise<void> {
    const { db } = this.#parts
    this.#cache.delete(kid)
    this.#unwrapped.delete(kid)
    asked(() => {
      // A vault from before the key was made learns of its end as well, though not of its subject.
      db.prepare(`
        INSERT INTO keys (kid, subject, epoch, createdAt, destroyedAt) VALUES (:kid, '', :epoch, :at, :at)
        ON CONFLICT (kid) DO UPDATE SET wrapped = NULL, destroyedAt = :at WHERE destroyedAt IS NULL
      `).run({ kid, at, epoch: WRAP_EPOCH })
      if (!emptyLog(db)) throw new VaultUnavailable('the key is destroyed, but the log still has its wrapped bytes')
    })
  }

  async reconciledTo(): Promise<bigint> {
    return BigInt(asked(() => this.#mark('reconciledTo')) ?? 0)
  }

  async markReconciled(position: bigint): Promise<void> {
    const { db } = this.#parts
    asked(() => db.prepare("REPLACE INTO marks (name, value) VALUES ('reconciledTo', ?)").run(position.toString()))
  }

  async close(): Promise<void> {
    if (!this.#parts.db.isOpen) return
    this.#turn.end()
    this.#cache.clear()
    this.#unwrapped.clear()
    this.#parts.db.close()
  }

  #insert(keys: readonly NewKey[]): void {
    const { db } = this.#parts
    const insert = db.prepare('INSERT INTO keys (kid, subject, wrapped, epoch, createdAt) VALUES (?, ?, ?, ?, ?)')
    inTransaction(db, () => {
      for (const { kid, subject, wrapped, at } of keys) insert.run(kid, subject, wrapped, WRAP_EPOCH, at)
    })
  }

  #read(kid: string): KeyState {
    const row = this.#find.get(kid)
    if (!row) return { state: 'missing' }
    const subject = String(row.subject)
    if (row.destroyedAt !== null) return { state: 'destroyed', subject, at: String(row.destroyedAt) }
    const key = row.wrapped instanceof Uint8Array ? this.#unwrap(kid, row.wrapped) : undefined
    // The master key opened the vault, so it is this row that is damaged: the key is lost.
    return key ? { state: 'present', subject, key } : { state: 'missing' }
  }

  /** Unwrapping costs more than reading: what was unwrapped lately serves again, for the very same wrapped bytes. */
  #unwrap(kid: string, wrapped: Uint8Array): Buffer | undefined {
    const now = this.#parts.elapsed()
    const known = this.#unwrapped.get(kid)
    if (known && now < known.until && known.wrapped.equals(wrapped)) return known.key
    const key = this.#parts.master.unwrap(wrapped)
    this.#unwrapped.delete(kid)
    if (!key) return undefined
    const [oldest] = this.#unwrapped.keys()
    if (this.#unwrapped.size >= CACHED && oldest !== undefined) this.#unwrapped.delete(oldest)
    this.#unwrapped.set(kid, { until: now + CACHE_MS, wrapped: Buffer.from(wrapped), key })
    return key
  }

  #keep(kid: string, answer: { readonly until: number; readonly found: KeyState }): void {
    const [oldest] = this.#cache.keys()
    if (this.#cache.size >= CACHED && oldest !== undefined) this.#cache.delete(oldest)
    this.#cache.set(kid, answer)
  }

  #secret(name: string): Buffer {
    const row = this.#parts.db.prepare('SELECT wrapped FROM secrets WHERE name = ?').get(name)
    if (!(row?.wrapped instanceof Uint8Array)) throw new RangeError(`the vault has no ${name}`)
    const secret = this.#parts.master.unwrap(row.wrapped)
    if (!secret) throw new VaultRefused('master-key-wrong')
    return secret
  }

  #mark(name: string): string | undefined {
    const value = this.#parts.db.prepare('SELECT value FROM marks WHERE name = ?').get(name)?.value
    return value === undefined ? undefined : String(value)
  }
}

/** Our own errors pass; what the file system or SQLite says becomes `VaultUnavailable`. */
function asked<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (cause instanceof VaultUnavailable || cause instanceof RangeError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new VaultUnavailable(`the vault cannot be read or written: ${reason}`, { cause })
  }
}
