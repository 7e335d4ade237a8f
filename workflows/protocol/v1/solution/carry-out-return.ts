import { z } from 'zod'
import type { Known } from '../known.ts'
import { flag, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import { homeIsNewer } from '../rules/lateness.ts'
import { returnedAsDetermined, returnedAssessed, returnedFreely, returnedSafely } from '../rules/return.ts'

/** The child has left. Recorded whatever went before, with what should have gone before. Source: I-9, I-18, I-19, I-32. */
export const carryOutReturn = step({
  name: 'carry-out-return',
  event: 'ReturnCarriedOut',
  kind: 'fact',
  owner: 'custody',
  protected: true,
  who: ['case_worker', 'partner_worker', 'consular_liaison', 'immigration_officer', 'screening_officer'],
  source: 'OHCHR 2018; A/79/213; I-9, I-18, I-19, I-32, I-34',
  rules: [returnedAsDetermined, representedByGuardian, returnedSafely, returnedAssessed, returnedFreely],
  data: {
    /** Shortly before: the child fit and willing to travel, the receiver still ready, nothing new. */
    preparedAndChecked: flag,
    handedTo: optional(personal(text.personName, { group: 'address' })),
    receipt: optional(personal(text.shortText, { group: 'address' })),
    route: optional(personal(text.shortText, { group: 'custody' })),
    escort: optional(personal(text.shortText, { group: 'custody' })),
    groupSize: personal(z.int().min(1).max(10_000), { group: 'custody' }),
  },
  facts: (known) => ({ ...gone(known), heldSince: undefined, heldIn: undefined, guarded: false }),
  // somebody saw the child since; unless the child lives somewhere since, that home has ended
  factsWhenLate: (known, act) => (homeIsNewer(known, act) ? {} : gone(known)),
  clocks: [
    {
      meets: 'return.pre_check',
      condition: 'checked before departure',
      when: (_known, { data }) => data.preparedAndChecked,
    },
    { meets: 'custody.max' },
    { meets: 'detention.review' },
    { meets: 'release.effect' },
    { cancels: 'transfer.arrive' },
    { cancels: 'placement.find' },
    { cancels: 'offer.lapse', every: true },
    { cancels: 'placement.review' },
    { cancels: 'followup.visit' },
    { starts: 'return.visit', length: () => 'first' },
    ...opensAgain(() => false),
  ],
})

/** Authorised once, carried out once. */
const gone = ({ returning }: Known): Partial<Known> => ({
  livesAt: undefined,
  accepted: undefined,
  offers: [],
  request: undefined,
  returning: { ...returning, authorised: false },
})
