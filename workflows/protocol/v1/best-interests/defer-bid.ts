import { digest, fromServer, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { chairSigns, withoutVotes } from '../rules/panel.ts'
import { secondPerson } from '../rules/people.ts'

/** The panel cannot decide yet. Its clock keeps running, and what protects the child meanwhile is written down. Source: I-13. */
export const deferBid = step({
  name: 'defer-bid',
  event: 'BidDeferred',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['panel_member'],
  proposedBy: ['bid_secretary'],
  source: 'STEPS, BidDeferred; I-13, I-17 (the SOP text was not available)',
  rules: [notEnforcement, chairSigns, secondPerson],
  data: {
    proposal: ref,
    digest: fromServer(digest),
    missing: personal(text.narrative, { group: 'bia' }),
    interimMeasures: personal(text.narrative, { group: 'bia' }),
    nextDate: personal(text.calendarDay, { group: 'bia' }),
  },
  facts: withoutVotes,
})
