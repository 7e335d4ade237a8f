import { code, flag, fromServer, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { originAskedOnlyWhenSafe, tracedWithConsent } from '../rules/family.ts'

/** Family is looked for; the authorities of origin are asked only where that is safe for this child. Source: I-28, I-32. */
export const startTracing = step({
  name: 'start-tracing',
  event: 'TracingStarted',
  kind: 'decision',
  owner: 'tracing',
  protected: true,
  who: ['case_worker', 'partner_worker', 'consular_liaison'],
  source: 'CPIMS+ tracing form; I-28, I-32 (the SOP text was not available)',
  rules: [notEnforcement, tracedWithConsent, originAskedOnlyWhenSafe],
  data: {
    through: listOf(code(['private', 'tracing_service', 'origin_state']), { min: 1 }),
    /** The consent on record to tracing. */
    consent: optional(ref),
    /** The assessment or report of this case that found contact with the country of origin to be safe for this child. */
    riskAssessment: optional(ref),
    riskAssessed: fromServer(flag),
    legitimateBasis: optional(personal(text.narrative, { group: 'procedure' })),
    doNotContact: optional(personal(text.narrative, { group: 'family' })),
    how: optional(personal(text.narrative, { group: 'family' })),
  },
  facts: (known, { data }) => ({ originRiskAssessed: known.originRiskAssessed || data.riskAssessed }),
  clocks: [{ starts: 'tracing.review' }],
})
