import { readMasterKey } from './master-key.ts'
import type { VaultAddress } from './postgres-address.ts'
import { type Ask, Database } from './postgres-database.ts'
import { holdsVault, lockVault, makeVault, readMarks } from './postgres-schema.ts'
import type { KeyRow } from './vault.ts'
import { VaultCopyRefused, VaultReader } from './vault-reader.ts'

export interface CopiedVault {
  /** How many keys the copied vault has, destroyed ones included. */
  readonly keys: number
  /** How many of them are destroyed there now. */
  readonly destroyed: number
}

/**
 * Moves house: copies the vault of a folder into the one that several nodes share, wrapped as it is, so that the master key
 * stays the same. In one transaction: cut off, it leaves the vault there as it was. The folder's stays as it is, and may be
 * in use. It may be repeated, which brings over what has come since; a key that either side knows to be destroyed is
 * destroyed there. In the end it reads everything anew, and compares.
 *
 * Of the marks, `storeId` comes along: it is the same store, wherever its events lie; a vault there that has another one
 * is refused. `reconciledTo` does not: it is a position of the engine that has the events now, and they move as well. So
 * there is none there, the first opening reconciles all of the history, and a repeated copy leaves it as it has become:
 * what was destroyed by then has its tombstone there, which no copy lifts. `format` is the database's own.
 *
 * @throws VaultCopyRefused, VaultRefused, VaultUnavailable
 */
export async function copyVault(
  fromFolder: string,
  to: VaultAddress,
  { masterKeyFile }: { readonly masterKeyFile: string },
): Promise<CopiedVault> {
  const from = new VaultReader(fromFolder)
  try {
    const master = readMasterKey(masterKeyFile)
    if (!from.secrets.every(({ wrapped }) => master.unwrap(wrapped))) throw new VaultCopyRefused('other-master-key')
    const database = new Database(to)
    try {
      await database.transaction(async (ask) => {
        await lockVault(ask)
        if (!(await holdsVault(ask))) await begin(ask, from)
        await demandSameStore(ask, from)
        for (const keys of from.keys()) await merge(ask, keys)
        await compare(ask, from)
      })
      return await compare(database.ask, from)
    } finally {
      await database.close()
    }
  } finally {
    from.close()
  }
}

async function begin(ask: Ask, { storeId, secrets }: VaultReader): Promise<void> {
  await makeVault(ask)
  await ask("INSERT INTO vault.marks (name, value) VALUES ('storeId', $1)", [storeId])
  for (const { name, wrapped, epoch } of secrets)
    await ask('INSERT INTO vault.secrets (name, wrapped, epoch) VALUES ($1, $2, $3)', [name, wrapped, epoch])
}

async function demandSameStore(ask: Ask, { storeId, secrets }: VaultReader): Promise<void> {
  if ((await readMarks(ask)).get('storeId') !== storeId) throw new VaultCopyRefused('other-store')
  const there = new Map((await ask('SELECT name, wrapped FROM vault.secrets')).map((row) => [row.name, row.wrapped]))
  if (!secrets.every(({ name, wrapped }) => isSame(wrapped, there.get(name))))
    throw new VaultCopyRefused('other-secrets')
}

async function merge(ask: Ask, keys: readonly KeyRow[]): Promise<void> {
  await ask(
    `INSERT INTO vault.keys AS key (kid, subject, wrapped, epoch, createdAt, destroyedAt)
     SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::integer[], $5::text[], $6::text[])
     ON CONFLICT (kid) DO UPDATE SET wrapped = NULL, destroyedAt = excluded.destroyedAt
     WHERE key.destroyedAt IS NULL AND excluded.destroyedAt IS NOT NULL`,
    [
      keys.map(({ kid }) => kid),
      keys.map(({ subject }) => subject),
      keys.map(({ wrapped }) => wrapped),
      keys.map(({ epoch }) => epoch),
      keys.map(({ createdAt }) => createdAt),
      keys.map(({ destroyedAt }) => destroyedAt),
    ],
  )
}

/** @throws VaultCopyRefused unless every key is there, destroyed or with the same material */
async function compare(ask: Ask, from: VaultReader): Promise<CopiedVault> {
  let [copied, destroyed] = [0, 0]
  for (const keys of from.keys()) {
    const rows = await ask('SELECT kid, subject, wrapped FROM vault.keys WHERE kid = ANY($1)', [
      keys.map(({ kid }) => kid),
    ])
    const there = new Map(rows.map((row) => [row.kid, row]))
    for (const { kid, subject, wrapped } of keys) {
      const row = there.get(kid)
      // a destroyed one has no material left, whatever it was here
      const same = row?.wrapped === null || (row?.subject === subject && isSame(wrapped, row.wrapped))
      if (!same) throw new VaultCopyRefused('other-keys')
      copied++
      if (row.wrapped === null) destroyed++
    }
  }
  return { keys: copied, destroyed }
}

const isSame = (one: Uint8Array | null, other: unknown): boolean =>
  one !== null && other instanceof Uint8Array && Buffer.compare(one, other) === 0
