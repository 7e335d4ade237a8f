import { handOverCustody } from '../custody/hand-over-custody.ts'
import { locateChild } from '../custody/locate-child.ts'
import { orderRelease } from '../custody/order-release.ts'
import { recordArrival } from '../custody/record-arrival.ts'
import { recordDetention } from '../custody/record-detention.ts'
import { recordEncounter } from '../custody/record-encounter.ts'
import { recordEndOfDetention } from '../custody/record-end-of-detention.ts'
import { reportMissing } from '../custody/report-missing.ts'
import { assignComplaint } from '../guardianship/assign-complaint.ts'
import { endGuardianship } from '../guardianship/end-guardianship.ts'
import { resolveComplaint } from '../guardianship/resolve-complaint.ts'
import { suspendGuardian } from '../guardianship/suspend-guardian.ts'
import { raiseUrgentMedicalNeed } from '../health/raise-urgent-medical-need.ts'
import { allows, leadsTo, leadsToOneOf, leadsWhile, part } from '../language/region.ts'
import type { AnyStep } from '../language/step.ts'
import { resolveSafeguardingConcern } from '../placement/resolve-safeguarding-concern.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { carryOutReturn } from '../solution/carry-out-return.ts'
import { recordReunification } from '../tracing/record-reunification.ts'
import { closeCase } from './close-case.ts'
import { concludeDeathInquiry } from './conclude-death-inquiry.ts'
import { makeDisclosure } from './make-disclosure.ts'
import { proposeCaseClosure } from './propose-case-closure.ts'
import { recordChildDeath } from './record-child-death.ts'
import { reopenCase } from './reopen-case.ts'
import { mayOpenAgain } from './reopening.ts'
import { returnCaseClosure } from './return-case-closure.ts'

const dies = leadsToOneOf(['deceased'], recordChildDeath, (_data, { at, deathInquiryConcluded }) =>
  at.lifecycle === 'deceased' || deathInquiryConcluded ? undefined : 'deceased',
)

/** Decisions that are never too late: to release, to take a guardian's access away, to answer, and to tell those who ask. */
const stillDecided = [
  orderRelease,
  suspendGuardian,
  endGuardianship,
  assignComplaint,
  resolveComplaint,
  resolveSafeguardingConcern,
  makeDisclosure,
]

/** Facts about where the child is; being ill is one only when the child was moved. */
export const whereTheChildIs: readonly AnyStep[] = [
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
]

/** Whether the case is open. A fact about where the child is reopens a closed one, unless the child has died. */
export const lifecycle = part('lifecycle', {
  // a report that is older than the closing reopens the case, if it says where the child is now
  ordered: 'custody',
  initial: 'unopened',
  fromAnywhere: [dies],
  learns: ({ at, reopened }, to) => (at.lifecycle === 'closed' && to === 'open' ? { reopened: reopened + 1 } : {}),
  states: {
    unopened: { on: [leadsTo('open', recordEncounter, submitReferral)] },
    open: {
      on: [
        leadsToOneOf(['closurePending'], proposeCaseClosure, ({ reason }) =>
          reason === 'death_of_child' ? undefined : 'closurePending',
        ),
      ],
    },
    closurePending: {
      on: [
        leadsTo('open', returnCaseClosure),
        leadsToOneOf(['closed'], closeCase, ({ reason }, { closure }) =>
          reason === closure?.reason ? 'closed' : undefined,
        ),
      ],
    },
    closed: {
      tags: ['closed'],
      only: [reopenCase, ...stillDecided],
      on: [
        leadsWhile(mayOpenAgain, 'open', reopenCase, ...whereTheChildIs),
        leadsToOneOf(['open'], raiseUrgentMedicalNeed, ({ moved }, known) =>
          moved && mayOpenAgain(known) ? 'open' : undefined,
        ),
      ],
    },
    deceased: {
      waitsOn: [{ step: concludeDeathInquiry, clock: 'death.inquiry' }],
      // nothing is decided about the care of a dead child; should the report be wrong, a held child is still released
      only: [closeCase, ...stillDecided],
      on: [
        allows(concludeDeathInquiry),
        leadsToOneOf(['closed'], closeCase, ({ reason }) =>
          reason === 'death_of_child' || reason === 'duplicate' ? 'closed' : undefined,
        ),
      ],
    },
  },
})
