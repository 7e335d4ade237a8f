import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { closable, closedByAnother } from '../rules/closure.ts'
import { closing } from './closing.ts'

/** A supervisor closes the case, for the reason that somebody else proposed. What still runs ends, by name. Source: I-25. */
export const closeCase = step({
  name: 'close-case',
  event: 'CaseClosed',
  kind: 'decision',
  owner: 'lifecycle',
  who: ['cp_supervisor'],
  source: 'STEPS, closure; I-20, I-25, I-26 (the SOP text was not available)',
  rules: [notEnforcement, byAPerson, closedByAnother, ...closable],
  data: {
    ...closing,
    planCompletion: personal(text.narrative, { group: 'bia' }),
    childInformed: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: () => ({ closure: undefined, proposals: [], offers: [] }),
  clocks: [{ cancels: 'all' }],
})
