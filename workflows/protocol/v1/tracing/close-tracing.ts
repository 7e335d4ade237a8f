import { digest, fromServer, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { secondPerson } from '../rules/people.ts'

/** The search for family ends, and can begin again. Two people say so. Source: STEPS. */
export const closeTracing = step({
  name: 'close-tracing',
  event: 'TracingClosed',
  kind: 'decision',
  owner: 'tracing',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker'],
  source: 'STEPS, TracingClosed (the SOP text was not available)',
  rules: [notEnforcement, secondPerson],
  data: {
    proposal: ref,
    digest: fromServer(digest),
    reason: personal(text.narrative, { group: 'family' }),
  },
  clocks: [{ meets: 'tracing.review' }],
})
