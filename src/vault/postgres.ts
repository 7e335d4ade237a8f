import type { Clock } from '../clock.ts'
import { Keyring, storedKey } from './keyring.ts'
import { type MasterKey, makeMasterKey, readMasterKey } from './master-key.ts'
import type { VaultAddress } from './postgres-address.ts'
import { type Ask, Database } from './postgres-database.ts'
import { holdsVault, lockVault, makeVault, readMarks } from './postgres-schema.ts'
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

export interface PostgresVaultOptions extends VaultOptions {
  /** Every node has its own copy of this file. The database never sees it. */
  readonly masterKeyFile: string
}

/**
 * Opens the vault that several nodes share: a PostgreSQL database of its own (`setup.sql` makes it), whose keys are wrapped
 * with the master key that each node has as a file. The first node to find the database empty makes the vault, and the
 * master key if its file is not there; the others wait, and find a whole vault or none.
 *
 * @throws VaultRefused when this is no vault, or was made with another master key; nothing is changed then
 * @throws VaultUnavailable when it cannot be reached or made durable now
 */
export async function openPostgresVault(
  address: VaultAddress,
  { masterKeyFile, mayCreate = true, elapsed = () => performance.now() }: PostgresVaultOptions,
  clock: Clock,
): Promise<Vault> {
  const database = new Database(address)
  try {
    if (!(await holdsVault(database.ask))) {
      if (!mayCreate) throw new VaultRefused('vault-missing')
      await database.transaction(async (ask) => {
        await lockVault(ask)
        if (!(await holdsVault(ask))) await fill(ask, makeMasterKey(masterKeyFile, clock), clock)
      })
    }
    const master = readMasterKey(masterKeyFile)
    const [marks, secrets] = [await readMarks(database.ask), await readSecrets(database.ask, master)]
    return new PostgresVault({ database, master, clock, elapsed, secrets, storeId: marks.get('storeId') ?? '' })
  } catch (error) {
    await database.close()
    throw error
  }
}

async function fill(ask: Ask, master: MasterKey, clock: Clock): Promise<void> {
  await makeVault(ask)
  for (const name of ['idKey', 'macKey.1'])
    await ask('INSERT INTO vault.secrets (name, wrapped, epoch) VALUES ($1, $2, $3)', [
      name,
      master.wrap(clock.bytes(KEY_BYTES)),
      WRAP_EPOCH,
    ])
  await ask("INSERT INTO vault.marks (name, value) VALUES ('storeId', $1)", [clock.uuid()])
}

async function readSecrets(ask: Ask, master: MasterKey): Promise<ReadonlyMap<string, Buffer>> {
  const secrets = await ask('SELECT name, wrapped FROM vault.secrets')
  return new Map(
    secrets.map(({ name, wrapped }) => {
      const secret = wrapped instanceof Uint8Array ? master.unwrap(wrapped) : undefined
      if (!secret) throw new VaultRefused('master-key-wrong')
      return [String(name), secret]
    }),
  )
}

interface Parts {
  readonly database: Database
  readonly master: MasterKey
  readonly clock: Clock
  readonly elapsed: () => number
  readonly secrets: ReadonlyMap<string, Buffer>
  readonly storeId: string
}

interface NewKey {
  readonly kid: string
  readonly subject: string
  readonly wrapped: Buffer
  readonly at: string
}

class PostgresVault implements Vault {
  readonly storeId: string
  readonly idKey: Buffer
  readonly macEpoch = 1
  readonly #parts: Parts
  readonly #keyring: Keyring
  readonly #turn: Turn<NewKey>
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    if (parts.storeId === '') throw new VaultRefused('vault-foreign')
    this.storeId = parts.storeId
    this.idKey = this.#secret('idKey')
    this.macKey(this.macEpoch)
    this.#keyring = new Keyring({ ...parts, find: (kid) => this.#find(kid) })
    this.#turn = new Turn((keys) => this.#insert(keys))
  }

  macKey(epoch: number): Buffer {
    return this.#secret(`macKey.${epoch}`)
  }

  async create(subject: string): Promise<string> {
    if (this.#closing) throw new VaultUnavailable('the vault is closed')
    const { clock, master } = this.#parts
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

  /**
   * Outside the rows PostgreSQL keeps older copies for a while: in the write-ahead log, its archive, replicas and backups.
   * They are wrapped, and their keeping is the operator's to bound.
   */
  async destroy(kid: string, at: string): Promise<void> {
    this.#keyring.forget(kid)
    try {
      // A vault from before the key was made learns of its end as well, though not of its subject.
      await this.#parts.database.ask(
        `INSERT INTO vault.keys AS key (kid, subject, epoch, createdAt, destroyedAt) VALUES ($1, '', $2, $3, $3)
         ON CONFLICT (kid) DO UPDATE SET wrapped = NULL, destroyedAt = $3 WHERE key.destroyedAt IS NULL`,
        [kid, WRAP_EPOCH, at],
      )
    } finally {
      this.#keyring.forget(kid)
    }
  }

  async reconciledTo(): Promise<Reconciled | undefined> {
    return readReconciled((await readMarks(this.#parts.database.ask)).get('reconciledTo'))
  }

  async markReconciled(to: Reconciled): Promise<void> {
    await this.#parts.database.ask(
      `INSERT INTO vault.marks (name, value) VALUES ('reconciledTo', $1)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [writeReconciled(to)],
    )
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.end().then(async () => {
      this.#keyring.clear()
      await this.#parts.database.close()
    })
    return this.#closing
  }

  async #find(kid: string): Promise<StoredKey | undefined> {
    const [row] = await this.#parts.database.ask(
      'SELECT subject, wrapped, destroyedAt AS "destroyedAt" FROM vault.keys WHERE kid = $1',
      [kid],
    )
    return row && storedKey(row)
  }

  /** One statement, so that all of them are durable or none. */
  async #insert(keys: readonly NewKey[]): Promise<void> {
    await this.#parts.database.ask(
      `INSERT INTO vault.keys (kid, subject, wrapped, createdAt, epoch)
       SELECT *, $5::integer FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[])`,
      [
        keys.map(({ kid }) => kid),
        keys.map(({ subject }) => subject),
        keys.map(({ wrapped }) => wrapped),
        keys.map(({ at }) => at),
        WRAP_EPOCH,
      ],
    )
  }

  #secret(name: string): Buffer {
    const secret = this.#parts.secrets.get(name)
    if (!secret) throw new RangeError(`the vault has no ${name}`)
    return secret
  }
}
