import { viewsMode } from '../codes.ts'
import { code, flag, instant, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { viewsRecorded } from '../rules/people.ts'
import { asForNationalChildren, reviewedAgainInTime, stillNecessaryAndSuitable } from '../rules/review.ts'

/** Is this still the right place? The child is heard; the provider does not review itself. Source: I-22. */
export const reviewPlacement = step({
  name: 'review-placement',
  event: 'PlacementReviewed',
  kind: 'decision',
  owner: 'placement.care',
  protected: true,
  who: ['cp_supervisor'],
  source: 'A/RES/64/142 §67; I-16, I-21, I-22, I-30',
  rules: [notEnforcement, viewsRecorded, stillNecessaryAndSuitable, asForNationalChildren, reviewedAgainInTime],
  data: {
    viewsMode,
    /** The same as national children of this age have: liberty, school, health. */
    asForNationalChildren: flag,
    nextReview: optional(instant),
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
