import { policyVersion } from '../access/policy.ts'
import type { Person } from '../access/person.ts'
import { caseStream } from '../case/cases.ts'
import { envelope } from '../case/envelope.ts'
import { outcomeOf } from '../case/outcome.ts'
import type { Services } from '../commands/services.ts'
import { ConcurrencyError, StoreUnavailable } from '../store/store.ts'

const ATTEMPTS = 10

/**
 * Destroys a key of a case. It is on record first, in the case's own stream, so that a sealing that races conflicts; then
 * the key goes. Cut off in between, the next start finishes it (FORMAT rule 2).
 *
 * @param as whom the record names: the service itself
 * @throws RangeError when the case has no such key (any more)
 * @throws StoreUnavailable, VaultUnavailable: repeat
 */
export async function destroyKey(
  { cases, clock, store, vault }: Services,
  caseId: string,
  kid: string,
  as: Person,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const loaded = await cases.load(caseId)
    if (![...loaded.kids.values()].includes(kid)) throw new RangeError('the case has no such key')
    const { ruleSet } = loaded
    const step = ruleSet.getStep('destroy-key')
    const now = clock.now()
    const at = now > loaded.recordedAt ? now : loaded.recordedAt
    const actor = { id: as.id, role: as.role, agency: as.agency }
    const id = clock.uuid()
    const act = { type: step.event, id, data: { kid }, given: {}, occurredAt: at, recordedAt: at, actor }
    const outcome = outcomeOf(ruleSet, ruleSet.plain, step, loaded, act, caseId)
    if (!outcome) throw new Error('the lifecycle does not take destroy-key')
    const stream = caseStream(caseId)
    const event = envelope(
      {
        stream,
        revision: loaded.revision + 1n,
        id,
        type: step.event,
        clear: { kid, given: [] },
        sealed: [],
        metadata: {
          ...outcome.consequences,
          actor,
          commandId: clock.bytes(16).toString('base64url'),
          correlationId: clock.uuid(),
          legalBasis: 'duty',
          occurredAt: at,
          policyVersion,
          protocol: ruleSet.protocol,
          recordedAt: at,
          ruleSet: ruleSet.name,
        },
      },
      { prev: loaded.head, macEpoch: vault.macEpoch, macKey: vault.macKey(vault.macEpoch) },
    )
    try {
      await store.append(stream, [event], loaded.revision)
      return await vault.destroy(kid, at)
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error
    }
  }
  throw new StoreUnavailable(`${caseStream(caseId)} is being written by too many at once`)
}
