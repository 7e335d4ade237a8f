import { catalogued, code, instant, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { handedToResponsible, handedToSafeAdult } from '../rules/placement.ts'

/** The child leaves one pair of hands for another; custody passes on arrival. Source: I-23, I-4. */
export const handOverCustody = step({
  name: 'hand-over-custody',
  event: 'CustodyHandedOver',
  kind: 'fact',
  owner: 'custody',
  who: [
    'screening_officer',
    'immigration_officer',
    'health_officer',
    'placement_provider',
    'case_worker',
    'partner_worker',
    'cp_intake',
  ],
  source: 'DOMAIN I-23, I-4',
  rules: [handedToResponsible, handedToSafeAdult],
  data: {
    toKind: code(['agency', 'provider', 'hospital', 'adult']),
    agency: optional(catalogued('agency')),
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    expectedArrival: instant,
    receiver: personal(text.personName, { group: 'custody' }),
    receiverPhone: optional(personal(text.phone, { group: 'contact' })),
    escort: optional(personal(text.shortText, { group: 'custody' })),
    vehicle: optional(personal(text.shortText, { group: 'custody' })),
    belongings: optional(personal(text.shortText, { group: 'custody' })),
    documents: optional(personal(text.shortText, { group: 'custody' })),
    medication: optional(personal(text.shortText, { group: 'health' })),
  },
  facts: () => ({ heldSince: undefined, heldIn: undefined, guarded: false }),
  clocks: [
    { starts: 'transfer.arrive', at: (_known, { data }) => data.expectedArrival },
    { meets: 'custody.max', condition: 'not to a hospital', when: (_known, { data }) => data.toKind !== 'hospital' },
    { pauses: 'custody.max', condition: 'to a hospital', when: (_known, { data }) => data.toKind === 'hospital' },
    { meets: 'detention.review' },
    { meets: 'release.effect' },
  ],
})
