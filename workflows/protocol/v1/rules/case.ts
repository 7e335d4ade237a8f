import type { Known } from '../known.ts'
import { caseRule } from '../language/rule.ts'
import { enforcement } from '../roles.ts'

/** Treated as a child: every state of age but a final finding (I-5, I-31). */
export const childTrack = (known: Known): boolean => known.at.age !== 'adultFinal'

export const isHeld = (known: Known): boolean =>
  ['policeHolding', 'immigrationHolding', 'alreadyDetained'].includes(known.at.custody) || known.guarded

export const alone = (known: Known): boolean => known.separation !== 'accompanied'

/** Police and immigration record facts; they do not decide about care. */
export const notEnforcement = caseRule({
  id: 'I-20',
  source: 'CMW/C/GC/4-CRC/C/GC/23; list: DOMAIN I-20',
  sentence: {
    en: 'Police and immigration do not take this decision. The child-protection agency does; what you know or doubt can always be recorded as a fact.',
  },
  holds: (_known, { actor }) => !enforcement.some((role) => role === actor.role),
})

export const caseIsOpen = caseRule({
  id: 'P-OPEN',
  source: 'SOP, closing a case',
  sentence: { en: 'The case is not open. A supervisor of the child-protection agency can reopen it.' },
  holds: (known) => known.at.lifecycle === 'open' || known.at.lifecycle === 'closurePending',
})

export const escalatedToUs = caseRule({
  id: 'P-ESCALATED',
  source: 'STEPS, ReferralAcknowledged',
  sentence: {
    en: 'Intake acknowledges referrals. A supervisor, the province or the national coordinator does so once the referral has been escalated; anyone may escalate it.',
  },
  holds: (known, { actor }) => actor.role === 'cp_intake' || known.escalation > 0,
})
