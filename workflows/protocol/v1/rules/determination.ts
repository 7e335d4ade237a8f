import { durable } from '../codes.ts'
import type { Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { courtHasSeparation } from './case.ts'

/** The formal determination itself; who sits on its panel: `panel.ts`. */

export const saysWhenDetermined = payloadRule<{ readonly bidNeeded: string }, 'bidNeededBy' | 'trigger'>({
  id: 'P-BID-ANSWER',
  source: 'STEPS, BiaApproved (the SOP text was not available)',
  sentence: {
    en: 'Whether a formal determination is needed has an answer: no; yes, and why; or later, and by when. Whoever approves can add it.',
  },
  asks: ['bidNeededBy', 'trigger'],
  holds: (_known, { data: { bidNeeded }, given }) =>
    bidNeeded === 'no' || (bidNeeded === 'later' ? given.bidNeededBy : given.trigger),
})

/** Whoever approved an assessment, voted before or referred the child does not write the report. */
export const writtenByOthers = caseRule({
  id: 'I-17',
  source: 'DOMAIN I-17',
  sentence: {
    en: 'The report is written by somebody who neither referred the child nor approved or decided in this case. The supervisor can name another worker.',
  },
  holds: ({ bia, bid, referrer }, { actor: { id } }) =>
    referrer?.id !== id &&
    !bia.approvers.includes(id) &&
    !bid.deciders.includes(id) &&
    !bid.panel.some(({ person }) => person === id),
})

/** Opening again, or not, is for somebody who did not write the first report. */
export const notTheReportsAuthor = caseRule({
  id: 'I-17',
  source: 'DOMAIN I-17',
  sentence: {
    en: 'Who wrote a report for the panel does not say whether it meets again. Another supervisor, or the panel, decides.',
  },
  holds: ({ bia, bid }, { actor: { id } }) => !bid.authors.includes(id) && !bia.authors.includes(id),
})

export const reopeningRequested = caseRule({
  id: 'P-REQUEST',
  source: 'STEPS, BidReopenDeclined (the SOP text was not available)',
  sentence: { en: 'Nobody’s request to open the determination again is waiting for an answer.' },
  reveals: ['bia'],
  holds: ({ bid }) => bid.requestOpen,
})

/** Danger to this child, and somebody who speaks for the child’s side before a court; the court comes before it is done. */
export const separatesLawfully = payloadRule<{
  readonly outcome: string
  readonly separationGround?: string | undefined
}>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: {
    en: 'Separating a child from a parent needs a recorded danger to this child – poverty or missing papers never suffice – and a lawyer on the case. The supervisor or the guardian can assign one; a court reviews it before it is carried out.',
  },
  reveals: ['family'],
  holds: ({ lawyer }, { data: { outcome, separationGround } }) =>
    outcome !== 'separate_from_carer' || (lawyer !== undefined && separationGround === 'danger'),
})

export const siblingsStayTogether = payloadRule<{ readonly separatesSiblings: boolean }, 'siblingsReason'>({
  id: 'I-24',
  source: 'DOMAIN I-24',
  sentence: {
    en: 'Brothers and sisters stay together unless the decision says why it is better for this child otherwise. The panel can supply the reason.',
  },
  asks: ['siblingsReason'],
  holds: (_known, { data: { separatesSiblings }, given }) => !separatesSiblings || given.siblingsReason,
})

/** A decision to separate that is carried out before a court had it before it. */
export const separationWasAuthorised = caseRule({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: { en: 'The child is being separated from a parent, and no court had reviewed that.' },
  reveals: ['family'],
  holds: (known, _act, terms) => known.bid.outcome !== 'separate_from_carer' || courtHasSeparation(known, terms),
})

/** A partner reports of what its own agency was asked to do; child protection of any. */
export const ownImplementation = caseRule({
  id: 'P-OWN-IMPLEMENTATION',
  source: 'STEPS, BidImplementationStarted: the implementing agency',
  sentence: {
    en: 'This is reported by the agency that carries the decision out, or by the case worker.',
  },
  holds: ({ bid }, { actor }) => actor.role !== 'partner_worker' || bid.implementing === actor.agency,
})

/** Told in words that the child could not understand is not told. */
export const toldUnderstandably = payloadRule<{ readonly interpreterMode: string }>({
  id: 'I-16',
  source: 'A/RES/64/142 §57; CMW/C/GC/4-CRC/C/GC/23',
  sentence: { en: 'The child was told in a language that the child does not understand.' },
  holds: (_known, { data }) => data.interpreterMode !== 'none',
})

/** A working group looks for care measures, with police among it: it sees the search profile and nothing else. */
export const profileOnly = payloadRule<{ readonly shown: string }>({
  id: 'I-27',
  source: 'DOMAIN §a, working group; I-27',
  sentence: { en: 'A working group was shown more than the search profile.' },
  holds: (_known, { data }) => data.shown === 'search_profile',
})

export const isDurable = (outcome: string | undefined): boolean => durable.some((each) => each === outcome)

/** Whatever leads out of the country is under way once it is authorised, never by the decision alone (I-18, I-19). */
export const setsOut = ({ bid: { about, outcome = '' } }: Pick<Known, 'bid'>): boolean =>
  isDurable(outcome) &&
  !['repatriation', 'resettlement_to_3rd_country'].includes(outcome) &&
  !(about === 'return' && outcome === 'reunification')

/** Can be opened again. */
export const isDetermined = ({ at }: Pick<Known, 'at'>): boolean =>
  ['decided', 'implementing', 'implemented'].includes(at['bestInterests.determination'])
