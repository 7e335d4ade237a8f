import { catalogued, code, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { transferCovered } from '../rules/disclosure.ts'
import { carerNamed, notForTurningEighteen, receiverTakesCases, safeToSendAbroad } from '../rules/transfer.ts'

/**
 * Another agency is asked to take the case over. The sender stays responsible until it says yes; asking somebody else
 * takes the question back. Source: I-23, I-25, I-28, I-32.
 */
export const proposeCaseTransfer = step({
  name: 'propose-case-transfer',
  event: 'CaseTransferProposed',
  kind: 'decision',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_supervisor'],
  source: 'STEPS, transfer of a case; I-20, I-23, I-25, I-28, I-32 (the SOP text was not available)',
  rules: [
    caseIsOpen,
    notEnforcement,
    receiverTakesCases,
    carerNamed,
    notForTurningEighteen,
    transferCovered,
    safeToSendAbroad,
  ],
  data: {
    to: code(['agency', 'abroad']),
    agency: optional(catalogued('agency')),
    /** Whether that agency has somebody who takes in children's cases. */
    takesCases: fromServer(flag),
    reason: code(['child_moved', 'family_elsewhere', 'specialised_care', 'other_authority', 'turned_eighteen']),
    consent: optional(ref),
    basis: optional(personal(text.narrative, { group: 'procedure' })),
    receiver: optional(personal(text.shortText, { group: 'procedure' })),
    explanation: personal(text.narrative, { group: 'procedure' }),
    plan: personal(text.narrative, { group: 'bia' }),
  },
  facts: (_known, { data }) => ({ transferTo: data.agency ?? 'abroad' }),
  clocks: [
    {
      cancels: 'transfer.answer',
      condition: 'somebody else was asked before',
      when: ({ transferTo }) => transferTo !== undefined,
    },
    { starts: 'transfer.answer' },
  ],
})
