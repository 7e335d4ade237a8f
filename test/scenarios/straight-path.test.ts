import t, { type Test } from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { foldPrefix, truthAt } from '../../src/audit/replay.ts'
import { applyOp, dueAt, type Running, type RunningClock } from '../../src/case/clocks.ts'
import type { ParsedEvent } from '../../src/case/parsed.ts'
import { current } from '../../workflows/registry.ts'
import { type Answer, type Service, startService } from '../support/service.ts'
import {
  acceptance,
  appointment,
  arrival,
  assessed,
  encounter,
  handOver,
  isProblem,
  isRefused,
  offer,
  provisional,
  referral,
  screening,
  standing,
  takes,
} from './story.ts'

/** DOMAIN §i, scenario 1: through HTTP, step by step with its dates. */

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Where the case stands before anything was moved, but for the five regions that the encounter opens. */
const start: Readonly<Record<string, string>> = {
  lifecycle: 'open',
  custody: 'encountered',
  referral: 'screening',
  age: 'assertedMinor',
  trafficking: 'unscreened',
  'bestInterests.assessment': 'notStarted',
  'bestInterests.determination': 'notRequired',
  guardianship: 'needed',
  'placement.care': 'none',
  'placement.search': 'idle',
  tracing: 'open',
  health: 'unknown',
  solution: 'none',
}

/** `{ 'placement.care': x }` as the nested value that is stored. */
function nested(places: Readonly<Record<string, string>>): object {
  const value: Record<string, unknown> = {}
  for (const [part, state] of Object.entries(places)) {
    const [region = '', inner] = part.split('.')
    if (inner === undefined) value[region] = state
    else value[region] = { ...(value[region] as object | undefined), [inner]: state }
  }
  return value
}

/** One turn of the story: what it moves, and what it does to clocks. */
interface Turn {
  readonly time: string
  readonly person: string
  readonly step: string
  readonly event: string
  readonly data: object
  readonly moves?: Readonly<Record<string, string>>
  /** `start intake.ack 2 h`, in the order of their names. */
  readonly clocks?: readonly string[]
}

/** What was live after an event, to be compared with what replay makes of it later. */
interface Live {
  readonly revision: bigint
  readonly now: string
  readonly at: Readonly<Record<string, string>>
  readonly known: unknown
  readonly running: unknown
}

class Story {
  readonly live: Live[] = []
  readonly answers: Answer[] = []
  readonly #t: Test
  readonly #service: Service
  #places = start
  caseId = ''

  constructor(t: Test, service: Service) {
    this.#t = t
    this.#service = service
  }

  get places(): Readonly<Record<string, string>> {
    return this.#places
  }

  async take({ time, person, step, event, data, moves = {}, clocks = [] }: Turn): Promise<ParsedEvent> {
    const t = this.#t
    const service = this.#service
    service.at(time)
    const answer = this.caseId
      ? await takes(t, service, person, this.caseId, step, data)
      : await service.open(person, step, data)
    if (!this.caseId) {
      t.equal(answer.status, 201, answer.text)
      this.caseId = answer.body.caseId
    }
    this.answers.push(answer)
    this.#places = { ...this.#places, ...moves }
    const events = await service.events(this.caseId)
    const stored = events.at(-1)
    if (!stored) throw new Error('nothing was stored')
    const what = `${time.slice(5, 16)} ${step}`
    t.equal(stored.type, event, what)
    t.same(answer.body.event, {
      id: stored.id,
      type: event,
      revision: Number(stored.revision),
      position: String(stored.position),
    })
    t.equal(answer.headers.etag, `"${stored.revision}"`)
    const { metadata } = stored
    t.same(metadata.state, nested(this.#places), `${what}: the state as stored`)
    t.same(metadata.breaches, [], `${what}: no breach`)
    t.same(metadata.flags, [], `${what}: no flag`)
    t.same(metadata.reported, [])
    t.equal(metadata.occurredAt, new Date(time).toISOString())
    t.equal(metadata.recordedAt, new Date(time).toISOString())
    t.equal(metadata.actor.id, service.personId(person))
    const entered = Object.entries(moves).map(([part, state]) => `${part}.${state}`)
    const opened = ['lifecycle', 'custody', 'referral', 'age', 'guardianship']
    t.same(
      [...metadata.entered].sort(),
      (stored.revision === 0n ? opened.map((part) => `${part}.${start[part]}`) : entered).sort(),
      `${what}: entered`,
    )
    t.same(metadata.clocks.map(clockText).sort(), [...clocks].sort(), `${what}: clocks`)
    const seen = await service.get('worker', `/api/cases/${this.caseId}`)
    t.same(seen.body.state, this.#places, `${what}: the state as read`)
    t.equal(seen.body.revision, Number(stored.revision))
    const { known, running, revision } = await service.services.cases.load(this.caseId)
    this.live.push({
      revision,
      now: new Date(time).toISOString(),
      at: { ...known.at },
      known: JSON.parse(JSON.stringify(known)),
      running: [...running],
    })
    return stored
  }
}

function clockText({ op, key, budget: { n, unit } }: ParsedEvent['metadata']['clocks'][number]): string {
  if (op !== 'start') return `${op} ${key}`
  if (unit !== 'ms') return `${op} ${key} ${n} ${unit}`
  return n % DAY === 0 && n > 3 * DAY ? `${op} ${key} ${n / DAY} d` : `${op} ${key} ${n / HOUR} h`
}

/** Minutes spent in states of one part, from what the events say was entered and exited. */
function minutesIn(events: readonly ParsedEvent[], ...states: string[]): number {
  let since: number | undefined
  let sum = 0
  for (const { metadata } of events) {
    const at = Date.parse(metadata.occurredAt)
    if (since !== undefined && metadata.exited.some((state) => states.includes(state))) {
      sum += at - since
      since = undefined
    }
    if (metadata.entered.some((state) => states.includes(state))) since = at
  }
  if (since !== undefined) throw new Error(`still in ${states.join()}`)
  return sum / 60_000
}

/** Thai working days after a day, up to and including another: Monday to Friday, none of March 2025 is a holiday. */
function workingDays(from: string, to: string): number {
  let count = 0
  for (const day = new Date(`${from}T00:00:00Z`); day < new Date(`${to}T00:00:00Z`); ) {
    day.setUTCDate(day.getUTCDate() + 1)
    if (![0, 6].includes(day.getUTCDay())) count++
  }
  return count
}

t.test('scenario 1, the straight path', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const story = new Story(t, service)
  const at = (time: string): string => `2025-${time}:00+07:00`

  await story.take({
    time: at('03-03T08:00'),
    person: 'officer',
    step: 'record-encounter',
    event: 'ChildEncountered',
    data: encounter,
    clocks: ['start referral.submit 24 h', 'start custody.max 24 h', 'start guardian.provisional 24 h'],
  })
  const { caseId } = story
  t.match(story.answers[0]?.body.reference, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{6}$/, 'a receipt to read out')
  t.same(story.answers[0]?.body.state.outcome, 'not yet referred', 'the officer is told the outcome')

  await story.take({
    time: at('03-03T08:20'),
    person: 'officer',
    step: 'complete-screening',
    event: 'ScreeningCompleted',
    data: screening,
    moves: { trafficking: 'clear' },
  })
  await story.take({
    time: at('03-03T10:00'),
    person: 'officer',
    step: 'submit-referral',
    event: 'ReferralSubmitted',
    data: referral,
    moves: { referral: 'submitted' },
    clocks: ['meet referral.submit', 'start intake.ack 2 h'],
  })
  await isRefused(
    t,
    service,
    { person: 'officer', caseId, step: 'accept-referral', data: { agency: 'dcy', emergencyBed: false } },
    ['I-20'],
  )
  await story.take({
    time: at('03-03T11:00'),
    person: 'intake',
    step: 'acknowledge-referral',
    event: 'ReferralAcknowledged',
    data: { riskLevel: 'high' },
    moves: { referral: 'acknowledged' },
    clocks: ['meet intake.ack', 'start intake.decide 24 h', 'start risk.response 24 h'],
  })
  await story.take({
    time: at('03-03T11:20'),
    person: 'intake',
    step: 'accept-referral',
    event: 'ReferralAccepted',
    data: { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
    moves: { referral: 'accepted' },
    clocks: ['meet intake.decide', 'start bia.initial 72 h', 'start bia.full 14 d', 'start lawyer.assign 72 h'],
  })
  await story.take({
    time: at('03-03T14:00'),
    person: 'province',
    step: 'designate-provisional-guardian',
    event: 'ProvisionalGuardianDesignated',
    data: provisional(service),
    moves: { guardianship: 'provisional' },
    clocks: ['meet guardian.provisional', 'start guardian.apply 7 d'],
  })
  await story.take({
    time: at('03-03T14:20'),
    person: 'court',
    step: 'file-guardian-application',
    event: 'GuardianApplicationFiled',
    data: { to: 'Demo court' },
    clocks: ['meet guardian.apply', 'start guardian.appoint 15 wd'],
  })
  await story.take({
    time: at('03-03T14:30'),
    person: 'worker',
    step: 'request-placement',
    event: 'PlacementRequested',
    data: { emergency: false, needs: 'A quiet place.' },
    moves: { 'placement.search': 'matching' },
    clocks: ['start placement.find 72 h'],
  })
  await story.take({
    time: at('03-03T14:31'),
    person: 'worker',
    step: 'offer-placement',
    event: 'PlacementOffered',
    data: offer('sun-foster-home', 'foster'),
    moves: { 'placement.search': 'offered' },
    clocks: ['start offer.lapse 48 h'],
  })
  const second = await story.take({
    time: at('03-03T14:32'),
    person: 'worker',
    step: 'offer-placement',
    event: 'PlacementOffered',
    data: offer('river-shelter', 'residential'),
    moves: { 'placement.search': 'offered' },
    clocks: ['start offer.lapse 48 h'],
  })
  const readByRiver = await service.get('river', `/api/cases/${caseId}`)
  t.equal(readByRiver.headers.etag, `"${second.revision}"`, 'a provider with an offer reads the revision')
  await story.take({
    time: at('03-03T15:00'),
    person: 'sun',
    step: 'accept-placement',
    event: 'PlacementAccepted',
    data: acceptance('sun-foster-home', 'foster'),
    moves: { 'placement.search': 'accepted' },
    clocks: ['meet placement.find', 'meet offer.lapse', 'meet offer.lapse'],
  })

  service.at(at('03-03T15:01'))
  const late = { person: 'river', caseId, step: 'accept-placement', data: acceptance('river-shelter', 'residential') }
  const before = await standing(service, caseId)
  const stale = await service.take('river', caseId, late.step, late.data, { ifMatch: Number(second.revision) })
  isProblem(t, stale, 'revision-stale', 'the second provider with the old revision')
  t.same(stale.body.changed, ['PlacementAccepted'], 'is told the winner’s event type')
  t.strictSame(
    Object.keys(stale.body).sort(),
    ['changed', 'revision', 'status', 'title', 'type'],
    'and nothing else of it',
  )
  t.notMatch(stale.text, /sun/i, 'not who it was')
  t.same(await standing(service, caseId), before, 'the case has not changed')
  const read = await service.get('river', `/api/cases/${caseId}`)
  t.equal(read.body.revision, Number(before[0]), 'it can still read the case')
  const refused = await isRefused(t, service, { ...late, ifMatch: read.body.revision }, ['I-23'])
  t.match(refused.body.detail, /already been accepted/, 'in words')

  await story.take({
    time: at('03-03T16:15'),
    person: 'officer',
    step: 'hand-over-custody',
    event: 'CustodyHandedOver',
    data: handOver,
    moves: { custody: 'inTransfer' },
    clocks: ['start transfer.arrive 1 h', 'meet custody.max'],
  })
  await story.take({
    time: at('03-03T17:00'),
    person: 'sun',
    step: 'record-arrival',
    event: 'ChildArrived',
    data: arrival,
    moves: { custody: 'protectiveCare', 'placement.care': 'inPlacement', 'placement.search': 'idle' },
    clocks: ['meet transfer.arrive', 'start placement.review 3 month', 'start followup.visit 7 d'],
  })
  const visit = { type: 'in_care', seenAlone: true, findings: 'Settling in.', action: 'none' }
  const visited = { person: 'worker', step: 'record-follow-up-visit', event: 'FollowUpVisitRecorded', data: visit }
  await story.take({
    ...visited,
    time: at('03-04T10:00'),
    clocks: ['meet followup.visit', 'meet risk.response', 'start followup.visit 1 month'],
  })
  await story.take({
    time: at('03-04T11:00'),
    person: 'supervisor',
    step: 'assign-legal-representative',
    event: 'LegalRepresentativeAssigned',
    data: { lawyer: service.personId('lawyer'), scope: 'All proceedings' },
    clocks: ['meet lawyer.assign'],
  })
  await story.take({
    time: at('03-04T15:00'),
    person: 'worker',
    step: 'start-bia',
    event: 'BiaStarted',
    data: { kind: 'initial', interpreterMode: 'in_person', childSeenAlone: true },
    moves: { 'bestInterests.assessment': 'initialBIA' },
  })
  await story.take({
    time: at('03-05T11:00'),
    person: 'worker',
    step: 'complete-bia',
    event: 'BiaCompleted',
    data: assessed,
    moves: { 'bestInterests.assessment': 'comprehensiveBIA' },
    clocks: ['meet bia.initial'],
  })
  await story.take({
    time: at('03-14T10:00'),
    person: 'worker',
    step: 'complete-bia',
    event: 'BiaCompleted',
    data: assessed,
    moves: { 'bestInterests.assessment': 'supervisorReview' },
    clocks: ['meet bia.full'],
  })
  const approval = { caseId, step: 'approve-bia', data: { bidNeeded: 'later', bidNeededBy: '2025-06-30' } }
  await isRefused(t, service, { ...approval, person: 'worker' }, ['I-17', 'P-ROLE'])
  await isRefused(t, service, { ...approval, person: 'worker-two' }, ['P-ROLE'])
  await isRefused(t, service, { ...approval, person: 'officer' }, ['I-20', 'I-17'])
  await isRefused(t, service, { ...approval, person: 'immigration' }, ['I-20'])
  await story.take({
    ...approval,
    time: at('03-14T14:00'),
    person: 'supervisor',
    event: 'BiaApproved',
    moves: { 'bestInterests.assessment': 'approved' },
  })

  const appoints = (await service.services.cases.load(caseId)).running.get(`guardian.appoint ${caseId}`)
  t.equal(appoints && localDay(dueAt(appoints, current.terms)), '2025-03-24', 'due on the 15th working day')
  t.equal(workingDays('2025-03-03', '2025-03-24'), 15)
  t.equal(workingDays('2025-03-03', '2025-03-20'), 13, '20 March is the 13th')
  t.equal(
    appoints && localDay(dueAt({ ...appoints, budget: { n: 13, unit: 'wd' } }, current.terms)),
    '2025-03-20',
    'and so the clock counts',
  )
  await story.take({
    time: at('03-20T10:00'),
    person: 'court',
    step: 'appoint-guardian',
    event: 'GuardianAppointed',
    data: appointment(service),
    moves: { guardianship: 'appointed' },
    clocks: ['meet guardian.appoint'],
  })
  for (const day of ['04-03', '05-02'])
    await story.take({
      ...visited,
      time: at(`${day}T10:00`),
      clocks: ['meet followup.visit', 'start followup.visit 1 month'],
    })
  await story.take({
    time: at('05-30T10:00'),
    person: 'supervisor',
    step: 'review-placement',
    event: 'PlacementReviewed',
    data: {
      viewsMode: 'spoken',
      views: 'Wants to stay.',
      necessity: 'As before.',
      suitability: 'As before.',
      asForNationalChildren: true,
    },
    moves: { 'placement.care': 'inPlacement' },
    clocks: ['meet placement.review', 'start placement.review 3 month'],
  })
  await story.take({
    ...visited,
    time: at('06-02T09:00'),
    clocks: ['meet followup.visit', 'start followup.visit 1 month'],
  })

  const events = await service.events(caseId)
  t.test('the ledger', async (t) => {
    t.equal(minutesIn(events, 'custody.encountered'), 8 * 60 + 15, 'officers’ hands 8 h 15')
    t.equal(minutesIn(events, 'custody.inTransfer'), 45, 'transfer 45 min')
    const held = ['policeHolding', 'immigrationHolding', 'alreadyDetained'].map((state) => `custody.${state}`)
    t.equal(minutesIn(events, ...held), 0, 'held 0')
    t.ok(events.every(({ metadata }) => metadata.breaches.length === 0 && metadata.flags.length === 0))
    const { known } = await service.services.cases.load(caseId)
    t.same([known.heldSince, known.guarded], [undefined, false])
  })

  t.test('all clocks were met in time', async (t) => {
    let running: Running = new Map()
    let met = 0
    for (const { metadata } of events)
      for (const op of metadata.clocks) {
        const clock: RunningClock | undefined = running.get(`${op.key} ${op.instance}`)
        if (op.op === 'meet') {
          const due = clock && dueAt(clock, current.terms)
          t.ok(due !== undefined && op.at <= due, `${op.key} met ${op.at}, due ${due}`)
          met++
        }
        running = applyOp(running, op)
      }
    t.equal(met, 20, 'each that was started, but for the next visit and the next review')
    t.same([...running.values()].map(({ key }) => key).sort(), ['followup.visit', 'placement.review'])
  })

  t.test('replay gives at every point what was live then', async (t) => {
    const { proofs } = service.services
    t.equal(story.live.length, events.length)
    for (const { revision, now, at: places, known, running } of story.live) {
      const then = foldPrefix(caseId, events, proofs, (event) => event.revision <= revision)
      t.equal(then.revision, revision)
      t.same(JSON.parse(JSON.stringify(then.known)), known, `revision ${revision}: what was known`)
      t.same([...then.running], running, `revision ${revision}: the clocks that ran`)
      const truth = truthAt(caseId, events, proofs, now)
      t.same(truth.knownNow, places, `${now}: what was true`)
      t.same(truth.knownThen, places)
      t.same(truth.differ, [])
      const earlier = truthAt(caseId, events.slice(0, Number(revision) + 1), proofs, now)
      t.same(earlier.knownNow, places, `${now}: known at the same instant`)
    }
    const noon = truthAt(caseId, events, proofs, '2025-03-03T05:00:00.000Z')
    t.equal(noon.knownNow.referral, 'accepted', 'between two events: what the earlier one left')
    t.equal(noon.knownNow.custody, 'encountered')
    const never = truthAt(caseId, events, proofs, '2025-03-03T00:59:59.999Z')
    t.equal(never.knownNow.custody, 'unopened', 'before the first there was no case')
  })

  const checked = await checkStore(service.services)
  t.same(checked.findings, [], 'the check finds nothing')
  t.equal(checked.refusals, 6, 'and derived every refusal again')
  t.match(checked.slots, { lost: 0, tampered: 0, erased: 0 })
})

const localDay = (instant: string | undefined): string =>
  new Date(instant ?? 0).toLocaleDateString('sv-SE', { timeZone: 'Asia/Bangkok' })
