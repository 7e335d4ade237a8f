import { bidOutcome, viewsMode } from '../codes.ts'
import { catalogued, code, digest, flag, fromServer, instant, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { separatesLawfully, siblingsStayTogether } from '../rules/determination.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import { decidedByOthers, everyVoterProposed, withoutVotes } from '../rules/panel.ts'
import { viewsRecorded } from '../rules/people.ts'

/**
 * What the panel determined. Every voting member has proposed exactly this, dissent included; the secretary, who has no
 * vote, enters it. Source: I-9, I-14, I-16, I-17.
 */
export const decideBid = step({
  name: 'decide-bid',
  event: 'BidDecided',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['bid_secretary'],
  proposedBy: ['panel_member'],
  source: 'UNHCR best interests procedure; I-9, I-14, I-16, I-17, I-20, I-24, I-26',
  rules: [
    notEnforcement,
    byAPerson,
    representedByGuardian,
    separatesLawfully,
    viewsRecorded,
    decidedByOthers,
    siblingsStayTogether,
    everyVoterProposed,
  ],
  data: {
    outcome: bidOutcome,
    /** Where a child is to be separated from a parent: what for. */
    separationGround: optional(code(['danger', 'poverty', 'missing_papers'])),
    separatesSiblings: flag,
    implementingAgency: catalogued('agency'),
    /** The day on which the decision is looked at again. */
    reviewBy: instant,
    appealBy: optional(instant),
    viewsMode,
    proposal: ref,
    digest: fromServer(digest),
    reasons: personal(text.narrative, { group: 'bia' }),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    viewsWeight: personal(text.narrative, { group: 'bia' }),
    siblingsReason: optional(personal(text.narrative, { group: 'bia' })),
    dissent: optional(personal(text.narrative, { group: 'bia' })),
    guardianHeard: personal(text.yesNo, { group: 'bia' }),
    childAccepts: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: (known, { data, actor }) => ({
    ...withoutVotes(known),
    bid: {
      ...known.bid,
      outcome: data.outcome,
      implementing: data.implementingAgency,
      appealUntil: data.appealBy,
      deciders: [
        ...new Set([
          ...known.bid.deciders,
          ...known.bid.panel.filter(({ capacity }) => capacity === 'voting').map(({ person }) => person),
          actor.id,
        ]),
      ],
    },
  }),
  clocks: [
    { meets: 'bid.decide' },
    { starts: 'bid.implement' },
    {
      starts: 'child.told',
      instance: (_known, { id }) => id,
      length: ({ bid }, { data }) =>
        bid.about === 'return' || data.outcome === 'repatriation' ? 'age_or_return' : 'standard',
    },
    { starts: 'bid.review', at: (_known, { data }) => data.reviewBy },
  ],
})
