import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** What an independent inquiry found. Entered for the body that held it. Source: DOMAIN §b, death. */
export const concludeDeathInquiry = step({
  name: 'conclude-death-inquiry',
  event: 'DeathInquiryConcluded',
  kind: 'fact',
  owner: 'lifecycle',
  protected: true,
  who: ['provincial_authority', 'national_coordinator'],
  onBehalf: 'always',
  source: 'DOMAIN §b, death',
  data: {
    finding: personal(text.narrative, { group: 'health' }),
    recommendations: optional(personal(text.narrative, { group: 'procedure' })),
  },
  facts: ({ deathRecorded }) => ({ deathInquiryConcluded: deathRecorded }),
  clocks: [{ meets: 'death.inquiry' }],
})
