import { payloadRule } from '../language/rule.ts'
import { childTrack, isHeld } from './case.ts'

type Order = { readonly basis: string; readonly alternativesConsidered: readonly string[] }

/** Tested alike on an order to hold a child and on the report that a child is held. */
export const noUnlawfulHolding = payloadRule<
  Order & { readonly reviewBy?: string | undefined; readonly ownName?: boolean | undefined }
>({
  id: 'I-1',
  source: 'CMW/C/GC/4-CRC/C/GC/23 §5; MoU on alternatives to detention (2019)',
  sentence: {
    en: 'A child may not be put or kept in immigration or police holding on this basis. Refer the child now: the child-protection agency finds a place, and can be called at any hour. An order needs an admissible basis, the alternatives that were considered and a review date.',
  },
  holds: (known, { data }, terms) =>
    !childTrack(known) ||
    (terms.detentionPolicy === 'lastResortRecorded' &&
      terms.admissibleBases.includes(data.basis) &&
      data.alternativesConsidered.length > 0 &&
      data.reviewBy !== undefined &&
      data.ownName !== false),
})

export const inOwnName = payloadRule<{ readonly ownName: boolean; readonly basis: string }>({
  id: 'I-3',
  source: 'DOMAIN I-3; asylum information database, Bulgaria',
  sentence: {
    en: 'A child never exists only as a note on an adult’s order. Whoever issues an order must issue one in the child’s own name, or none.',
  },
  holds: (_known, { data }) => data.ownName && data.basis !== 'attached_to_adult',
})

export const notAttachedToAdult = payloadRule<{ readonly basis: string }>({
  id: 'I-3',
  source: 'DOMAIN I-3; asylum information database, Bulgaria',
  sentence: { en: 'The child is held as an attachment to an adult’s order, without an order of their own.' },
  holds: (_known, { data }) => data.basis !== 'attached_to_adult',
})

export const unityNeverDetains = payloadRule<{ readonly basis: string }>({
  id: 'I-15',
  source: 'CMW/C/GC/4-CRC/C/GC/23 §11',
  sentence: {
    en: 'Keeping a family together is never a reason to hold a child. Ask for a place for the whole family: the child-protection agency can find one.',
  },
  holds: (_known, { data }) => data.basis !== 'family_unity',
})

/** No held child lacks a referral once the time to make one is over. */
export const heldIsReferred = payloadRule<{ readonly start: string }>({
  id: 'I-2',
  source: 'DOMAIN I-2; third peer exchange 2022',
  sentence: {
    en: 'The child has been held longer than a referral may take, and nobody has referred them. Submit the referral now.',
  },
  holds: (known, act, terms) =>
    !childTrack(known) ||
    !['unopened', 'screening'].includes(known.at.referral) ||
    Date.parse(act.occurredAt) <= Date.parse(act.data.start) + milliseconds(terms.clocks['referral.submit'].lengths),
})

/** A referral that comes late for a child who is held. */
export const referredInTime = payloadRule<{ readonly since: string; readonly placeClass: string }>({
  id: 'I-2',
  source: 'DOMAIN I-2; third peer exchange 2022',
  sentence: { en: 'This referral of a held child came later than a referral may take.' },
  holds: (known, act, terms) => {
    const held =
      isHeld(known) || ['police_cell', 'immigration_holding', 'detention_centre'].includes(act.data.placeClass)
    if (!held || !childTrack(known) || !['unopened', 'screening'].includes(known.at.referral)) return true
    const start = known.heldSince !== undefined && known.heldSince < act.data.since ? known.heldSince : act.data.since
    return Date.parse(act.occurredAt) <= Date.parse(start) + milliseconds(terms.clocks['referral.submit'].lengths)
  },
})

export const receivedSafely = payloadRule<{
  readonly releasedTo: string
  readonly shelterTonight: boolean
  readonly means: boolean
}>({
  id: 'I-33',
  source: 'DOMAIN I-33; third peer exchange 2022, finding 7',
  sentence: {
    en: 'Nobody is released to nobody: a child needs a receiving person or agency, shelter for the night and means.',
  },
  holds: (_known, { data }) => data.releasedTo !== 'nobody' && data.shelterTonight && data.means,
})

const milliseconds = (lengths: Readonly<Record<string, { n: number; unit: string }>>): number =>
  Math.max(...Object.values(lengths).map(({ n }) => n))
