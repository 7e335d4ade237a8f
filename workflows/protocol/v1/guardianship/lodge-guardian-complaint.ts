import type { Known } from '../known.ts'
import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Somebody complains about the guardian, the child first of all. It always lands, and the guardian does not learn of it. Source: I-12. */
export const lodgeGuardianComplaint = step({
  name: 'lodge-guardian-complaint',
  event: 'GuardianComplaintLodged',
  kind: 'fact',
  owner: 'guardianship',
  anywhere: true,
  protected: true,
  who: anyone,
  source: 'Council draft 5939/17 (comparator); I-12',
  data: {
    /** Which guardian, if not the present one. */
    guardian: optional(ref),
    subject: personal(text.narrative, { group: 'complaints' }),
    channel: optional(
      personal(text.coded(['spoken', 'written', 'helpline', 'box', 'visit', 'other']), { group: 'complaints' }),
    ),
    immediateDanger: optional(personal(text.yesNo, { group: 'complaints' })),
  },
  confidential: { group: 'complaints', concerns: (known, { data }) => ({ person: whom(known, data) }) },
  facts: (known, { data, id }) => ({
    complaints: [...known.complaints, { complaint: id, againstPerson: whom(known, data) }],
  }),
  clocks: [{ starts: 'complaint.ack', instance: (_known, { id }) => id }],
})

const whom = (known: Known, { guardian }: { readonly guardian?: string | undefined }): string | undefined =>
  guardian ?? known.guardian?.person
