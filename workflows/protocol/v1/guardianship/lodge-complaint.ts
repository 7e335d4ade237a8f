import { catalogued, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Anyone complains about anybody: a worker, a home, an agency. It always lands; whom it is about does not learn of it. Source: I-12. */
export const lodgeComplaint = step({
  name: 'lodge-complaint',
  event: 'ComplaintLodged',
  kind: 'fact',
  owner: 'guardianship',
  anywhere: true,
  protected: true,
  who: anyone,
  source: 'Council draft 5939/17 (comparator); I-12',
  data: {
    againstPerson: optional(ref),
    againstAgency: optional(catalogued('agency')),
    subject: personal(text.narrative, { group: 'complaints' }),
    channel: optional(
      personal(text.coded(['spoken', 'written', 'helpline', 'box', 'visit', 'other']), { group: 'complaints' }),
    ),
  },
  confidential: {
    group: 'complaints',
    concerns: (_known, { data }) => ({ person: data.againstPerson, agency: data.againstAgency }),
  },
  facts: (known, { data: { againstPerson, againstAgency }, id }) => ({
    complaints: [...known.complaints, { complaint: id, againstPerson, againstAgency }],
  }),
  clocks: [{ starts: 'complaint.ack', instance: (_known, { id }) => id }],
})
