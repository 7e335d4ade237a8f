import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen } from '../rules/case.ts'

/** Free legal help has a name. Source: STEPS; I-14, I-19. */
export const assignLegalRepresentative = step({
  name: 'assign-legal-representative',
  event: 'LegalRepresentativeAssigned',
  kind: 'decision',
  owner: 'guardianship',
  anywhere: true,
  who: ['cp_supervisor', 'guardian', 'legal_representative'],
  source: 'Third peer exchange 2022, pledge 7',
  rules: [caseIsOpen],
  data: {
    lawyer: ref,
    lawyerName: optional(personal(text.personName, { of: 'lawyer', group: 'guardianship' })),
    scope: optional(personal(text.shortText, { group: 'procedure' })),
  },
  facts: (_known, { data }) => ({ lawyer: data.lawyer }),
  clocks: [{ meets: 'lawyer.assign' }],
})
