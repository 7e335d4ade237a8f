import { careType, familyBased, libertyClass, siblings } from '../codes.ts'
import { catalogued, count, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  familyBasedFirst,
  nobodyElseAccepted,
  noConcernAgainst,
  notClosed,
  notFlagged,
  ownOffer,
  sameCareAsNationals,
  verifiedAdult,
} from '../rules/placement.ts'
import { parentComesAlong, roomForAll, siblingsAccepted, siblingsAt } from '../rules/together.ts'

/** A place says yes. Responsibility passes when the child arrives, not now. Source: STEPS; I-21, I-23. */
export const acceptPlacement = step({
  name: 'accept-placement',
  event: 'PlacementAccepted',
  kind: 'decision',
  owner: 'placement.search',
  protected: true,
  who: ['placement_provider', 'cp_supervisor'],
  source:
    'STEPS, alternative care; I-4, I-14, I-20, I-21, I-23, I-24, I-30, I-35, I-36, I-37 (the SOP text was not available)',
  rules: [
    notEnforcement,
    ownOffer,
    nobodyElseAccepted,
    verifiedAdult,
    notFlagged,
    noConcernAgainst,
    parentComesAlong,
    siblingsAccepted,
    roomForAll,
    familyBasedFirst,
    sameCareAsNationals,
    notClosed,
  ],
  data: {
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    type: careType,
    libertyClass,
    familyBasedTried: flag,
    siblings: optional(siblings),
    accompanyingAdults: optional(count),
    openToNationalChildren: fromServer(flag),
    providerLiberty: optional(fromServer(libertyClass)),
    /** The type of care that the provider is licensed for; it counts, not what is claimed. */
    licence: optional(fromServer(careType)),
    necessity: optional(personal(text.narrative, { group: 'bia' })),
    suitability: optional(personal(text.narrative, { group: 'bia' })),
    residentialReason: optional(personal(text.narrative, { group: 'bia' })),
    address: optional(personal(text.placeText, { group: 'address' })),
    caregiver: optional(personal(text.personName, { group: 'address' })),
  },
  facts: (known, { data, given, id }) => ({
    accepted: {
      placement: id,
      provider: data.provider,
      carer: data.carer,
      reasoned:
        given.necessity &&
        given.suitability &&
        (given.residentialReason || familyBased.includes(data.licence ?? data.type)),
      siblings: siblingsAt(known, data),
    },
  }),
  clocks: [{ meets: 'placement.find' }, { meets: 'offer.lapse', every: true }],
})
