import { alternative, detentionBasis } from '../codes.ts'
import { catalogued, code, instant, listOf, optional, pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'
import { unreferred } from '../rules/case.ts'
import { heldIsReferred, heldLawfully, notAttachedToAdult, unityNeverDetains } from '../rules/detention.ts'

/** A child is being held. Always recorded, with the breach: otherwise the ledger lies. Source: I-1, I-2. */
export const recordDetention = step({
  name: 'record-detention',
  event: 'DetentionRecorded',
  kind: 'fact',
  owner: 'custody',
  who: anyone,
  source: 'DOMAIN §b, custody; I-1, I-2, I-3, I-15',
  rules: [heldLawfully, notAttachedToAdult, unityNeverDetains, heldIsReferred],
  data: {
    holding: code(['police', 'immigration', 'found_held', 'juvenile_justice']),
    facility: optional(catalogued('facility')),
    start: pastInstant,
    basis: detentionBasis,
    alternativesConsidered: listOf(alternative),
    reviewBy: optional(instant),
    place: optional(personal(text.placeText, { group: 'custody' })),
    orderRef: optional(personal(text.reference, { group: 'custody' })),
    withUnrelatedAdults: optional(personal(text.yesNo, { group: 'custody' })),
  },
  facts: (known, { data }) => ({
    heldSince: known.heldSince !== undefined && known.heldSince < data.start ? known.heldSince : data.start,
    heldIn: data.facility,
  }),
  clocks: [
    { starts: 'detention.review', at: (_known, { data }) => data.start },
    { starts: 'custody.max', at: (_known, { data }) => data.start },
    {
      starts: 'referral.submit',
      condition: 'nobody has referred the child',
      when: unreferred,
      at: (_known, { data }) => data.start,
    },
    ...opensAgain(() => true),
  ],
})
