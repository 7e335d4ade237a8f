import { digest, flag, fromServer, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { secondPerson } from '../rules/people.ts'
import { otherCaseExists } from '../rules/referral.ts'

/**
 * The same child under another number. Both records stay whole: nothing is merged, moved or closed by this. Where they
 * are linked says where the child was, which police and immigration do not read. Source: I-3, I-27, I-29.
 */
export const linkDuplicate = step({
  name: 'link-duplicate',
  event: 'DuplicateLinked',
  kind: 'decision',
  owner: 'referral',
  anywhere: true,
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['cp_intake', 'cp_supervisor'],
  source: 'STEPS, DuplicateLinked; I-3, I-27, I-29 (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement, otherCaseExists, secondPerson],
  data: {
    otherCase: ref,
    otherCaseFound: fromServer(flag),
    proposal: ref,
    digest: fromServer(digest),
    basis: personal(text.narrative, { group: 'identity' }),
    /** In which of the two the work goes on. */
    surviving: personal(text.coded(['this', 'other']), { group: 'procedure' }),
  },
})
