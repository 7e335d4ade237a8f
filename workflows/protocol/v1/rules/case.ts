import type { Known } from '../known.ts'
import { caseRule } from '../language/rule.ts'
import { enforcement } from '../roles.ts'
import type { Terms } from '../terms.ts'

/** Treated as a child: every state of age but a final finding (I-5, I-31). */
export const childTrack = (known: Known): boolean => known.at.age !== 'adultFinal'

export const isHeld = (known: Known): boolean =>
  ['policeHolding', 'immigrationHolding', 'alreadyDetained'].includes(known.at.custody) || known.guarded

/** Nobody is known to be a parent beside the child; not knowing counts as being without one, and so does separation. */
export const withoutKnownParent = (known: Known): boolean =>
  known.separation !== 'accompanied' || known.separationAuthority !== undefined

/** No agency has the child's referral before it: never referred, or declined and nothing since. */
export const unreferred = (known: Known): boolean => ['unopened', 'screening', 'declined'].includes(known.at.referral)

/** Signs of trafficking or violence stand: nobody who came with the child is presumed to be safe. */
export const signsStand = (known: Known): boolean =>
  ['indicators', 'recoveryPeriod', 'identified'].includes(known.at.trafficking)

/**
 * Separating the child from a parent was authorised. By the agency alone it stands as long as an urgent act may last, and
 * longer only if a court had it before it by then (I-14).
 */
export const separationStands = (known: Known, at: string, terms: Terms): boolean =>
  courtHasSeparation(known, terms) || (known.separationAuthority !== undefined && at <= separationEnds(known, terms))

/** A court decided, or had an emergency before it in time. */
export const courtHasSeparation = (known: Known, terms: Terms): boolean => {
  const authority = known.separationAuthority
  if (!authority?.emergency) return authority !== undefined
  return authority.seizedAt !== undefined && authority.seizedAt <= separationEnds(known, terms)
}

const separationEnds = ({ separationAuthority }: Known, { thresholds }: Terms): string =>
  new Date(Date.parse(separationAuthority?.since ?? '') + thresholds.urgentActHours * 3_600_000).toISOString()

/** Who came with the child as a parent, and who was verified as the parent who is there. */
export const parentsOf = ({ companions, verifiedParent }: Known): readonly string[] => [
  ...companions.filter(({ claimedRelation }) => claimedRelation === 'parent').map(({ ref }) => ref),
  ...(verifiedParent === undefined ? [] : [verifiedParent]),
]

/**
 * A parent with whom the child was found, and who is presumed one while it is verified: unless signs stand, and only
 * that very person where the record names who came with the child, or whom somebody verified (I-4).
 */
export const isPresentParent = (known: Known, carer: string | undefined): boolean => {
  if (!['parentPresumed', 'notRequired'].includes(known.at.guardianship) || signsStand(known)) return false
  const parents = parentsOf(known)
  if (carer === undefined) return parents.length === 0
  return parents.includes(carer) && !known.flaggedAdults.includes(carer)
}

export const isSafeAdult = (known: Known, carer: string | undefined): boolean =>
  isPresentParent(known, carer) || (carer !== undefined && known.verifiedAdults.includes(carer))

/** What a decision asks: who it is, is on record; a report may say “the parent” and no more. */
export const isNamedSafeAdult = (known: Known, carer: string | undefined): boolean =>
  carer !== undefined && isSafeAdult(known, carer)

/**
 * Where the child lives somebody accepted them, or may have them; a report that they came to some adult is not enough, nor
 * that there is some parent.
 */
export const hasHome = (known: Known): boolean => {
  const { carer, placement } = known.livesAt ?? {}
  if (carer === undefined) return placement !== undefined
  return isSafeAdult(known, carer) && !known.flaggedAdults.includes(carer)
}

/** Police and immigration record facts; they do not decide about care. */
export const notEnforcement = caseRule({
  id: 'I-20',
  source: 'CMW/C/GC/4-CRC/C/GC/23; list: DOMAIN I-20',
  sentence: {
    en: 'Police and immigration do not take this decision. The child-protection agency does; what you know or doubt can always be recorded as a fact.',
  },
  holds: (_known, { actor }) => !enforcement.some((role) => role === actor.role),
})

/** Neither a clock nor a batch nor an import decides; the service has no route to a decision, and this says so twice. */
export const byAPerson = caseRule({
  id: 'I-26',
  source: 'DOMAIN I-26',
  sentence: { en: 'This is decided by a person who answers for it, never by a clock, a batch or an import.' },
  holds: (_known, { actor }) => actor.role !== 'service',
})

export const caseIsOpen = caseRule({
  id: 'P-OPEN',
  source: 'STEPS, P-OPEN (the SOP text was not available)',
  sentence: {
    en: 'The case is not open. Where it was closed, a supervisor of the child-protection agency can reopen it.',
  },
  holds: (known) => known.at.lifecycle === 'open' || known.at.lifecycle === 'closurePending',
})

export const escalatedToUs = caseRule({
  id: 'P-ESCALATED',
  source: 'STEPS, ReferralAcknowledged',
  sentence: {
    en: 'Intake acknowledges referrals. A supervisor, the province or the national coordinator does so once the referral has been escalated; anyone may escalate it.',
  },
  holds: (known, { actor }) => actor.role === 'cp_intake' || known.escalation > 0,
})

/** In any case that was ever opened, closed or not. */
export const caseExists = caseRule({
  id: 'P-OPEN',
  source: 'STEPS, P-OPEN (the SOP text was not available)',
  sentence: { en: 'There is no case yet.' },
  holds: (known) => known.at.lifecycle !== 'unopened',
})
