import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { ownReferral } from '../rules/referral.ts'
import { submitReferral } from './submit-referral.ts'

/** The answer, from whoever at the referring post can give it. Source: STEPS. */
export const provideReferralInformation = step({
  name: 'provide-referral-information',
  event: 'ReferralInformationProvided',
  kind: 'fact',
  owner: 'referral',
  who: submitReferral.who,
  source: 'STEPS, ReferralInformationProvided (the SOP text was not available)',
  rules: [ownReferral],
  data: { answers: personal(text.narrative, { group: 'procedure' }) },
  clocks: [{ meets: 'info.reply' }],
})
