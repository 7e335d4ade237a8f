import { ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'

/** Who follows this child. Source: STEPS. */
export const assignCaseWorker = step({
  name: 'assign-case-worker',
  event: 'CaseWorkerAssigned',
  kind: 'decision',
  owner: 'referral',
  anywhere: true,
  who: ['cp_supervisor', 'cp_intake'],
  source: 'STEPS, case management (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement],
  data: { worker: ref },
  facts: (_known, { data }) => ({ worker: data.worker }),
  clocks: [
    {
      meets: 'intake.decide',
      condition: 'a case that was opened again',
      when: ({ reopened, at }) => reopened > 0 && at.referral === 'accepted',
    },
  ],
})
