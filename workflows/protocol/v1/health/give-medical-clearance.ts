import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notIntoHolding, notToNobody } from '../rules/health.ts'

/** A clinician says that urgent care is over, and to whom the child goes. Source: I-13, I-33. */
export const giveMedicalClearance = step({
  name: 'give-medical-clearance',
  event: 'MedicalClearanceGiven',
  kind: 'fact',
  owner: 'health',
  who: ['health_officer'],
  source: 'DOMAIN §b, health; I-1, I-33',
  rules: [notIntoHolding, notToNobody],
  data: {
    dischargedTo: code(['stays', 'care', 'transfer', 'holding', 'nobody']),
    careNeeds: optional(personal(text.narrative, { group: 'health' })),
    receiver: optional(personal(text.shortText, { group: 'custody' })),
  },
  facts: (known, { data }) => ({ request: data.dischargedTo === 'nobody' ? { emergency: true } : known.request }),
  clocks: [
    { meets: 'health.review' },
    {
      starts: 'placement.find',
      condition: 'discharged to nobody',
      when: (_known, { data }) => data.dischargedTo === 'nobody',
      length: () => 'emergency',
    },
    {
      resumes: 'custody.max',
      condition: 'discharged into holding',
      when: (_known, { data }) => data.dischargedTo === 'holding',
    },
  ],
})
