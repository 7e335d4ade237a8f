import { phraseOf, wordsOf } from '../../projections/timeline.ts'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import type { AnyStep, Kind } from '../../workflows/protocol/v1/language/step.ts'
import type { Role } from '../../workflows/protocol/v1/roles.ts'

/** The names of the process, as people read them. */

const roleWords: Readonly<Partial<Record<Role, string>>> = {
  screening_officer: 'police screening officer',
  immigration_officer: 'immigration officer',
  cp_intake: 'child-protection intake',
  case_worker: 'case worker',
  cp_supervisor: 'child-protection supervisor',
  placement_provider: 'placement provider',
  provincial_authority: 'provincial authority',
  national_coordinator: 'national coordinator',
  health_officer: 'health officer',
  education_officer: 'education officer',
  nrm_focal_point: 'trafficking referral (NRM) focal point',
  consular_liaison: 'consular liaison',
  bid_secretary: 'best-interests panel secretary',
  panel_member: 'best-interests panel member',
  guardianship_authority: 'guardianship authority or court',
  guardian: 'guardian',
  legal_representative: 'legal representative',
  age_authority: 'age authority',
  partner_worker: 'partner organisation’s worker',
  adviser: 'adviser',
  data_protection_officer: 'data protection officer',
  monitor: 'monitor',
  auditor: 'auditor',
  service: 'Kinward itself',
}

export const roleOf = (role: string): string => (roleWords as Readonly<Record<string, string>>)[role] ?? codeOf(role)

/** Field groups, as in “may read …”. */
const groupWords: Readonly<Partial<Record<Group, string>>> = {
  complaints: 'complaints',
  identity: 'identity',
  custody: 'whereabouts and custody',
  contact: 'contact',
  needs: 'needs',
  address: 'address of care',
  bia: 'best interests and views',
  health: 'health',
  trafficking: 'trafficking and violence',
  family: 'family',
  guardianship: 'guardianship',
  procedure: 'procedure',
  dimensions: 'indicators',
}

export const groupOf = (group: Group): string => groupWords[group] ?? group

export const kindWords: Readonly<Record<Kind, string>> = {
  fact: 'fact',
  decision: 'decision',
  service: 'Kinward’s own',
}

/** Time limits by the keys of DOMAIN §b. One that is not here goes by its key. */
const clockWords: Readonly<Record<string, string>> = {
  'referral.submit': 'Refer the child',
  'intake.ack': 'Acknowledge a referral',
  'intake.decide': 'Accept or decline a referral',
  'risk.response': 'Meet the child, by level of risk',
  'custody.max': 'Longest time in officers’ hands',
  'transfer.arrive': 'Arrive after a hand-over',
  'release.effect': 'Carry out a release',
  'detention.review': 'Review a detention',
  'placement.find': 'Find a place',
  'care.suitablePerson': 'Care by a suitable person',
  'placement.review': 'Review a placement',
  'bia.initial': 'Initial best interests assessment',
  'bia.full': 'Full best interests assessment',
  'bid.report': 'Best interests report for the panel',
  'bid.decide': 'Formal best interests determination',
  'bid.implement': 'Carry out the determination',
  'bid.review': 'Look at the determination again',
  'bid.reopen.answer': 'Answer a request to reopen',
  'child.told': 'Tell the child what was decided',
  'guardian.provisional': 'Provisional guardian',
  'guardian.apply': 'Apply for a guardian',
  'guardian.appoint': 'Appoint a guardian',
  'guardian.conflict': 'Act on a guardian’s conflict of interest',
  'lawyer.assign': 'Assign a lawyer',
  'separation.court': 'Bring an emergency separation before the court',
  'nrm.refer': 'Refer to the trafficking mechanism (NRM)',
  'nrm.shelter': 'Shelter before the identification interview',
  'age.decide': 'Decide about age',
  'age.appeal': 'Appeal against a finding of age',
  'concern.act': 'Act on a concern',
  'missing.report': 'Report a missing child to the police',
  'missing.review': 'Review the search for a missing child',
  'missing.interview': 'Talk with a child who was found',
  'complaint.ack': 'Route a complaint',
  'complaint.answer': 'Answer a complaint',
  'followup.visit': 'Visit the child',
  'return.visit': 'Visit after a return',
  'return.pre_check': 'Check before a departure',
  'aftercare.start': 'Plan for life after eighteen',
  'info.reply': 'Answer a question of intake',
  'decline.appeal': 'Appeal against a declined referral',
  'escalation.answer': 'Answer an escalation',
  'offer.lapse': 'Answer an offer of placement',
  'health.review': 'Review an urgent medical need',
  'claim.forward': 'Forward a claim for protection',
  'service.response': 'Answer a referral to a service',
  'tracing.review': 'Review the search for family',
  'reporting.due': 'Next report of an adult under conditions',
  'transfer.answer': 'Answer a proposed transfer of the case',
  'consent.expiry': 'Renew a consent',
  'monitor.reply': 'Reply to a monitor’s finding',
  'death.inquiry': 'Inquire into a death',
}

export const clockOf = (key: string): string => clockWords[key] ?? wordsOf(key)
export const isNamed = (key: string): boolean => key in clockWords

/** `appoint-guardian` → “Appoint guardian” */
export const titleOf = ({ name }: Pick<AnyStep, 'name'>): string => wordsOf(name.replaceAll('-', ' '))

/** `missing_papers` → “missing papers”; `alternativesConsidered` → “alternatives considered” */
export const codeOf = (code: string): string => phraseOf(code.replaceAll('_', ' ').replaceAll('-', ' '))

/** `placement.search` → “Placement, search” */
export const partOf = (path: string): string => wordsOf(path)

export const stateOf = (state: string): string => wordsOf(state)

const HOUR = 3_600_000

/** How long a time limit is. Up to three days in hours, as the field counts them. */
export function lengthOf({ n, unit }: { readonly n: number; readonly unit: 'ms' | 'wd' | 'month' }): string {
  if (unit === 'month') return many(n, 'month')
  if (unit === 'wd') return many(n, 'working day')
  if (n % HOUR !== 0) return many(n / 60_000, 'minute')
  const hours = n / HOUR
  return hours > 72 && hours % 24 === 0 ? many(hours / 24, 'day') : many(hours, 'hour')
}

const many = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

/** “a, b and c” */
export function listed(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
