import { decideBid } from '../best-interests/decide-bid.ts'
import { reopenBid } from '../best-interests/reopen-bid.ts'
import { startBidImplementation } from '../best-interests/start-bid-implementation.ts'
import { leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { isDurable, setsOut } from '../rules/determination.ts'

/** What lasts: the plan, and whether it holds. */
export const solution = part('solution', {
  initial: 'none',
  states: {
    none: {
      on: [leadsToOneOf(['planned'], decideBid, ({ outcome }) => (isDurable(outcome) ? 'planned' : undefined))],
    },
    planned: {
      on: [
        leadsToOneOf(['underway'], startBidImplementation, (_data, known) => (setsOut(known) ? 'underway' : undefined)),
      ],
    },
    underway: { on: [leadsTo('planned', reopenBid)] },
    monitored: {},
  },
})
