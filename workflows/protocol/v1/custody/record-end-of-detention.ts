import { code, flag, instant, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'
import {
  isUnsafeRelease,
  noReturnByTheBackDoor,
  noReturnWithoutRiskAssessment,
  receivedSafely,
  releasedToSafeAdult,
} from '../rules/detention.ts'
import { notFlagged } from '../rules/placement.ts'

/** The child is no longer held. Source: I-33. */
export const recordEndOfDetention = step({
  name: 'record-end-of-detention',
  event: 'DetentionEnded',
  kind: 'fact',
  owner: 'custody',
  who: anyone,
  source: 'DOMAIN I-4, I-18, I-32, I-33, I-37',
  rules: [receivedSafely, releasedToSafeAdult, notFlagged, noReturnByTheBackDoor, noReturnWithoutRiskAssessment],
  data: {
    releasedTo: code(['agency', 'person', 'hospital', 'nobody', 'left_country']),
    shelterTonight: flag,
    means: flag,
    carer: optional(ref),
    expectedArrival: optional(instant),
    receiver: optional(personal(text.shortText, { group: 'custody' })),
    orderRef: optional(personal(text.reference, { group: 'custody' })),
  },
  facts: (known, { data }) => ({
    heldSince: undefined,
    heldIn: undefined,
    guarded: false,
    request: isUnsafeRelease(data) ? { emergency: true } : known.request,
  }),
  clocks: [
    { meets: 'custody.max' },
    { meets: 'detention.review' },
    { meets: 'release.effect' },
    {
      starts: 'transfer.arrive',
      condition: 'handed to an agency',
      when: (_known, { data }) => data.releasedTo === 'agency',
      at: (_known, { data, occurredAt }) => data.expectedArrival ?? occurredAt,
    },
    {
      starts: 'placement.find',
      condition: 'released to nobody, or without shelter or means',
      when: (_known, { data }) => isUnsafeRelease(data),
      length: () => 'emergency',
    },
    ...opensAgain(() => false),
  ],
})
