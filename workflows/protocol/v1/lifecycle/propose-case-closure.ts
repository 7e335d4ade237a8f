import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { closable } from '../rules/closure.ts'
import { closing } from './closing.ts'

/** The case worker says that everything is settled, and for what the child goes where. Source: I-25. */
export const proposeCaseClosure = step({
  name: 'propose-case-closure',
  event: 'CaseClosureProposed',
  kind: 'decision',
  owner: 'lifecycle',
  who: ['case_worker'],
  source: 'STEPS, closure; I-20, I-25 (the SOP text was not available)',
  rules: [notEnforcement, ...closable],
  data: { ...closing, planCompletion: personal(text.narrative, { group: 'bia' }) },
  facts: (_known, { data, actor }) => ({ closure: { reason: data.reason, by: actor.id } }),
})
