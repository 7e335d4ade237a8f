import { nodeStream } from '../case/cases.ts'
import { lookedAt } from '../case/ids.ts'
import type { Clock } from '../clock.ts'
import type { Vault } from '../vault/vault.ts'
import type { Journal } from './journal.ts'
import type { Person } from './person.ts'

/**
 * Somebody asked for a case that is not there for them, whether it exists or not: the same record, the same cost, no
 * stream made by guessing (FORMAT rule 6). Which id it was is kept as a keyed digest, so that probing can be audited.
 *
 * @throws StoreUnavailable when it could not be recorded
 */
export async function recordNotShown(
  {
    journal,
    clock,
    vault,
    node,
  }: {
    readonly journal: Journal
    readonly clock: Clock
    readonly vault: Vault
    readonly node: string
  },
  { person, correlationId }: { readonly person: Person; readonly correlationId: string },
  asked: string,
  purpose: string,
): Promise<void> {
  await journal.record(nodeStream(node), {
    type: 'CaseNotShown',
    person,
    commandId: clock.bytes(16).toString('base64url'),
    correlationId,
    clear: { purpose, looked: lookedAt(vault.idKey, asked) },
  })
}
