import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { concernIsOpen } from '../rules/complaints.ts'
import { childIsTold } from '../rules/people.ts'

/** A supervisor says what came of a concern, and that the child was told. Source: I-12, I-16. */
export const resolveSafeguardingConcern = step({
  name: 'resolve-safeguarding-concern',
  event: 'SafeguardingConcernResolved',
  kind: 'decision',
  owner: 'placement.care',
  protected: true,
  who: ['cp_supervisor'],
  source: 'STEPS, follow-up; I-12, I-16 (the SOP text was not available)',
  rules: [notEnforcement, concernIsOpen, childIsTold],
  data: {
    concern: ref,
    outcome: personal(text.coded(['substantiated', 'not_substantiated', 'unclear_protected']), { group: 'bia' }),
    reasons: optional(personal(text.narrative, { group: 'bia' })),
    childTold: optional(personal(text.narrative, { group: 'bia' })),
    notToldReason: optional(personal(text.narrative, { group: 'bia' })),
  },
  confidential: { group: 'bia' },
  facts: (known, { data }) => ({ concerns: known.concerns.filter(({ concern }) => concern !== data.concern) }),
  clocks: [{ meets: 'concern.act', instance: (_known, { data }) => data.concern }],
})
