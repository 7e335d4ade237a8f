import { handOverCustody } from '../custody/hand-over-custody.ts'
import { locateChild } from '../custody/locate-child.ts'
import { recordArrival } from '../custody/record-arrival.ts'
import { recordDetention } from '../custody/record-detention.ts'
import { recordEncounter } from '../custody/record-encounter.ts'
import { recordEndOfDetention } from '../custody/record-end-of-detention.ts'
import { reportMissing } from '../custody/report-missing.ts'
import { raiseUrgentMedicalNeed } from '../health/raise-urgent-medical-need.ts'
import { leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { carryOutReturn } from '../solution/carry-out-return.ts'
import { recordReunification } from '../tracing/record-reunification.ts'

/** Whether the case is open. A fact about where the child is reopens a closed one. */
export const lifecycle = part('lifecycle', {
  ordered: true,
  initial: 'unopened',
  states: {
    unopened: { on: [leadsTo('open', recordEncounter, submitReferral)] },
    open: {},
    closurePending: {},
    closed: {
      tags: ['closed'],
      on: [
        leadsTo(
          'open',
          recordEncounter,
          submitReferral,
          recordDetention,
          recordEndOfDetention,
          handOverCustody,
          recordArrival,
          reportMissing,
          locateChild,
          recordReunification,
          carryOutReturn,
        ),
        leadsToOneOf(['open'], raiseUrgentMedicalNeed, ({ moved }) => (moved ? 'open' : undefined)),
      ],
    },
    deceased: {},
  },
})
