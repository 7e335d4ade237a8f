import { riskLevel } from '../codes.ts'
import { optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { escalatedToUs, isHeld, notEnforcement } from '../rules/case.ts'

/** Intake has read the referral and says how urgent it is. Source: DOMAIN §b, referral. */
export const acknowledgeReferral = step({
  name: 'acknowledge-referral',
  event: 'ReferralAcknowledged',
  kind: 'decision',
  owner: 'referral',
  who: ['cp_intake', 'cp_supervisor', 'provincial_authority', 'national_coordinator'],
  source: 'STEPS, intake; I-20 (the SOP text was not available)',
  rules: [notEnforcement, escalatedToUs],
  data: {
    riskLevel,
    worker: optional(ref),
    callBackAt: optional(personal(text.instantText, { group: 'contact' })),
  },
  facts: (known, { data }) => ({ risk: data.riskLevel, worker: data.worker ?? known.worker }),
  clocks: [
    { meets: 'intake.ack' },
    { meets: 'escalation.answer' },
    { starts: 'intake.decide', length: (known) => (isHeld(known) ? 'held' : 'standard') },
    { starts: 'risk.response', length: (_known, { data }) => data.riskLevel },
  ],
})
