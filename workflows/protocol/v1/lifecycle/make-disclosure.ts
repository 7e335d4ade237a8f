import { disclosurePurposes, tellable } from '../codes.ts'
import { catalogued, code, digest, flag, fromServer, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseExists, notEnforcement } from '../rules/case.ts'
import {
  consentOrBasis,
  noContactWithOrigin,
  nothingProtectedToOfficers,
  notToFlaggedAdult,
  twoForLocation,
} from '../rules/disclosure.ts'

/**
 * Somebody outside is told something about the child: who, what, what for and on which basis. Also in a closed case, and
 * after a death: families and courts ask then. Source: I-27, I-28, I-32, I-37.
 */
export const makeDisclosure = step({
  name: 'make-disclosure',
  event: 'DisclosureMade',
  kind: 'decision',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_supervisor'],
  proposedBy: ['data_protection_officer'],
  source: 'DPISP, Global Social Service Workforce Alliance; I-20, I-27, I-28, I-32, I-37',
  rules: [
    caseExists,
    notEnforcement,
    nothingProtectedToOfficers,
    consentOrBasis,
    noContactWithOrigin,
    notToFlaggedAdult,
    twoForLocation,
  ],
  data: {
    recipient: code([
      'police',
      'immigration',
      'court',
      'lawyer',
      'agency',
      'provider',
      'health',
      'school',
      'inquiry',
      'consulate',
      'origin_authority',
      'person',
    ]),
    recipientPerson: optional(ref),
    agency: optional(catalogued('agency')),
    /** Whether that agency is police or immigration, whatever it is called here. */
    toOfficers: fromServer(flag),
    fields: listOf(tellable, { min: 1 }),
    /** One of many children, or the whole record. */
    bulk: flag,
    purpose: code(disclosurePurposes),
    basis: code(['consent', 'court_order', 'mandatory_report', 'imminent_danger', 'protection_task']),
    consent: optional(ref),
    proposal: optional(ref),
    digest: fromServer(digest),
    recipientName: personal(text.personName, { group: 'procedure' }),
    explanation: optional(personal(text.narrative, { group: 'procedure' })),
    until: optional(personal(text.calendarDay, { group: 'procedure' })),
  },
})
