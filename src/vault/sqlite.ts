import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { syncFolder } from '../disk.ts'
import { Keyring, storedKey } from './keyring.ts'
import { type MasterKey, makeMasterKey, readMasterKey } from './master-key.ts'
import { readReconciled, writeReconciled } from './reconciled.ts'
import { Turn } from './turn.ts'
import {
  KEY_BYTES,
  type KeyState,
  KID_BYTES,
  type Reconciled,
  type StoredKey,
  type Vault,
  type VaultOptions,
  VaultRefused,
  VaultUnavailable,
  WRAP_EPOCH,
} from './vault.ts'
import { emptyLog, fillOnce, inTransaction, openVaultFile } from './vault-file.ts'

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
        fill(db, makeMasterKey(masterKeyOf(folder), clock), clock)
      })
      emptyLog(db)
      syncFolder(folder)
      syncFolder(dirname(resolve(folder)))
      return new SqliteVault({ db, master: readMasterKey(masterKeyOf(folder)), clock, elapsed })
    } catch (error) {
      db.close()
      throw error
    }
  })
}

const masterKeyOf = (folder: string): string => join(folder, 'master.key')

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
  readonly #keyring: Keyring
  readonly #turn = new Turn<NewKey>((keys) => asked(() => this.#insert(keys)))

  constructor(parts: Parts) {
    this.#parts = parts
    const storeId = this.#mark('storeId')
    if (storeId === undefined) throw new VaultRefused('vault-foreign')
    this.storeId = storeId
    this.idKey = this.#secret('idKey')
    this.macEpoch = 1
    this.macKey(this.macEpoch)
    const statement = parts.db.prepare('SELECT subject, wrapped, destroyedAt FROM keys WHERE kid = ?')
    const find = async (kid: string): Promise<StoredKey | undefined> => {
      const row = asked(() => statement.get(kid))
      return row && storedKey(row)
    }
    this.#keyring = new Keyring({ ...parts, find })
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

  forSealing(kid: string): Promise<KeyState> {
    return this.#keyring.forSealing(kid)
  }

  forOpening(kid: string): Promise<KeyState> {
    return this.#keyring.forOpening(kid)
  }

  /** @throws VaultUnavailable also when the key is destroyed, but another reader still holds a page that had it: repeat */
  async destroy(kid: string, at: string): Promise<void> {
    const { db } = this.#parts
    this.#keyring.forget(kid)
    asked(() => {
      // A vault from before the key was made learns of its end as well, though not of its subject.
      db.prepare(`
        INSERT INTO keys (kid, subject, epoch, createdAt, destroyedAt) VALUES (:kid, '', :epoch, :at, :at)
        ON CONFLICT (kid) DO UPDATE SET wrapped = NULL, destroyedAt = :at WHERE destroyedAt IS NULL
      `).run({ kid, at, epoch: WRAP_EPOCH })
      if (!emptyLog(db)) throw new VaultUnavailable('the key is destroyed, but the log still has its wrapped bytes')
    })
  }

  async reconciledTo(): Promise<Reconciled | undefined> {
    return readReconciled(asked(() => this.#mark('reconciledTo')))
  }

  async markReconciled(to: Reconciled): Promise<void> {
    const { db } = this.#parts
    asked(() => db.prepare("REPLACE INTO marks (name, value) VALUES ('reconciledTo', ?)").run(writeReconciled(to)))
  }

  async close(): Promise<void> {
    if (!this.#parts.db.isOpen) return
    await this.#turn.end()
    this.#keyring.clear()
    this.#parts.db.close()
  }

  #insert(keys: readonly NewKey[]): void {
    const { db } = this.#parts
    const insert = db.prepare('INSERT INTO keys (kid, subject, wrapped, epoch, createdAt) VALUES (?, ?, ?, ?, ?)')
    inTransaction(db, () => {
      for (const { kid, subject, wrapped, at } of keys) insert.run(kid, subject, wrapped, WRAP_EPOCH, at)
    })
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
