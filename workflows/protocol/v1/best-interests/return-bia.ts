import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { notOwnWork } from '../rules/people.ts'

/** A supervisor sends the assessment back. Its clock keeps running. Source: I-17. */
export const returnBia = step({
  name: 'return-bia',
  event: 'BiaReturned',
  kind: 'decision',
  owner: 'bestInterests.assessment',
  protected: true,
  who: ['cp_supervisor'],
  source: 'STEPS, best interests assessment; I-17 (the SOP text was not available)',
  rules: [notEnforcement, notOwnWork],
  data: { reasons: personal(text.narrative, { group: 'bia' }) },
})
