import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { RuleSet } from '../../../../workflows/registry.ts'
import type { CaseFile, Entry } from '../file.ts'
import { adults } from './adults.ts'
import { age } from './age.ts'
import { closures } from './closure.ts'
import { detention } from './detention.ts'
import { determination } from './determination.ts'
import { following } from './following.ts'
import { people } from './people.ts'
import { placement } from './placement.ts'
import type { Never } from './reading.ts'
import { returns } from './return.ts'
import { telling } from './telling.ts'

export const nevers: readonly Never[] = [
  ...detention,
  ...adults,
  ...age,
  ...determination,
  ...people,
  ...placement,
  ...returns,
  ...closures,
  ...telling,
  ...following,
]

/** The events that a property is about, in these rules. */
export function eventsOf({ on }: Never, { steps }: Pick<RuleSet, 'steps'>): readonly string[] {
  if (on.includes('*')) return steps.map(({ event }) => event)
  if (on.includes('two people'))
    return steps.filter(({ proposedBy }) => proposedBy !== undefined).map(({ event }) => event)
  if (on.includes('heard'))
    return steps.filter(({ kind, data }) => kind === 'decision' && data.viewsMode).map(({ event }) => event)
  return on
}

export interface Broken {
  readonly id: string
  readonly never: string
  readonly what: string
}

/** Reads one accepted event against everything that must never happen. */
export function reader(
  ruleSet: Pick<RuleSet, 'steps' | 'terms'>,
): (entry: Entry, before: CaseFile) => readonly Broken[] {
  const terms: Terms = ruleSet.terms
  const by = new Map<string, Never[]>()
  for (const each of nevers)
    for (const event of eventsOf(each, ruleSet)) by.set(event, [...(by.get(event) ?? []), each])
  return (entry, before) =>
    (by.get(entry.type) ?? []).flatMap(({ id, never, broken }) => {
      const what = broken(entry, before, terms)
      return what === undefined ? [] : [{ id, never, what }]
    })
}
