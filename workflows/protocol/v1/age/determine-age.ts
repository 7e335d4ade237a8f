import { viewsMode } from '../codes.ts'
import { code, flag, fromServer, instant, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import {
  appealableInTime,
  lowestAgeCounts,
  marriageMakesNobodyAdult,
  namedToFind,
  notAnAssessor,
  refusalAloneIsNothing,
} from '../rules/age.ts'
import { byAPerson, notEnforcement } from '../rules/case.ts'
import { representedByGuardian } from '../rules/guardian.ts'
import { viewsRecorded } from '../rules/people.ts'

/** Minor, or adult by the lowest age that the opinions leave. “Adult” changes nothing before it is final. Source: I-5 … I-7. */
export const determineAge = step({
  name: 'determine-age',
  event: 'AgeDetermined',
  kind: 'decision',
  owner: 'age',
  who: ['age_authority', 'cp_supervisor'],
  source: 'CM/Rec(2022)22; I-5, I-6, I-7, I-9, I-16, I-20, I-26, I-31',
  rules: [
    namedToFind,
    notAnAssessor,
    appealableInTime,
    refusalAloneIsNothing,
    lowestAgeCounts,
    representedByGuardian,
    viewsRecorded,
    notEnforcement,
    byAPerson,
    marriageMakesNobodyAdult,
  ],
  data: {
    result: code(['minor', 'adult']),
    restsOn: listOf(code(['opinions', 'documents', 'statement', 'appearance', 'test_declined', 'marriage']), {
      min: 1,
    }),
    /** The opinions that it rests on. */
    opinions: listOf(ref),
    appealBy: optional(instant),
    viewsMode,
    /** Whether the lowest age found lies under eighteen; where none was found, it may. */
    reachesUnder18: fromServer(flag),
    lowestAge: optional(personal(text.age, { group: 'identity', dimension: true })),
    reasons: personal(text.narrative, { group: 'health' }),
    language: personal(text.shortText, { group: 'procedure' }),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: ({ ageDispute }, { data }) => ({
    ageDispute: {
      ...ageDispute,
      appealRunning: false,
      appealUntil: data.result === 'adult' ? data.appealBy : undefined,
    },
  }),
  clocks: [
    { meets: 'age.decide' },
    { starts: 'age.appeal', condition: 'found to be an adult', when: (_known, { data }) => data.result === 'adult' },
    { starts: 'child.told', length: () => 'age_or_return', instance: (_known, { id }) => id },
  ],
})
