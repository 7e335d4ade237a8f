import { flag, pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { appealIsOver } from '../rules/age.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'

/** Only now somebody is treated as an adult; a person says so, no clock does. Source: I-5, I-26. */
export const makeAgeFindingFinal = step({
  name: 'make-age-finding-final',
  event: 'AgeFindingMadeFinal',
  kind: 'decision',
  owner: 'age',
  who: ['age_authority', 'cp_supervisor'],
  source: 'CM/Rec(2022)22; I-5, I-20, I-26',
  rules: [notEnforcement, byAPerson, appealIsOver],
  data: {
    /** When the child was told of the finding, in writing and in their language. */
    noticeAt: pastInstant,
    legalHelpOffered: flag,
    handOver: personal(text.narrative, { group: 'procedure' }),
  },
  clocks: [{ meets: 'age.appeal' }],
})
