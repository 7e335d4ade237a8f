import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import { isPresentParent, separationStands } from './case.ts'

/** A place for a child who is not alone: with brothers and sisters, with the parent, with room for both (I-14, I-24). */

type Siblings = { readonly siblings?: 'together' | 'apart' | undefined }
type Answerer = { readonly provider?: string | undefined; readonly carer?: string | undefined }
type Adults = { readonly accompanyingAdults?: number | undefined }

const isUrgent = ({ request }: Known): boolean => request?.emergency === true

/** Somebody of the same family unit, or a sibling who was met with the child. */
const hasSiblings = ({ companions, familyUnit }: Known): boolean =>
  familyUnit !== undefined || companions.some(({ claimedRelation }) => claimedRelation === 'sibling')

const offerTo = ({ offers }: Known, { provider, carer }: Answerer) =>
  offers.find((offer) => (provider === undefined ? offer.carer === carer : offer.provider === provider))

const source = 'DOMAIN I-24'
const sentence = {
  en: 'Brothers and sisters stay together. Say that they are placed together; or, where it is better for this child, that they are not, and why. The case worker can supply the reason. An emergency bed does not wait for this.',
}

export const siblingsAskedFor = payloadRule<Siblings & { readonly emergency: boolean }, 'apartReason'>({
  id: 'I-24',
  source,
  sentence,
  asks: ['apartReason'],
  holds: (known, { data, given }) =>
    !hasSiblings(known) ||
    data.emergency ||
    data.siblings === 'together' ||
    (data.siblings === 'apart' && given.apartReason),
})

export const siblingsOffered = payloadRule<Siblings, 'apartReason'>({
  id: 'I-24',
  source,
  sentence,
  asks: ['apartReason'],
  holds: (known, { data, given }) =>
    !hasSiblings(known) ||
    isUrgent(known) ||
    data.siblings === 'together' ||
    (data.siblings === 'apart' && given.apartReason),
})

/** The reason is the case worker's to give, with the offer; whoever says yes cannot. */
export const siblingsAccepted = payloadRule<Siblings & Answerer>({
  id: 'I-24',
  source,
  sentence,
  holds: (known, { data }) => {
    const offered = offerTo(known, data)?.siblings
    return !hasSiblings(known) || isUrgent(known) || (data.siblings ?? offered) === 'together' || offered === 'apart'
  },
})

/** How the place that says yes was meant, for whoever arrives there. */
export const siblingsAt = (known: Known, data: Siblings & Answerer): Siblings['siblings'] =>
  data.siblings ?? offerTo(known, data)?.siblings

export const arrivesTogether = payloadRule<Siblings & Answerer & { readonly placeKind: string }>({
  id: 'I-24',
  source,
  sentence: { en: 'The child came to a place apart from a brother or sister, and nobody had said why that is better.' },
  reveals: ['family'],
  holds: (known, { data }) =>
    !hasSiblings(known) ||
    data.siblings !== 'apart' ||
    data.placeKind === 'hospital' ||
    (known.accepted?.siblings === 'apart' &&
      known.accepted.provider === data.provider &&
      known.accepted.carer === data.carer),
})

/** The place takes the parent, too. */
export const parentComesAlong = payloadRule<Answerer & Adults & { readonly type: string }>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47; DOMAIN I-14',
  sentence: {
    en: 'This child is with a parent. A place for the child alone needs an authority to separate them; poverty is never a reason. The case worker can name a place for both. An emergency bed does not wait for this.',
  },
  reveals: ['family'],
  holds: (known, { data, occurredAt }, terms) =>
    known.separation !== 'accompanied' ||
    isUrgent(known) ||
    separationStands(known, occurredAt, terms) ||
    ['parents', 'family_in_community'].includes(data.type) ||
    (data.accompanyingAdults ?? 0) > 0 ||
    (data.carer !== undefined && isPresentParent(known, data.carer)),
})

/** Adults who come along count in what a place can take. */
export const roomForAll = payloadRule<Adults>({
  id: 'P-CAPACITY',
  source: 'DOMAIN §b, family unit',
  sentence: {
    en: 'A place was asked for that also takes the adults who come with the child. Say how many this one takes; the case worker can ask for fewer.',
  },
  holds: (known, { data }) =>
    isUrgent(known) || (data.accompanyingAdults ?? 0) >= (known.request?.accompanyingAdults ?? 0),
})
