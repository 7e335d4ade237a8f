import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { forAForeignReceiver, receiverAnswers, transferPending } from '../rules/transfer.ts'

/** The receiving agency says no: the sender was responsible all along, and stays so. Source: I-23. */
export const refuseCaseTransfer = step({
  name: 'refuse-case-transfer',
  event: 'CaseTransferRefused',
  kind: 'decision',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_intake', 'cp_supervisor'],
  onBehalf: forAForeignReceiver,
  source: 'STEPS, transfer of a case; I-20, I-23 (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement, transferPending, receiverAnswers],
  data: {
    code: personal(text.coded(['no_capacity', 'not_competent', 'not_in_the_childs_interests', 'other']), {
      group: 'procedure',
    }),
    reason: personal(text.narrative, { group: 'procedure' }),
  },
  facts: () => ({ transferTo: undefined }),
  clocks: [{ meets: 'transfer.answer' }],
})
