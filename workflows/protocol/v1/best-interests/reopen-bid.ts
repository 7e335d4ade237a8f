import { bidTrigger } from '../codes.ts'
import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { notTheReportsAuthor } from '../rules/determination.ts'
import { withoutVotes } from '../rules/panel.ts'

/**
 * The panel will meet again: no outcome stands until then, a return is stayed. What was decided stays in the history, and
 * a determination about return stays one. Source: I-17, I-19, I-29.
 */
export const reopenBid = step({
  name: 'reopen-bid',
  event: 'BidReopened',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['cp_supervisor', 'bid_secretary'],
  onBehalf: ['bid_secretary'],
  source: 'UNHCR best interests procedure, review report; I-17, I-19, I-20, I-29',
  rules: [notEnforcement, caseIsOpen, notTheReportsAuthor],
  data: {
    /** If it is about something else from now on. */
    trigger: optional(bidTrigger),
    newFacts: personal(text.narrative, { group: 'bia' }),
    interimMeasures: personal(text.narrative, { group: 'bia' }),
  },
  facts: (known, { data }) => ({
    ...withoutVotes(known),
    bid: {
      authors: known.bid.authors,
      deciders: known.bid.deciders,
      about: known.bid.about === 'return' ? 'return' : (data.trigger ?? known.bid.about),
      reportReady: false,
      panel: [],
      requestOpen: false,
    },
    returning: { ...known.returning, authorised: false },
  }),
  clocks: [
    { meets: 'bid.reopen.answer' },
    { meets: 'bid.review' },
    { cancels: 'bid.implement' },
    { cancels: 'return.pre_check' },
    { starts: 'bid.report' },
    { starts: 'bid.decide' },
  ],
})
