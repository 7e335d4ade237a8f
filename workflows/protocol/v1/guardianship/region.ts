import { recordArrival } from '../custody/record-arrival.ts'
import { recordEncounter, withParent } from '../custody/record-encounter.ts'
import { allows, leadsTo, leadsToOneOf, leadsWhile, part } from '../language/region.ts'
import { whereTheChildIs } from '../lifecycle/region.ts'
import { reopenCase } from '../lifecycle/reopen-case.ts'
import { livesWithoutFamily, needsGuardianAgain } from '../lifecycle/reopening.ts'
import { recordPlacementBreakdown } from '../placement/record-placement-breakdown.ts'
import { parentIsGone, submitReferral } from '../referral/submit-referral.ts'
import { separates } from '../rules/separation.ts'
import { completeScreening, concernsParent } from '../trafficking/complete-screening.ts'
import { raiseTraffickingIndicators } from '../trafficking/raise-trafficking-indicators.ts'
import { appointGuardian } from './appoint-guardian.ts'
import { assignComplaint } from './assign-complaint.ts'
import { authoriseSeparation } from './authorise-separation.ts'
import { designateProvisionalGuardian } from './designate-provisional-guardian.ts'
import { endGuardianship } from './end-guardianship.ts'
import { replaceGuardian } from './replace-guardian.ts'
import { resolveComplaint } from './resolve-complaint.ts'
import { suspendGuardian } from './suspend-guardian.ts'
import { verifyPresentParent } from './verify-present-parent.ts'

const livedWithFamily = leadsToOneOf(['needed'], recordPlacementBreakdown, (_data, known) =>
  known.at['placement.care'] === 'withFamily' ? 'needed' : undefined,
)

/** The child gets somebody of their own; it separates nobody (I-14). */
const signsAgainstParent = leadsToOneOf(['needed'], raiseTraffickingIndicators, ({ concernedAdults }, known) =>
  concernsParent(known, concernedAdults) ? 'needed' : undefined,
)
const screenedAgainstParent = leadsToOneOf(['needed'], completeScreening, ({ concernedAdults }, known) =>
  concernsParent(known, concernedAdults) ? 'needed' : undefined,
)
// also when the case is closed: nobody's complaint is left lying
const answers = allows(assignComplaint, resolveComplaint)
const ends = leadsTo('ended', endGuardianship)
const suspends = leadsTo('suspended', suspendGuardian)
const neededAgain = [
  ...leadsWhile(needsGuardianAgain, 'needed', reopenCase, ...whereTheChildIs.filter((each) => each !== recordArrival)),
  ...leadsToOneOf(['needed'], recordArrival, ({ placeKind }, known, _actor, when) =>
    needsGuardianAgain(known, when) || livesWithoutFamily(known, placeKind, when) ? 'needed' : undefined,
  ),
]

/** From a parent, or confirming what began as an emergency. */
const separated = leadsToOneOf(['needed'], authoriseSeparation, ({ authority }, known) =>
  separates(known, authority) ? 'needed' : undefined,
)
const confirmedByCourt = <const S extends string>(here: S) =>
  leadsToOneOf([here], authoriseSeparation, ({ authority }, known) => (separates(known, authority) ? here : undefined))

const parentVerified = leadsToOneOf(['notRequired', 'needed'], verifyPresentParent, ({ result }) =>
  result === 'confirmed' ? 'notRequired' : 'needed',
)

/** Who acts for the child. */
export const guardianship = part('guardianship', {
  initial: 'unopened',
  states: {
    unopened: {
      on: [
        leadsToOneOf(['needed', 'parentPresumed'], recordEncounter, (data) =>
          withParent(data) ? 'parentPresumed' : 'needed',
        ),
        leadsToOneOf(['needed', 'parentPresumed'], submitReferral, ({ alone }) =>
          alone === 'with_parent' ? 'parentPresumed' : 'needed',
        ),
      ],
    },
    parentPresumed: {
      on: [
        leadsToOneOf(['needed'], completeScreening, ({ separationStatus, concernedAdults }, known) =>
          ['unaccompanied', 'separated'].includes(separationStatus) || concernsParent(known, concernedAdults)
            ? 'needed'
            : undefined,
        ),
        leadsToOneOf(['needed'], submitReferral, ({ alone }) => (parentIsGone(alone) ? 'needed' : undefined)),
        signsAgainstParent,
        livedWithFamily,
        separated,
        parentVerified,
        answers,
      ],
    },
    notRequired: { on: [screenedAgainstParent, signsAgainstParent, livedWithFamily, separated, answers] },
    needed: {
      waitsOn: [{ step: designateProvisionalGuardian, clock: 'guardian.provisional' }],
      on: [
        leadsTo('provisional', designateProvisionalGuardian),
        leadsTo('appointed', appointGuardian),
        separated,
        parentVerified,
        answers,
      ],
    },
    provisional: {
      waitsOn: [{ step: appointGuardian, clock: 'guardian.appoint' }],
      on: [
        leadsTo('appointed', appointGuardian, replaceGuardian),
        confirmedByCourt('provisional'),
        suspends,
        ends,
        answers,
      ],
    },
    appointed: { on: [leadsTo('appointed', replaceGuardian), confirmedByCourt('appointed'), suspends, ends, answers] },
    suspended: {
      waitsOn: [{ step: designateProvisionalGuardian, clock: 'guardian.provisional' }],
      on: [
        leadsTo('provisional', designateProvisionalGuardian),
        leadsTo('appointed', appointGuardian, replaceGuardian),
        confirmedByCourt('suspended'),
        ends,
        answers,
      ],
    },
    ended: { on: [livedWithFamily, neededAgain, answers] },
  },
})
