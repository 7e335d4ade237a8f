import type { ClockKey } from '../../protocol/v1/terms.ts'

/** Clock lengths. Everything is a working assumption (`verified: false`) unless it was read in a source. DOMAIN §b. */

const ms = (n: number) => ({ n, unit: 'ms' as const })
const hours = (n: number) => ms(n * 3_600_000)
const days = (n: number) => hours(n * 24)
const workingDays = (n: number) => ({ n, unit: 'wd' as const })
const months = (n: number) => ({ n, unit: 'month' as const })

const assumption = 'working assumption; the SOP text was not available'

const child = (lengths: Record<string, { n: number; unit: 'ms' | 'wd' | 'month' }>, source = assumption) => ({
  lengths,
  neverPauses: true,
  source,
  verified: false,
})
const other = (lengths: Record<string, { n: number; unit: 'ms' | 'wd' | 'month' }>, source = assumption) => ({
  ...child(lengths, source),
  neverPauses: false,
})

export const clocks = {
  'referral.submit': child({ default: hours(24) }),
  'intake.ack': child({ urgent: hours(2), standard: hours(24) }),
  'intake.decide': child({ held: hours(4), standard: hours(24) }),
  'risk.response': child({ high: hours(24), medium: hours(72), low: days(7) }, 'inter-agency practice'),
  'custody.max': { ...child({ default: hours(24) }), neverPauses: false },
  'transfer.arrive': child({ default: hours(1) }),
  'release.effect': child({ default: hours(4) }),
  'detention.review': child(
    { default: hours(48), next: days(7) },
    'periodic review: NPM Network SEE 2026; lengths assumed',
  ),
  'placement.find': child({ emergency: hours(4), standard: hours(72) }),
  'placement.review': child({ emergency: days(14), standard: months(3) }, 'A/RES/64/142 §67; emergency assumed'),
  'care.suitablePerson': child({ default: months(1) }, 'Child Protection Act 2003 arts 33, 48'),
  'bia.initial': child({ default: hours(72) }),
  'bia.full': child({ default: days(14) }),
  'bid.report': other({ default: days(30) }),
  'bid.decide': other({ default: days(60) }),
  'bid.implement': other({ default: days(90) }),
  'child.told': child({ age_or_return: hours(24), standard: days(3) }),
  'guardian.provisional': child(
    { default: hours(24) },
    'Directive (EU) 2024/1346 art. 27: as soon as possible; length assumed',
  ),
  'guardian.apply': other({ default: days(7) }),
  'guardian.appoint': other({ default: workingDays(15) }, 'Directive (EU) 2024/1346 art. 27, as comparator'),
  'lawyer.assign': child({ held: hours(24), standard: hours(72) }),
  'separation.court': {
    ...child({ default: hours(72) }),
    metBy: ['cp_supervisor', 'case_worker', 'legal_representative'],
  },
  'nrm.refer': other({ default: hours(24) }),
  'nrm.shelter': other({ default: days(15) }, 'national referral mechanism 2565: at most 15 days before the interview'),
  'age.decide': other({ default: days(30) }),
  'age.appeal': other({ default: days(15) }),
  'concern.act': child({ danger: hours(4), standard: hours(24) }),
  'missing.report': child({ default: hours(1) }),
  'missing.review': child({ default: hours(24), three_days: hours(72), week: days(7), monthly: months(1) }),
  'missing.interview': child({ default: hours(72) }),
  'complaint.ack': child({ default: hours(24) }),
  'complaint.answer': child({ default: days(30) }),
  'followup.visit': other({ first: days(7), monthly: months(1), reunified: days(14), quarterly: months(3) }),
  'return.visit': {
    ...other({ first: days(14), second: months(3), later: months(6) }),
    metBy: ['partner_worker', 'case_worker'],
  },
  'aftercare.start': other(
    { default: months(17 * 12 + 6) },
    'CMW/C/GC/4-CRC/C/GC/23: support on turning eighteen; age assumed',
  ),
  'info.reply': other({ default: hours(24) }),
  'decline.appeal': other({ default: days(15) }),
  'escalation.answer': other({ default: hours(4) }),
  'offer.lapse': other({ emergency: hours(4), standard: hours(48) }),
  'health.review': child({ default: hours(24) }),
  'claim.forward': child({ default: hours(24) }),
  // runs from the day that the decision names, and to its end
  'bid.review': other({ default: days(1) }),
  'bid.reopen.answer': child({ default: days(7) }),
  'guardian.conflict': child({ default: hours(24) }),
  'tracing.review': other({ default: days(30) }),
  'transfer.answer': other({ default: hours(72) }),
  'return.pre_check': { ...child({ default: days(7) }), metBy: ['case_worker'] },
  'consent.expiry': other({ default: months(12) }),
  'monitor.reply': other({ default: days(30) }),
  'death.inquiry': child({ default: days(30) }),
  'service.response': other({ standard: days(7), urgent: hours(24) }),
  'reporting.due': other({ daily: days(1), weekly: days(7), monthly: months(1) }),
} satisfies Record<ClockKey, unknown>
