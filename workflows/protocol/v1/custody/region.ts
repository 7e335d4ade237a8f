import { raiseUrgentMedicalNeed } from '../health/raise-urgent-medical-need.ts'
import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { handOverCustody } from './hand-over-custody.ts'
import { locateChild } from './locate-child.ts'
import { orderRelease } from './order-release.ts'
import { recordArrival } from './record-arrival.ts'
import { recordDetention } from './record-detention.ts'
import { recordEncounter } from './record-encounter.ts'
import { recordEndOfDetention } from './record-end-of-detention.ts'
import { reportMissing } from './report-missing.ts'

const handsOver = leadsTo('inTransfer', handOverCustody)

const encounters = leadsToOneOf(['encountered', 'atLiberty'], recordEncounter, ({ hands }) =>
  hands === 'officers' ? 'encountered' : 'atLiberty',
)

const detentionEnds = leadsToOneOf(
  ['inTransfer', 'atLiberty', 'medicalCare', 'exited'],
  recordEndOfDetention,
  ({ releasedTo }) => {
    switch (releasedTo) {
      case 'agency':
        return 'inTransfer'
      case 'hospital':
        return 'medicalCare'
      case 'left_country':
        return 'exited'
      case 'person':
      case 'nobody':
        return 'atLiberty'
    }
  },
)

const holding = [handsOver, detentionEnds, allows(orderRelease)]

/** Where the child is and who is responsible. Custody passes on physical arrival, not on acceptance. */
export const custody = part('custody', {
  ordered: true,
  initial: 'unopened',
  fromAnywhere: [
    leadsToOneOf(
      ['policeHolding', 'immigrationHolding', 'alreadyDetained', 'juvenileJustice'],
      recordDetention,
      ({ holding: kind }) => {
        switch (kind) {
          case 'police':
            return 'policeHolding'
          case 'immigration':
            return 'immigrationHolding'
          case 'found_held':
            return 'alreadyDetained'
          case 'juvenile_justice':
            return 'juvenileJustice'
        }
      },
    ),
    leadsToOneOf(['protectiveCare', 'medicalCare', 'atLiberty'], recordArrival, ({ placeKind }) => {
      if (placeKind === 'hospital') return 'medicalCare'
      return placeKind === 'family' ? 'atLiberty' : 'protectiveCare'
    }),
    leadsTo('missing', reportMissing),
    leadsToOneOf(['medicalCare'], raiseUrgentMedicalNeed, ({ moved }) => (moved ? 'medicalCare' : undefined)),
  ],
  otherwise: [encounters, handsOver, detentionEnds, leadsTo('located', locateChild)],
  states: {
    unopened: {
      on: [
        encounters,
        leadsToOneOf(
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
          ({ placeClass }) => {
            switch (placeClass) {
              case 'police_post':
              case 'immigration_office':
                return 'encountered'
              case 'police_cell':
                return 'policeHolding'
              case 'immigration_holding':
                return 'immigrationHolding'
              case 'detention_centre':
                return 'alreadyDetained'
              case 'juvenile_facility':
                return 'juvenileJustice'
              case 'hospital':
                return 'medicalCare'
              case 'shelter':
                return 'protectiveCare'
              case 'with_family':
              case 'private_home':
              case 'public_place':
                return 'atLiberty'
            }
          },
        ),
      ],
    },
    encountered: { tags: ['officers'], waitsOn: [{ step: handOverCustody, clock: 'custody.max' }], on: [handsOver] },
    policeHolding: { tags: ['officers', 'held'], waitsOn: [{ step: orderRelease, clock: 'custody.max' }], on: holding },
    immigrationHolding: {
      tags: ['officers', 'held'],
      waitsOn: [{ step: orderRelease, clock: 'custody.max' }],
      on: holding,
    },
    alreadyDetained: {
      tags: ['officers', 'held'],
      waitsOn: [{ step: orderRelease, clock: 'custody.max' }],
      on: holding,
    },
    juvenileJustice: { on: holding },
    atLiberty: { on: [handsOver] },
    medicalCare: { on: [handsOver] },
    inTransfer: { waitsOn: [{ step: recordArrival, clock: 'transfer.arrive' }] },
    protectiveCare: { on: [handsOver] },
    missing: { on: [leadsTo('located', locateChild)] },
    located: { on: [handsOver] },
    exited: {},
  },
})
