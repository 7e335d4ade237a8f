import { leadsToOneOf, part } from '../language/region.ts'
import { completeScreening } from './complete-screening.ts'

/** Signs of trafficking, and the time to recover that they open. A period, not a place. */
export const trafficking = part('trafficking', {
  initial: 'unscreened',
  states: {
    unscreened: {
      on: [
        leadsToOneOf(['clear', 'indicators'], completeScreening, ({ indicators }) =>
          indicators.length > 0 ? 'indicators' : 'clear',
        ),
      ],
    },
    clear: {},
    indicators: {},
    recoveryPeriod: {},
    identified: {},
    notIdentified: {},
  },
})
