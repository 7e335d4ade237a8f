import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import type { Terms } from '../terms.ts'
import { childTrack, isHeld, isPresentParent, unreferred } from './case.ts'

interface Holding {
  readonly basis: string
  readonly alternativesConsidered: readonly string[]
  readonly reviewBy?: string | undefined
}

const comparator = 'CMW/C/GC/4-CRC/C/GC/23 §5; the memorandum’s own text was not available'

/** What any holding of a child would need, where the policy knows a last resort at all. Lack of a bed is no alternative. */
function lastResort(known: Known, act: { data: Holding; occurredAt: string }, terms: Terms): boolean {
  const { basis, alternativesConsidered, reviewBy } = act.data
  return (
    !childTrack(known) ||
    (terms.detentionPolicy === 'lastResortRecorded' &&
      terms.admissibleBases.includes(basis) &&
      alternativesConsidered.some((alternative) => alternative !== 'none_available') &&
      reviewBy !== undefined &&
      reviewBy > act.occurredAt)
  )
}

export const noUnlawfulHolding = payloadRule<Holding & { readonly ownName: boolean }>({
  id: 'I-1',
  source: comparator,
  sentence: {
    en: 'A child is not put or kept in holding like this. Call child-protection intake, at any hour: they find a place tonight. Only where the rules know a last resort can an order stand, and then it names an admissible basis, the alternatives that were tried and a review date; whoever signs it can add them.',
  },
  holds: (known, act, terms) => lastResort(known, act, terms) && (!childTrack(known) || act.data.ownName),
})

/** The report that a child is held: tested like an order, which must have been written. Youth courts have their own law. */
export const heldLawfully = payloadRule<Holding & { readonly holding: string }, 'orderRef'>({
  id: 'I-1',
  source: comparator,
  sentence: {
    en: 'The child is held, and what would make that a last resort is not on record. Call child-protection intake, at any hour.',
  },
  asks: ['orderRef'],
  holds: (known, act, terms) =>
    act.data.holding === 'juvenile_justice' ||
    (lastResort(known, act, terms) && (!childTrack(known) || act.given.orderRef)),
})

/** A review that lets the holding go on says what an order would have to, and that removal is really in prospect. */
export const continuedLawfully = payloadRule<{
  readonly outcome: string
  readonly basis?: string | undefined
  readonly alternativesConsidered: readonly string[]
  readonly prospectOfRemoval: string
  readonly nextBy?: string | undefined
}>({
  id: 'I-1',
  source: 'NPM Network SEE 2026; CMW/C/GC/4-CRC/C/GC/23 §5 (comparator)',
  sentence: {
    en: 'The holding of a child was continued, and what would make that a last resort is not on record. Call child-protection intake, at any hour.',
  },
  holds: (known, { data: { outcome, basis = 'none_stated', prospectOfRemoval, ...data }, occurredAt }, terms) =>
    outcome !== 'continue' ||
    known.at.custody === 'juvenileJustice' ||
    !childTrack(known) ||
    (prospectOfRemoval === 'realistic' &&
      lastResort(known, { data: { ...data, basis, reviewBy: data.nextBy }, occurredAt }, terms)),
})

export const inOwnName = payloadRule<{ readonly ownName: boolean; readonly basis: string }>({
  id: 'I-3',
  source: 'DOMAIN I-3; asylum information database, Bulgaria (comparator)',
  sentence: {
    en: 'A child never exists only as a note on an adult’s order. Whoever issues an order must issue one in the child’s own name, or none.',
  },
  holds: (_known, { data }) => data.ownName && data.basis !== 'attached_to_adult',
})

export const notAttachedToAdult = payloadRule<{ readonly basis: string }>({
  id: 'I-3',
  source: 'DOMAIN I-3; asylum information database, Bulgaria (comparator)',
  sentence: { en: 'The child is held as an attachment to an adult’s order, without an order of their own.' },
  holds: (_known, { data }) => data.basis !== 'attached_to_adult',
})

export const unityNeverDetains = payloadRule<{ readonly basis: string }>({
  id: 'I-15',
  source: 'CMW/C/GC/4-CRC/C/GC/23 §11',
  sentence: {
    en: 'Keeping a family together is never a reason to hold a child. Call child-protection intake: they look for a place for the whole family.',
  },
  holds: (_known, { data }) => data.basis !== 'family_unity',
})

/** No held child lacks a referral once the time to make one is over. */
export const heldIsReferred = payloadRule<{ readonly start: string }>({
  id: 'I-2',
  source: 'DOMAIN I-2; third peer exchange 2022',
  sentence: {
    en: 'The child has been held longer than a referral may take, and no agency has the child’s referral. Submit one now: it takes two minutes.',
  },
  holds: (known, act, terms) =>
    !childTrack(known) || !unreferred(known) || inTime(act.occurredAt, act.data.start, terms),
})

/** A referral that comes late for a child who is held. */
export const referredInTime = payloadRule<{ readonly since: string; readonly placeClass: string }>({
  id: 'I-2',
  source: 'DOMAIN I-2; third peer exchange 2022',
  sentence: { en: 'This referral of a held child came later than a referral may take.' },
  holds: (known, act, terms) => {
    if (!(isHeld(known) || isHoldingPlace(act.data.placeClass)) || !childTrack(known) || !unreferred(known)) return true
    const start = known.heldSince !== undefined && known.heldSince < act.data.since ? known.heldSince : act.data.since
    return inTime(act.occurredAt, start, terms)
  },
})

export const isHoldingPlace = (placeClass: string): boolean =>
  ['police_cell', 'immigration_holding', 'detention_centre'].includes(placeClass)

const inTime = (now: string, start: string, terms: Terms): boolean =>
  Date.parse(now) <=
  Date.parse(start) + Math.max(...Object.values(terms.clocks['referral.submit'].lengths).map(({ n }) => n))

interface Release {
  readonly releasedTo: string
  readonly shelterTonight: boolean
  readonly means: boolean
}

export const isUnsafeRelease = ({ releasedTo, shelterTonight, means }: Release): boolean =>
  releasedTo === 'nobody' || (releasedTo === 'person' && !(shelterTonight && means))

export const receivedSafely = payloadRule<Release>({
  id: 'I-33',
  source: 'DOMAIN I-33; third peer exchange 2022, finding 7',
  sentence: {
    en: 'Nobody is released to nobody: a child needs a receiving person or agency, shelter for the night and means. Call child-protection intake, at any hour: they find a bed tonight.',
  },
  holds: (_known, { data }) => data.releasedTo !== 'nobody' && data.shelterTonight && data.means,
})

export const releasedToSafeAdult = payloadRule<{ readonly releasedTo: string; readonly carer?: string | undefined }>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20 (comparator)',
  sentence: { en: 'The child was released to an adult whose relation nobody verified.' },
  reveals: ['family'],
  holds: (known, { data }) =>
    data.releasedTo !== 'person' ||
    isPresentParent(known, data.carer) ||
    known.verifiedAdults.includes(data.carer ?? ''),
})

/** Leaving the country is a return, whatever it is called. */
export const noReturnByTheBackDoor = payloadRule<{ readonly releasedTo: string }>({
  id: 'I-18',
  source: 'OHCHR 2018; DOMAIN I-18',
  sentence: { en: 'The child left the country without a determination that this is in the child’s interests.' },
  holds: (known, { data }) => data.releasedTo !== 'left_country' || !childTrack(known),
})

export const noReturnWithoutRiskAssessment = payloadRule<{ readonly releasedTo: string }>({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: { en: 'Somebody left the country before the risk to them there was assessed.' },
  holds: (_known, { data }) => data.releasedTo !== 'left_country',
})
