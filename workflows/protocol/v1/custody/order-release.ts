import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/**
 * Release is always open while a child is held: never refused for a bed, bail, a paper or an assessment. Those who hold
 * order it themselves; whoever stands for the child enters what a court ordered. Source: I-1, I-15.
 */
export const orderRelease = step({
  name: 'order-release',
  event: 'ReleaseOrdered',
  kind: 'decision',
  owner: 'custody',
  who: ['immigration_officer', 'screening_officer', 'legal_representative', 'guardian', 'case_worker', 'cp_supervisor'],
  onBehalf: ['legal_representative', 'guardian', 'case_worker', 'cp_supervisor'],
  source: 'DOMAIN I-1, I-15',
  data: {
    authority: personal(text.shortText, { group: 'custody' }),
    orderRef: optional(personal(text.reference, { group: 'custody' })),
    conditionsOnAdult: optional(personal(text.narrative, { group: 'custody' })),
    receiver: optional(personal(text.shortText, { group: 'custody' })),
    transport: optional(personal(text.shortText, { group: 'custody' })),
  },
  clocks: [{ starts: 'release.effect' }],
})
