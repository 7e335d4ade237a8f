import { code, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { profileOnly } from '../rules/determination.ts'

/** Agencies sit together to find care for a child whom they know by the search profile only. They decide nothing. Source: I-20, I-27. */
export const consultWorkingGroup = step({
  name: 'consult-working-group',
  event: 'WorkingGroupConsulted',
  kind: 'fact',
  owner: 'bestInterests.determination',
  anywhere: true,
  who: ['cp_supervisor', 'provincial_authority', 'national_coordinator'],
  source: 'Third peer exchange 2022; DOMAIN §a, working group; I-27',
  rules: [profileOnly],
  data: {
    shown: code(['search_profile', 'more']),
    question: personal(text.narrative, { group: 'procedure' }),
    members: personal(text.narrative, { group: 'procedure' }),
    outcome: personal(text.narrative, { group: 'procedure' }),
  },
})
