import { leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { completeScreening } from '../trafficking/complete-screening.ts'
import { giveMedicalClearance } from './give-medical-clearance.ts'
import { raiseUrgentMedicalNeed } from './raise-urgent-medical-need.ts'
import { recordHealthScreening } from './record-health-screening.ts'

const screening = leadsToOneOf(['stable', 'urgent'], recordHealthScreening, ({ result }) => result)

const foundUrgent = leadsToOneOf(['urgent'], completeScreening, ({ health: found }) =>
  found === 'urgent' ? 'urgent' : undefined,
)

/** Urgent need goes before everything else. */
export const health = part('health', {
  ordered: true,
  initial: 'unknown',
  fromAnywhere: [leadsTo('urgent', raiseUrgentMedicalNeed)],
  otherwise: [leadsTo('stable', giveMedicalClearance)],
  states: {
    unknown: { on: [leadsTo('stable', giveMedicalClearance), screening, foundUrgent] },
    urgent: {
      waitsOn: [{ step: giveMedicalClearance, clock: 'health.review' }],
      on: [leadsTo('stable', giveMedicalClearance)],
    },
    stable: { on: [screening, foundUrgent] },
  },
})
