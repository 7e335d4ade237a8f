import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The claim is with the body that examines it. Source: I-32. */
export const forwardProtectionClaim = step({
  name: 'forward-protection-claim',
  event: 'ProtectionClaimForwarded',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'cp_intake', 'legal_representative', 'partner_worker'],
  source: 'DOMAIN §b, protection claim; I-32',
  data: {
    to: personal(text.shortText, { group: 'procedure' }),
    ref: optional(personal(text.reference, { group: 'procedure' })),
    at: optional(personal(text.instantText, { group: 'procedure' })),
  },
  facts: ({ claim }) => (claim === 'granted' ? {} : { claim: 'forwarded' as const }),
  clocks: [{ meets: 'claim.forward' }],
})
