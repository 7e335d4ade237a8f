import { caseRule, payloadRule } from '../language/rule.ts'
import { childTrack, isHeld } from './case.ts'

export const adultOnlyWhenFinal = payloadRule<{ readonly code: string }>({
  id: 'I-5',
  source: 'CM/Rec(2022)22',
  sentence: {
    en: 'Doubt about age is no reason to decline: the child is treated as a child until a finding is final. Accept the referral; the age authority decides about age.',
  },
  holds: (known, { data }) => data.code !== 'adult_final' || !childTrack(known),
})

/** `duplicate` and `accepted_elsewhere` rest on a case that exists and is accepted; so does dropping a held child at all. */
export const heldIsNotDropped = payloadRule<{
  readonly code: string
  readonly acceptedElsewhere?: string | undefined
  readonly otherCaseAccepted?: boolean | undefined
}>({
  id: 'I-2',
  source: 'DOMAIN I-2',
  sentence: {
    en: 'A child is never left without an agency. Name the case in which another agency accepted this child; if there is none, accept the referral.',
  },
  holds: (known, { data }) => (data.code === 'adult_final' && !isHeld(known)) || data.otherCaseAccepted === true,
})

/** A link leads to a record that is there, and is not this one. */
export const otherCaseExists = payloadRule<{ readonly otherCaseFound: boolean }>({
  id: 'I-3',
  source: 'DOMAIN I-3',
  sentence: {
    en: 'Every child keeps a record of their own. Name the other case that this child has; intake can find it by its reference.',
  },
  holds: (_known, { data }) => data.otherCaseFound,
})

/** Whoever referred the child, or a colleague of the same agency. */
export const ownReferral = caseRule({
  id: 'P-OWN-REFERRAL',
  source: 'STEPS, ReferralInformationProvided: the referrer',
  sentence: {
    en: 'This is answered by the agency that referred the child. What you know can be recorded as a referral of your own.',
  },
  holds: (known, { actor }) => known.referrer?.agency === actor.agency,
})
