import { interpreterMode } from '../codes.ts'
import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { toldUnderstandably } from '../rules/determination.ts'

/** The child hears what was decided, why, and what can be done about it, from somebody the child knows. Source: I-16. */
export const communicateDecisionToChild = step({
  name: 'communicate-decision-to-child',
  event: 'DecisionCommunicatedToChild',
  kind: 'fact',
  owner: 'bestInterests.determination',
  anywhere: true,
  who: ['case_worker', 'guardian', 'legal_representative'],
  source: 'A/RES/64/142 §57; I-16',
  rules: [toldUnderstandably],
  data: {
    /** The event of the decision. */
    decision: ref,
    interpreterMode,
    language: personal(text.shortText, { group: 'bia' }),
    how: personal(text.narrative, { group: 'bia' }),
    childsReaction: optional(personal(text.narrative, { group: 'bia' })),
    supportPerson: optional(personal(text.personName, { group: 'bia' })),
  },
  clocks: [
    {
      meets: 'child.told',
      condition: 'the child could understand it',
      when: (_known, { data }) => data.interpreterMode !== 'none',
      instance: (_known, { data }) => data.decision,
    },
  ],
})
