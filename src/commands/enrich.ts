import type { Identity } from '../access/person.ts'
import { type Json, type JsonObject, textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import { correctedStep } from './nested.ts'
import type { Candidate } from './parse.ts'

/**
 * Writes what other records know into the clear payload before the decision, so that the fold reads one stream:
 * a guardian's role, a provider's licence, who made the event that is corrected.
 */
export function enrich(
  candidate: Candidate,
  loaded: LoadedCase,
  identity: Identity,
  digest: string | undefined,
): JsonObject {
  const { clear, step } = candidate
  const person = typeof clear.person === 'string' ? identity.findPerson(clear.person) : undefined
  const provider = loaded.ruleSet.terms.providers[textOf(clear.provider)]
  const written: Readonly<Record<string, Json | undefined>> = {
    personRole: person?.role,
    personAgency: person?.agency,
    openToNationalChildren: provider ? provider.openToNationalChildren : clear.carer !== undefined,
    authorOfCorrected: loaded.trail.find(({ id }) => id === clear.correctionOf)?.actor,
    step: correctedStep(candidate, loaded)?.name,
    digest,
  }
  const values: { [name: string]: Json } = { ...clear }
  for (const [name, field] of Object.entries(step.data)) {
    const value = written[name]
    if (field.is === 'clear' && field.fromServer && value !== undefined) values[name] = value
  }
  return values
}
