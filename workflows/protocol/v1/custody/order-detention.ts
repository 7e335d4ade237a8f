import { alternative, detentionBasis } from '../codes.ts'
import { flag, instant, listOf, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, caseIsOpen } from '../rules/case.ts'
import { inOwnName, noUnlawfulHolding, unityNeverDetains } from '../rules/detention.ts'

/** An order to hold a child. Where the policy prohibits it, it is accepted in no state. Source: I-1. */
export const orderDetention = step({
  name: 'order-detention',
  event: 'DetentionOrdered',
  kind: 'decision',
  owner: 'custody',
  anywhere: true,
  who: ['immigration_officer', 'screening_officer'],
  source: 'DOMAIN I-1, I-3, I-15, I-26',
  rules: [caseIsOpen, byAPerson, noUnlawfulHolding, inOwnName, unityNeverDetains],
  data: {
    ownName: flag,
    basis: detentionBasis,
    alternativesConsidered: listOf(alternative),
    reviewBy: optional(instant),
    orderRef: personal(text.reference, { group: 'custody' }),
    facility: optional(personal(text.placeText, { group: 'custody' })),
    until: optional(personal(text.instantText, { group: 'custody' })),
  },
  clocks: [{ starts: 'detention.review' }],
})
