import { siblings } from '../codes.ts'
import { count, flag, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { siblingsAskedFor } from '../rules/together.ts'

/** A place is looked for; the child may live in an emergency bed meanwhile. Source: STEPS; I-21, I-24. */
export const requestPlacement = step({
  name: 'request-placement',
  event: 'PlacementRequested',
  kind: 'decision',
  owner: 'placement.search',
  protected: true,
  who: ['case_worker', 'cp_intake', 'cp_supervisor', 'nrm_focal_point'],
  source: 'STEPS, alternative care; I-20, I-21, I-24 (the SOP text was not available)',
  rules: [notEnforcement, siblingsAskedFor],
  data: {
    emergency: flag,
    needs: personal(text.narrative, { group: 'needs' }),
    siblings: optional(siblings),
    /** Adults who come along: they count in what a place can take. */
    accompanyingAdults: optional(count),
    siblingNames: optional(personal(text.narrative, { group: 'family' })),
    apartReason: optional(personal(text.narrative, { group: 'bia' })),
    religionAndLanguage: optional(personal(text.shortText, { group: 'needs' })),
    disability: optional(personal(text.shortText, { group: 'needs' })),
    excludedPersons: optional(personal(text.narrative, { group: 'family' })),
  },
  facts: (_known, { data }) => ({
    request: { emergency: data.emergency, accompanyingAdults: data.accompanyingAdults },
  }),
  clocks: [
    {
      cancels: 'placement.find',
      condition: 'becomes an emergency',
      when: (known, { data }) => data.emergency && known.request?.emergency === false,
    },
    { starts: 'placement.find', length: (_known, { data }) => (data.emergency ? 'emergency' : 'standard') },
  ],
})
