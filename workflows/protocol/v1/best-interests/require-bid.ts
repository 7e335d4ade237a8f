import { bidTrigger } from '../codes.ts'
import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'

/** A panel must determine what is best for the child. Needs no guardian and no assessment; delays no protection. Source: I-13. */
export const requireBid = step({
  name: 'require-bid',
  event: 'BidRequired',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['cp_supervisor', 'provincial_authority', 'national_coordinator'],
  source: 'UNHCR best interests procedure, BID triggers; I-13, I-20',
  rules: [notEnforcement, caseIsOpen],
  data: {
    trigger: bidTrigger,
    reasons: optional(personal(text.narrative, { group: 'bia' })),
    askedBy: optional(
      personal(text.coded(['child', 'parent', 'guardian', 'lawyer', 'worker', 'other']), { group: 'bia' }),
    ),
  },
  facts: ({ bid }, { data }) => ({ bid: { ...bid, about: data.trigger } }),
  clocks: [{ starts: 'bid.report' }, { starts: 'bid.decide' }],
})
