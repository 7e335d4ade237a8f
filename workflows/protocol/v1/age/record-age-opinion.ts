import { z } from 'zod'
import { ageMethods, interpreterMode } from '../codes.ts'
import { code, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { isLawfulTest, ownOpinion, supportedInAgeInterview, testedLawfully } from '../rules/age.ts'

/** What one assessor found, with the margin of error. It decides nothing. Source: CM/Rec(2022)22; I-6, I-8. */
export const recordAgeOpinion = step({
  name: 'record-age-opinion',
  event: 'AgeOpinionRecorded',
  kind: 'fact',
  owner: 'age',
  protected: true,
  who: ['health_officer', 'age_authority', 'case_worker'],
  source: 'CM/Rec(2022)22; I-6, I-8',
  rules: [ownOpinion, testedLawfully, supportedInAgeInterview],
  data: {
    method: code(ageMethods),
    assessor: ref,
    conclusive: flag,
    supportPerson: optional(ref),
    interpreterMode,
    /** Whether the lowest age less the margin lies under eighteen; where nobody could say, it may. */
    reachesUnder18: fromServer(flag),
    low: optional(personal(text.age, { group: 'health' })),
    high: optional(personal(text.age, { group: 'health' })),
    /** Error in whole years, rounded up, by which the lowest age may be lower still. */
    margin: optional(personal(z.int().min(0).max(20), { group: 'health' })),
    childHeard: personal(text.yesNo, { group: 'health' }),
    summary: optional(personal(text.narrative, { group: 'health' })),
    assessorName: optional(personal(text.personName, { of: 'assessor', group: 'health' })),
  },
  facts: (known, { id, data, occurredAt }) => ({
    ageDispute: {
      ...known.ageDispute,
      opinions: [
        ...known.ageDispute.opinions,
        {
          opinion: id,
          method: data.method,
          assessor: data.assessor,
          conclusive: data.conclusive,
          reachesUnder18: data.reachesUnder18,
          lawful: isLawfulTest(known, data.method, occurredAt),
        },
      ],
    },
  }),
})
