import { riskLevel } from '../codes.ts'
import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'

/** The risk is another than it was: somebody sees the child again, in the time that this level allows. Source: STEPS. */
export const reassessRisk = step({
  name: 'reassess-risk',
  event: 'RiskReassessed',
  kind: 'decision',
  owner: 'referral',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'cp_supervisor'],
  source: 'STEPS, RiskReassessed; inter-agency practice (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement],
  data: { level: riskLevel, reasons: personal(text.narrative, { group: 'bia' }) },
  facts: (_known, { data }) => ({ risk: data.level }),
  clocks: [{ cancels: 'risk.response' }, { starts: 'risk.response', length: (_known, { data }) => data.level }],
})
