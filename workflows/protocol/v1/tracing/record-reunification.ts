import type { Known } from '../known.ts'
import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import {
  reunitedAsHeard,
  reunitedSafely,
  reunitedWithoutSeparating,
  reunitedWithSiblings,
  wentAbroadAssessed,
  wentAbroadDetermined,
} from '../rules/family.ts'
import { homeIsNewer } from '../rules/lateness.ts'
import { notFlagged } from '../rules/placement.ts'
import { isBackWith } from '../rules/separation.ts'

/** The child lives with family again. Source: DOMAIN §b, family found; I-4, I-14, I-16, I-24. */
export const recordReunification = step({
  name: 'record-reunification',
  event: 'FamilyReunified',
  kind: 'fact',
  owner: 'custody',
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'DOMAIN §b, family found; I-4, I-14, I-16, I-18, I-24, I-32, I-37',
  rules: [
    reunitedSafely,
    notFlagged,
    reunitedWithoutSeparating,
    reunitedAsHeard,
    reunitedWithSiblings,
    wentAbroadDetermined,
    wentAbroadAssessed,
  ],
  data: {
    carer: ref,
    where: code(['here', 'origin', 'third_country']),
    address: optional(personal(text.placeText, { group: 'address' })),
    receipt: optional(personal(text.shortText, { group: 'family' })),
    assistance: optional(personal(text.narrative, { group: 'family' })),
  },
  facts: (known, act) => ({ ...withFamily(known, act), heldSince: undefined, heldIn: undefined, guarded: false }),
  // somebody saw the child elsewhere since; where they live is settled all the same, unless that is newer too
  factsWhenLate: (known, act) => (homeIsNewer(known, act) ? {} : withFamily(known, act)),
  clocks: [
    { meets: 'custody.max' },
    { meets: 'detention.review' },
    { meets: 'release.effect' },
    { meets: 'transfer.arrive' },
    {
      meets: 'separation.court',
      condition: 'back with the parent',
      when: (known, { data }) => isBackWith(known, data.carer),
    },
    { cancels: 'tracing.review' },
    { cancels: 'placement.find' },
    { cancels: 'offer.lapse', every: true },
    { cancels: 'placement.review', condition: 'lives with family from now on' },
    { cancels: 'followup.visit', condition: 'lives with family from now on' },
    { starts: 'followup.visit', length: () => 'reunified' },
    ...opensAgain(() => false),
  ],
})

/** Where the child lives from now on; coming back there from a hospital needs no new acceptance. */
const withFamily = (
  known: Known,
  { id, data: { carer } }: { readonly id: string; readonly data: { readonly carer: string } },
): Partial<Known> => ({
  livesAt: { carer, placement: id },
  accepted: undefined,
  offers: [],
  request: undefined,
  ...(isBackWith(known, carer) && { separationAuthority: undefined }),
})
