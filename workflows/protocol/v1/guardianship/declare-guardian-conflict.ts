import { pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import { guardianIsFree } from '../rules/guardian.ts'

/** The guardian has, or may have, an interest of their own: they say so themselves, or anyone does. Source: I-10. */
export const declareGuardianConflict = step({
  name: 'declare-guardian-conflict',
  event: 'GuardianConflictDeclared',
  kind: 'fact',
  owner: 'guardianship',
  anywhere: true,
  who: anyone,
  source: 'Directive 2013/33/EU art. 24; I-10',
  rules: [guardianIsFree],
  data: {
    since: pastInstant,
    kind: personal(
      text.coded(['immigration_staff', 'police_staff', 'placement_provider', 'trafficking_flag', 'other_interest']),
      { group: 'guardianship' },
    ),
    explanation: personal(text.narrative, { group: 'guardianship' }),
  },
  facts: ({ guardian, guardianConflictSince: earlier }, { data: { since } }) => ({
    guardianConflictSince: guardian && (earlier === undefined || since < earlier) ? since : earlier,
  }),
  clocks: [
    { starts: 'guardian.conflict', condition: 'there is a guardian', when: ({ guardian }) => guardian !== undefined },
  ],
})
