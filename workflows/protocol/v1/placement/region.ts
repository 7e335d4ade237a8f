import { recordArrival } from '../custody/record-arrival.ts'
import { recordEndOfDetention } from '../custody/record-end-of-detention.ts'
import { giveMedicalClearance } from '../health/give-medical-clearance.ts'
import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { recordChildDeath } from '../lifecycle/record-child-death.ts'
import { isUnsafeRelease } from '../rules/detention.ts'
import { homeMovedAfter } from '../rules/lateness.ts'
import { isAcceptedPlace } from '../rules/placement.ts'
import { carryOutReturn } from '../solution/carry-out-return.ts'
import { recordReunification } from '../tracing/record-reunification.ts'
import { acceptPlacement } from './accept-placement.ts'
import { declinePlacement, offersLeft } from './decline-placement.ts'
import { endPlacement } from './end-placement.ts'
import { lapsePlacementOffer } from './lapse-placement-offer.ts'
import { offerPlacement } from './offer-placement.ts'
import { recordPlacementBreakdown } from './record-placement-breakdown.ts'
import { requestPlacement } from './request-placement.ts'
import { resolveSafeguardingConcern } from './resolve-safeguarding-concern.ts'
import { reviewPlacement } from './review-placement.ts'

const breaksDown = leadsTo('breakdown', recordPlacementBreakdown)
const ends = leadsTo('ended', endPlacement)
// wherever the child lives, and also when the case is closed: no concern is left lying
const answers = allows(resolveSafeguardingConcern)

/** Where the child lives. */
export const care = part('placement.care', {
  ordered: true,
  initial: 'none',
  fromAnywhere: [
    leadsToOneOf(['emergency', 'inPlacement', 'withFamily'], recordArrival, ({ placeKind }) => {
      switch (placeKind) {
        case 'emergency_bed':
          return 'emergency'
        case 'placement':
          return 'inPlacement'
        case 'family':
          return 'withFamily'
        case 'hospital':
          return undefined
      }
    }),
    leadsTo('withFamily', recordReunification),
    leadsTo('ended', carryOutReturn),
    leadsTo('ended', recordChildDeath),
  ],
  otherwise: [breaksDown],
  states: {
    none: { on: [answers] },
    emergency: {
      waitsOn: [{ step: reviewPlacement, clock: 'placement.review' }],
      on: [breaksDown, leadsTo('emergency', reviewPlacement), ends, answers],
    },
    inPlacement: {
      waitsOn: [{ step: reviewPlacement, clock: 'placement.review' }],
      on: [breaksDown, leadsTo('inPlacement', reviewPlacement), ends, answers],
    },
    withFamily: {
      waitsOn: [{ step: reviewPlacement, clock: 'placement.review' }],
      on: [breaksDown, leadsTo('withFamily', reviewPlacement), ends, answers],
    },
    breakdown: { on: [ends, answers] },
    ended: { on: [answers] },
  },
})

const toNobody = leadsToOneOf(['matching'], recordEndOfDetention, (data) =>
  isUnsafeRelease(data) ? 'matching' : undefined,
)
const dischargedToNobody = leadsToOneOf(['matching'], giveMedicalClearance, ({ dischargedTo }) =>
  dischargedTo === 'nobody' ? 'matching' : undefined,
)

/** The search is over, unless it belongs to a home that is newer than the report. */
const withFamilyAgain = leadsToOneOf(['idle'], recordReunification, (_data, known, _actor, when) =>
  homeMovedAfter(known, when) ? undefined : 'idle',
)
const leftCountry = leadsToOneOf(['idle'], carryOutReturn, (_data, known, _actor, when) =>
  homeMovedAfter(known, when) ? undefined : 'idle',
)

/** The search for a place, beside wherever the child lives meanwhile. */
export const search = part('placement.search', {
  initial: 'idle',
  fromAnywhere: [withFamilyAgain, leftCountry, leadsTo('idle', recordChildDeath)],
  states: {
    idle: { on: [leadsTo('matching', requestPlacement, recordPlacementBreakdown), toNobody, dischargedToNobody] },
    matching: {
      waitsOn: [{ step: offerPlacement, clock: 'placement.find' }],
      on: [
        leadsTo('matching', requestPlacement),
        leadsTo('offered', offerPlacement),
        leadsToOneOf(['accepted'], acceptPlacement, (_data, known) =>
          known.request?.emergency ? 'accepted' : undefined,
        ),
      ],
    },
    offered: {
      waitsOn: [{ step: acceptPlacement, clock: 'placement.find' }],
      on: [
        leadsTo('offered', offerPlacement, requestPlacement),
        leadsTo('accepted', acceptPlacement),
        leadsToOneOf(['matching', 'offered'], declinePlacement, (data, known) =>
          offersLeft(known, data).length > 0 ? 'offered' : 'matching',
        ),
        leadsToOneOf(['matching', 'offered'], lapsePlacementOffer, ({ offer: lapsed }, { offers }) =>
          offers.some(({ offer }) => offer !== lapsed) ? 'offered' : 'matching',
        ),
      ],
    },
    accepted: {
      waitsOn: [{ step: recordArrival, clock: 'transfer.arrive' }],
      on: [
        leadsToOneOf(['matching', 'offered'], declinePlacement, (data, known) => {
          if (!isAcceptedPlace(known, data)) return undefined
          return offersLeft(known, data).length > 0 ? 'offered' : 'matching'
        }),
        leadsToOneOf(['idle'], recordArrival, (data, known) => (isAcceptedPlace(known, data) ? 'idle' : undefined)),
      ],
    },
  },
})
