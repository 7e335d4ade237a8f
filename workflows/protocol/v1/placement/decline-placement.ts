import type { Known, Offer } from '../known.ts'
import { catalogued, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { ownOffer } from '../rules/placement.ts'

/** A provider says no, or takes back a yes before the child is there. The search goes on. Source: STEPS. */
export const declinePlacement = step({
  name: 'decline-placement',
  event: 'PlacementDeclined',
  kind: 'decision',
  owner: 'placement.search',
  who: ['placement_provider'],
  source: 'SOP, alternative care',
  rules: [ownOffer],
  data: {
    provider: catalogued('provider'),
    code: personal(text.coded(['no_place', 'needs_not_met', 'safety_of_others', 'closed_for_season', 'other']), {
      group: 'needs',
    }),
    note: optional(personal(text.narrative, { group: 'needs' })),
  },
  facts: (known, { data }) => ({
    offers: offersLeft(known, data),
    ...(known.accepted?.provider === data.provider && { accepted: undefined }),
  }),
  clocks: [
    {
      meets: 'offer.lapse',
      instance: (known, { data }) => known.offers.find(({ provider }) => provider === data.provider)?.offer ?? '',
    },
  ],
})

export const offersLeft = (known: Known, { provider }: { readonly provider: string }): readonly Offer[] =>
  known.offers.filter((offer) => offer.provider !== provider)
