import { code, listOf, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import { consulateOnlyWhenSafe, notInHolding } from '../rules/lifecycle.ts'

/**
 * The child has died. Everything stands still and every clock ends; what is left is to find out why. No later report
 * takes it back, and the case never opens again. Source: DOMAIN §b, death; I-1, I-32.
 */
export const recordChildDeath = step({
  name: 'record-child-death',
  event: 'ChildDeathRecorded',
  kind: 'fact',
  owner: 'lifecycle',
  final: true,
  who: anyone,
  source: 'DOMAIN §b, death; I-1, I-32',
  rules: [notInHolding, consulateOnlyWhenSafe],
  data: {
    custodyAtDeath: code(['held', 'with_officers', 'hospital', 'in_care', 'with_family', 'elsewhere', 'unknown']),
    notified: listOf(
      code(['family', 'guardian', 'child_protection', 'ombudsperson', 'prosecutor', 'consulate', 'nobody_yet']),
    ),
    diedAt: optional(personal(text.instantText, { group: 'health' })),
    place: optional(personal(text.placeText, { group: 'custody' })),
    circumstances: optional(personal(text.narrative, { group: 'health' })),
  },
  facts: () => ({
    deathRecorded: true,
    heldSince: undefined,
    heldIn: undefined,
    guarded: false,
    request: undefined,
    offers: [],
    accepted: undefined,
    livesAt: undefined,
    transferTo: undefined,
    closure: undefined,
    proposals: [],
  }),
  clocks: [
    { cancels: 'all', condition: 'the first report', when: ({ deathRecorded }) => !deathRecorded },
    {
      starts: 'death.inquiry',
      condition: 'no inquiry has been concluded',
      when: ({ deathInquiryConcluded }) => !deathInquiryConcluded,
    },
  ],
})
