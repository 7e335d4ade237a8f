import { catalogued, fromServer, optional, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import { notEnforcement } from '../rules/case.ts'
import { bodyCanAnswer, complaintIsOpen, notToWhomItConcerns } from '../rules/complaints.ts'

/** A complaint gets a body that must answer it; never the one complained of. Source: I-12. */
export const assignComplaint = step({
  name: 'assign-complaint',
  event: 'ComplaintAssigned',
  kind: 'decision',
  owner: 'guardianship',
  protected: true,
  who: ['cp_supervisor', 'guardianship_authority', 'provincial_authority', 'monitor'],
  source: 'Council draft 5939/17 (comparator); I-12',
  rules: [notEnforcement, complaintIsOpen, notToWhomItConcerns, bodyCanAnswer],
  data: {
    complaint: ref,
    agency: catalogued('agency'),
    /** Somebody there in particular. */
    person: optional(ref),
    personAgency: optional(fromServer(catalogued('agency'))),
  },
  confidential: { group: 'complaints' },
  facts: (known, { data }) => ({
    complaints: known.complaints.map((each) =>
      each.complaint === data.complaint ? { ...each, body: data.agency } : each,
    ),
  }),
  clocks: [
    { meets: 'complaint.ack', instance: (_known, { data }) => data.complaint },
    { starts: 'complaint.answer', instance: (_known, { data }) => data.complaint },
  ],
})
