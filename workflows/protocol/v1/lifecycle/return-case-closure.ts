import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'

/** Not yet: the case goes on. Source: STEPS, closure. */
export const returnCaseClosure = step({
  name: 'return-case-closure',
  event: 'CaseClosureReturned',
  kind: 'decision',
  owner: 'lifecycle',
  who: ['cp_supervisor'],
  source: 'STEPS, closure (the SOP text was not available)',
  rules: [notEnforcement],
  data: { reasons: personal(text.narrative, { group: 'procedure' }) },
  facts: () => ({ closure: undefined }),
})
