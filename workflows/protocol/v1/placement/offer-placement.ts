import { careType, libertyClass } from '../codes.ts'
import { catalogued, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { nobodyElseAccepted, notClosed, notFlagged, sameCareAsNationals, verifiedAdult } from '../rules/placement.ts'

/** One provider or carer is asked. They are told the needs and nothing that names the child. Source: STEPS; DOMAIN §f. */
export const offerPlacement = step({
  name: 'offer-placement',
  event: 'PlacementOffered',
  kind: 'decision',
  owner: 'placement.search',
  protected: true,
  who: ['case_worker', 'cp_intake', 'cp_supervisor'],
  source: 'STEPS, alternative care; I-4, I-23, I-30, I-35, I-37 (the SOP text was not available)',
  rules: [notEnforcement, nobodyElseAccepted, verifiedAdult, notFlagged, sameCareAsNationals, notClosed],
  data: {
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    type: careType,
    libertyClass,
    openToNationalChildren: fromServer(flag),
    providerLiberty: optional(fromServer(libertyClass)),
    needs: personal(text.narrative, { group: 'needs' }),
    reservedUntil: optional(personal(text.instantText, { group: 'needs' })),
  },
  facts: (known, { data, id }) => ({
    offers: [...known.offers, { offer: id, provider: data.provider, carer: data.carer, type: data.type }],
  }),
  clocks: [
    {
      starts: 'offer.lapse',
      instance: (_known, { id }) => id,
      length: (known) => (known.request?.emergency ? 'emergency' : 'standard'),
    },
  ],
})
