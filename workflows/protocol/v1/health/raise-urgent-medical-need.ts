import { flag, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { mayOpenAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'

/** Goes before everything: no guardian, no assessment, no consent is waited for. Source: I-13. */
export const raiseUrgentMedicalNeed = step({
  name: 'raise-urgent-medical-need',
  event: 'UrgentMedicalNeedRaised',
  kind: 'fact',
  owner: 'health',
  who: anyone,
  source: 'UNHCR emergency handbook, best interests procedure; I-13',
  data: {
    moved: flag,
    guarded: flag,
    need: personal(text.narrative, { group: 'health' }),
    hospital: optional(personal(text.placeText, { group: 'custody' })),
  },
  facts: (known, { data, occurredAt }) => ({
    guarded: data.moved ? data.guarded : known.guarded,
    ...(data.moved && { heldSince: data.guarded ? (known.heldSince ?? occurredAt) : undefined }),
  }),
  clocks: [
    {
      pauses: 'custody.max',
      condition: 'moved to a ward that is not guarded',
      when: (_known, { data }) => data.moved && !data.guarded,
    },
    {
      meets: 'detention.review',
      condition: 'moved to a ward that is not guarded',
      when: (_known, { data }) => data.moved && !data.guarded,
    },
    { starts: 'health.review' },
    {
      starts: 'intake.decide',
      condition: 'moved: a closed case opens again',
      when: (known, { data }) => data.moved && mayOpenAgain(known),
      length: (_known, { data }) => (data.guarded ? 'held' : 'standard'),
    },
  ],
})
