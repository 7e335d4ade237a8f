import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { current } from '../../../workflows/registry.ts'
import { appointment, encounter, FRIEND, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { helpers } from './helpers.ts'

/** After a child is placed: the plan, services, visits, concerns, being missing, and what an adult must report. */

const service = await startService()
t.teardown(() => service.close())
const { at, breaks, clocksOf, dueOf, id, knownOf, last, placeOf, propose, refused } = helpers(service)
const NOBODY = '5a0a7a4e-9999-4222-8333-444455556666'
const MOTHER = '5a0a7a4e-3333-4222-8333-444455556666'
const BROTHER = '5a0a7a4e-4444-4222-8333-444455556666'
const told = { childTold: 'In his own language.' }

async function placed(): Promise<string> {
  const caseId = await upTo(service, 'record-arrival')
  at('03-04T10:00')
  return caseId
}

t.test('a case plan is proposed by the worker, with the child, and signed by a supervisor', async (t) => {
  const caseId = await placed()
  const step = 'agree-case-plan'
  const plan = {
    durable: false,
    viewsMode: 'spoken',
    views: 'School.',
    asForNationalChildren: true,
    goals: 'School, papers.',
    whoAndWhen: 'The worker, by May.',
    childAgrees: true,
  }
  const signed = async (data: object) => ({ ...data, proposal: await propose(t, 'worker', caseId, step, data) })
  const { views: _views, ...unheard } = plan
  await refused(t, 'supervisor', caseId, step, await signed(unheard), ['I-16'])
  await refused(t, 'supervisor', caseId, step, await signed({ ...plan, asForNationalChildren: false }), ['I-30'])
  await refused(t, 'supervisor', caseId, step, { ...plan, proposal: NOBODY }, ['P-TWO'])
  await refused(t, 'worker', caseId, step, await signed(plan), ['P-TWO', 'P-ROLE'])
  await refused(t, 'immigration', caseId, step, await signed(plan), ['I-20'])
  await refused(t, 'supervisor', caseId, 'propose-act', { step, payload: plan }, ['P-ROLE'])
  const before = await service.services.cases.load(caseId)
  await takes(t, service, 'supervisor', caseId, step, await signed(plan))
  t.same((await last(caseId)).metadata.entered, ['solution.none'])
  t.same(clocksOf(await last(caseId)), [], 'a visit is due already')
  t.ok(before.running.has(`followup.visit ${caseId}`))
  await takes(t, service, 'supervisor', caseId, step, await signed({ ...plan, durable: true }))
  t.same((await last(caseId)).metadata.entered, ['solution.planned'])
  await takes(t, service, 'supervisor', caseId, step, await signed(plan))
  t.same((await last(caseId)).metadata.entered, ['solution.planned'], 'a plan once made is not unmade by the next')

  const early = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const proposal = await propose(t, 'worker', early, step, plan)
  await takes(t, service, 'supervisor', early, step, { ...plan, proposal })
  t.same(clocksOf(await last(early)), ['start followup.visit'])
  t.equal(await dueOf(early, 'followup.visit'), '2025-04-03T05:00:00.000Z')
})

t.test('a service is asked for with consent or another basis, as for national children; it comes', async (t) => {
  const caseId = await placed()
  const step = 'refer-service'
  const school = { urgent: false, asForNationalChildren: true, agency: 'education', service: 'school' }
  const lawful = { ...school, basis: 'legal_duty' }
  await refused(t, 'worker', caseId, step, school, ['I-28'])
  await refused(t, 'worker', caseId, step, { ...school, consent: NOBODY }, ['I-28'])
  await refused(t, 'worker', caseId, step, { ...lawful, asForNationalChildren: false }, ['I-30'])
  await refused(t, 'immigration', caseId, step, lawful, ['I-20'])
  await refused(t, 'guardian', await guarded(), step, lawful, ['P-ROLE'])
  t.equal((await service.get('education', `/api/cases/${caseId}`)).status, 404)
  const asked = await id(t, 'worker', caseId, step, lawful)
  t.equal(await dueOf(caseId, 'service.response', asked), '2025-03-11T03:00:00.000Z')
  const seen = await service.get('education', `/api/cases/${caseId}`)
  t.equal(seen.body.state.protected, true, 'whoever is asked learns that there is a case, and no more')
  const urgent = { urgent: true, asForNationalChildren: false, agency: 'public-health', service: 'health' }
  const second = await id(t, 'health', caseId, step, urgent)
  t.equal(
    await dueOf(caseId, 'service.response', second),
    '2025-03-05T03:00:00.000Z',
    'what is urgent waits for nothing',
  )

  const came = { asForNationalChildren: true, service: 'school', result: 'First day.' }
  await breaks(t, 'education', caseId, 'record-service', { ...came, asForNationalChildren: false }, ['I-30'])
  t.same(clocksOf(await last(caseId)), ['meet service.response'])
  t.equal(await dueOf(caseId, 'service.response', asked), undefined)
  await breaks(t, 'health', caseId, 'record-service', { ...came, service: 'health', referral: second }, [])
  t.same((await knownOf(caseId)).services, [])
  await breaks(t, 'sun', caseId, 'record-service', came, [])
  t.same(clocksOf(await last(caseId)), [], 'a service that nobody asked for is recorded too')

  const { ruleSet, known } = await service.services.cases.load(caseId)
  const event = (await service.events(caseId)).findLast(({ type }) => type === 'ServiceReferred')
  const holds = (consents: typeof known.consents, consent?: string): boolean => {
    const rule = ruleSet.getStep(step).rules.find((each) => each.id === 'I-28')
    const act = { data: { urgent: false, consent }, occurredAt: event?.metadata.occurredAt }
    return rule?.holds({ ...known, consents }, act as never, current.terms) ?? false
  }
  const consent = { consent: FRIEND, purposes: ['services'], withheld: [] }
  t.ok(holds([consent], FRIEND), 'with a consent to services')
  t.notOk(holds([consent], NOBODY), 'that very one')
  t.notOk(holds([consent]), 'and named')
  t.notOk(holds([{ ...consent, purposes: ['tracing'] }], FRIEND), 'to services')
  t.notOk(holds([{ ...consent, until: '2025-03-03T00:00:00.000Z' }], FRIEND), 'that still stands')
})

async function guarded(): Promise<string> {
  const caseId = await placed()
  await service.take('court', caseId, 'appoint-guardian', appointment(service))
  return caseId
}

const visit = { type: 'in_care', seenAlone: true, findings: 'Fine.', action: 'none' }

t.test('a visit that finds that somebody must act is a concern, until a supervisor says what came of it', async (t) => {
  const caseId = await placed()
  await takes(t, service, 'worker', caseId, 'record-follow-up-visit', visit)
  t.same((await knownOf(caseId)).concerns, [])
  const found = await id(t, 'worker', caseId, 'record-follow-up-visit', { ...visit, action: 'urgent_intervention' })
  t.same(clocksOf(await last(caseId)), ['meet followup.visit', 'start concern.act', 'start followup.visit'])
  t.equal(await dueOf(caseId, 'concern.act', found), '2025-03-04T07:00:00.000Z', 'within four hours')
  const home = await service.get('sun', `/api/cases/${caseId}/history`)
  t.notMatch(home.text, /concern\.act|urgentIntervention/, 'the home is not told')
  t.match(home.text, /FollowUpVisitRecorded/)
  const resolved = { concern: found, outcome: 'substantiated', ...told }
  await takes(t, service, 'supervisor', caseId, 'resolve-safeguarding-concern', resolved)
  t.same((await knownOf(caseId)).concerns, [])
})

t.test('after reunification a visit says that it lasts; then they come less often', async (t) => {
  const caseId = await placed()
  const { known, ruleSet } = await service.services.cases.load(caseId)
  const after = (solution: string, type: string, tracing = 'reunified') => {
    const step = ruleSet.getStep('record-follow-up-visit')
    const data = { afterReunification: type === 'after_reunification', urgentIntervention: false }
    const now = service.services.clock.now()
    const actor = { id: 'x', role: 'case_worker', agency: 'dcy' }
    const act = { type: step.event, id: NOBODY, data, given: {}, occurredAt: now, recordedAt: now, actor }
    return ruleSet.fast({ ...known, at: { ...known.at, solution, tracing } }, act)
  }
  t.same(after('underway', 'after_reunification').entered, ['solution.monitored'])
  t.same(after('underway', 'after_reunification', 'open').entered, [], 'of a child who was reunified')
  t.same(after('underway', 'in_care').entered, [])
  t.same(after('planned', 'after_reunification').entered, [])
  t.same(after('planned', 'after_reunification').flags, [], 'a visit is nowhere out of order')
  await takes(t, service, 'worker', caseId, 'record-follow-up-visit', { ...visit, type: 'after_reunification' })
  t.equal((await last(caseId)).data.clear.afterReunification, true)
})

t.test('a concern: from anyone, acted on in hours, hidden from whomever it is about, resolved and told', async (t) => {
  const raise = 'raise-safeguarding-concern'
  const raised = { against: 'provider', provider: 'sun-foster-home', immediateDanger: true, what: 'Canary concern' }
  for (const person of ['officer', 'immigration', 'education', 'health', 'sun', 'partner', 'guardian', 'monitor']) {
    const caseId = await upTo(service, 'record-encounter')
    await takes(t, service, person, caseId, raise, raised)
  }
  const caseId = await guarded()
  const read = async (person: string) =>
    (await Promise.all(['', '/history', '/timeline'].map((part) => service.get(person, `/api/cases/${caseId}${part}`))))
      .map(({ headers, text }) => `${headers.etag} ${text}`)
      .join('\n')
  const [home, guardian, nurse, officer] = await Promise.all(['sun', 'guardian', 'health', 'officer'].map(read))
  const danger = await id(t, 'partner', caseId, raise, raised)
  const guardians = { against: 'guardian', immediateDanger: false, what: 'Canary concern too' }
  const second = await id(t, 'partner', caseId, raise, guardians)
  t.equal(await dueOf(caseId, 'concern.act', danger), '2025-03-04T07:00:00.000Z', 'danger: four hours')
  t.equal(await dueOf(caseId, 'concern.act', second), '2025-03-05T03:00:00.000Z', 'else a day')
  t.equal(await read('sun'), home, 'the home reads what it read before')
  t.equal(await read('health'), nurse)
  t.equal(await read('officer'), officer)
  const theirs = await read('guardian')
  t.not(theirs, guardian)
  t.match(theirs, /Canary concern/, 'the guardian reads of the home')
  t.notMatch(theirs, /concern too/, 'and not what is about the guardian')
  t.notMatch(theirs, new RegExp(second))

  const note = 'record-supervisor-note'
  await takes(t, service, 'supervisor', caseId, note, { about: 'concern', concern: second, note: 'Canary note.' })
  t.same(clocksOf(await last(caseId)), ['meet concern.act'])
  t.equal((await knownOf(caseId)).concerns.length, 2, 'a note resolves nothing')
  t.equal(await read('guardian'), theirs, 'what is noted about a concern is as hidden as it')
  t.equal(await read('sun'), home)
  await refused(t, 'worker', caseId, note, { about: 'other', note: 'x' }, ['P-ROLE'])

  const resolve = 'resolve-safeguarding-concern'
  const resolved = { concern: second, outcome: 'substantiated', ...told }
  const { childTold: _told, ...untold } = resolved
  await refused(t, 'supervisor', caseId, resolve, { ...resolved, concern: NOBODY }, ['I-12'])
  await refused(t, 'supervisor', caseId, resolve, untold, ['I-16'])
  await refused(t, 'worker', caseId, resolve, resolved, ['P-ROLE'])
  await refused(t, 'immigration', caseId, resolve, resolved, ['I-20'])
  await takes(t, service, 'supervisor', caseId, resolve, { ...untold, notToldReason: 'He is asleep.' })
  await refused(t, 'supervisor', caseId, resolve, resolved, ['I-12'])
  await takes(t, service, 'supervisor', caseId, note, { about: 'concern', concern: second, note: 'Canary later.' })
  t.equal(await read('guardian'), theirs, 'also once it is resolved')

  const about = { against: 'staff', person: service.personId('supervisor'), immediateDanger: false, what: 'Canary' }
  const own = await id(t, 'partner', caseId, raise, about)
  const unknown = await refused(t, 'supervisor', caseId, resolve, { ...resolved, concern: NOBODY }, ['I-12'])
  const self = await refused(t, 'supervisor', caseId, resolve, { ...resolved, concern: own }, ['I-12'])
  t.equal(self.text, unknown.text, 'whom it is about hears what they would hear of none')
  await takes(t, service, 'supervisor-two', caseId, resolve, { ...resolved, concern: own })
})

t.test('missing: looked at after a day, three days, a week, then every month; heard when found', async (t) => {
  const caseId = await placed()
  at('03-10T08:00')
  await takes(t, service, 'sun', caseId, 'report-missing', { discoveredAt: '2025-03-10T01:00:00.000Z' })
  const note = { about: 'missing', note: 'Asked his friends.' }
  const looks: readonly [time: string, due: string][] = [
    ['03-11T07:00', '2025-03-13T01:00:00.000Z'],
    ['03-13T07:00', '2025-03-13T01:00:00.000Z'],
    ['03-13T09:00', '2025-03-17T01:00:00.000Z'],
    ['03-17T09:00', '2025-04-17T02:00:00.000Z'],
    ['04-17T08:00', '2025-05-17T01:00:00.000Z'],
  ]
  for (const [time, due] of looks) {
    at(time)
    await takes(t, service, 'supervisor', caseId, 'record-supervisor-note', note)
    t.same(clocksOf(await last(caseId)), ['meet missing.review', 'start missing.review'], time)
    t.equal(await dueOf(caseId, 'missing.review'), due, time)
  }
  await takes(t, service, 'supervisor', caseId, 'record-supervisor-note', { about: 'other', note: 'Holidays.' })
  t.same(clocksOf(await last(caseId)), [])
  await takes(t, service, 'partner', caseId, 'locate-child', { withOfficers: false })
  const step = 'hold-return-interview'
  const heard = {
    interpreterMode: 'in_person',
    viewsMode: 'spoken',
    views: 'Wants to go back.',
    findings: 'Was at work.',
  }
  await refused(t, 'officer', caseId, step, heard, ['P-ROLE'])
  await refused(t, 'immigration', caseId, step, heard, ['P-ROLE'])
  await refused(t, 'supervisor', caseId, step, heard, ['P-ROLE'])
  const { views: _views, ...unheard } = heard
  await breaks(t, 'worker', caseId, step, { ...unheard, interpreterMode: 'none' }, ['I-8', 'I-16'])
  t.same(clocksOf(await last(caseId)), ['meet missing.interview'])
  await breaks(t, 'worker', caseId, step, heard, [])
  await takes(t, service, 'supervisor', caseId, 'record-supervisor-note', note)
  t.same(clocksOf(await last(caseId)), ['meet missing.review'], 'found: nothing more is looked for')
})

t.test('what the child says of it is recorded, by the worker, a partner or the ombudsperson', async (t) => {
  const caseId = await placed()
  const said = { about: 'placement', how: 'drawn', said: 'Canary drawing of a house.' }
  for (const person of ['worker', 'partner', 'monitor'])
    await breaks(t, person, caseId, 'record-child-feedback', said, [])
  await refused(t, 'sun', caseId, 'record-child-feedback', said, ['P-ROLE'])
})

t.test('a reporting condition binds an adult who came along, never a child, and never moves anybody', async (t) => {
  service.at('2025-03-03T08:00:00+07:00')
  const companions = [
    { ref: MOTHER, claimedRelation: 'parent' },
    { ref: BROTHER, claimedRelation: 'sibling' },
  ]
  const met = { ...encounter, companions }
  const { body } = await service.open('officer', 'record-encounter', met)
  const caseId: string = body.caseId
  const step = 'set-reporting-condition'
  const weekly = { adult: MOTHER, interval: 'weekly', channel: 'telephone', basis: 'Bail paper 3.' }
  await refused(t, 'immigration', caseId, step, weekly, [`SEQ-${step}`], [])
  at('03-03T12:00')
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'family', carer: MOTHER })
  for (const child of [BROTHER, caseId, NOBODY])
    await refused(t, 'immigration', caseId, step, { ...weekly, adult: child }, ['I-1'])
  await refused(t, 'officer', caseId, step, weekly, ['P-ROLE'])
  await refused(t, 'worker', caseId, step, weekly, ['P-ROLE'])
  const condition = await id(t, 'immigration', caseId, step, weekly)
  t.equal(await dueOf(caseId, 'reporting.due', condition), '2025-03-10T05:00:00.000Z')
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  const daily = { ...weekly, interval: 'daily' }
  const missing = await service.take('lawyer', caseId, step, daily)
  t.same(missing.body.issues, [{ at: 'decidedBy', problem: 'missing: say which body decided, and when' }])
  const court = { body: { decidedBy: { body: 'court', date: '2025-03-03' } } }
  const second = await id(t, 'lawyer', caseId, step, daily, court)
  t.equal(await dueOf(caseId, 'reporting.due', second), '2025-03-04T05:00:00.000Z')

  at('03-09T12:00')
  await takes(t, service, 'partner', caseId, 'record-report', { condition, channel: 'telephone' })
  t.same(clocksOf(await last(caseId)), ['meet reporting.due', 'start reporting.due'])
  t.equal(await dueOf(caseId, 'reporting.due', condition), '2025-03-16T05:00:00.000Z')
  const before = await placeOf(caseId)
  await takes(t, service, 'immigration', caseId, 'record-missed-report', { condition: second, reason: 'No phone.' })
  t.same(clocksOf(await last(caseId)), ['cancel reporting.due', 'start reporting.due'], 'a visit is due already')
  t.same(await placeOf(caseId), before, 'nobody is moved')
  t.same((await last(caseId)).metadata.entered, [])
  await refused(t, 'worker', caseId, 'record-missed-report', { condition: second }, ['P-ROLE'])

  const vary = 'vary-reporting-condition'
  const eased = { condition: second, change: 'interval', interval: 'monthly', reason: 'She always came.' }
  await refused(t, 'immigration', caseId, vary, { ...eased, condition: NOBODY }, ['P-CONDITION'])
  await refused(t, 'worker', caseId, vary, eased, ['P-ROLE'])
  await takes(t, service, 'immigration', caseId, vary, eased)
  t.same(clocksOf(await last(caseId)), ['cancel reporting.due', 'start reporting.due'])
  t.equal(await dueOf(caseId, 'reporting.due', second), '2025-04-09T05:00:00.000Z')
  await takes(t, service, 'immigration', caseId, vary, { condition: second, change: 'channel', reason: 'By phone.' })
  t.equal((await knownOf(caseId)).reporting.at(-1)?.interval, 'monthly')
  await takes(t, service, 'immigration', caseId, vary, { condition: second, change: 'lifted', reason: 'Over.' })
  t.same(clocksOf(await last(caseId)), ['cancel reporting.due'])
  t.same(
    (await knownOf(caseId)).reporting.map((each) => each.condition),
    [condition],
  )
  await takes(t, service, 'partner', caseId, 'record-report', { condition: second, channel: 'telephone' })
  t.same(clocksOf(await last(caseId)), [], 'nothing starts for what was lifted')
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
