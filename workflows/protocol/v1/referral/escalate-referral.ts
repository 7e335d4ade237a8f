import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Nobody answered: one level up. By hand from any party, or by the service when a clock is missed. Source: STEPS; I-26. */
export const escalateReferral = step({
  name: 'escalate-referral',
  event: 'ReferralEscalated',
  kind: 'fact',
  owner: 'referral',
  who: [...anyone, 'service'],
  source: 'DOMAIN §b, escalation ladder; I-26',
  data: { reason: optional(personal(text.shortText, { group: 'procedure' })) },
  facts: (known) => ({ escalation: known.escalation + 1 }),
  clocks: [{ starts: 'escalation.answer' }],
})
