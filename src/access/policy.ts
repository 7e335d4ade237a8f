import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import type { Role } from '../../workflows/protocol/v1/roles.ts'
import { originIsBarred } from '../../workflows/protocol/v1/rules/claim.ts'
import { isEnforcementAgency } from '../../workflows/protocol/v1/rules/panel.ts'
import type { LoadedCase, Trace } from '../case/load.ts'
import type { ParsedEvent } from '../case/parsed.ts'
import type { Person } from './person.ts'

/** Written into every event, so that an auditor can ask with which policy something was shown. */
export const policyVersion = 'roles@1'

/**
 * How much of a case somebody sees. `stranger`: for them it does not exist. `outcome`: that there is protection, and
 * where the child is, nothing finer. `offer`: the needs and the revision. `case`: its state and steps.
 */
export type Sight = 'stranger' | 'outcome' | 'offer' | 'case'

/** `own`: only what this person entered. `summary`: of health what was written for others than doctors. */
type Reading = Partial<Record<Group, 'all' | 'own' | 'summary'>>

const all = (...groups: Group[]): Reading => Object.fromEntries(groups.map((group) => [group, 'all']))
const own = (...groups: Group[]): Reading => Object.fromEntries(groups.map((group) => [group, 'own']))

const protection = all(
  'identity',
  'custody',
  'contact',
  'needs',
  'address',
  'bia',
  'health',
  'trafficking',
  'family',
  'guardianship',
  'complaints',
  'procedure',
)
const panel: Reading = { ...all('identity', 'custody', 'bia', 'trafficking', 'family'), health: 'summary' }
const encounterOnly = own('identity', 'custody', 'contact', 'procedure')

/** DOMAIN §f by role, coarsely. `dimensions` is opened by indicators only. */
const reads: Readonly<Record<Role, Reading>> = {
  screening_officer: encounterOnly,
  immigration_officer: encounterOnly,
  cp_intake: protection,
  case_worker: protection,
  cp_supervisor: protection,
  provincial_authority: protection,
  national_coordinator: protection,
  guardianship_authority: all('identity', 'custody', 'contact', 'bia', 'guardianship', 'complaints', 'procedure'),
  guardian: protection,
  legal_representative: protection,
  partner_worker: protection,
  placement_provider: { ...all('identity', 'needs', 'contact'), ...own('address', 'health', 'custody', 'bia') },
  health_officer: all('identity', 'health', 'needs'),
  nrm_focal_point: all('identity', 'custody', 'trafficking', 'needs'),
  education_officer: encounterOnly,
  // complaints are routed by somebody outside, too (I-12)
  monitor: { ...encounterOnly, ...all('complaints') },
  // what they entered themselves, where it is not protected
  consular_liaison: encounterOnly,
  bid_secretary: panel,
  panel_member: panel,
  age_authority: { ...all('identity', 'health'), ...own('bia', 'needs', 'procedure') },
  adviser: {},
  // what the case rests on and who consented to what, to confirm a disclosure; nothing of the child's own story
  data_protection_officer: own('procedure'),
  auditor: {},
  service: {},
}

const sightOf: Readonly<Record<Role, (person: Person, loaded: LoadedCase) => Sight>> = {
  screening_officer: () => 'outcome',
  immigration_officer: () => 'outcome',
  monitor: () => 'outcome',
  // a service for this child was asked of them
  education_officer: ({ agency }, { known }) =>
    known.services.some((service) => service.agency === agency) ? 'outcome' : 'stranger',
  cp_intake: () => 'case',
  case_worker: () => 'case',
  cp_supervisor: () => 'case',
  provincial_authority: () => 'case',
  national_coordinator: () => 'case',
  guardianship_authority: () => 'case',
  health_officer: () => 'case',
  nrm_focal_point: (_person, { known }) =>
    ['unscreened', 'clear'].includes(known.at.trafficking) ? 'stranger' : 'case',
  auditor: () => 'case',
  data_protection_officer: () => 'case',
  guardian: ({ id }, { known }) => (known.guardian?.person === id ? 'case' : 'stranger'),
  legal_representative: ({ id }, { known }) => (known.lawyer === id ? 'case' : 'stranger'),
  partner_worker: ({ id }, { known }) => (known.worker === id ? 'case' : 'stranger'),
  // what a provider reports of itself never widens what it sees: only an offer, and a place that was accepted
  placement_provider: ({ agency }, { known }) => {
    const home = known.livesAt?.placement !== undefined && known.livesAt.provider === agency
    if (home || known.accepted?.provider === agency) return 'case'
    // in an emergency a bed is found by telephone: whoever was given the case's number may say yes to the needs
    const calledUp = known.request?.emergency === true && known.at['placement.search'] === 'matching'
    return calledUp || known.offers.some(({ provider }) => provider === agency) ? 'offer' : 'stranger'
  },
  // nothing before the risk there was assessed for this child, and nothing while a claim for protection is open (I-32)
  consular_liaison: (_person, { known, recordedAt }) =>
    known.originRiskAssessed && !originIsBarred(known, recordedAt) ? 'outcome' : 'stranger',
  bid_secretary: (_person, { known }) =>
    known.at['bestInterests.determination'] === 'notRequired' ? 'stranger' : 'case',
  panel_member: panelSight,
  // from the first doubt on, and not before it
  age_authority: (_person, { known }) => (['unopened', 'assertedMinor'].includes(known.at.age) ? 'stranger' : 'case'),
  adviser: () => 'stranger',
  service: () => 'case',
}

/** Who has a seat reads while the panel has something to do; police and immigration advise without reading (I-17). */
function panelSight({ id }: Person, { known, ruleSet }: LoadedCase): Sight {
  const seat = known.bid.panel.find(({ person }) => person === id)
  const working = ['panelScheduled', 'deferred', 'decided', 'implementing'].includes(
    known.at['bestInterests.determination'],
  )
  if (!seat || !working) return 'stranger'
  return isEnforcementAgency(ruleSet.terms, seat.agency) ? 'outcome' : 'case'
}

/**
 * Whoever opened a case learns its outcome; nobody sees more for what they entered themselves. Whoever was suspended sees
 * nothing from that act on (I-12).
 */
export function sight(person: Person, loaded: LoadedCase): Sight {
  if (loaded.revision < 0n || loaded.known.suspended.includes(person.id)) return 'stranger'
  const seen = sightOf[person.role](person, loaded)
  return seen === 'stranger' && loaded.trail[0]?.actor === person.id ? 'outcome' : seen
}

/**
 * Whether this person may read a slot of an event. Content that is marked protected (STEPS, †) never goes to those who
 * learn the outcome only, even if they entered it.
 */
export function mayRead(
  person: Person,
  loaded: LoadedCase,
  { type, data, metadata, revision }: ParsedEvent,
  group: Group,
): boolean {
  const own = metadata.actor.id === person.id
  const reading = reads[person.role][group]
  if (!mayLearnOf(person, loaded.trail[Number(revision)])) return false
  switch (sight(person, loaded)) {
    case 'stranger':
      return false
    case 'offer':
      return group === 'needs' && type === 'PlacementOffered' && data.clear.provider === person.agency
    case 'outcome':
      if (group === 'complaints') return reading === 'all'
      if (isAnswerTo(person, loaded, loaded.ruleSet.findByEvent(type)?.name)) return reading !== undefined
      return own && reading !== undefined && !loaded.ruleSet.findByEvent(type)?.protected
    case 'case':
      return (
        reading === 'all' || (reading === 'own' && own) || (reading === 'summary' && type === 'HealthScreeningRecorded')
      )
  }
}

/** What was replied to a monitor who recorded a finding in this case. */
const isAnswerTo = ({ id }: Person, { trail }: LoadedCase, step: string | undefined): boolean =>
  step === 'give-monitoring-reply' &&
  trail.some((trace) => trace.step === 'record-monitoring-finding' && trace.actor === id)

/** Clear fields that say what a group's sealed ones say: a provider's code is the shelter's address to whoever knows it. */
const clearFieldsOf: Partial<Record<Group, readonly string[]>> = {
  address: ['provider', 'carer', 'accepted', 'livesAt', 'offers', 'providerLiberty', 'licence'],
  trafficking: ['concernedAdults', 'flaggedAdults', 'signs', 'finding'],
  family: [
    'companions',
    'verifiedAdults',
    'verifiedParent',
    'reporting',
    'separationGround',
    'separationAuthority',
    'familyUnit',
    'familyHeld',
    'familyMemberHeld',
    'member',
    'adult',
    'relative',
    'parent',
    'parentStays',
    'grounds',
    'reunification',
  ],
  procedure: [
    'claim',
    'claimAppealUntil',
    'grantsProtection',
    'otherCase',
    'returning',
    'originRiskAssessed',
    'riskAssessed',
  ],
  health: ['ageDispute', 'opinions', 'restsOn', 'method', 'assessor', 'conclusive', 'reachesUnder18'],
  bia: [
    'bid',
    'bidNeeded',
    'trigger',
    'outcome',
    'separatesSiblings',
    'seats',
    'chair',
    'registered',
    'concerns',
    'urgentIntervention',
  ],
  complaints: ['complaints'],
}

/** Clear fields as this person may read them: those that stand for a group they may not read are left out. */
export function clearFor<T extends object>(person: Person, fields: T): Partial<T> {
  const hidden = Object.entries(clearFieldsOf).flatMap(([group, names]) =>
    reads[person.role][group as Group] === 'all' ? [] : names,
  )
  return without(fields, hidden) as Partial<T>
}

/** A proposal carries the fields of the step that it proposes. */
function without(fields: object, hidden: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (hidden.includes(name)) return []
      return [[name, name === 'payload' && typeof value === 'object' ? without(value as object, hidden) : value]]
    }),
  )
}

/** Whether a rule over these groups may be named to this person. A refusal is not an oracle. */
export function mayKnow(person: Person, groups: readonly Group[]): boolean {
  return groups.every((group) => reads[person.role][group] === 'all')
}

/**
 * Whether somebody may learn that an event exists at all. A complaint or a concern is known to those who read its group,
 * to auditors and to whoever entered it; never to the person or agency that it is about (I-12).
 */
export function mayLearnOf(person: Person, trace: Pick<Trace, 'actor' | 'confidential'> | undefined): boolean {
  if (!trace?.confidential || trace.actor === person.id) return true
  const { group, about } = trace.confidential
  if (person.role !== 'auditor' && !mayKnow(person, [group])) return false
  return !about.some((each) => each.person === person.id || each.agency === person.agency)
}

/** State for police, immigration and others who learn the outcome only: accepted, declined, in care, left care, closed. */
export function outcomeFor(at: Known['at']): Outcome {
  const custody = visibleCustody.includes(at.custody) ? at.custody : 'notWithOfficers'
  return { protected: true, outcome: outcomeOf(at), custody }
}

export interface Outcome {
  readonly protected: true
  readonly outcome: string
  readonly custody: string
}

const visibleCustody = [
  'encountered',
  'policeHolding',
  'immigrationHolding',
  'alreadyDetained',
  'juvenileJustice',
  'inTransfer',
  'missing',
]

function outcomeOf(at: Known['at']): string {
  if (at.lifecycle === 'closed') return 'closed'
  if (['emergency', 'inPlacement', 'withFamily'].includes(at['placement.care'])) return 'in care'
  if (['protectiveCare', 'medicalCare'].includes(at.custody)) return 'in care'
  if (at['placement.care'] === 'ended') return 'left care'
  if (at.referral === 'accepted' || at.referral === 'declined') return at.referral
  return at.referral === 'screening' ? 'not yet referred' : 'referred'
}

/** What the answer to a step may say of the state: by role alone, so that a repeated request gets the first answer. */
export function answerSight(role: Role): 'state' | 'outcome' | 'nothing' {
  if (alwaysCase.includes(role)) return 'state'
  return ['screening_officer', 'immigration_officer', 'monitor', 'education_officer'].includes(role)
    ? 'outcome'
    : 'nothing'
}

const alwaysCase: readonly Role[] = [
  'cp_intake',
  'case_worker',
  'cp_supervisor',
  'provincial_authority',
  'national_coordinator',
  'guardianship_authority',
  'health_officer',
  'data_protection_officer',
  'service',
]

/** Whether the type of an event may be named to this person. */
export function mayNameEvent(
  person: Person,
  loaded: LoadedCase,
  trace: Pick<Trace, 'step' | 'actor' | 'confidential'>,
): boolean {
  const seen = sight(person, loaded)
  if (seen === 'stranger' || !mayLearnOf(person, trace)) return false
  if (seen === 'case') return true
  if (trace.confidential?.group === 'complaints' && mayKnow(person, ['complaints'])) return true
  const step = loaded.ruleSet.findStep(trace.step)
  if (!step || step.protected) return false
  if (isAnswerTo(person, loaded, trace.step)) return true
  return trace.actor === person.id || (seen === 'outcome' && (step.owner === 'custody' || step.owner === 'referral'))
}
