import { interpreterMode, viewsMode } from '../codes.ts'
import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { interpreted, viewsRecorded } from '../rules/people.ts'

/** Somebody who is not police hears why the child went, and what happened. It is not a sanction. Source: I-8, I-16. */
export const holdReturnInterview = step({
  name: 'hold-return-interview',
  event: 'ReturnInterviewHeld',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'EMN Inform 2020; I-8, I-16',
  rules: [interpreted, viewsRecorded],
  data: {
    interpreterMode,
    viewsMode,
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    findings: personal(text.narrative, { group: 'bia' }),
  },
  clocks: [{ meets: 'missing.interview' }],
})
