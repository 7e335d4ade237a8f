import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The court or authority was asked to appoint a guardian. Source: STEPS. */
export const fileGuardianApplication = step({
  name: 'file-guardian-application',
  event: 'GuardianApplicationFiled',
  kind: 'fact',
  owner: 'guardianship',
  anywhere: true,
  who: ['guardianship_authority', 'case_worker'],
  source: 'Regulation (EU) 2024/1348 art. 23',
  data: { to: personal(text.shortText, { group: 'procedure' }) },
  clocks: [{ meets: 'guardian.apply' }, { starts: 'guardian.appoint' }],
})
