import { leadsToOneOf, part } from '../language/region.ts'
import { completeScreening } from './complete-screening.ts'

/** Questions that nobody asked, or that nobody could understand, clear nobody. */
const screened = leadsToOneOf(['clear', 'indicators'], completeScreening, ({ signs, interpreterMode }) => {
  if (signs === 'yes' || signs === 'concern') return 'indicators'
  return signs === 'no' && interpreterMode !== 'none' ? 'clear' : undefined
})

const signsAppear = leadsToOneOf(['indicators'], completeScreening, ({ signs }) =>
  signs === 'yes' || signs === 'concern' ? 'indicators' : undefined,
)

/** Signs of trafficking, and the time to recover that they open. A period, not a place. */
export const trafficking = part('trafficking', {
  initial: 'unscreened',
  states: {
    unscreened: { on: [screened] },
    clear: { on: [signsAppear] },
    indicators: {},
    recoveryPeriod: {},
    identified: {},
    notIdentified: { on: [signsAppear] },
  },
})
