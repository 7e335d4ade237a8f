import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { removalWaitsForClaim } from '../rules/claim.ts'

/** What papers the child has, and what hangs over them. Source: DOMAIN §g; I-32. */
export const recordLegalStatus = step({
  name: 'record-legal-status',
  event: 'LegalStatusRecorded',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: ['immigration_officer', 'legal_representative', 'case_worker'],
  source: 'DOMAIN §g; I-32',
  rules: [removalWaitsForClaim],
  data: {
    status: personal(
      text.coded(['none', 'permit', 'permit_expired', 'applicant', 'protected', 'stateless', 'national', 'unknown']),
      { group: 'procedure', dimension: true },
    ),
    permitRef: optional(personal(text.reference, { group: 'procedure' })),
    until: optional(personal(text.calendarDay, { group: 'procedure' })),
    chargePending: optional(personal(text.yesNo, { group: 'procedure' })),
    removalDate: optional(personal(text.calendarDay, { group: 'procedure' })),
  },
})
