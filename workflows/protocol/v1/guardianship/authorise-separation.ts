import { code, digest, fromServer, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { byCourt } from '../rules/family.ts'
import { onDangerToThisChild, reviewedByCourt, secondPersonUnlessEmergency } from '../rules/separation.ts'

/**
 * A child is separated from a parent against their will: by a court, or in acute danger by the agency alone until a court
 * has it. Taking a child out of danger waits for none of this; it is recorded where it happens. Source: I-13, I-14.
 */
export const authoriseSeparation = step({
  name: 'authorise-separation',
  event: 'SeparationFromParentAuthorised',
  kind: 'decision',
  owner: 'guardianship',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker', 'cp_supervisor'],
  onBehalf: byCourt,
  source: 'A/RES/64/142 §§15, 47; I-13, I-14, I-20',
  rules: [notEnforcement, byAPerson, onDangerToThisChild, reviewedByCourt, secondPersonUnlessEmergency],
  data: {
    authority: code(['court', 'emergency']),
    grounds: listOf(code(['danger', 'poverty', 'missing_papers', 'other']), { min: 1 }),
    /** From whom, where the record names the parent. */
    parent: optional(ref),
    lawyer: optional(ref),
    proposal: optional(ref),
    digest: fromServer(digest),
    danger: optional(
      personal(text.coded(['violence', 'sexual_violence', 'exploitation', 'grave_neglect', 'abandonment', 'other']), {
        group: 'trafficking',
      }),
    ),
    explanation: personal(text.narrative, { group: 'bia' }),
    courtRef: optional(personal(text.reference, { group: 'procedure' })),
  },
  facts: (known, { data, occurredAt }) => ({
    separationAuthority: {
      emergency: data.authority === 'emergency',
      since: occurredAt,
      parent: data.parent ?? known.separationAuthority?.parent,
    },
    lawyer: data.lawyer ?? known.lawyer,
  }),
  clocks: [
    {
      starts: 'separation.court',
      condition: 'in an emergency, by the agency alone',
      when: (_known, { data }) => data.authority === 'emergency',
    },
    {
      meets: 'separation.court',
      condition: 'a court has decided',
      when: (_known, { data }) => data.authority === 'court',
    },
    { starts: 'guardian.provisional', condition: 'no guardian yet', when: (known) => known.guardian === undefined },
  ],
})
