import { decideBid } from '../best-interests/decide-bid.ts'
import { reopenBid } from '../best-interests/reopen-bid.ts'
import { startBidImplementation } from '../best-interests/start-bid-implementation.ts'
import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { recordFollowUpVisit } from '../placement/record-follow-up-visit.ts'
import { isDurable, setsOut } from '../rules/determination.ts'
import { recordReunification } from '../tracing/record-reunification.ts'
import { agreeCasePlan } from './agree-case-plan.ts'
import { authoriseReturn } from './authorise-return.ts'
import { carryOutReturn } from './carry-out-return.ts'
import { lodgeReturnAppeal } from './lodge-return-appeal.ts'
import { proposeReturn } from './propose-return.ts'
import { recordPostReturnVisit } from './record-post-return-visit.ts'
import { stayReturn } from './stay-return.ts'

/** What lasts: the plan, and whether it holds. */
export const solution = part('solution', {
  initial: 'none',
  fromAnywhere: [leadsTo('underway', recordReunification, carryOutReturn)],
  states: {
    none: {
      on: [
        leadsToOneOf(['planned'], decideBid, ({ outcome }) => (isDurable(outcome) ? 'planned' : undefined)),
        leadsTo('planned', proposeReturn),
        leadsToOneOf(['none', 'planned'], agreeCasePlan, ({ durable }) => (durable ? 'planned' : 'none')),
      ],
    },
    planned: {
      on: [
        leadsTo('planned', agreeCasePlan),
        leadsToOneOf(['underway'], startBidImplementation, (_data, known) => (setsOut(known) ? 'underway' : undefined)),
        leadsTo('planned', proposeReturn),
        leadsToOneOf(['underway'], authoriseReturn, (_data, { returning }) =>
          returning.mode === undefined ? undefined : 'underway',
        ),
        allows(lodgeReturnAppeal),
      ],
    },
    underway: {
      on: [
        leadsTo('underway', agreeCasePlan),
        leadsTo('planned', reopenBid, stayReturn, lodgeReturnAppeal),
        leadsTo('monitored', recordPostReturnVisit),
        leadsToOneOf(['monitored'], recordFollowUpVisit, ({ afterReunification }, known) =>
          afterReunification && known.at.tracing === 'reunified' ? 'monitored' : undefined,
        ),
      ],
    },
    monitored: { on: [leadsTo('monitored', agreeCasePlan), allows(recordPostReturnVisit)] },
  },
})
