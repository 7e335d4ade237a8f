import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Somebody says that the child seeks protection; no form, no particular word is needed. Source: I-32. */
export const raiseProtectionClaim = step({
  name: 'raise-protection-claim',
  event: 'ProtectionClaimRaised',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  protected: true,
  who: anyone,
  source: 'OHCHR 2018; DOMAIN §b, protection claim; I-32',
  data: {
    to: optional(personal(text.coded(['asylum', 'national_screening', 'unhcr']), { group: 'procedure' })),
    language: optional(personal(text.shortText, { group: 'procedure' })),
    ownWords: optional(personal(text.narrative, { group: 'procedure' })),
  },
  // protection that was granted is not lost by asking again
  facts: ({ claim }) => (claim === 'granted' ? {} : { claim: 'raised' as const, claimAppealUntil: undefined }),
  clocks: [{ starts: 'claim.forward' }],
})
