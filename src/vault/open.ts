import type { Clock } from '../clock.ts'
import type { VaultAddress } from './postgres-address.ts'
import { openSqliteVault } from './sqlite.ts'
import type { Vault, VaultOptions } from './vault.ts'

/**
 * Opens the vault that is configured. The client of PostgreSQL is loaded for it alone.
 *
 * @param folder of the embedded vault
 * @throws VaultRefused, VaultUnavailable
 */
export async function openVault(
  vault: 'embedded' | { readonly address: VaultAddress; readonly masterKeyFile: string },
  { folder, ...options }: VaultOptions & { readonly folder: string },
  clock: Clock,
): Promise<Vault> {
  if (vault === 'embedded') return openSqliteVault(folder, clock, options)
  const { openPostgresVault } = await import('./postgres.ts')
  return openPostgresVault(vault.address, { ...options, masterKeyFile: vault.masterKeyFile }, clock)
}
