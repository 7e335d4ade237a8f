import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import type { ClockKey } from '../../workflows/protocol/v1/terms.ts'
import type { LoadedCase, Trace } from '../case/load.ts'
import type { Person } from './person.ts'
import { clearFor, mayKnow, mayLearnOf } from './policy.ts'

/**
 * A case as one person may learn of it. Where a complaint is hidden from somebody, nothing may show that there is one: no
 * gap in the numbers of events, no clock, no “changed meanwhile” (I-12).
 */

/** The events that this person may learn of. */
export const trailFor = (person: Person, { trail }: Pick<LoadedCase, 'trail'>): readonly Trace[] =>
  trail.filter((trace) => mayLearnOf(person, trace))

/** The revision as this person counts it: of the last event up to `upTo` that they may learn of. */
export function revisionFor(
  person: Person,
  loaded: Pick<LoadedCase, 'trail' | 'revision'>,
  upTo = loaded.revision,
): bigint {
  return BigInt(trailFor(person, loaded).filter(({ revision }) => revision <= upTo).length - 1)
}

const toldTo: Partial<Record<ClockKey, Group>> = {
  'complaint.ack': 'complaints',
  'complaint.answer': 'complaints',
  'claim.forward': 'procedure',
  'concern.act': 'bia',
}

/** Running clocks, or what an event did to clocks, without those of events that this person may not learn of. */
export function clocksFor<C extends { readonly key: string; readonly instance: string }>(
  person: Person,
  loaded: LoadedCase,
  clocks: readonly C[],
): readonly C[] {
  const hidden = hiddenFrom(person, loaded)
  return clocks.filter(({ key, instance }) => {
    const group = toldTo[key as ClockKey]
    return !hidden.has(instance) && (group === undefined || person.role === 'auditor' || mayKnow(person, [group]))
  })
}

/** What is known, as this person may read it. */
export function knownFor<K extends Pick<Known, 'complaints' | 'concerns'>>(
  person: Person,
  loaded: LoadedCase,
  known: K,
): Partial<K> {
  return clearFor(person, withoutHidden(known, hiddenFrom(person, loaded)))
}

/**
 * The case as if what is hidden from this person had not happened. A refusal names to them the rules that fail here, too;
 * one that fails for a hidden reason alone stays unsaid.
 */
export function asSeenBy(person: Person, loaded: LoadedCase): LoadedCase {
  const hidden = hiddenFrom(person, loaded)
  return hidden.size === 0 ? loaded : { ...loaded, known: withoutHidden(loaded.known, hidden) }
}

function withoutHidden<K extends Pick<Known, 'complaints' | 'concerns'>>(known: K, hidden: ReadonlySet<string>): K {
  return {
    ...known,
    complaints: known.complaints.filter(({ complaint }) => !hidden.has(complaint)),
    concerns: known.concerns.filter(({ concern }) => !hidden.has(concern)),
  }
}

const hiddenFrom = (person: Person, { trail }: LoadedCase): ReadonlySet<string> =>
  new Set(trail.filter((trace) => !mayLearnOf(person, trace)).map(({ id }) => id))
