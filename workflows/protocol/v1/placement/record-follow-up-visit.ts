import { flag, fromServer, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Somebody went and saw the child. Source: DOMAIN §g, follow-up. */
export const recordFollowUpVisit = step({
  name: 'record-follow-up-visit',
  event: 'FollowUpVisitRecorded',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'partner_worker', 'guardian'],
  source: 'STEPS, follow-up (the SOP text was not available)',
  data: {
    afterReunification: fromServer(flag),
    /** What was found needs somebody to act now: a concern, until a supervisor says what came of it. */
    urgentIntervention: fromServer(flag),
    type: personal(text.coded(['in_care', 'for_service', 'for_assessment', 'after_reunification']), { group: 'bia' }),
    seenAlone: personal(text.yesNo, { group: 'bia' }),
    findings: personal(text.narrative, { group: 'bia' }),
    action: personal(text.coded(['none', 'ongoing_monitoring', 'urgent_intervention']), { group: 'bia' }),
  },
  facts: (known, { data, id }) => ({
    concerns: data.urgentIntervention
      ? [...known.concerns, { concern: id, against: 'not_said', danger: true }]
      : known.concerns,
  }),
  clocks: [
    { meets: 'followup.visit' },
    { meets: 'risk.response' },
    {
      starts: 'followup.visit',
      condition: 'the child lives in care or with family',
      when: (known) => ['emergency', 'inPlacement', 'withFamily'].includes(known.at['placement.care']),
      // after reunification: a month after the first, then every three
      length: ({ at }) => (at.tracing === 'reunified' && at.solution === 'monitored' ? 'quarterly' : 'monthly'),
    },
    {
      starts: 'concern.act',
      condition: 'somebody must act now',
      when: (_known, { data }) => data.urgentIntervention,
      instance: (_known, { id }) => id,
      length: () => 'danger',
    },
  ],
})
