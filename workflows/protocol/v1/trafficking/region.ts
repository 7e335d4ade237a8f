import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { completeScreening } from './complete-screening.ts'
import { decideVictimIdentification } from './decide-victim-identification.ts'
import { makeNrmReferral } from './make-nrm-referral.ts'
import { raiseTraffickingIndicators } from './raise-trafficking-indicators.ts'

/** Questions that nobody asked, or that nobody could understand, clear nobody. */
const screened = leadsToOneOf(['clear', 'indicators'], completeScreening, ({ signs, interpreterMode }) => {
  if (signs === 'yes' || signs === 'concern') return 'indicators'
  return signs === 'no' && interpreterMode !== 'none' ? 'clear' : undefined
})

const signsAppear = [
  leadsToOneOf(['indicators'], completeScreening, ({ signs }) =>
    signs === 'yes' || signs === 'concern' ? 'indicators' : undefined,
  ),
  leadsTo('indicators', raiseTraffickingIndicators),
]

const found = leadsToOneOf(['identified', 'notIdentified'], decideVictimIdentification, ({ finding }) => finding)

/** Signs of trafficking, and the time to recover that they open. A period, not a place. */
export const trafficking = part('trafficking', {
  initial: 'unscreened',
  states: {
    unscreened: { on: [screened, leadsTo('indicators', raiseTraffickingIndicators)] },
    clear: { on: signsAppear },
    indicators: {
      waitsOn: [{ step: makeNrmReferral, clock: 'nrm.refer' }],
      on: [leadsTo('recoveryPeriod', makeNrmReferral), found, allows(raiseTraffickingIndicators)],
    },
    recoveryPeriod: {
      waitsOn: [{ step: decideVictimIdentification, clock: 'nrm.shelter' }],
      on: [found, allows(raiseTraffickingIndicators)],
    },
    identified: { on: [allows(raiseTraffickingIndicators)] },
    notIdentified: { on: signsAppear },
  },
})
