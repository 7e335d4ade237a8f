import { conflict, viewsMode } from '../codes.ts'
import { catalogued, code, count, fromServer, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { roles } from '../roles.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  caseloadWithinLimit,
  fullyVetted,
  noConflict,
  notAnUnverifiedCompanion,
  notFlaggedAsGuardian,
} from '../rules/guardian.ts'
import { viewsRecorded } from '../rules/people.ts'

/** A guardian is appointed by the authority: its own act, or entered for a court. Source: I-4, I-9 … I-11. */
export const appointGuardian = step({
  name: 'appoint-guardian',
  event: 'GuardianAppointed',
  kind: 'decision',
  owner: 'guardianship',
  who: ['guardianship_authority'],
  source: 'Directive (EU) 2024/1346 art. 27; I-4, I-10, I-11, I-16, I-20',
  rules: [
    notEnforcement,
    fullyVetted,
    notAnUnverifiedCompanion,
    noConflict,
    notFlaggedAsGuardian,
    caseloadWithinLimit,
    viewsRecorded,
  ],
  data: {
    person: ref,
    conflicts: listOf(conflict),
    caseloadAtAppointment: count,
    viewsMode,
    personRole: optional(fromServer(code(roles))),
    personAgency: optional(fromServer(catalogued('agency'))),
    personName: optional(personal(text.personName, { of: 'person', group: 'guardianship' })),
    phone: optional(personal(text.phone, { of: 'person', group: 'guardianship' })),
    actRef: personal(text.reference, { of: 'person', group: 'guardianship' }),
    vettingRef: optional(personal(text.reference, { of: 'person', group: 'guardianship' })),
    surgeReason: optional(personal(text.narrative, { of: 'person', group: 'guardianship' })),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: (_known, { data }) => ({ guardian: { person: data.person, kind: 'appointed' as const } }),
  clocks: [{ meets: 'guardian.appoint' }, { meets: 'guardian.provisional' }, { meets: 'guardian.apply' }],
})
