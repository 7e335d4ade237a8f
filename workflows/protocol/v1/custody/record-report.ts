import { personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { intervalOf, isStanding } from '../rules/reporting.ts'

/** The adult reported as agreed. Source: STEPS. */
export const recordReport = step({
  name: 'record-report',
  event: 'ReportingConditionMet',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: ['immigration_officer', 'partner_worker'],
  source: 'STEPS, follow-up (the SOP text was not available)',
  data: {
    condition: ref,
    channel: personal(text.coded(['in_person', 'telephone', 'online', 'through_partner']), { group: 'custody' }),
  },
  clocks: [
    { meets: 'reporting.due', instance: (_known, { data }) => data.condition },
    {
      starts: 'reporting.due',
      condition: 'the condition stands',
      when: (known, { data }) => isStanding(known, data),
      instance: (_known, { data }) => data.condition,
      length: (known, { data }) => intervalOf(known, data),
    },
  ],
})
