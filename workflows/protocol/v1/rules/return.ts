import type { Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { childTrack, isHeld, separationStands } from './case.ts'
import { claimIsOpen, originIsBarred } from './claim.ts'
import { standsForChild } from './people.ts'

/** The way back to another country: only if a panel found it best for this child, and only if it is safe to the end. */

const safeReturn = 'OHCHR 2018; A/RES/64/142 §148; DOMAIN I-19'

/** A decision that stands, for a departure of this kind. */
export const returnIsDetermined = ({ bid, returning: { towards } }: Known): boolean => {
  if (bid.requestOpen) return false
  if (towards === 'third_country') return bid.outcome === 'resettlement_to_3rd_country'
  return (
    bid.outcome === 'repatriation' ||
    (bid.about === 'return' && (bid.outcome === 'reunification' || bid.outcome === 'remain_with_carer'))
  )
}

const appealRuns = ({ bid, returning }: Known, at: string): boolean =>
  returning.appealOpen || (bid.appealUntil !== undefined && bid.appealUntil >= at)

const wayIsBarred = (known: Known, at: string): boolean =>
  known.returning.towards === 'third_country' ? claimIsOpen(known, at) : originIsBarred(known, at)

/** Nobody agrees freely from a cell, or for the sake of somebody in one; a youth court's holding is no freedom either. */
const somebodyIsHeld = (known: Known): boolean =>
  isHeld(known) || known.at.custody === 'juvenileJustice' || known.familyHeld.length > 0

/** What lets a return go on is not taken from a stranger to the child. */
const ownChild = {
  id: 'P-OWN-CHILD',
  source: 'STEPS, ReturnConsentRecorded, ReturnAppealDecided: who enters it',
  sentence: {
    en: 'What lets a return go on is entered by the child’s own guardian or lawyer, or by the case worker or consular liaison whose task it is. Tell them what you know; stopping a return is open to everybody who acts for children.',
  },
}

export const agreedByOwnSide = payloadRule<{ readonly answer: string }>({
  ...ownChild,
  holds: (known, { data, actor }) => data.answer !== 'given' || standsForChild(known, actor),
})

export const lostByOwnSide = payloadRule<{ readonly result: string }>({
  ...ownChild,
  holds: (known, { data, actor }) => data.result !== 'dismissed' || standsForChild(known, actor),
})

export const panelIsAsked = caseRule({
  id: 'I-18',
  source: 'OHCHR 2018; DOMAIN I-18',
  sentence: {
    en: 'A return is proposed only where a panel is to determine whether it is best for the child, or has done so. A supervisor can require a determination; nothing else waits for it.',
  },
  reveals: ['bia'],
  holds: (known) => known.at['bestInterests.determination'] !== 'notRequired',
})

export const panelFoundItBest = caseRule({
  id: 'I-18',
  source: 'OHCHR 2018; DOMAIN I-18',
  sentence: {
    en: 'No child returns unless a panel has determined that exactly this is in the child’s interests, and its decision stands. Where it was asked to reopen it, it answers first.',
  },
  reveals: ['bia'],
  holds: returnIsDetermined,
})

export const leavesParentsTogether = caseRule({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: {
    en: 'The child is with a parent, and would leave without them. Propose a return with the family, or none.',
  },
  reveals: ['family'],
  holds: (known, { occurredAt }, terms) =>
    known.separation !== 'accompanied' ||
    known.returning.mode === 'with_family' ||
    separationStands(known, occurredAt, terms),
})

export const lawyerIsThere = caseRule({
  id: 'I-19',
  source: 'DOMAIN I-19; third peer exchange 2022, pledge 7',
  sentence: { en: 'A child has a lawyer before a return is decided. The supervisor or the guardian can assign one.' },
  holds: ({ lawyer }) => lawyer !== undefined,
})

export const noAppealOpen = caseRule({
  id: 'I-19',
  source: 'DOMAIN I-19 (comparator: order suspended while an appeal or its window runs)',
  sentence: { en: 'No return is decided while an appeal, or the time in which it can be made, still runs.' },
  reveals: ['procedure'],
  holds: (known, { occurredAt }) => !appealRuns(known, occurredAt),
})

interface Authorisation {
  readonly riskAssessed: boolean
  readonly safetyInDoubt: boolean
  readonly carer?: string | undefined
  readonly receiverAgreed: boolean
  readonly receiverAble: boolean
  readonly planMadeWithChild: boolean
  readonly parentStays: boolean
  readonly appealUntil: string
  readonly departure: string
}

export const safetyBeyondDoubt = payloadRule<Authorisation>({
  id: 'I-19',
  source: safeReturn,
  sentence: { en: 'No child returns while their safety there is in doubt.' },
  holds: (_known, { data }) => !data.safetyInDoubt,
})

export const receiverIsReady = payloadRule<Authorisation, 'receivingAgency'>({
  id: 'I-19',
  source: safeReturn,
  sentence: {
    en: 'A suitable carer or an authorised agency there has agreed to receive the child and is able to. Whoever traces or the agency’s partner there can find out.',
  },
  asks: ['receivingAgency'],
  holds: (_known, { data, given }) =>
    (data.carer !== undefined || given.receivingAgency) && data.receiverAgreed && data.receiverAble,
})

export const receiverIsVerified = payloadRule<Authorisation>({
  id: 'I-4',
  source: 'DOMAIN I-4',
  sentence: {
    en: 'A child is not handed to an adult whose relation nobody verified, there as little as here. A case worker proposes the verification and a supervisor signs it; or an authorised agency receives the child.',
  },
  reveals: ['family'],
  holds: (known, { data }) => data.carer === undefined || known.verifiedAdults.includes(data.carer),
})

export const plannedWithChild = payloadRule<Authorisation, 'plan'>({
  id: 'I-19',
  source: safeReturn,
  sentence: { en: 'A return has an individual plan that was made with the child. The case worker makes it with them.' },
  asks: ['plan'],
  holds: (_known, { data, given }) => given.plan && data.planMadeWithChild,
})

export const noParentStaysBehind = payloadRule<Authorisation>({
  id: 'I-19',
  source: safeReturn,
  sentence: { en: 'No child is returned so that a parent stays behind.' },
  reveals: ['family'],
  holds: (_known, { data }) => !data.parentStays,
})

export const timeToAppeal = payloadRule<Authorisation>({
  id: 'I-19',
  source: 'DOMAIN I-19 (comparator: order suspended while an appeal or its window runs)',
  sentence: {
    en: 'The departure lies after the last day on which this decision can be appealed, and that day lies ahead.',
  },
  holds: (_known, { data, occurredAt }) => data.appealUntil > occurredAt && data.departure > data.appealUntil,
})

export const assessedForThisChild = payloadRule<{ readonly riskAssessed: boolean }>({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: {
    en: 'No return before the risk to this child, by themselves and not as one of a group, was assessed in this case; and none while a claim for protection or its appeal is open, or back where protection from it was granted. Name the assessment or the panel’s report.',
  },
  reveals: ['procedure'],
  holds: (known, { data, occurredAt }) =>
    (known.originRiskAssessed || data.riskAssessed) && !wayIsBarred(known, occurredAt),
})

/** For a return that is not forced somebody agreed, freely, and still nobody is held. */
export const consentIsFree = caseRule({
  id: 'I-34',
  source: 'OHCHR 2018; NPM Network SEE 2026',
  sentence: {
    en: 'A voluntary return needs a consent on record that is not void. It is void while the child or somebody of the family is held, and where it was not given in a language that is understood. The case worker, guardian or lawyer can record one once everybody is free.',
  },
  reveals: ['procedure'],
  holds: (known) =>
    known.returning.mode === 'forced' || (known.returning.consent !== undefined && !somebodyIsHeld(known)),
})

interface ReturnConsent {
  readonly answer: string
  readonly understood: boolean
  readonly familyMemberHeld: boolean
}

export const isFreelyGiven = (known: Known, { answer, understood, familyMemberHeld }: ReturnConsent): boolean =>
  answer === 'given' && understood && !familyMemberHeld && !somebodyIsHeld(known)

export const consentNotVoid = payloadRule<ReturnConsent>({
  id: 'I-34',
  source: 'OHCHR 2018; NPM Network SEE 2026',
  sentence: {
    en: 'This consent to return is void: somebody was held, or it was not given in a language that is understood. It counts for nothing until it is given again, freely.',
  },
  holds: (known, { data }) => data.answer !== 'given' || isFreelyGiven(known, data),
})

/** What happened, tested like what would have had to be decided. Whose adulthood is final is bound by I-32 alone. */
export const returnedAsDetermined = caseRule({
  id: 'I-18',
  source: 'OHCHR 2018; DOMAIN I-18',
  sentence: { en: 'The child left the country without a determination that this is in the child’s interests.' },
  reveals: ['bia'],
  holds: (known) => !childTrack(known) || returnIsDetermined(known),
})

export const returnedSafely = payloadRule<{ readonly preparedAndChecked: boolean }, 'handedTo'>({
  id: 'I-19',
  source: safeReturn,
  sentence: {
    en: 'The child left the country without an authorisation that stands, during an appeal or the time for one, unchecked before departure, or without anybody to receive them.',
  },
  asks: ['handedTo'],
  reveals: ['procedure'],
  holds: (known, { data, given, occurredAt }) =>
    !childTrack(known) ||
    (known.returning.authorised &&
      !appealRuns(known, occurredAt) &&
      !((known.returning.appealUntil ?? '') >= occurredAt) &&
      data.preparedAndChecked &&
      given.handedTo),
})

export const returnedAssessed = caseRule({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: { en: 'Somebody left the country before the risk to them there was assessed, or while a claim is open.' },
  reveals: ['procedure'],
  holds: (known, { occurredAt }) => known.originRiskAssessed && !wayIsBarred(known, occurredAt),
})

export const returnedFreely = caseRule({
  id: 'I-34',
  source: 'OHCHR 2018; NPM Network SEE 2026',
  sentence: { en: 'The child left under a consent that was never given, was taken back, or is void.' },
  reveals: ['procedure'],
  holds: (known) =>
    !childTrack(known) ||
    known.returning.mode === undefined ||
    known.returning.mode === 'forced' ||
    (known.returning.consent !== undefined && !somebodyIsHeld(known)),
})
