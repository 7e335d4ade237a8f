import { detentionBases, neverAdmissible } from './codes.ts'
import { enforcement, type Role } from './roles.ts'
import type { ClockKey, Terms } from './terms.ts'

/**
 * What in a jurisdiction's data cannot be so together, each in words. An entry that a step or a rule would only miss at
 * night, with a child in the room, is found before the first case.
 */
export function contradictions(terms: Terms): string[] {
  return [...ofHolding(terms), ...ofClocks(terms), ...ofPeople(terms), ...ofProviders(terms)]
}

function* ofHolding({ detentionPolicy, admissibleBases }: Terms): Generator<string> {
  if (detentionPolicy === 'prohibited' && admissibleBases.length > 0)
    yield 'detentionPolicy prohibited contradicts admissibleBases'
  if (detentionPolicy === 'lastResortRecorded' && admissibleBases.length === 0)
    yield 'detentionPolicy lastResortRecorded has no admissibleBases: then it is prohibited, and says so'
  for (const basis of admissibleBases) {
    if (!detentionBases.some((each) => each === basis)) yield `admissibleBases: ${basis} is no basis`
    if (neverAdmissible.some((each) => each === basis)) yield `admissibleBases: ${basis} never carries an order`
  }
}

/** What steps ask a clock for by name, where it has more than one length. */
const named: Readonly<Record<string, readonly string[]>> = {
  'intake.ack': ['urgent', 'standard'],
  'intake.decide': ['held', 'standard'],
  'risk.response': ['high', 'medium', 'low'],
  'detention.review': ['default', 'next'],
  'placement.find': ['emergency', 'standard'],
  'placement.review': ['emergency', 'standard'],
  'child.told': ['age_or_return', 'standard'],
  'lawyer.assign': ['held', 'standard'],
  'concern.act': ['danger', 'standard'],
  'missing.review': ['default', 'three_days', 'week', 'monthly'],
  'followup.visit': ['first', 'monthly', 'reunified', 'quarterly'],
  'return.visit': ['first', 'second', 'later'],
  'offer.lapse': ['emergency', 'standard'],
  'service.response': ['urgent', 'standard'],
  'reporting.due': ['daily', 'weekly', 'monthly'],
} satisfies Partial<Record<ClockKey, readonly string[]>>
const lengthsOf = (key: string): readonly string[] => named[key] ?? ['default']

/** Whoever is in a hurry does not wait longer than the others. */
const sooner = [
  ['urgent', 'standard'],
  ['emergency', 'standard'],
  ['held', 'standard'],
  ['danger', 'standard'],
  ['age_or_return', 'standard'],
  ['high', 'medium'],
  ['medium', 'low'],
] as const

function* ofClocks({ clocks, calendar, thresholds }: Terms): Generator<string> {
  for (const [key, { lengths }] of Object.entries(clocks)) {
    const names = Object.keys(lengths)
    for (const name of lengthsOf(key)) if (!names.includes(name)) yield `clock ${key} lacks the length ${name}`
    for (const name of names)
      if (!lengthsOf(key).includes(name)) yield `clock ${key} has a length ${name}, for which no step asks`
    for (const [hurried, other] of sooner) {
      const [shorter, longer] = [lengths[hurried], lengths[other]]
      if (shorter && longer && inTime(shorter) > inTime(longer))
        yield `clock ${key}: ${hurried} lasts longer than ${other}`
    }
  }
  if (new Set(calendar.weekend).size === 7) yield 'calendar: no day of the week is a working day'
  // a rule reckons with these to the hour
  for (const key of ['referral.submit', 'separation.court'] as const)
    for (const { n, unit } of Object.values(clocks[key].lengths)) {
      if (unit !== 'ms') yield `clock ${key} is not counted in time, but in days or months`
      if (key === 'separation.court' && n > thresholds.urgentActHours * 3_600_000)
        yield `clock ${key} lasts longer than urgentActHours, after which the separation no longer stands`
    }
}

const inTime = ({ n, unit }: { readonly n: number; readonly unit: 'ms' | 'wd' | 'month' }): number =>
  n * { ms: 1, wd: 86_400_000, month: 28 * 86_400_000 }[unit]

/** Whom police and immigration are not at the same time (I-20). */
const protecting: readonly Role[] = [
  'cp_intake',
  'case_worker',
  'cp_supervisor',
  'bid_secretary',
  'guardianship_authority',
  'guardian',
  'age_authority',
]

function* ofPeople({ agencies, clocks, panel, thresholds, ageFindingBySupervisor }: Terms): Generator<string> {
  const having = (role: Role) => Object.values(agencies).filter(({ roles }) => roles.includes(role)).length
  if (thresholds.guardianCaseloadSurge < thresholds.guardianCaseload)
    yield 'guardianCaseloadSurge lies below guardianCaseload'
  if (panel.agencies > panel.quorum) yield 'panel: so few votes cannot come from so many agencies'
  if (having('panel_member') < panel.agencies) yield 'panel: too few agencies have a panel_member'
  if (!ageFindingBySupervisor && having('age_authority') === 0)
    yield 'ageFindingBySupervisor is false, and no agency is the age_authority'
  if (having('cp_intake') === 0) yield 'no agency has cp_intake, who acknowledges referrals'
  for (const [key, { metBy }] of Object.entries(clocks))
    for (const role of metBy) if (having(role) === 0) yield `clock ${key} is met by ${role}, which no agency has`
  for (const [name, { roles }] of Object.entries(agencies))
    if (isEnforcement(roles))
      for (const role of protecting.filter((each) => roles.includes(each)))
        yield `agency ${name} is police or immigration, and ${role} as well`
}

const isEnforcement = (roles: readonly Role[]): boolean => enforcement.some((role) => roles.includes(role))

function* ofProviders({ agencies, providers }: Terms): Generator<string> {
  for (const [name, { libertyClass }] of Object.entries(providers)) {
    const roles = agencies[name]?.roles
    if (!roles) yield `provider ${name} is not among the agencies`
    else if (!roles.includes('placement_provider')) yield `provider ${name} has nobody who could say yes to a child`
    else if (isEnforcement(roles) && libertyClass !== 'closed')
      yield `provider ${name} is run by police or immigration: whoever is there is held`
  }
  for (const [name, { roles }] of Object.entries(agencies))
    if (roles.includes('placement_provider') && !providers[name]) yield `agency ${name} is a provider without a licence`
}
