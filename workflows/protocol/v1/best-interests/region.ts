import { leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { approveBia } from './approve-bia.ts'
import { completeBia } from './complete-bia.ts'
import { returnBia } from './return-bia.ts'
import { startBia } from './start-bia.ts'

const startsAnew = leadsToOneOf(['comprehensiveBIA'], startBia, ({ kind }) =>
  kind === 'initial' ? undefined : 'comprehensiveBIA',
)

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
    notRequired: {},
    bidReport: {},
    panelScheduled: {},
    deferred: {},
    decided: {},
    implementing: {},
    implemented: {},
  },
})
