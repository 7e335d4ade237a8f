import { interpreterMode } from '../codes.ts'
import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen } from '../rules/case.ts'
import { supportedAndUnderstood } from '../rules/people.ts'

/** The interview that asks more than safety, health and name; those never wait for it. Source: I-8. */
export const startScreening = step({
  name: 'start-screening',
  event: 'ScreeningStarted',
  kind: 'decision',
  owner: 'custody',
  anywhere: true,
  who: ['screening_officer', 'immigration_officer', 'cp_intake'],
  source: 'STEPS, police screening; I-8 (the SOP text was not available)',
  rules: [caseIsOpen, supportedAndUnderstood],
  data: {
    supportPerson: optional(ref),
    supportPersonName: optional(personal(text.personName, { group: 'procedure' })),
    interpreterMode,
  },
})
