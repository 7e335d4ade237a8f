import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import { childTrack, isNamedSafeAdult, isPresentParent, separationStands } from './case.ts'

/** What must be so before care ends. */

interface Ending {
  readonly reason: string
  readonly next: string
  readonly carer?: string | undefined
  readonly shelterTonight: boolean
  readonly means: boolean
}

export const endsWithSomebody = payloadRule<Ending, 'nextCarer' | 'address'>({
  id: 'I-33',
  source: 'DOMAIN I-33; third peer exchange 2022, finding 7',
  sentence: {
    en: 'Care ends with somebody who takes over by name, or a home of one’s own, and with shelter for the night and means. The case worker can supply who and where; until then the placement goes on.',
  },
  asks: ['nextCarer', 'address'],
  holds: (_known, { data, given }) =>
    data.shelterTonight && data.means && (data.next === 'own_home' ? given.address : given.nextCarer),
})

export const endsForMoreThanAge = payloadRule<Ending>({
  id: 'I-25',
  source: 'DOMAIN I-25; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'Care does not end only because somebody turned eighteen. A plan for the time after care is agreed first; the case worker makes it with the young person.',
  },
  holds: ({ majorityReached, aftercareAgreed }, { data }) =>
    data.reason !== 'majority' || (majorityReached && aftercareAgreed),
})

/** A home of one's own is no home for a child, whatever the reason is called. */
export const endsAloneOnlyGrown = payloadRule<Ending>({
  id: 'I-25',
  source: 'DOMAIN I-25: a named carer or, once grown, an own home; I-30',
  sentence: {
    en: 'A child does not live alone. Name the carer or the agency that takes over; a home of one’s own is for who is grown up by what is on record.',
  },
  holds: (known, { data }) => data.next !== 'own_home' || known.majorityReached || !childTrack(known),
})

export const endsAsAdultOnlyWhenFinal = payloadRule<Ending>({
  id: 'I-5',
  source: 'CM/Rec(2022)22; DOMAIN I-5',
  sentence: {
    en: 'Care ends as an adult’s only when the finding about age is final. Until then the placement goes on; the age authority decides about age.',
  },
  holds: (known, { data }) => data.reason !== 'adult_final' || !childTrack(known),
})

/** The carer whom the child lived with already, or one whose relation is verified. */
export const endsWithSafeAdult = payloadRule<Ending>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20 (comparator)',
  sentence: {
    en: 'A child is not left with an adult whom nobody names, or whose relation nobody verified. A case worker proposes the verification and a supervisor signs it.',
  },
  reveals: ['family'],
  holds: (known, { data }) => data.next !== 'carer' || isNamedSafeAdult(known, data.carer),
})

export const endsWithoutSeparating = payloadRule<Ending>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47; DOMAIN I-14',
  sentence: {
    en: 'This child is with a parent. Care does not end so that they are apart, unless separating them was authorised; a court decides that.',
  },
  reveals: ['family'],
  holds: (known, { data, occurredAt }, terms) =>
    known.separation !== 'accompanied' || separationStands(known, occurredAt, terms) || staysWithParent(known, data),
})

const staysWithParent = (known: Known, { next, carer }: Ending): boolean =>
  next === 'own_home' || (next === 'carer' && carer !== undefined && isPresentParent(known, carer))
