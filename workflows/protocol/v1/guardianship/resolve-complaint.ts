import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { complaintIsOpen, ownComplaint } from '../rules/complaints.ts'
import { childIsTold } from '../rules/people.ts'

/** The body that was asked answers, and the child is told. Source: I-12, I-16. */
export const resolveComplaint = step({
  name: 'resolve-complaint',
  event: 'ComplaintResolved',
  kind: 'decision',
  owner: 'guardianship',
  protected: true,
  who: ['cp_supervisor', 'guardianship_authority', 'provincial_authority', 'national_coordinator', 'monitor'],
  source: 'STEPS, guardian; I-12, I-16 (the SOP text was not available)',
  rules: [notEnforcement, complaintIsOpen, ownComplaint, childIsTold],
  data: {
    complaint: ref,
    outcome: personal(text.coded(['upheld', 'upheld_in_part', 'not_upheld', 'withdrawn']), { group: 'complaints' }),
    reasons: optional(personal(text.narrative, { group: 'complaints' })),
    childTold: optional(personal(text.narrative, { group: 'complaints' })),
    notToldReason: optional(personal(text.narrative, { group: 'complaints' })),
  },
  confidential: { group: 'complaints' },
  facts: (known, { data }) => ({
    complaints: known.complaints.filter(({ complaint }) => complaint !== data.complaint),
  }),
  clocks: [
    { meets: 'complaint.ack', instance: (_known, { data }) => data.complaint },
    { meets: 'complaint.answer', instance: (_known, { data }) => data.complaint },
  ],
})
