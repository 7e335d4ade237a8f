import { code, flag, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import {
  endsAloneOnlyGrown,
  endsAsAdultOnlyWhenFinal,
  endsForMoreThanAge,
  endsWithoutSeparating,
  endsWithSafeAdult,
  endsWithSomebody,
} from '../rules/ending.ts'
import { notFlagged } from '../rules/placement.ts'

/** Care ends: the child has somebody by name, a home for the night and means. Never by time, never by age alone. Source: I-33. */
export const endPlacement = step({
  name: 'end-placement',
  event: 'PlacementEnded',
  kind: 'decision',
  owner: 'placement.care',
  protected: true,
  who: ['cp_supervisor'],
  source: 'STEPS, alternative care; I-4, I-5, I-14, I-22, I-25, I-26, I-33, I-37 (the SOP text was not available)',
  rules: [
    notEnforcement,
    byAPerson,
    endsWithSomebody,
    endsAloneOnlyGrown,
    endsForMoreThanAge,
    endsAsAdultOnlyWhenFinal,
    endsWithSafeAdult,
    notFlagged,
    endsWithoutSeparating,
  ],
  data: {
    // an overdue review is no reason to end care, nor is lack of a bed (I-22)
    reason: code(['reunified', 'independent', 'transferred', 'returned', 'majority', 'adult_final', 'other']),
    next: code(['carer', 'own_home', 'agency']),
    carer: optional(ref),
    shelterTonight: flag,
    means: flag,
    nextCarer: optional(personal(text.personName, { group: 'address' })),
    address: optional(personal(text.placeText, { group: 'address' })),
    explanation: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: () => ({ livesAt: undefined }),
  clocks: [
    { cancels: 'placement.review' },
    { cancels: 'care.suitablePerson' },
    {
      cancels: 'followup.visit',
      condition: 'not reunified: then visits go on',
      when: ({ at }) => at.tracing !== 'reunified',
    },
  ],
})
