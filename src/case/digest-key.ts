import type { Vault } from '../vault/vault.ts'
import { digestKey, digestKeyWithoutSubject } from './ids.ts'

/** @returns undefined when one of the keys is gone; without any key, idKey stands in */
export async function digestKeyOf(
  vault: Pick<Vault, 'forSealing' | 'idKey'>,
  kids: readonly string[],
): Promise<Buffer | undefined> {
  if (kids.length === 0) return digestKeyWithoutSubject(vault.idKey)
  const keys = new Map<string, Buffer>()
  for (const kid of kids) {
    const found = await vault.forSealing(kid)
    if (found.state !== 'present') return undefined
    keys.set(kid, found.key)
  }
  return digestKey(keys)
}
