import { flag, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'

/** The missing child was found. Having been away is never a basis for holding. Source: I-1, I-27. */
export const locateChild = step({
  name: 'locate-child',
  event: 'ChildLocated',
  kind: 'fact',
  owner: 'custody',
  who: anyone,
  source: 'EMN Inform 2020; I-1, I-27',
  data: {
    withOfficers: flag,
    where: optional(personal(text.placeText, { group: 'address' })),
    condition: optional(personal(text.narrative, { group: 'health' })),
    withWhom: optional(personal(text.shortText, { group: 'custody' })),
  },
  facts: () => ({ heldSince: undefined, heldIn: undefined, guarded: false }),
  clocks: [
    { starts: 'missing.interview' },
    { starts: 'custody.max', condition: 'with officers', when: (_known, { data }) => data.withOfficers },
    ...opensAgain(),
  ],
})
