import { viewsMode } from '../codes.ts'
import { digest, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { secondPerson, viewsRecorded } from '../rules/people.ts'
import { asForNationalChildren } from '../rules/review.ts'

/** What is to happen, by whom and when: made with the child and the guardian, signed by a supervisor. Source: DOMAIN §g, plan; I-16. */
export const agreeCasePlan = step({
  name: 'agree-case-plan',
  event: 'CasePlanAgreed',
  kind: 'decision',
  owner: 'solution',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker'],
  source: 'OHCHR 2018; I-16, I-20, I-30',
  rules: [notEnforcement, viewsRecorded, asForNationalChildren, secondPerson],
  data: {
    /** Names a solution that lasts. */
    durable: flag,
    viewsMode,
    asForNationalChildren: flag,
    proposal: ref,
    digest: fromServer(digest),
    goals: personal(text.narrative, { group: 'bia' }),
    services: optional(personal(text.narrative, { group: 'bia' })),
    whoAndWhen: personal(text.narrative, { group: 'bia' }),
    childAgrees: personal(text.yesNo, { group: 'bia' }),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    guardianSays: optional(personal(text.narrative, { group: 'bia' })),
    reviewBy: optional(personal(text.calendarDay, { group: 'bia' })),
  },
  clocks: [{ starts: 'followup.visit', length: () => 'monthly' }],
})
