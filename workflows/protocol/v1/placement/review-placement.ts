import { viewsMode } from '../codes.ts'
import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { viewsRecorded } from '../rules/people.ts'
import { stillNecessaryAndSuitable } from '../rules/placement.ts'

/** Is this still the right place? The child is heard; the provider does not review itself. Source: I-22. */
export const reviewPlacement = step({
  name: 'review-placement',
  event: 'PlacementReviewed',
  kind: 'decision',
  owner: 'placement.care',
  protected: true,
  who: ['cp_supervisor'],
  source: 'A/RES/64/142 §67; I-16, I-21, I-22',
  rules: [notEnforcement, viewsRecorded, stillNecessaryAndSuitable],
  data: {
    viewsMode,
    /** Another legal basis than before. */
    newLegalBasis: optional(code(['court', 'agreement', 'guardian'])),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    necessity: optional(personal(text.narrative, { group: 'bia' })),
    suitability: optional(personal(text.narrative, { group: 'bia' })),
    seenAlone: optional(personal(text.yesNo, { group: 'bia' })),
    libertyRestrictions: optional(personal(text.narrative, { group: 'bia' })),
  },
  clocks: [
    { meets: 'placement.review' },
    {
      starts: 'placement.review',
      length: (known) => (known.at['placement.care'] === 'emergency' ? 'emergency' : 'standard'),
    },
    {
      meets: 'care.suitablePerson',
      condition: 'on another legal basis from now on',
      when: (_known, { data }) => data.newLegalBasis !== undefined,
    },
  ],
})
