import type { Json } from '../../../../src/case/event.ts'
import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { CaseFile, Entry } from '../file.ts'
import { identity } from '../world.ts'

/**
 * What must never happen, in the words of DOMAIN, told from the file alone: who entered what, in which order, and where
 * the case then stood. Nothing here asks a rule of the process; what both say was written twice.
 */
export interface Never {
  /** `a/prohibited`: the property, and which half of it. */
  readonly id: string
  readonly never: string
  /** The events that could do it. */
  readonly on: readonly string[]
  /**
   * What is wrong with an event that was accepted; undefined when nothing is.
   *
   * @param file as it was before
   */
  readonly broken: (entry: Entry, file: CaseFile, terms: Terms) => string | undefined
}

export const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** Nobody has finally been found to be an adult. */
export const isChild = ({ before }: Entry): boolean => before.age !== 'adultFinal'

/** Adults against whom somebody wrote down indicators. Nothing takes that back. */
export const flagged = (file: CaseFile): readonly string[] =>
  file.entries.flatMap(({ type, data }) => [
    ...(type === 'ScreeningCompleted' ? texts(data.concernedAdults) : []),
    ...(type === 'TraffickingIndicatorsRaised' ? texts(data.adultRefs) : []),
  ])

/** Adults who were met with the child, whatever they called themselves. */
export const companions = (file: CaseFile): readonly { readonly ref?: string; readonly claimedRelation?: string }[] =>
  file.entries.flatMap(({ type, data }) => {
    const payload = type === 'RecordCorrected' ? (data.payload as Entry['data']) : data
    return Array.isArray(payload.companions) ? payload.companions : []
  })

/** What the directory says somebody is; never what a payload says. */
export const roleOf = (person: string | undefined): string | undefined =>
  person === undefined ? undefined : identity.findPerson(person)?.role
export const agencyOf = (person: string | undefined): string | undefined =>
  person === undefined ? undefined : identity.findPerson(person)?.agency
