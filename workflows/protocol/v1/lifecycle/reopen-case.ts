import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { opensAgain } from './reopening.ts'

/** Somebody asks for the case again. A fact about where the child is does the same without being asked. Source: STEPS. */
export const reopenCase = step({
  name: 'reopen-case',
  event: 'CaseReopened',
  kind: 'decision',
  owner: 'lifecycle',
  who: ['cp_supervisor', 'cp_intake', 'provincial_authority'],
  source: 'STEPS, closure (the SOP text was not available)',
  rules: [notEnforcement],
  data: {
    reason: personal(text.narrative, { group: 'procedure' }),
    askedBy: personal(text.shortText, { group: 'procedure' }),
  },
  clocks: opensAgain(),
})
