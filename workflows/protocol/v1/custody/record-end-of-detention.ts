import { code, flag, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import { receivedSafely } from '../rules/detention.ts'

/** The child is no longer held. Source: I-33. */
export const recordEndOfDetention = step({
  name: 'record-end-of-detention',
  event: 'DetentionEnded',
  kind: 'fact',
  owner: 'custody',
  who: anyone,
  source: 'DOMAIN I-33',
  rules: [receivedSafely],
  data: {
    releasedTo: code(['agency', 'person', 'hospital', 'nobody', 'left_country']),
    shelterTonight: flag,
    means: flag,
    receiver: optional(personal(text.shortText, { group: 'custody' })),
    orderRef: optional(personal(text.reference, { group: 'custody' })),
  },
  facts: () => ({ heldSince: undefined, heldIn: undefined, guarded: false }),
  clocks: [{ meets: 'custody.max' }, { meets: 'detention.review' }, { meets: 'release.effect' }],
})
