import { catalogued, code, fromServer, listOf, optional, personal, record, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { roles } from '../roles.ts'
import { notEnforcement } from '../rules/case.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import {
  declarationsComplete,
  enforcementOnlyAdvises,
  quorumIsComplete,
  reportIsReady,
  seatedAsRegistered,
  votersAreIndependent,
  withoutVotes,
} from '../rules/panel.ts'

/** Who sits, who votes, who is in the chair; each has declared their interests. Source: I-17. */
export const convenePanel = step({
  name: 'convene-panel',
  event: 'PanelConvened',
  kind: 'decision',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['bid_secretary'],
  source: 'UNHCR best interests procedure, panel; I-9, I-17, I-20',
  rules: [
    notEnforcement,
    reportIsReady,
    representedByGuardian,
    quorumIsComplete,
    declarationsComplete,
    enforcementOnlyAdvises,
    votersAreIndependent,
    seatedAsRegistered,
  ],
  data: {
    seats: listOf(
      record({
        person: ref,
        agency: catalogued('agency'),
        capacity: code(['voting', 'advising']),
        declaration: code(['missing', 'no_conflict', 'conflict']),
      }),
    ),
    chair: ref,
    registered: fromServer(listOf(record({ person: ref, role: code(roles), agency: catalogued('agency') }))),
    meetsOn: personal(text.calendarDay, { group: 'bia' }),
    declarations: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: (known, { data: { seats, chair } }) => ({
    ...withoutVotes(known),
    bid: {
      ...known.bid,
      panel: seats.map(({ person, agency, capacity }) => ({ person, agency, capacity })),
      chair,
    },
  }),
})
