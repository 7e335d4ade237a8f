import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import { parentsOf, separationStands } from './case.ts'

/** A child is separated from a parent for danger to this child only, and not without a court (I-14). */

const source = 'A/RES/64/142 §§15, 47; DOMAIN I-13, I-14'

interface Separation {
  readonly authority: string
  readonly grounds: readonly string[]
  readonly lawyer?: string | undefined
}

export const onDangerToThisChild = payloadRule<Separation, 'danger'>({
  id: 'I-14',
  source,
  sentence: {
    en: 'A child is separated from a parent only on a danger to this very child, and the danger is named. Poverty and missing papers never suffice; help for the family is the answer to both.',
  },
  asks: ['danger'],
  reveals: ['family'],
  holds: (_known, { data: { grounds }, given }) => grounds.includes('danger') && given.danger,
})

export const reviewedByCourt = payloadRule<Separation, 'courtRef'>({
  id: 'I-14',
  source,
  sentence: {
    en: 'Beyond an emergency a separation needs a court’s decision with its number, a lawyer on the case, and a determination by a panel that it is best for the child. The supervisor can supply them; in acute danger they can act alone, and a court must have it within the time set.',
  },
  asks: ['courtRef'],
  reveals: ['family'],
  holds: (known, { data: { authority, lawyer }, given }) =>
    authority !== 'court' ||
    (given.courtRef && (lawyer ?? known.lawyer) !== undefined && known.bid.outcome === 'separate_from_carer'),
})

/** The agency alone for an emergency, which must not wait; everything else is taken by two. */
export const secondPersonUnlessEmergency = payloadRule<
  Separation & { readonly proposal?: string | undefined; readonly digest: string }
>({
  id: 'P-TWO',
  source: 'STEPS, "two people"',
  sentence: {
    en: 'Except in an emergency two people take this step: one proposes it, another confirms exactly what was proposed. Name the open proposal of somebody else.',
  },
  holds: (known, { data, actor }) =>
    data.authority === 'emergency' ||
    known.proposals.some(({ id, by, digest }) => id === data.proposal && by !== actor.id && digest === data.digest),
})

export const courtHasItInTime = payloadRule<{ readonly lawyer?: string | undefined }>({
  id: 'I-14',
  source,
  sentence: {
    en: 'A court was asked too late, without a lawyer for the child’s side, or about a separation that nobody had authorised. The child goes back unless the court says otherwise.',
  },
  reveals: ['family'],
  holds: (known, { data, occurredAt }, terms) =>
    separationStands(known, occurredAt, terms) && (data.lawyer ?? known.lawyer) !== undefined,
})

/** A court confirms what began as an emergency, or separates a child who is with a parent. */
export const separates = ({ at, separationAuthority }: Known, authority: string): boolean =>
  ['parentPresumed', 'notRequired'].includes(at.guardianship) ||
  (authority === 'court' && separationAuthority?.emergency === true)

/** The child is with the parent again from whom they were separated: nothing of it stands any more. */
export const isBackWith = (known: Known, carer: string | undefined): boolean => {
  const { separationAuthority: authority } = known
  if (authority === undefined) return false
  return authority.parent === carer || (authority.parent === undefined && parentsOf(known).includes(carer ?? ''))
}
