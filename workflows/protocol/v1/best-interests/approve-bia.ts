import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { saysWhenDetermined } from '../rules/determination.ts'
import { notOwnWork } from '../rules/people.ts'

/** A supervisor who did not write it approves, and answers whether a formal determination is needed. Source: I-17. */
export const approveBia = step({
  name: 'approve-bia',
  event: 'BiaApproved',
  kind: 'decision',
  owner: 'bestInterests.assessment',
  protected: true,
  who: ['cp_supervisor'],
  source: 'STEPS, best interests assessment; I-16, I-17, I-20 (the SOP text was not available)',
  rules: [notEnforcement, notOwnWork, saysWhenDetermined],
  data: {
    bidNeeded: code(['yes', 'no', 'later']),
    bidNeededBy: optional(personal(text.calendarDay, { group: 'bia' })),
    trigger: optional(personal(text.shortText, { group: 'bia' })),
  },
  facts: ({ bia }, { actor }) => ({ bia: { ...bia, approvers: [...new Set([...bia.approvers, actor.id])] } }),
})
