import { pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The child's side says that the finding is wrong; late or not, it stays a child until that is decided. Source: I-5. */
export const appealAgeFinding = step({
  name: 'appeal-age-finding',
  event: 'AgeAppealed',
  kind: 'fact',
  owner: 'age',
  who: ['guardian', 'legal_representative', 'case_worker'],
  source: 'CM/Rec(2022)22 (effective remedy); I-5',
  data: {
    at: pastInstant,
    forum: personal(text.shortText, { group: 'procedure' }),
    grounds: personal(text.narrative, { group: 'procedure' }),
  },
  facts: ({ at, ageDispute }) => ({
    ageDispute: { ...ageDispute, appealRunning: ['adultFound', 'adultFinal'].includes(at.age) },
  }),
  flags: ({ ageDispute: { appealUntil } }, { data }) =>
    appealUntil !== undefined && data.at > appealUntil ? ['appealedLate'] : [],
  clocks: [{ meets: 'age.appeal' }],
})
