import { decide } from '../../src/case/decide.ts'
import { type LoadedCase, unopened } from '../../src/case/load.ts'
import type { Actor } from '../../workflows/protocol/v1/language/rule.ts'
import { type AnyStep, asked, clearSchema } from '../../workflows/protocol/v1/language/step.ts'
import { current } from '../../workflows/registry.ts'

/** Histories made of acts that were decided and folded one after the other, and the pairs that begin with them. */

export const person = (n: number): string => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`
export const actor = (n: number, role: string, agency: string): Actor => ({ id: person(n), role, agency })
export const officer = actor(1, 'screening_officer', 'royal-thai-police')
export const colleague = actor(2, 'screening_officer', 'royal-thai-police')
export const immigration = actor(3, 'immigration_officer', 'immigration-bureau')
export const intake = actor(4, 'cp_intake', 'dcy')
export const worker = actor(5, 'case_worker', 'dcy')
export const otherWorker = actor(6, 'case_worker', 'dcy')
export const supervisor = actor(7, 'cp_supervisor', 'dcy')
export const province = actor(8, 'provincial_authority', 'province')
export const court = actor(9, 'guardianship_authority', 'family-court')
export const nurse = actor(10, 'health_officer', 'public-health')
export const sun = actor(11, 'placement_provider', 'sun-foster-home')
export const river = actor(12, 'placement_provider', 'river-shelter')
export const lawyer = actor(13, 'legal_representative', 'legal-aid')
export const auditor = actor(14, 'auditor', 'ombudsperson')
export const [uncle, mother, trafficker, friend, guardian] = [20, 21, 22, 23, 24].map(person) as [
  string,
  string,
  string,
  string,
  string,
]

export type Clear = Readonly<Record<string, unknown>>
export interface Saying {
  readonly given?: readonly string[]
  /** Hours after the last event; ten minutes unless said. */
  readonly later?: number
}
const HOUR = 3_600_000
export const START = '2025-03-03T01:00:00.000Z'
export const before = (instant: string, hours: number): string =>
  new Date(Date.parse(instant) - hours * HOUR).toISOString()

/** A well-formed act at the next moment of a case. */
export function act(
  at: LoadedCase,
  who: Actor,
  step: AnyStep,
  data: Clear,
  { given = [], later = 1 / 6 }: Saying = {},
) {
  clearSchema(step, current.catalogues).parse({ ...data, given: asked(step).filter((name) => given.includes(name)) })
  const now = at.recordedAt === '' ? START : before(at.recordedAt, -later)
  return {
    type: step.event,
    id: person(50 + Number(at.revision)),
    data,
    given: Object.fromEntries(asked(step).map((name) => [name, given.includes(name)])),
    occurredAt: now,
    recordedAt: now,
    actor: who,
  }
}

export const nothing = unopened('case-1', { genesis: 'x', macKey: () => Buffer.alloc(32) })

/** The case after one more act, which must be taken. */
export function after(at: LoadedCase, who: Actor, name: string, data: Clear = {}, saying: Saying = {}): LoadedCase {
  const event = act(at, who, current.getStep(name), data, saying)
  const decision = decide(at, current.getStep(name), event)
  if (!decision.ok) throw new Error(`${name}: ${decision.failed.map(({ id }) => id).join(' ')}`)
  const { known, running } = decision.outcome
  return { ...at, known, running, revision: at.revision + 1n, recordedAt: event.recordedAt }
}

export const encounter = (...companions: [ref: string, claimedRelation: string][]) => ({
  hands: 'officers',
  companions: companions.map(([ref, claimedRelation]) => ({ ref, claimedRelation })),
})
export const referral = { placeClass: 'police_post', since: START, alone: 'alone', danger: 'none', atRisk: true }
export const screening = {
  separationStatus: 'unaccompanied',
  signs: 'no',
  concernedAdults: [],
  health: 'no_concern',
  supportPerson: friend,
  interpreterMode: 'telephone',
}
export const place = (provider: string, type = 'foster') => ({
  provider,
  type,
  libertyClass: 'open',
  openToNationalChildren: true,
})
export const digest = 'd'.repeat(43)

export const met = after(nothing, officer, 'record-encounter', encounter([uncle, 'relative']))
export const withMother = after(nothing, officer, 'record-encounter', encounter([mother, 'parent']))
export const suspected = after(met, officer, 'complete-screening', {
  ...screening,
  signs: 'yes',
  concernedAdults: [uncle, trafficker],
})
export const held = after(met, officer, 'record-detention', {
  holding: 'police',
  start: START,
  basis: 'missing_papers',
  alternativesConsidered: [],
})

export const referred = (from: LoadedCase, alone = 'alone') =>
  after(from, officer, 'submit-referral', { ...referral, alone })
export const acknowledged = (from: LoadedCase, alone?: string) =>
  after(referred(from, alone), intake, 'acknowledge-referral', { riskLevel: 'high' })
export const accepted = (from: LoadedCase, alone?: string) =>
  after(acknowledged(from, alone), intake, 'accept-referral', {
    agency: 'dcy',
    worker: worker.id,
    emergencyBed: false,
  })
export const asksFor = (from: LoadedCase, emergency = false, alone?: string) =>
  after(accepted(from, alone), worker, 'request-placement', { emergency })
export const offered = (from: LoadedCase, alone?: string) =>
  after(
    after(asksFor(from, false, alone), worker, 'offer-placement', place('sun-foster-home')),
    worker,
    'offer-placement',
    place('river-shelter', 'residential'),
  )
export const acceptance = { ...place('sun-foster-home'), licence: 'foster', familyBasedTried: true }
export const reasons = ['necessity', 'suitability']
export const placed = (from: LoadedCase, alone?: string) =>
  after(offered(from, alone), sun, 'accept-placement', acceptance, { given: reasons })
export const arrival = { placeKind: 'placement', provider: 'sun-foster-home', providerLiberty: 'open' }
export const living = after(placed(met), sun, 'record-arrival', arrival)

export const assessing = after(accepted(met), worker, 'start-bia', { kind: 'initial', interpreterMode: 'in_person' })
export const views = { viewsMode: 'spoken' }
export const toReview = after(
  after(assessing, worker, 'complete-bia', views, { given: ['views'] }),
  worker,
  'complete-bia',
  views,
  { given: ['views'] },
)

export const proposed = (by: Actor, from = acknowledged(met)) =>
  after(from, by, 'propose-act', { step: 'decline-referral', payload: {}, digest })
export const proposalOf = ({ revision }: LoadedCase): string => person(50 + Number(revision) - 1)
export const byIntake = proposed(intake)
export const bySupervisor = proposed(supervisor)
export const fromCell = proposed(intake, acknowledged(held))

export interface Change {
  readonly data?: Clear
  readonly without?: readonly string[]
  readonly given?: readonly string[]
  readonly who?: Actor
  readonly at?: LoadedCase
  readonly later?: number
}
export interface Pair {
  readonly step: string
  readonly at: LoadedCase
  readonly who: Actor
  readonly data?: Clear
  readonly given?: readonly string[]
  /** There is no lawful form of it. */
  readonly neverLawful?: true
  /** One thing wrong, and every rule that then fails. */
  readonly fails: readonly [what: string, change: Change, rules: readonly string[]][]
  /** Looks like it, and is lawful. */
  readonly holds?: readonly [what: string, change: Change][]
}

export const asOfficer: Change = { who: officer }
export const holdingOrder = {
  basis: 'identity_verification',
  alternativesConsidered: ['reporting'],
  reviewBy: '2025-03-05T01:00:00.000Z',
}
export const viewsFail: Pair['fails'] = [
  ['the child’s views are not recorded', { given: [] }, ['I-16']],
  ['it was not possible, and nobody says why', { data: { viewsMode: 'not_possible' }, given: [] }, ['I-16']],
]
