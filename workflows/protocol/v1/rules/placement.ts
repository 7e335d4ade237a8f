import { familyBased } from '../codes.ts'
import type { Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { childTrack, isSafeAdult, separationStands } from './case.ts'

type Carer = { readonly carer?: string | undefined }
type Place = { readonly provider?: string | undefined }

/** Exactly one of a licensed provider and an adult whose relation is verified. */
const verifiedOrLicensed = (
  known: { verifiedAdults: readonly string[] },
  { provider, carer }: Carer & Place,
): boolean =>
  carer === undefined ? provider !== undefined : provider === undefined && known.verifiedAdults.includes(carer)

/** A provider of the catalogue is licensed; an adult needs a verified relation. */
export const verifiedAdult = payloadRule<Carer & Place>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20',
  sentence: {
    en: 'A child is not placed with an adult whose relation nobody verified. A case worker proposes the verification and a supervisor signs it; until then a licensed place is needed.',
  },
  reveals: ['family'],
  holds: (known, { data }) => verifiedOrLicensed(known, data),
})

/** Arriving or being handed to somebody: parents with whom the child was found are presumed (I-4). */
export const reachesSafeAdult = payloadRule<Carer & { readonly placeKind: string }>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20 (comparator)',
  sentence: { en: 'The child came to an adult whose relation nobody verified.' },
  reveals: ['family'],
  holds: (known, { data }) => data.placeKind !== 'family' || isSafeAdult(known, data.carer),
})

export const handedToSafeAdult = payloadRule<Carer & { readonly toKind: string }>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20 (comparator)',
  sentence: { en: 'The child was handed to an adult whose relation nobody verified.' },
  reveals: ['family'],
  holds: (known, { data }) => data.toKind !== 'adult' || isSafeAdult(known, data.carer),
})

/** An accompanying adult against whom indicators are recorded gets no place, no contact, no confirmation. */
export const notFlagged = payloadRule<Carer>({
  id: 'I-37',
  source: 'DOMAIN I-37',
  sentence: {
    en: 'This adult cannot be considered. Look for another carer or a licensed place; the supervisor can tell you more.',
  },
  reveals: ['trafficking'],
  holds: (known, { data }) => data.carer === undefined || !known.flaggedAdults.includes(data.carer),
})

/** At every instant one responsible agency and one place. */
export const nobodyElseAccepted = caseRule({
  id: 'I-23',
  source: 'DOMAIN I-23',
  sentence: {
    en: 'Another place has already been accepted for this child. The case worker can tell you if that changes.',
  },
  holds: (known) => known.accepted === undefined,
})

export const handedToResponsible = payloadRule<
  Place & Carer & { readonly toKind: string; readonly agency?: string | undefined }
>({
  id: 'I-23',
  source: 'DOMAIN I-23',
  sentence: { en: 'The child was handed to somebody who had not accepted them.' },
  reveals: ['custody'],
  holds: (known, { data }) =>
    data.toKind === 'hospital' ||
    (data.agency !== undefined && data.agency === known.responsible) ||
    (data.provider !== undefined && data.provider === known.accepted?.provider) ||
    (data.carer !== undefined && (data.carer === known.accepted?.carer || isSafeAdult(known, data.carer))),
})

export const arrivesWhereAccepted = payloadRule<Place & Carer & { readonly placeKind: string }>({
  id: 'I-23',
  source: 'DOMAIN I-23',
  sentence: { en: 'The child arrived at a place that nobody had accepted for them.' },
  reveals: ['custody'],
  holds: (known, { data }) =>
    data.placeKind === 'hospital' || isAcceptedPlace(known, data) || isStillTheirs(known, data),
})

export const isAcceptedPlace = (
  known: { accepted?: { provider?: string | undefined; carer?: string | undefined } | undefined },
  { provider, carer }: Place & Carer,
): boolean =>
  known.accepted !== undefined &&
  ((provider !== undefined && provider === known.accepted.provider) ||
    (carer !== undefined && carer === known.accepted.carer))

/** The place where the child lived all along: it stays reserved while the child is missing or in hospital. */
export const isStillTheirs = ({ livesAt }: Pick<Known, 'livesAt'>, { provider, carer }: Place & Carer): boolean =>
  livesAt?.placement !== undefined && livesAt.provider === provider && livesAt.carer === carer

export const separatedLawfully = payloadRule<{
  readonly placeKind: string
  readonly parentCameAlong?: boolean | undefined
}>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: { en: 'A child found with a parent was taken to a place without them, and no separation was authorised.' },
  reveals: ['family'],
  holds: (known, { data, occurredAt }, terms) =>
    data.placeKind === 'family' ||
    data.placeKind === 'hospital' ||
    data.parentCameAlong === true ||
    known.separation !== 'accompanied' ||
    separationStands(known, occurredAt, terms),
})

export const familyBasedFirst = payloadRule<
  { readonly type: string; readonly familyBasedTried: boolean; readonly licence?: string | undefined },
  'necessity' | 'suitability' | 'residentialReason'
>({
  id: 'I-21',
  source: 'A/RES/64/142 §§21, 57, 123–125',
  sentence: {
    en: 'A placement says why it is necessary and suitable; family-based care is tried first, and residential care says why. The case worker can supply this. An emergency bed for up to 72 hours needs neither.',
  },
  asks: ['necessity', 'suitability', 'residentialReason'],
  holds: (known, { data, given }) =>
    known.request?.emergency === true ||
    (given.necessity &&
      given.suitability &&
      (familyBased.includes(data.licence ?? data.type) || (data.familyBasedTried && given.residentialReason))),
})

/** Before a residential place is asked, a family was asked or tried. */
export const familyBasedAsked = payloadRule<{
  readonly type: string
  readonly familyBasedTried?: boolean | undefined
  readonly licence?: string | undefined
}>({
  id: 'I-21',
  source: 'A/RES/64/142 §§21, 57, 123–125',
  sentence: {
    en: 'A family is asked before a residential home. Offer to one first, or say that it was tried. An emergency bed does not wait for this.',
  },
  holds: (known, { data }) =>
    known.request?.emergency === true ||
    familyBased.includes(data.licence ?? data.type) ||
    data.familyBasedTried === true ||
    known.offers.some(({ type }) => familyBased.includes(type)),
})

/** Somebody lives in a residential place from now on, and why is nowhere on record. */
export const arrivesWithReasons = payloadRule<
  Place & Carer & { readonly placeKind: string; readonly licence?: string | undefined }
>({
  id: 'I-21',
  source: 'A/RES/64/142 §§21, 57, 123–125',
  sentence: {
    en: 'The child came to live in a residential home, and why that is necessary and suitable was not said.',
  },
  reveals: ['bia'],
  holds: (known, { data }) =>
    data.placeKind !== 'placement' ||
    data.licence === undefined ||
    familyBased.includes(data.licence) ||
    isStillTheirs(known, data) ||
    (isAcceptedPlace(known, data) && known.accepted?.reasoned === true),
})

/** While a concern stands against a provider, no child is offered to it. Here: a concern in this very case. */
export const noConcernAgainst = payloadRule<Place>({
  id: 'I-36',
  source: 'DOMAIN I-36',
  sentence: {
    en: 'A concern about this provider is open: no child goes there until it is cleared. The case worker can name another place; a supervisor clears the concern.',
  },
  reveals: ['bia'],
  holds: (known, { data: { provider } }) =>
    provider === undefined || !known.concerns.some((concern) => concern.provider === provider),
})

export const sameCareAsNationals = payloadRule<{ readonly openToNationalChildren: boolean; readonly type: string }>({
  id: 'I-30',
  source: 'A/RES/64/142 §141; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'A child is placed only where national children may be placed too. The case worker can name such a place.',
  },
  // under sixteen nobody lives alone; until an age is known to the process, nobody does
  holds: (known, { data }) => !childTrack(known) || (data.openToNationalChildren && data.type !== 'independent_living'),
})

/** A closed placement is holding, and needs what holding needs. */
export const notClosed = payloadRule<{ readonly libertyClass: string; readonly providerLiberty?: string | undefined }>({
  id: 'I-35',
  source: 'DOMAIN I-35',
  sentence: { en: 'A place that the child may not leave at will is holding. The case worker can name an open place.' },
  holds: (known, { data }) => !childTrack(known) || ![data.libertyClass, data.providerLiberty].includes('closed'),
})

export const arrivesWhereOpen = payloadRule<{ readonly providerLiberty?: string | undefined }>({
  id: 'I-35',
  source: 'DOMAIN I-35',
  sentence: { en: 'The child arrived at a place that they may not leave at will: that is holding.' },
  reveals: ['custody'],
  holds: (known, { data }) => !childTrack(known) || data.providerLiberty !== 'closed',
})

const answering = {
  id: 'P-OWN-OFFER',
  source: 'STEPS, PlacementAccepted',
  sentence: {
    en: 'An offer is answered by whom it was made to: the provider itself, or a supervisor for a family. The case worker makes offers; in an emergency none is needed.',
  },
}

/** The offer was made to whoever answers it; a supervisor signs for families only, never for a provider. */
export const ownOffer = payloadRule<Place & Carer>({
  ...answering,
  holds: (known, { data: { provider, carer }, actor }) => {
    const emergency = known.request?.emergency === true
    if (actor.role === 'placement_provider')
      return provider === actor.agency && (emergency || known.offers.some((offer) => offer.provider === provider))
    return carer !== undefined && (emergency || known.offers.some((offer) => offer.carer === carer))
  },
})

/** A provider speaks for its own place. */
export const ownPlace = payloadRule<Place>({
  id: 'P-OWN-PLACE',
  source: 'STEPS, ChildArrived: the receiver',
  sentence: {
    en: 'A provider records arrivals at its own place. Name your own, or let whoever received the child record it.',
  },
  holds: (_known, { data: { provider }, actor }) =>
    actor.role !== 'placement_provider' || provider === undefined || provider === actor.agency,
})

/** Saying no, or taking back a yes: the provider itself; a supervisor records it for anybody who stays silent. */
export const ownAnswer = payloadRule<Place & Carer>({
  ...answering,
  holds: (known, { data: { provider }, actor }) =>
    actor.role !== 'placement_provider' ||
    (provider === actor.agency &&
      (known.accepted?.provider === provider || known.offers.some((offer) => offer.provider === provider))),
})
