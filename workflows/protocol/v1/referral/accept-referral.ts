import { catalogued, flag, optional, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import { isHeld, notEnforcement } from '../rules/case.ts'

/** The agency takes responsibility for the child. Source: DOMAIN §b, referral; I-23. */
export const acceptReferral = step({
  name: 'accept-referral',
  event: 'ReferralAccepted',
  kind: 'decision',
  owner: 'referral',
  who: ['cp_intake', 'cp_supervisor'],
  source: 'STEPS, intake; I-20, I-23 (the SOP text was not available)',
  rules: [notEnforcement],
  data: { agency: catalogued('agency'), worker: optional(ref), emergencyBed: flag },
  facts: (known, { data }) => ({
    responsible: data.agency,
    worker: data.worker ?? known.worker,
    emergencyBed: data.emergencyBed,
  }),
  clocks: [
    { meets: 'intake.decide' },
    { meets: 'escalation.answer' },
    { starts: 'bia.initial' },
    { starts: 'bia.full' },
    { starts: 'lawyer.assign', length: (known) => (isHeld(known) ? 'held' : 'standard') },
  ],
})
