import { service } from '../access/demo-directory.ts'
import { policyVersion } from '../access/policy.ts'
import { caseStream } from '../case/cases.ts'
import { envelope } from '../case/envelope.ts'
import { textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import { outcomeOf } from '../case/outcome.ts'
import { parseEvent } from '../case/parsed.ts'
import { ConcurrencyError, type NewEvent, StoreUnavailable } from '../store/store.ts'
import type { Services } from './services.ts'

const ATTEMPTS = 10

/**
 * Destroys a key of a case. It is on record first, in the case's own stream, so that a sealing that races conflicts; then
 * the key goes. Cut off in between, a repeat or the next start finishes it (FORMAT rule 2).
 *
 * @throws RangeError when the case never had such a key
 * @throws StoreUnavailable, VaultUnavailable: repeat
 */
export async function destroyKey(services: Services, caseId: string, kid: string): Promise<void> {
  const { cases, clock, lanes, store, vault } = services
  const stream = caseStream(caseId)
  return lanes.run(stream, async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const loaded = await cases.load(caseId)
      if (![...loaded.kids.values()].includes(kid)) return vault.destroy(kid, await recordedAt(services, caseId, kid))
      const now = clock.now()
      const at = now > loaded.recordedAt ? now : loaded.recordedAt
      try {
        await store.append(stream, [keyDestroyed(services, loaded, kid, at)], loaded.revision)
        return await vault.destroy(kid, at)
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error
      }
    }
    throw new StoreUnavailable(`${stream} is being written by too many at once`)
  })
}

function keyDestroyed({ clock, vault }: Services, loaded: LoadedCase, kid: string, at: string): NewEvent {
  const { ruleSet, id: caseId } = loaded
  const step = ruleSet.getStep('destroy-key')
  const id = clock.uuid()
  const actor = { agency: service.agency, id: service.id, role: service.role }
  const act = { type: step.event, id, data: { kid }, given: {}, occurredAt: at, recordedAt: at, actor }
  const outcome = outcomeOf(ruleSet, ruleSet.plain, step, loaded, act, caseId)
  if (!outcome) throw new Error('destroy-key is not taken here')
  return envelope(
    {
      stream: caseStream(caseId),
      revision: loaded.revision + 1n,
      id,
      type: step.event,
      clear: { given: [], kid },
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
}

/** When the destruction of a key was recorded that the case no longer knows. */
async function recordedAt({ store }: Services, caseId: string, kid: string): Promise<string> {
  const events = (await store.readStream(caseStream(caseId))).map(parseEvent)
  const found = events.find(({ type, data }) => type === 'KeyDestroyed' && textOf(data.clear.kid) === kid)
  if (!found) throw new RangeError('the case has no such key')
  return found.metadata.recordedAt
}
