import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { nobodyLeftAlone } from '../rules/guardian.ts'

/** A guardian's task is over: by an act of the authority, never by the passing of time. Source: I-9, I-26. */
export const endGuardianship = step({
  name: 'end-guardianship',
  event: 'GuardianshipEnded',
  kind: 'decision',
  owner: 'guardianship',
  who: ['guardianship_authority'],
  source: 'DOMAIN I-9, I-20, I-26',
  rules: [notEnforcement, nobodyLeftAlone],
  data: {
    reason: code(['reunified', 'majority', 'adult_final', 'transferred', 'death']),
    explanation: optional(personal(text.narrative, { group: 'guardianship' })),
  },
  facts: () => ({ guardian: undefined, guardianConflictSince: undefined }),
  clocks: [
    { cancels: 'guardian.apply' },
    { cancels: 'guardian.appoint' },
    { cancels: 'guardian.provisional' },
    { cancels: 'guardian.conflict' },
  ],
})
