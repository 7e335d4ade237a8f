import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { intervalOf, isStanding } from '../rules/reporting.ts'

/** The adult did not report: somebody visits and asks why. It moves nobody, and never puts a child in holding. Source: I-26. */
export const recordMissedReport = step({
  name: 'record-missed-report',
  event: 'ReportingConditionMissed',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: ['immigration_officer', 'service'],
  source: 'STEPS, follow-up; I-1, I-26 (the SOP text was not available)',
  data: {
    condition: ref,
    reason: optional(personal(text.narrative, { group: 'custody' })),
  },
  clocks: [
    { starts: 'followup.visit', length: () => 'first' },
    { cancels: 'reporting.due', instance: (_known, { data }) => data.condition },
    {
      starts: 'reporting.due',
      condition: 'the condition stands',
      when: (known, { data }) => isStanding(known, data),
      instance: (_known, { data }) => data.condition,
      length: (known, { data }) => intervalOf(known, data),
    },
  ],
})
