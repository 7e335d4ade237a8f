import { code, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { appealWasMade, lostByOwnSide } from '../rules/age.ts'

/** What the appeal body decided. Where no appeal was on record, it makes nobody an adult. Source: I-5. */
export const decideAgeAppeal = step({
  name: 'decide-age-appeal',
  event: 'AgeAppealDecided',
  kind: 'fact',
  owner: 'age',
  who: ['legal_representative', 'guardian', 'age_authority'],
  onBehalf: 'always',
  source: 'CM/Rec(2022)22 (effective remedy); I-5, I-20, I-26',
  rules: [lostByOwnSide, appealWasMade],
  data: {
    result: code(['minor', 'adult']),
    reasons: personal(text.narrative, { group: 'health' }),
  },
  facts: ({ ageDispute }) => ({ ageDispute: { ...ageDispute, appealRunning: false } }),
  clocks: [
    { cancels: 'age.appeal' },
    { starts: 'child.told', length: () => 'age_or_return', instance: (_known, { id }) => id },
  ],
})
