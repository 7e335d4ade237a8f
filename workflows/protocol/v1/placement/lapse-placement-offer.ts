import { ref } from '../language/fields.ts'
import { step } from '../language/step.ts'

/** Nobody answered the offer in time: it leaves the search, and the search goes on. The only thing that time does. Source: I-26. */
export const lapsePlacementOffer = step({
  name: 'lapse-placement-offer',
  event: 'PlacementOfferLapsed',
  kind: 'service',
  owner: 'placement.search',
  who: ['service'],
  source: 'STEPS, alternative care; I-26 (the SOP text was not available)',
  data: { offer: ref },
  facts: (known, { data }) => ({ offers: known.offers.filter(({ offer }) => offer !== data.offer) }),
  clocks: [{ cancels: 'offer.lapse', instance: (_known, { data }) => data.offer }],
})
