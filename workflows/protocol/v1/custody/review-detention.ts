import { alternative, detentionBasis } from '../codes.ts'
import { code, instant, listOf, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { isHeld } from '../rules/case.ts'
import { continuedLawfully } from '../rules/detention.ts'

/** What the body that reviews a holding decided. The next review is due whatever it says, until the child is out. Source: I-1. */
export const reviewDetention = step({
  name: 'review-detention',
  event: 'DetentionReviewed',
  kind: 'fact',
  owner: 'custody',
  who: ['immigration_officer', 'guardian', 'legal_representative', 'case_worker', 'monitor'],
  onBehalf: 'always',
  source: 'NPM Network SEE 2026 (periodic review); I-1',
  rules: [continuedLawfully],
  data: {
    outcome: code(['continue', 'release', 'alternative']),
    basis: optional(detentionBasis),
    alternativesConsidered: listOf(alternative),
    prospectOfRemoval: code(['realistic', 'none', 'not_examined']),
    /** When it is looked at again. */
    nextBy: optional(instant),
    independent: optional(personal(text.yesNo, { group: 'custody' })),
    childHeard: optional(personal(text.yesNo, { group: 'custody' })),
    lawyerPresent: optional(personal(text.yesNo, { group: 'custody' })),
    reasons: optional(personal(text.narrative, { group: 'custody' })),
  },
  clocks: [
    { meets: 'detention.review' },
    {
      starts: 'detention.review',
      condition: 'still held',
      when: (known) => isHeld(known) || known.at.custody === 'juvenileJustice',
      length: () => 'next',
    },
  ],
})
