import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { lostByOwnSide } from '../rules/return.ts'

/**
 * What the court said of the return. Dismissed, the return can be authorised anew; allowed, the determination that it
 * rested on no longer stands, and a panel must meet again. Source: I-19.
 */
export const decideReturnAppeal = step({
  name: 'decide-return-appeal',
  event: 'ReturnAppealDecided',
  kind: 'fact',
  owner: 'solution',
  anywhere: true,
  who: ['legal_representative', 'guardian', 'consular_liaison'],
  onBehalf: 'always',
  source: 'DOMAIN I-19 (comparator: appeal to a court)',
  rules: [lostByOwnSide],
  data: {
    result: code(['allowed', 'dismissed']),
    courtRef: personal(text.reference, { group: 'procedure' }),
    reasons: optional(personal(text.narrative, { group: 'procedure' })),
  },
  facts: ({ bid, returning }, { data }) => ({
    returning: { ...returning, authorised: false, appealOpen: false },
    ...(data.result === 'allowed' && { bid: { ...bid, outcome: undefined } }),
  }),
})
