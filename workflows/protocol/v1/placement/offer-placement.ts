import { careType, libertyClass, siblings } from '../codes.ts'
import { catalogued, count, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  familyBasedAsked,
  nobodyElseAccepted,
  noConcernAgainst,
  notClosed,
  notFlagged,
  sameCareAsNationals,
  verifiedAdult,
} from '../rules/placement.ts'
import { roomForAll, siblingsOffered } from '../rules/together.ts'

/** One provider or carer is asked. They are told the needs and nothing that names the child. Source: STEPS; DOMAIN §f. */
export const offerPlacement = step({
  name: 'offer-placement',
  event: 'PlacementOffered',
  kind: 'decision',
  owner: 'placement.search',
  protected: true,
  who: ['case_worker', 'cp_intake', 'cp_supervisor'],
  source: 'STEPS, alternative care; I-4, I-21, I-23, I-24, I-30, I-35, I-36, I-37 (the SOP text was not available)',
  rules: [
    notEnforcement,
    nobodyElseAccepted,
    verifiedAdult,
    notFlagged,
    noConcernAgainst,
    familyBasedAsked,
    siblingsOffered,
    roomForAll,
    sameCareAsNationals,
    notClosed,
  ],
  data: {
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    type: careType,
    libertyClass,
    familyBasedTried: optional(flag),
    siblings: optional(siblings),
    accompanyingAdults: optional(count),
    openToNationalChildren: fromServer(flag),
    providerLiberty: optional(fromServer(libertyClass)),
    licence: optional(fromServer(careType)),
    needs: personal(text.narrative, { group: 'needs' }),
    apartReason: optional(personal(text.narrative, { group: 'bia' })),
    reservedUntil: optional(personal(text.instantText, { group: 'needs' })),
  },
  facts: (known, { data, id }) => ({
    offers: [
      ...known.offers,
      {
        offer: id,
        provider: data.provider,
        carer: data.carer,
        type: data.licence ?? data.type,
        siblings: data.siblings,
      },
    ],
  }),
  clocks: [
    {
      starts: 'offer.lapse',
      instance: (_known, { id }) => id,
      length: (known) => (known.request?.emergency ? 'emergency' : 'standard'),
    },
  ],
})
