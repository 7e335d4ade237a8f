import { raiseUrgentMedicalNeed } from '../health/raise-urgent-medical-need.ts'
import { leadsTo, leadsToOneOf } from '../language/region.ts'
import { recordChildDeath } from '../lifecycle/record-child-death.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { carryOutReturn } from '../solution/carry-out-return.ts'
import { recordReunification } from '../tracing/record-reunification.ts'
import { handOverCustody } from './hand-over-custody.ts'
import { locateChild } from './locate-child.ts'
import { recordArrival } from './record-arrival.ts'
import { recordDetention } from './record-detention.ts'
import { recordEncounter } from './record-encounter.ts'
import { recordEndOfDetention } from './record-end-of-detention.ts'
import { reportMissing } from './report-missing.ts'

/** Where each fact says that the child now is. The states that they lead between stand in region.ts. */

export const handedOver = leadsTo('inTransfer', handOverCustody)
export const died = leadsTo('exited', recordChildDeath)
export const wentMissing = leadsTo('missing', reportMissing)
export const located = leadsTo('located', locateChild)

export const encountered = leadsToOneOf(['encountered', 'atLiberty'], recordEncounter, ({ hands }) =>
  hands === 'officers' ? 'encountered' : 'atLiberty',
)

export const takenToHospital = leadsToOneOf(['medicalCare'], raiseUrgentMedicalNeed, ({ moved }) =>
  moved ? 'medicalCare' : undefined,
)

export const arrived = leadsToOneOf(['protectiveCare', 'medicalCare', 'atLiberty'], recordArrival, ({ placeKind }) => {
  if (placeKind === 'hospital') return 'medicalCare'
  return placeKind === 'family' ? 'atLiberty' : 'protectiveCare'
})

/** With family again, here or across a border. */
export const reunified = leadsToOneOf(['atLiberty', 'exited'], recordReunification, ({ where }) =>
  where === 'here' ? 'atLiberty' : 'exited',
)
export const returned = leadsTo('exited', carryOutReturn)

const byHolding = {
  police: 'policeHolding',
  immigration: 'immigrationHolding',
  found_held: 'alreadyDetained',
  juvenile_justice: 'juvenileJustice',
} as const

export const held = leadsToOneOf(
  ['policeHolding', 'immigrationHolding', 'alreadyDetained', 'juvenileJustice'],
  recordDetention,
  ({ holding }) => byHolding[holding],
)

const byReceiver = {
  agency: 'inTransfer',
  hospital: 'medicalCare',
  left_country: 'exited',
  person: 'atLiberty',
  nobody: 'atLiberty',
} as const

export const released = leadsToOneOf(
  ['inTransfer', 'atLiberty', 'medicalCare', 'exited'],
  recordEndOfDetention,
  ({ releasedTo }) => byReceiver[releasedTo],
)

const byHoldingPlace = {
  police_cell: 'policeHolding',
  immigration_holding: 'immigrationHolding',
  detention_centre: 'alreadyDetained',
} as const

const byPlace = {
  ...byHoldingPlace,
  police_post: 'encountered',
  immigration_office: 'encountered',
  juvenile_facility: 'juvenileJustice',
  hospital: 'medicalCare',
  shelter: 'protectiveCare',
  with_family: 'atLiberty',
  private_home: 'atLiberty',
  public_place: 'atLiberty',
} as const

/** The first that anybody says of the child is a referral. */
export const referredFirst = leadsToOneOf(
  [
    'encountered',
    'policeHolding',
    'immigrationHolding',
    'alreadyDetained',
    'juvenileJustice',
    'medicalCare',
    'protectiveCare',
    'atLiberty',
  ],
  submitReferral,
  ({ placeClass }) => byPlace[placeClass],
)

/** A referral that says “in the cell” says where the child is. */
export const referredFromHolding = leadsToOneOf(
  ['policeHolding', 'immigrationHolding', 'alreadyDetained'],
  submitReferral,
  ({ placeClass }) =>
    placeClass in byHoldingPlace ? byHoldingPlace[placeClass as keyof typeof byHoldingPlace] : undefined,
)
