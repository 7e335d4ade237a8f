import { interpreterMode } from '../codes.ts'
import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { interpreted } from '../rules/people.ts'

/** A worker begins to assess what is best for this child. Source: UNHCR best interests procedure; I-8. */
export const startBia = step({
  name: 'start-bia',
  event: 'BiaStarted',
  kind: 'decision',
  owner: 'bestInterests.assessment',
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'STEPS, best interests assessment; I-8, I-20 (the SOP text was not available)',
  rules: [notEnforcement, interpreted],
  data: {
    kind: code(['initial', 'review', 'return', 'after_missing', 'reunification']),
    interpreterMode,
    childSeenAlone: optional(personal(text.yesNo, { group: 'bia' })),
  },
  facts: ({ bia }, { data, actor }) => ({
    bia: { ...bia, kind: data.kind, author: actor.id, authors: [...new Set([...bia.authors, actor.id])] },
  }),
  clocks: [{ meets: 'risk.response' }, { meets: 'bid.review' }],
})
