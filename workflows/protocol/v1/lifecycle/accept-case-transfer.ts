import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import {
  carerNamed,
  forAForeignReceiver,
  receiverAnswers,
  stillSafeAbroad,
  transferPending,
} from '../rules/transfer.ts'

/** The receiving agency says yes: from now on it is the one that is responsible. Source: I-23, I-25. */
export const acceptCaseTransfer = step({
  name: 'accept-case-transfer',
  event: 'CaseTransferAccepted',
  kind: 'decision',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_intake', 'cp_supervisor'],
  onBehalf: forAForeignReceiver,
  source: 'STEPS, transfer of a case; I-20, I-23, I-25, I-32 (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement, transferPending, receiverAnswers, carerNamed, stillSafeAbroad],
  data: {
    worker: optional(ref),
    from: optional(personal(text.calendarDay, { group: 'procedure' })),
  },
  facts: ({ transferTo }, { data }) => ({ responsible: transferTo, worker: data.worker, transferTo: undefined }),
  clocks: [{ meets: 'transfer.answer' }],
})
