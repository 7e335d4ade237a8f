import { detentionBases } from '../codes.ts'
import { optional, pastInstant, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** A member of the family is, or was, held apart from the child. A deviation that is counted, not a breach. Source: DOMAIN §b, E16. */
export const recordFamilyMemberHeld = step({
  name: 'record-family-member-held',
  event: 'FamilyMemberHeldRecorded',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: ['screening_officer', 'immigration_officer', 'case_worker', 'partner_worker', 'guardian'],
  source: 'DOMAIN §b, family unit; E16',
  data: {
    member: ref,
    /** Held no longer since then. */
    to: optional(pastInstant),
    from: personal(text.instantText, { group: 'family' }),
    facility: optional(personal(text.placeText, { group: 'family' })),
    basis: optional(personal(text.coded(detentionBases), { group: 'family' })),
  },
  facts: ({ familyHeld }, { data: { member, to } }) => {
    const others = familyHeld.filter((each) => each !== member)
    return { familyHeld: to === undefined ? [...others, member] : others }
  },
  flags: () => ['deviation'],
})
