import { relation, sex } from '../codes.ts'
import { code, listOf, optional, personal, record, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { unreferred } from '../rules/case.ts'

/** Somebody meets a child who may need protection. Nothing is asked before this can be written down. Source: DOMAIN §b, custody. */
export const recordEncounter = step({
  name: 'record-encounter',
  event: 'ChildEncountered',
  kind: 'fact',
  owner: 'custody',
  opens: true,
  who: [
    'screening_officer',
    'immigration_officer',
    'health_officer',
    'education_officer',
    'nrm_focal_point',
    'partner_worker',
    'monitor',
    'cp_intake',
    'case_worker',
  ],
  source: 'STEPS, first contact; I-2, I-3, I-31 (the SOP text was not available)',
  data: {
    hands: code(['officers', 'none']),
    companions: listOf(record({ ref, claimedRelation: relation })),
    place: personal(text.placeText, { group: 'custody' }),
    province: optional(personal(text.shortText, { group: 'custody', dimension: true })),
    name: optional(personal(text.personName, { group: 'identity' })),
    statedAge: optional(personal(text.age, { group: 'identity', dimension: true })),
    dobBasis: optional(
      personal(text.coded(['stated', 'document', 'estimated']), { group: 'identity', dimension: true }),
    ),
    sex: optional(personal(text.coded(sex), { group: 'identity', dimension: true })),
    nationalityClaimed: optional(personal(text.shortText, { group: 'identity', dimension: true })),
    language: optional(personal(text.shortText, { group: 'identity' })),
    spokenToAlone: optional(personal(text.yesNo, { group: 'custody' })),
  },
  facts: (known, { data }) => ({
    companions: [...known.companions, ...data.companions],
    separation:
      known.separation === 'unknown' ? (withParent(data) ? 'accompanied' : 'unaccompanied') : known.separation,
    // met here, not locked up elsewhere
    heldSince: undefined,
    heldIn: undefined,
    guarded: false,
  }),
  corrects: (known, { companions }) => ({
    companions: companions ? [...known.companions, ...companions] : known.companions,
  }),
  clocks: [
    { starts: 'referral.submit', condition: 'no agency has the referral yet', when: unreferred },
    { starts: 'custody.max', condition: 'in officers’ hands', when: (_known, { data }) => data.hands === 'officers' },
    {
      starts: 'guardian.provisional',
      condition: 'no parent is present, and no guardian yet',
      when: (known, { data }) =>
        !withParent(data) && known.guardian === undefined && ['unopened', 'needed'].includes(known.at.guardianship),
    },
    ...opensAgain(),
  ],
})

export const withParent = ({
  companions,
}: {
  readonly companions: readonly { readonly claimedRelation: string }[]
}): boolean => companions.some(({ claimedRelation }) => claimedRelation === 'parent')
