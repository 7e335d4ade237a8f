import { viewsMode } from '../codes.ts'
import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { writtenByOthers } from '../rules/determination.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import { viewsRecorded } from '../rules/people.ts'

/** What the panel decides on, signed by its author; also the supplement that a deferred panel waits for. Source: I-9, I-16, I-17. */
export const submitBidReport = step({
  name: 'submit-bid-report',
  event: 'BidReportSubmitted',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'STEPS, best interests determination; I-9, I-16, I-17, I-20 (the SOP text was not available)',
  rules: [notEnforcement, representedByGuardian, viewsRecorded, writtenByOthers],
  data: {
    viewsMode,
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    history: personal(text.narrative, { group: 'bia' }),
    options: personal(text.narrative, { group: 'bia' }),
    /** Safety of each option, and whether the child may be sent back at all. */
    security: personal(text.narrative, { group: 'bia' }),
    tracingResult: optional(personal(text.narrative, { group: 'family' })),
    guardianHeard: personal(text.yesNo, { group: 'bia' }),
    lawyerHeard: optional(personal(text.yesNo, { group: 'bia' })),
  },
  facts: ({ bid }, { actor }) => ({
    bid: { ...bid, reportReady: true, authors: [...new Set([...bid.authors, actor.id])] },
  }),
  clocks: [{ meets: 'bid.report' }],
})
