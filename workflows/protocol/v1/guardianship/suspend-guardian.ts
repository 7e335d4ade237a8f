import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'

/** The guardian is taken off the case, and reads nothing of it from this very act on. Source: I-12. */
export const suspendGuardian = step({
  name: 'suspend-guardian',
  event: 'GuardianSuspended',
  kind: 'decision',
  owner: 'guardianship',
  who: ['guardianship_authority'],
  source: 'Council draft 5939/17 (comparator); I-12, I-20',
  rules: [notEnforcement],
  data: {
    reason: personal(text.narrative, { group: 'guardianship' }),
    actRef: optional(personal(text.reference, { group: 'guardianship' })),
  },
  facts: ({ guardian, suspended }) => ({
    guardian: undefined,
    suspended: guardian ? [...new Set([...suspended, guardian.person])] : suspended,
  }),
  flags: ({ guardianConflictSince }) => (guardianConflictSince === undefined ? [] : ['reviewActsSinceConflict']),
  clocks: [{ meets: 'guardian.conflict' }, { starts: 'guardian.provisional' }],
})
