import type { Known } from '../known.ts'
import { catalogued, code, flag, fromServer, instant, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { handedToResponsible, handedToSafeAdult, notFlagged } from '../rules/placement.ts'

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
  rules: [handedToResponsible, handedToSafeAdult, notFlagged],
  data: {
    toKind: code(['agency', 'provider', 'hospital', 'adult']),
    agency: optional(catalogued('agency')),
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    expectedArrival: instant,
    /** Guarded in hospital: that is holding, and goes on. */
    guarded: optional(flag),
    /** Whether the receiving agency is police or immigration: then the child has not left officers' hands. */
    toOfficers: fromServer(flag),
    receiver: personal(text.personName, { group: 'custody' }),
    receiverPhone: optional(personal(text.phone, { group: 'contact' })),
    escort: optional(personal(text.shortText, { group: 'custody' })),
    vehicle: optional(personal(text.shortText, { group: 'custody' })),
    belongings: optional(personal(text.shortText, { group: 'custody' })),
    documents: optional(personal(text.shortText, { group: 'custody' })),
    medication: optional(personal(text.shortText, { group: 'health' })),
  },
  facts: (known, { data }) =>
    data.toOfficers || staysGuarded(known, data) ? {} : { heldSince: undefined, heldIn: undefined, guarded: false },
  clocks: [
    { starts: 'transfer.arrive', at: (_known, { data }) => data.expectedArrival },
    {
      meets: 'custody.max',
      condition: 'leaves officers’ hands, not to a hospital',
      when: (_known, { data }) => data.toKind !== 'hospital' && !data.toOfficers,
    },
    {
      pauses: 'custody.max',
      condition: 'to a hospital, unguarded',
      when: (known, { data }) => data.toKind === 'hospital' && !staysGuarded(known, data),
    },
    {
      resumes: 'custody.max',
      condition: 'from a hospital back to police or immigration',
      when: (_known, { data }) => data.toKind !== 'hospital' && data.toOfficers,
    },
    {
      meets: 'detention.review',
      condition: 'leaves officers’ hands',
      when: (known, { data }) => !data.toOfficers && !staysGuarded(known, data),
    },
    { meets: 'release.effect', condition: 'leaves officers’ hands', when: (_known, { data }) => !data.toOfficers },
    ...opensAgain(),
  ],
})

const staysGuarded = (
  known: Known,
  { toKind, guarded }: { readonly toKind: string; readonly guarded?: boolean | undefined },
): boolean => toKind === 'hospital' && (guarded ?? known.guarded)
