import { viewsMode } from '../codes.ts'
import { code, flag, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { siblingsStayTogether } from '../rules/determination.ts'
import {
  assessedBeforeAbroad,
  determinedBeforeAbroad,
  leavesNoParent,
  restsOnAssessment,
  reunitedWithVerified,
} from '../rules/family.ts'
import { viewsRecorded } from '../rules/people.ts'
import { notFlagged } from '../rules/placement.ts'

/** The child may live with this verified carer again, because it is best for the child. Source: I-4, I-14, I-16, I-24. */
export const authoriseReunification = step({
  name: 'authorise-reunification',
  event: 'ReunificationAuthorised',
  kind: 'decision',
  owner: 'tracing',
  anywhere: true,
  protected: true,
  who: ['cp_supervisor'],
  source: 'DOMAIN §b, family found; I-4, I-14, I-16, I-18, I-20, I-24, I-32, I-37',
  rules: [
    notEnforcement,
    caseIsOpen,
    reunitedWithVerified,
    notFlagged,
    leavesNoParent,
    restsOnAssessment,
    viewsRecorded,
    siblingsStayTogether,
    determinedBeforeAbroad,
    assessedBeforeAbroad,
  ],
  data: {
    carer: ref,
    where: code(['here', 'origin', 'third_country']),
    restsOn: code(['assessment', 'determination']),
    separatesSiblings: flag,
    viewsMode,
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    siblingsReason: optional(personal(text.narrative, { group: 'bia' })),
    reasons: personal(text.narrative, { group: 'bia' }),
  },
  facts: (_known, { data: { carer, where } }) => ({ reunification: { carer, where } }),
})
