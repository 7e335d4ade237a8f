import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** What the health screening found. Source: STEPS. */
export const recordHealthScreening = step({
  name: 'record-health-screening',
  event: 'HealthScreeningRecorded',
  kind: 'fact',
  owner: 'health',
  protected: true,
  who: ['health_officer'],
  source: 'STEPS, health (the SOP text was not available)',
  data: {
    result: code(['stable', 'urgent']),
    summary: personal(text.narrative, { group: 'health' }),
    careNeeds: optional(personal(text.narrative, { group: 'needs' })),
  },
  clocks: [{ starts: 'health.review', condition: 'urgent', when: (_known, { data }) => data.result === 'urgent' }],
})
