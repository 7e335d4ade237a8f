import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { notTheReportsAuthor, reopeningRequested } from '../rules/determination.ts'

/** The determination stands; whoever asked is told why, and how to appeal. Source: I-17. */
export const declineBidReopening = step({
  name: 'decline-bid-reopening',
  event: 'BidReopenDeclined',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['cp_supervisor', 'bid_secretary'],
  onBehalf: ['bid_secretary'],
  source: 'STEPS, BidReopenDeclined; I-17, I-20 (the SOP text was not available)',
  rules: [notEnforcement, reopeningRequested, notTheReportsAuthor],
  data: {
    reasons: personal(text.narrative, { group: 'bia' }),
    appealBy: personal(text.calendarDay, { group: 'bia' }),
  },
  facts: ({ bid }) => ({ bid: { ...bid, requestOpen: false } }),
  clocks: [{ meets: 'bid.reopen.answer' }],
})
