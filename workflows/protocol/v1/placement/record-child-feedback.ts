import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** What the child says about what was done for them. Source: STEPS; I-16. */
export const recordChildFeedback = step({
  name: 'record-child-feedback',
  event: 'ChildFeedbackRecorded',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'partner_worker', 'monitor'],
  source: 'STEPS, follow-up; I-16 (the SOP text was not available)',
  data: {
    about: personal(text.coded(['placement', 'guardian', 'worker', 'service', 'decision', 'everything']), {
      group: 'bia',
    }),
    how: personal(text.coded(['spoken', 'drawn', 'written', 'form', 'observed']), { group: 'bia' }),
    said: personal(text.narrative, { group: 'bia' }),
  },
})
