import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import { accessStream, caseStream } from '../case/cases.ts'
import { digestKeyOf } from '../case/digest-key.ts'
import { keyedDigest } from '../case/ids.ts'
import type { LoadedCase } from '../case/load.ts'
import type { ParsedEvent } from '../case/parsed.ts'
import { openSlot } from '../case/seal.ts'
import type { Clock } from '../clock.ts'
import { canonical, type JsonObject } from '../jcs.ts'
import type { Vault } from '../vault/vault.ts'
import type { Journal } from './journal.ts'
import type { Person } from './person.ts'
import { mayRead } from './policy.ts'

/** What reading needs: keys to open with, and a record to write first. */
interface Recording {
  readonly vault: Vault
  readonly clock: Clock
  readonly journal: Journal
}

/** What one person may read of one event's sealed fields. */
export interface Shown {
  readonly revision: bigint
  readonly subject: string
  readonly group: string
  readonly state: 'open' | 'erased' | 'lost' | 'tampered'
  readonly values: JsonObject
}

/**
 * THE way to personal data: opens the slots that this person may read, and records the reading before the answer
 * leaves. Whatever is not returned here was not read.
 *
 * @throws StoreUnavailable when the reading could not be recorded; then nothing was disclosed
 */
export async function disclose(
  services: Recording,
  person: Person,
  loaded: LoadedCase,
  events: readonly ParsedEvent[],
  reading: { readonly purpose: string; readonly correlationId: string },
): Promise<Shown[]> {
  const shown: Shown[] = []
  const kids = new Set<string>()
  for (const event of events) {
    const { stream, revision, id, type, data } = event
    for (const slot of data.sealed ?? []) {
      if (!mayRead(person, loaded, event, slot.group as Group)) continue
      const opened = await openSlot(services.vault, { stream, revision, id, type }, slot)
      if (opened.state === 'open') kids.add(slot.kid)
      const { subject, group } = slot
      shown.push({ revision, subject, group, state: opened.state, values: opened.state === 'open' ? opened.value : {} })
    }
  }
  const key = await digestKeyOf(services.vault, [...kids].sort())
  await services.journal.record(accessStream(loaded.id), {
    type: 'CaseRead',
    person,
    commandId: services.clock.bytes(16).toString('base64url'),
    correlationId: reading.correlationId,
    clear: {
      stream: caseStream(loaded.id),
      revision: String(loaded.revision),
      purpose: reading.purpose,
      slots: shown.map(({ revision, subject, group }) => [String(revision), subject, group]),
      ...(key && { shown: keyedDigest(key, canonical(shown.map(({ values }) => values))) }),
    },
  })
  return shown
}
