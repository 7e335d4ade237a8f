import { allows, part } from '../language/region.ts'
import { handOverCustody } from './hand-over-custody.ts'
import * as fact from './moves.ts'
import { orderRelease } from './order-release.ts'
import { recordArrival } from './record-arrival.ts'
import { reviewDetention } from './review-detention.ts'
import { setReportingCondition } from './set-reporting-condition.ts'

const holding = [fact.handedOver, fact.released, allows(orderRelease, reviewDetention)]

const endsHolding = [
  { step: orderRelease, clock: 'custody.max' },
  { step: reviewDetention, clock: 'detention.review' },
] as const

/** Where the child is and who is responsible. Custody passes on physical arrival, not on acceptance. */
export const custody = part('custody', {
  ordered: true,
  initial: 'unopened',
  fromAnywhere: [
    fact.held,
    fact.arrived,
    fact.wentMissing,
    fact.takenToHospital,
    fact.reunified,
    fact.returned,
    fact.died,
  ],
  otherwise: [fact.encountered, fact.handedOver, fact.released, fact.located],
  states: {
    unopened: { on: [fact.encountered, fact.referredFirst] },
    // in officers' hands, not locked
    encountered: {
      tags: ['officers'],
      waitsOn: [{ step: handOverCustody, clock: 'custody.max' }],
      on: [fact.handedOver, fact.referredFromHolding],
    },
    policeHolding: { tags: ['officers', 'held'], waitsOn: endsHolding, on: holding },
    immigrationHolding: {
      tags: ['officers', 'held'],
      waitsOn: endsHolding,
      on: holding,
    },
    // found held; the start lies before this record
    alreadyDetained: {
      tags: ['officers', 'held'],
      waitsOn: endsHolding,
      on: holding,
    },
    // a court or observation centre, under its own law
    juvenileJustice: { waitsOn: [{ step: reviewDetention, clock: 'detention.review' }], on: holding },
    atLiberty: { on: [fact.handedOver, fact.referredFromHolding, allows(setReportingCondition)] },
    // a guarded ward is holding: release stays open there
    medicalCare: { on: [fact.handedOver, allows(orderRelease, reviewDetention)] },
    // under guard on the way to a guarded ward: still held
    inTransfer: { waitsOn: [{ step: recordArrival, clock: 'transfer.arrive' }], on: [allows(orderRelease)] },
    protectiveCare: { on: [fact.handedOver] },
    missing: { on: [fact.located] },
    located: { on: [fact.handedOver, fact.referredFromHolding] },
    exited: {},
  },
})
