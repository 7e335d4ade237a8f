import type { Known, Offer } from '../known.ts'
import { catalogued, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { isAcceptedPlace, ownAnswer } from '../rules/placement.ts'

/** A provider says no, or takes back a yes before the child is there. The search goes on. Source: STEPS. */
export const declinePlacement = step({
  name: 'decline-placement',
  event: 'PlacementDeclined',
  kind: 'decision',
  owner: 'placement.search',
  who: ['placement_provider', 'cp_supervisor'],
  source: 'STEPS, alternative care (the SOP text was not available)',
  rules: [ownAnswer],
  data: {
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    code: personal(text.coded(['no_place', 'needs_not_met', 'safety_of_others', 'closed_for_season', 'other']), {
      group: 'procedure',
    }),
    note: optional(personal(text.narrative, { group: 'procedure' })),
  },
  facts: (known, { data }) => ({
    offers: offersLeft(known, data),
    ...(isAcceptedPlace(known, data) && { accepted: undefined }),
  }),
  clocks: [
    {
      starts: 'placement.find',
      condition: 'takes back a yes',
      when: (known, { data }) => isAcceptedPlace(known, data),
      length: (known) => (known.request?.emergency ? 'emergency' : 'standard'),
    },
    {
      meets: 'offer.lapse',
      instance: (known, { data }) => known.offers.find((offer) => isOfferTo(offer, data))?.offer ?? '',
    },
  ],
})

type Answerer = { readonly provider?: string | undefined; readonly carer?: string | undefined }

const isOfferTo = (offer: Offer, { provider, carer }: Answerer): boolean =>
  provider === undefined ? offer.carer === carer : offer.provider === provider

export const offersLeft = (known: Known, answerer: Answerer): readonly Offer[] =>
  known.offers.filter((offer) => !isOfferTo(offer, answerer))
