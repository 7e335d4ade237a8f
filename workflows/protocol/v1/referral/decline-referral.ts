import { declineCode } from '../codes.ts'
import { digest, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { secondPerson } from '../rules/people.ts'
import { adultOnlyWhenFinal, heldIsNotDropped } from '../rules/referral.ts'

/** Only three reasons exist, a supervisor signs what intake proposed, and it can be appealed. Source: STEPS; I-2, I-5. */
export const declineReferral = step({
  name: 'decline-referral',
  event: 'ReferralDeclined',
  kind: 'decision',
  owner: 'referral',
  who: ['cp_supervisor'],
  proposedBy: ['cp_intake', 'cp_supervisor'],
  source: 'STEPS, intake; I-2, I-5, I-20 (the SOP text was not available)',
  rules: [notEnforcement, adultOnlyWhenFinal, heldIsNotDropped, secondPerson],
  data: {
    code: declineCode,
    /** The case in which another agency accepted this child. */
    acceptedElsewhere: optional(ref),
    otherCaseAccepted: optional(fromServer(flag)),
    proposal: ref,
    digest: fromServer(digest),
    reason: personal(text.narrative, { group: 'procedure' }),
    appealBy: personal(text.calendarDay, { group: 'procedure' }),
    noticeLanguage: personal(text.shortText, { group: 'procedure' }),
    whereChildIsNow: personal(text.placeText, { group: 'custody' }),
  },
  clocks: [{ meets: 'intake.decide' }, { meets: 'escalation.answer' }, { starts: 'decline.appeal' }],
})
