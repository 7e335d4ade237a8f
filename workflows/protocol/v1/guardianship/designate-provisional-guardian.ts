import { conflict } from '../codes.ts'
import { catalogued, code, fromServer, instant, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { roles } from '../roles.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  conflictIsSettled,
  noConflict,
  notAnUnverifiedCompanion,
  notFlaggedAsGuardian,
  provisionallyABody,
  vetted,
} from '../rules/guardian.ts'

/** Where there is no guardian in time, the authority with the statutory duty acts. Caseload does not apply. Source: I-4, I-10. */
export const designateProvisionalGuardian = step({
  name: 'designate-provisional-guardian',
  event: 'ProvisionalGuardianDesignated',
  kind: 'decision',
  owner: 'guardianship',
  who: ['guardianship_authority', 'provincial_authority'],
  source: 'Child Protection Act 2003 arts 24, 48; I-4, I-10, I-20',
  rules: [
    notEnforcement,
    provisionallyABody,
    vetted,
    notAnUnverifiedCompanion,
    noConflict,
    notFlaggedAsGuardian,
    conflictIsSettled,
  ],
  data: {
    person: ref,
    conflicts: listOf(conflict),
    vettingDue: optional(instant),
    /** The body that acts, where no person does yet; `person` is whom to call there. */
    institution: optional(catalogued('agency')),
    /** Until when a body may. */
    until: optional(instant),
    personRole: optional(fromServer(code(roles))),
    personAgency: optional(fromServer(catalogued('agency'))),
    body: optional(personal(text.shortText, { of: 'person', group: 'guardianship' })),
    personName: optional(personal(text.personName, { of: 'person', group: 'guardianship' })),
    phone: optional(personal(text.phone, { of: 'person', group: 'guardianship' })),
    vettingRef: optional(personal(text.reference, { of: 'person', group: 'guardianship' })),
  },
  facts: (known, { data }) => ({
    guardian: { person: data.person, kind: 'provisional' as const },
    guardianConflictSince: undefined,
    suspended: known.suspended.filter((each) => each !== data.person),
  }),
  clocks: [{ meets: 'guardian.provisional' }, { starts: 'guardian.apply' }],
})
