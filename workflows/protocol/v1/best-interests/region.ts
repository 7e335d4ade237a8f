import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { approveBia } from './approve-bia.ts'
import { completeBia } from './complete-bia.ts'
import { confirmBidImplementation } from './confirm-bid-implementation.ts'
import { convenePanel } from './convene-panel.ts'
import { decideBid } from './decide-bid.ts'
import { declineBidReopening } from './decline-bid-reopening.ts'
import { deferBid } from './defer-bid.ts'
import { reopenBid } from './reopen-bid.ts'
import { requestBidReopening } from './request-bid-reopening.ts'
import { requireBid } from './require-bid.ts'
import { returnBia } from './return-bia.ts'
import { startBia } from './start-bia.ts'
import { startBidImplementation } from './start-bid-implementation.ts'
import { submitBidReport } from './submit-bid-report.ts'

const startsAnew = leadsToOneOf(['comprehensiveBIA'], startBia, ({ kind }) =>
  kind === 'initial' ? undefined : 'comprehensiveBIA',
)

const reopening = [leadsTo('bidReport', reopenBid), allows(requestBidReopening, declineBidReopening)]

/** What is best for this child, assessed by a worker and approved by somebody else. */
export const assessment = part('bestInterests.assessment', {
  initial: 'notStarted',
  states: {
    notStarted: {
      waitsOn: [{ step: startBia, clock: 'bia.initial' }],
      on: [leadsToOneOf(['initialBIA'], startBia, ({ kind }) => (kind === 'initial' ? 'initialBIA' : undefined))],
    },
    initialBIA: {
      waitsOn: [{ step: completeBia, clock: 'bia.initial' }],
      on: [leadsTo('comprehensiveBIA', completeBia)],
    },
    comprehensiveBIA: {
      waitsOn: [{ step: completeBia, clock: 'bia.full' }],
      on: [leadsTo('supervisorReview', completeBia)],
    },
    supervisorReview: {
      waitsOn: [{ step: approveBia, clock: 'bia.full' }],
      on: [leadsTo('approved', approveBia), leadsTo('comprehensiveBIA', returnBia), startsAnew],
    },
    approved: { on: [startsAnew] },
  },
})

/** The formal determination by a panel. A pending one never delays urgent protection. */
export const determination = part('bestInterests.determination', {
  initial: 'notRequired',
  states: {
    notRequired: { on: [leadsTo('bidReport', requireBid)] },
    bidReport: {
      waitsOn: [
        { step: submitBidReport, clock: 'bid.report' },
        { step: convenePanel, clock: 'bid.decide' },
      ],
      on: [allows(submitBidReport), leadsTo('panelScheduled', convenePanel)],
    },
    panelScheduled: {
      waitsOn: [{ step: decideBid, clock: 'bid.decide' }],
      on: [leadsTo('decided', decideBid), leadsTo('deferred', deferBid)],
    },
    deferred: {
      waitsOn: [{ step: convenePanel, clock: 'bid.decide' }],
      on: [allows(submitBidReport), leadsTo('panelScheduled', convenePanel)],
    },
    decided: {
      waitsOn: [{ step: startBidImplementation, clock: 'bid.implement' }],
      on: [
        leadsTo('implementing', startBidImplementation),
        leadsTo('implemented', confirmBidImplementation),
        ...reopening,
      ],
    },
    implementing: {
      waitsOn: [{ step: confirmBidImplementation, clock: 'bid.implement' }],
      on: [leadsTo('implemented', confirmBidImplementation), ...reopening],
    },
    implemented: { on: reopening },
  },
})
