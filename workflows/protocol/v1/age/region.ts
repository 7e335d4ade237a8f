import { recordEncounter } from '../custody/record-encounter.ts'
import { leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { disputeAge, reopensFinding } from './dispute-age.ts'

/** How old the child is taken to be. Every state but the last is the child track. */
export const age = part('age', {
  initial: 'unopened',
  states: {
    unopened: { on: [leadsTo('assertedMinor', recordEncounter, submitReferral)] },
    assertedMinor: { on: [leadsTo('disputed', disputeAge)] },
    disputed: {},
    multidisciplinary: {},
    medical: {},
    minorConfirmed: {
      on: [leadsToOneOf(['disputed'], disputeAge, ({ document }) => (document === undefined ? undefined : 'disputed'))],
    },
    adultFound: {},
    adultFinal: {
      on: [
        leadsToOneOf(['disputed'], disputeAge, (data, _known, actor) =>
          reopensFinding(data, actor) ? 'disputed' : undefined,
        ),
      ],
    },
  },
})
