import { interpreterMode, medicalAgeMethods } from '../codes.ts'
import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { leastInvasiveWithConsent, safetyPlanned, supportedInAgeInterview } from '../rules/age.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { representedByGuardian } from '../rules/guardian.ts'

/** How the age is assessed: people first, a body last and only with consent to that very test. Source: I-5, I-6, I-8, I-9. */
export const orderAgeAssessment = step({
  name: 'order-age-assessment',
  event: 'AgeAssessmentOrdered',
  kind: 'decision',
  owner: 'age',
  who: ['age_authority', 'cp_supervisor'],
  source: 'CM/Rec(2022)22; DOMAIN §b, disputed age; I-5, I-6, I-8, I-9, I-20, I-26',
  rules: [
    notEnforcement,
    byAPerson,
    safetyPlanned,
    leastInvasiveWithConsent,
    supportedInAgeInterview,
    representedByGuardian,
  ],
  data: {
    method: code(['psychosocial', ...medicalAgeMethods]),
    /** The consent on record to this method. */
    consent: optional(ref),
    supportPerson: optional(ref),
    interpreterMode,
    /** Where the child sleeps, and with whom, while the age is open. */
    safetyPlan: optional(personal(text.narrative, { group: 'needs' })),
    supportPersonName: optional(personal(text.personName, { group: 'procedure' })),
    explanation: optional(personal(text.narrative, { group: 'health' })),
  },
  facts: ({ ageDispute }, { data }) => ({
    ageDispute: { ...ageDispute, ordered: [...ageDispute.ordered, data.method] },
  }),
})
