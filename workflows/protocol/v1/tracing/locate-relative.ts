import { flag, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { flaggedNotContacted, foundWithoutAskingTooEarly, notContactedBeforeVerified } from '../rules/family.ts'

/** Somebody who may be family was found. Who they are is not verified, and nothing of the child was told them. Source: I-4. */
export const locateRelative = step({
  name: 'locate-relative',
  event: 'RelativeLocated',
  kind: 'fact',
  owner: 'tracing',
  protected: true,
  who: ['case_worker', 'partner_worker', 'consular_liaison'],
  source: 'DOMAIN §b, family found; I-4, I-32, I-37',
  rules: [notContactedBeforeVerified, flaggedNotContacted, foundWithoutAskingTooEarly],
  data: {
    relative: ref,
    /** Whether they were told of the child. */
    contacted: flag,
    name: optional(personal(text.personName, { of: 'relative', group: 'family' })),
    claimedRelation: personal(text.shortText, { of: 'relative', group: 'family' }),
    where: personal(text.placeText, { of: 'relative', group: 'family' }),
    phone: optional(personal(text.phone, { of: 'relative', group: 'family' })),
  },
  clocks: [{ meets: 'tracing.review' }],
})
