import { careType, libertyClass } from '../codes.ts'
import { catalogued, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  familyBasedFirst,
  nobodyElseAccepted,
  notClosed,
  notFlagged,
  ownOffer,
  sameCareAsNationals,
  verifiedAdult,
} from '../rules/placement.ts'

/** A place says yes. Responsibility passes when the child arrives, not now. Source: STEPS; I-21, I-23. */
export const acceptPlacement = step({
  name: 'accept-placement',
  event: 'PlacementAccepted',
  kind: 'decision',
  owner: 'placement.search',
  protected: true,
  who: ['placement_provider', 'cp_supervisor'],
  source: 'STEPS, alternative care; I-4, I-20, I-21, I-23, I-30, I-35, I-37 (the SOP text was not available)',
  rules: [
    notEnforcement,
    ownOffer,
    nobodyElseAccepted,
    verifiedAdult,
    notFlagged,
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
  facts: (_known, { data, id }) => ({ accepted: { placement: id, provider: data.provider, carer: data.carer } }),
  clocks: [{ meets: 'placement.find' }, { meets: 'offer.lapse', every: true }],
})
