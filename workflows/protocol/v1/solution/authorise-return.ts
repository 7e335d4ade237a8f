import { digest, flag, fromServer, instant, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import { secondPerson } from '../rules/people.ts'
import { notFlagged } from '../rules/placement.ts'
import * as safely from '../rules/return.ts'

/**
 * A child may leave for another country: proposed by a supervisor, taken by the province or the national coordinator, and
 * only if everything that makes a return safe is there. Source: I-9, I-14, I-18, I-19, I-32, I-34.
 */
export const authoriseReturn = step({
  name: 'authorise-return',
  event: 'ReturnAuthorised',
  kind: 'decision',
  owner: 'solution',
  protected: true,
  who: ['provincial_authority', 'national_coordinator'],
  proposedBy: ['cp_supervisor'],
  source: 'OHCHR 2018; A/RES/64/142 §148; I-9, I-14, I-18, I-19, I-20, I-26, I-32, I-34',
  rules: [
    notEnforcement,
    byAPerson,
    safely.panelFoundItBest,
    representedByGuardian,
    safely.leavesParentsTogether,
    safely.noParentStaysBehind,
    safely.assessedForThisChild,
    safely.safetyBeyondDoubt,
    safely.receiverIsReady,
    safely.receiverIsVerified,
    notFlagged,
    safely.plannedWithChild,
    safely.lawyerIsThere,
    safely.noAppealOpen,
    safely.timeToAppeal,
    safely.consentIsFree,
    secondPerson,
  ],
  data: {
    /** The assessment or report of this case on the safety of this child there. */
    securityAssessment: optional(ref),
    riskAssessed: fromServer(flag),
    safetyInDoubt: flag,
    carer: optional(ref),
    receiverAgreed: flag,
    receiverAble: flag,
    planMadeWithChild: flag,
    parentStays: flag,
    /** Until when this decision can be appealed. */
    appealUntil: instant,
    departure: instant,
    proposal: ref,
    digest: fromServer(digest),
    receivingAgency: optional(personal(text.shortText, { group: 'family' })),
    receiverChecked: personal(text.narrative, { group: 'family' }),
    plan: optional(personal(text.narrative, { group: 'bia' })),
    reasons: personal(text.narrative, { group: 'bia' }),
  },
  facts: (known, { data }) => ({
    originRiskAssessed: known.originRiskAssessed || data.riskAssessed,
    returning: { ...known.returning, authorised: true, appealUntil: data.appealUntil },
  }),
  clocks: [
    { cancels: 'return.pre_check' },
    { starts: 'return.pre_check', condition: 'the time before departure', due: (_known, { data }) => data.departure },
  ],
})
