import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'

/** The team that identifies victims is told; a child's consent is not needed, and a shelter is waited for by nobody. Source: I-13. */
export const makeNrmReferral = step({
  name: 'make-nrm-referral',
  event: 'NrmReferralMade',
  kind: 'decision',
  owner: 'trafficking',
  protected: true,
  who: ['nrm_focal_point', 'case_worker', 'cp_supervisor'],
  source: 'National referral mechanism 2565; I-13, I-20, I-27',
  rules: [notEnforcement],
  data: {
    to: personal(text.shortText, { group: 'trafficking' }),
    shelter: optional(personal(text.placeText, { group: 'address' })),
    safety: optional(personal(text.narrative, { group: 'trafficking' })),
  },
  clocks: [{ meets: 'nrm.refer' }, { starts: 'nrm.shelter' }],
})
