import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { storedKey } from './keyring.ts'
import { type KeyRow, VaultUnavailable } from './vault.ts'
import { FORMAT } from './vault-file.ts'

const PAGE = 1_000

const REFUSALS = {
  'no-vault': 'there is no vault in that folder',
  'no-such-format': 'what is in that folder is not a vault of this format',
  'other-master-key': 'the vault in that folder was made with another master key',
  'other-store': 'the vault there belongs to another store',
  'other-secrets': 'the vault there has other secrets',
  'other-keys': 'the two vaults have different keys under one name',
} as const

/** Waiting does not help. Both vaults are as they were. */
export class VaultCopyRefused extends VaultUnavailable {
  readonly reason: keyof typeof REFUSALS
  constructor(reason: keyof typeof REFUSALS) {
    super(REFUSALS[reason])
    this.reason = reason
  }
}

/** The file of a vault as it stands when it is opened here, for who copies it. Nothing is written to it. */
export class VaultReader {
  readonly storeId: string
  readonly secrets: readonly { readonly name: string; readonly wrapped: Uint8Array; readonly epoch: number }[]
  readonly #db: DatabaseSync

  /** @throws VaultCopyRefused when there is none, VaultUnavailable when it cannot be read now */
  constructor(folder: string) {
    const file = join(folder, 'vault.db')
    if (!existsSync(file)) throw new VaultCopyRefused('no-vault')
    this.#db = read(() => new DatabaseSync(file, { readOnly: true, timeout: 5_000 }))
    try {
      read(() => this.#db.exec('BEGIN'))
      if (this.#all('PRAGMA user_version')[0]?.user_version !== FORMAT) throw new VaultCopyRefused('no-such-format')
      const storeId = this.#all("SELECT value FROM marks WHERE name = 'storeId'")[0]?.value
      if (typeof storeId !== 'string') throw new VaultCopyRefused('no-such-format')
      this.storeId = storeId
      this.secrets = this.#all('SELECT name, wrapped, epoch FROM secrets').map(({ name, wrapped, epoch }) => ({
        name: String(name),
        wrapped: wrapped instanceof Uint8Array ? wrapped : new Uint8Array(),
        epoch: Number(epoch),
      }))
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Every key, in pages. */
  *keys(): Generator<readonly KeyRow[]> {
    for (let after = ''; ; ) {
      const keys = this.#all(`SELECT * FROM keys WHERE kid > ? ORDER BY kid LIMIT ${PAGE}`, after).map((row) => ({
        ...storedKey(row),
        kid: String(row.kid),
        epoch: Number(row.epoch),
        createdAt: String(row.createdAt),
      }))
      const last = keys.at(-1)
      if (!last) return
      after = last.kid
      yield keys
    }
  }

  close(): void {
    this.#db.close()
  }

  #all(sql: string, ...values: SQLInputValue[]) {
    return read(() => this.#db.prepare(sql).all(...values))
  }
}

function read<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    throw new VaultUnavailable('the vault to be copied cannot be read', { cause })
  }
}
