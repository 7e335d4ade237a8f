import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Intake asks the referrer. It pauses nothing: the child waits, and accepting stays open. Source: STEPS. */
export const requestReferralInformation = step({
  name: 'request-referral-information',
  event: 'ReferralInformationRequested',
  kind: 'decision',
  owner: 'referral',
  who: ['cp_intake', 'case_worker'],
  source: 'STEPS, intake (the SOP text was not available)',
  data: { items: personal(text.narrative, { group: 'procedure' }) },
  clocks: [{ starts: 'info.reply' }],
})
