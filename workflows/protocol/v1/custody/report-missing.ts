import { optional, pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'

/** The child is not where they should be. The place stays reserved, clocks keep running. Source: DOMAIN §b, missing. */
export const reportMissing = step({
  name: 'report-missing',
  event: 'ChildWentMissing',
  kind: 'fact',
  owner: 'custody',
  who: anyone,
  source: 'EMN Inform 2020; I-13',
  data: {
    discoveredAt: pastInstant,
    lastSeen: optional(personal(text.shortText, { group: 'custody' })),
    circumstances: optional(personal(text.narrative, { group: 'custody' })),
    phone: optional(personal(text.phone, { group: 'contact' })),
  },
  facts: () => ({ heldSince: undefined, heldIn: undefined, guarded: false }),
  clocks: [
    { starts: 'missing.report', at: (_known, { data }) => data.discoveredAt },
    { starts: 'missing.review', at: (_known, { data }) => data.discoveredAt },
    ...opensAgain(() => false),
  ],
})
