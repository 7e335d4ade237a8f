import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { courtHasItInTime } from '../rules/separation.ts'

/** A court has the emergency separation before it, and somebody speaks for the child there. Source: I-14. */
export const seizeSeparationCourt = step({
  name: 'seize-separation-court',
  event: 'SeparationCourtSeized',
  kind: 'fact',
  owner: 'guardianship',
  anywhere: true,
  protected: true,
  who: ['cp_supervisor', 'case_worker', 'legal_representative'],
  source: 'A/RES/64/142 §§15, 47; I-14',
  rules: [courtHasItInTime],
  data: {
    lawyer: optional(ref),
    court: personal(text.shortText, { group: 'procedure' }),
    courtRef: optional(personal(text.reference, { group: 'procedure' })),
  },
  facts: ({ lawyer, separationAuthority: authority }, { data, occurredAt }) => ({
    lawyer: data.lawyer ?? lawyer,
    separationAuthority: authority && { ...authority, seizedAt: authority.seizedAt ?? occurredAt },
  }),
  clocks: [{ meets: 'separation.court' }],
})
