import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { submitReferral } from './submit-referral.ts'

/** The answer, from whoever at the referring post can give it. Source: STEPS. */
export const provideReferralInformation = step({
  name: 'provide-referral-information',
  event: 'ReferralInformationProvided',
  kind: 'fact',
  owner: 'referral',
  who: submitReferral.who,
  source: 'SOP, intake',
  data: { answers: personal(text.narrative, { group: 'procedure' }) },
  clocks: [{ meets: 'info.reply' }],
})
