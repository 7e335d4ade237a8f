import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { isDetermined } from '../rules/determination.ts'

/** New facts, a decision that is not carried out, a child who disagrees: anybody on the child's side may ask. Source: STEPS. */
export const requestBidReopening = step({
  name: 'request-bid-reopening',
  event: 'BidReopenRequested',
  kind: 'fact',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['guardian', 'legal_representative', 'case_worker', 'partner_worker', 'panel_member'],
  source: 'UNHCR best interests procedure, review; DOMAIN §b, BID reopening',
  data: {
    by: personal(text.coded(['child', 'parent', 'guardian', 'lawyer', 'worker', 'panel']), { group: 'bia' }),
    grounds: personal(text.narrative, { group: 'bia' }),
  },
  facts: (known) => ({ bid: { ...known.bid, requestOpen: isDetermined(known) } }),
  clocks: [{ starts: 'bid.reopen.answer', condition: 'there is a decision', when: isDetermined }],
})
