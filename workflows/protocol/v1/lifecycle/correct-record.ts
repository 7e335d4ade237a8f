import { fromServer, instant, nested, optional, personal, ref, stepName } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import { ownRecord } from '../rules/people.ts'

/**
 * What was recorded was wrong. The old event stays; what is known changes from here on, a state never does.
 * The corrected fields are those of the corrected event's own step, checked by its schema. Source: I-29.
 */
export const correctRecord = step({
  name: 'correct-record',
  event: 'RecordCorrected',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: anyone,
  source: 'DOMAIN I-29',
  rules: [ownRecord],
  data: {
    correctionOf: ref,
    step: fromServer(stepName),
    payload: nested('partial'),
    /** When it happened, if that was wrong. */
    happenedAt: optional(instant),
    authorOfCorrected: fromServer(ref),
    reason: personal(text.narrative, { group: 'procedure' }),
  },
  facts: (known, { data }, getStep) => getStep(data.step).corrects?.(known, data.payload as never) ?? {},
})
