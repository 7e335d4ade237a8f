import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The child cannot stay where they lived. The next place comes first. Source: I-13. */
export const recordPlacementBreakdown = step({
  name: 'record-placement-breakdown',
  event: 'PlacementBrokeDown',
  kind: 'fact',
  owner: 'placement.care',
  protected: true,
  who: ['placement_provider', 'case_worker', 'cp_supervisor', 'guardian', 'nrm_focal_point', 'partner_worker'],
  source: 'STEPS, alternative care; I-13 (the SOP text was not available)',
  data: {
    cause: personal(
      text.coded([
        'abuse_exploitation',
        'caregiver_death',
        'ill_health',
        'poverty',
        'relationship_breakdown',
        'education',
        'other',
      ]),
      { group: 'bia', dimension: true },
    ),
    whereChildIsNow: personal(text.placeText, { group: 'address' }),
  },
  facts: () => ({ request: { emergency: true }, livesAt: undefined, reunification: undefined }),
  clocks: [
    { cancels: 'placement.review' },
    { cancels: 'followup.visit' },
    {
      cancels: 'placement.find',
      condition: 'a search without hurry',
      when: (known) => known.request?.emergency === false,
    },
    {
      starts: 'guardian.provisional',
      condition: 'living with family broke down, and no guardian',
      when: (known) => known.at['placement.care'] === 'withFamily' && known.guardian === undefined,
    },
    { starts: 'placement.find', length: () => 'emergency' },
  ],
})
