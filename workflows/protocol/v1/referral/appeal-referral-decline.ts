import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Anyone may say that the decline was wrong; accepting stays open. Source: STEPS. */
export const appealReferralDecline = step({
  name: 'appeal-referral-decline',
  event: 'ReferralDeclineAppealed',
  kind: 'fact',
  owner: 'referral',
  who: anyone,
  source: 'STEPS, intake (the SOP text was not available)',
  data: { grounds: personal(text.narrative, { group: 'procedure' }) },
  clocks: [{ meets: 'decline.appeal' }],
})
