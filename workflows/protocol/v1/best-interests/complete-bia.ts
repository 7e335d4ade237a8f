import { viewsMode } from '../codes.ts'
import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { authorSigns, viewsRecorded } from '../rules/people.ts'

/** The author signs: first the initial, then the comprehensive assessment. Source: I-16, I-17. */
export const completeBia = step({
  name: 'complete-bia',
  event: 'BiaCompleted',
  kind: 'decision',
  owner: 'bestInterests.assessment',
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'STEPS, best interests assessment; I-16, I-17, I-20 (the SOP text was not available)',
  rules: [notEnforcement, authorSigns, viewsRecorded],
  data: {
    viewsMode,
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    options: personal(text.narrative, { group: 'bia' }),
    recommendation: personal(text.narrative, { group: 'bia' }),
    risk: optional(personal(text.coded(['high', 'medium', 'low']), { group: 'bia' })),
    reassessBy: optional(personal(text.calendarDay, { group: 'bia' })),
  },
  facts: (known, { actor }) => ({ bia: { ...known.bia, authors: [...new Set([...known.bia.authors, actor.id])] } }),
  clocks: [
    {
      meets: 'bia.initial',
      condition: 'the initial one',
      when: (known) => known.at['bestInterests.assessment'] === 'initialBIA',
    },
    {
      meets: 'bia.full',
      condition: 'the comprehensive one',
      when: (known) => known.at['bestInterests.assessment'] === 'comprehensiveBIA',
    },
  ],
})
