import t from 'tap'
import { isProblem, isRefused, takes } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { atHome, clocksOf, knownOf, last, runningIn } from './lifecycle-story.ts'

/** Consent, majority and the time after, and what monitors find. */

const service: Service = await startService()
t.teardown(() => service.close())

const consents = {
  purposes: ['services', 'sharing', 'tracing'],
  childsPart: 'assents',
  adult: 'guardian',
  withheld: [],
  band: '12-14',
  language: 'my',
  how: 'written',
}

t.test('consent stands when it comes from whom it takes', async (t) => {
  const caseId = await atHome(service)
  const records = async (data: object) =>
    takes(t, service, 'worker', caseId, 'record-consent', { ...consents, ...data })
  const { body: first } = await records({})
  t.same((await last(service, caseId)).metadata.breaches, [])
  t.same(clocksOf(await last(service, caseId)), ['start consent.expiry'])
  t.match((await knownOf(service, caseId)).consents, [{ consent: first.event.id, withheld: [] }])
  for (const childsPart of ['assents', 'too_young']) {
    await records({ childsPart, adult: undefined })
    t.same((await last(service, caseId)).metadata.breaches, ['I-28'], `${childsPart}, and nobody beside the child`)
    t.same(clocksOf(await last(service, caseId)), [])
  }
  t.equal((await knownOf(service, caseId)).consents.length, 1, 'it is on record, and does not stand')
  await records({ childsPart: 'consents', adult: undefined })
  t.same((await last(service, caseId)).metadata.breaches, [])
  const { body: renewed } = await records({ renews: first.event.id })
  t.same(clocksOf(await last(service, caseId)), ['meet consent.expiry', 'start consent.expiry'])
  t.same(
    (await knownOf(service, caseId)).consents.map(({ consent }) => consent).includes(first.event.id),
    false,
    'the older one is replaced',
  )
  await isRefused(t, service, { person: 'officer', caseId, step: 'record-consent', data: consents }, ['P-ROLE'])

  await takes(t, service, 'worker', caseId, 'withdraw-consent', {
    consent: renewed.event.id,
    purposes: ['sharing'],
    saidBy: 'child',
  })
  t.same(clocksOf(await last(service, caseId)), [], 'the rest of it stands')
  t.match((await knownOf(service, caseId)).consents.at(-1), { purposes: ['services', 'tracing'] })
  await takes(t, service, 'worker', caseId, 'withdraw-consent', { consent: renewed.event.id, saidBy: 'child' })
  t.same(clocksOf(await last(service, caseId)), ['meet consent.expiry'])
  await takes(t, service, 'guardian', caseId, 'withdraw-consent', { saidBy: 'guardian' })
  t.same((await knownOf(service, caseId)).consents, [], 'none stands any more')
  t.notOk((await runningIn(service, caseId)).includes('consent.expiry'))
})

t.test('consent by an adult against whom there are signs is none', async (t) => {
  const caseId = await atHome(service)
  const carer = '5a0a7a4e-2222-4222-8333-444455556666'
  await takes(t, service, 'worker', caseId, 'complete-screening', {
    separationStatus: 'separated',
    signs: 'concern',
    concernedAdults: [carer],
    health: 'no_concern',
    interpreterMode: 'telephone',
  })
  const data = { ...consents, adult: 'carer', carer }
  await takes(t, service, 'worker', caseId, 'record-consent', data)
  t.same((await last(service, caseId)).metadata.breaches, ['I-28'])
  t.same((await knownOf(service, caseId)).consents, [])
  const told = await service.take('health', caseId, 'record-consent', data)
  t.same(told.body.breaches, [], 'the clinician is not told why')
})

t.test('eighteen changes nothing but what is known; marriage not even that', async (t) => {
  const caseId = await atHome(service)
  const before = await knownOf(service, caseId)
  const running = await runningIn(service, caseId)
  await isRefused(
    t,
    service,
    { person: 'worker', caseId, step: 'record-majority', data: { basis: 'document', date: '2025-03-01' } },
    ['P-ROLE'],
  )
  await takes(t, service, 'supervisor', caseId, 'record-majority', { basis: 'marriage', date: '2025-03-01' })
  t.same((await last(service, caseId)).metadata.breaches, ['I-31'])
  t.equal((await knownOf(service, caseId)).majorityReached, false)
  await takes(t, service, 'supervisor', caseId, 'record-majority', { basis: 'document', date: '2025-03-01' })
  const event = await last(service, caseId)
  t.same([event.metadata.breaches, event.metadata.entered, event.metadata.exited], [[], [], []])
  t.same(event.metadata.clocks, [
    { ...event.metadata.clocks[0], key: 'aftercare.start', op: 'start', at: '2007-03-04T03:00:00.000Z' },
  ])
  const known = await knownOf(service, caseId)
  t.same({ ...known, majorityReached: false }, before)
  t.same(
    (await runningIn(service, caseId)).filter((key) => key !== 'aftercare.start'),
    running,
  )
  await takes(t, service, 'supervisor', caseId, 'correct-record', {
    correctionOf: event.id,
    payload: { basis: 'marriage' },
    reason: 'It was the day of the wedding.',
  })
  t.equal((await knownOf(service, caseId)).majorityReached, false)
})

t.test('the time after is agreed by the young person, a case worker and a supervisor', async (t) => {
  const caseId = await atHome(service)
  const plan = {
    worker: service.personId('partner'),
    viewsMode: 'spoken',
    views: 'Wants to work.',
    goals: 'A job.',
    housing: 'A room in town.',
    until: '2026-03-01',
  }
  const step = 'agree-aftercare-plan'
  const proposed = async (payload: object) => {
    const { body } = await takes(t, service, 'worker', caseId, 'propose-act', { step, payload })
    return { person: 'supervisor', caseId, step, data: { ...payload, proposal: body.event.id } }
  }
  await isRefused(t, service, { person: 'supervisor', caseId, step: 'propose-act', data: { step, payload: plan } }, [
    'P-ROLE',
  ])
  const { views: _views, ...unheard } = plan
  await isRefused(t, service, await proposed(unheard), ['I-16'])
  const good = await proposed(plan)
  await isRefused(t, service, { ...good, data: { ...good.data, goals: 'Another.' } }, ['P-TWO'])
  await isRefused(t, service, { ...good, person: 'worker' }, ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, { ...good, person: 'officer' }, ['I-20'])
  await takes(t, service, 'supervisor', caseId, 'record-majority', { basis: 'document', date: '2025-03-01' })
  await takes(t, service, 'supervisor', caseId, step, good.data)
  t.same(clocksOf(await last(service, caseId)), ['meet aftercare.start'])
  t.match(await knownOf(service, caseId), { aftercareAgreed: true, worker: service.personId('partner') })
  t.equal((await service.get('partner', `/api/cases/${caseId}`)).status, 200, 'who stays at their side reads the case')
})

t.test('a monitor’s finding is answered, and the answer is theirs to read', async (t) => {
  const caseId = await atHome(service)
  const finding = { finding: 'The room has no window.', recommendation: 'Another room.' }
  await isRefused(t, service, { person: 'worker', caseId, step: 'record-monitoring-finding', data: finding }, [
    'P-ROLE',
  ])
  const { body } = await takes(t, service, 'monitor', caseId, 'record-monitoring-finding', finding)
  t.same(clocksOf(await last(service, caseId)), ['start monitor.reply'])
  const reply = { finding: body.event.id, reply: 'He has moved to the room above.' }
  await isRefused(t, service, { person: 'worker', caseId, step: 'give-monitoring-reply', data: reply }, ['P-ROLE'])
  const history = async (person: string) => (await service.get(person, `/api/cases/${caseId}/history`)).text
  await takes(t, service, 'supervisor', caseId, 'give-monitoring-reply', { ...reply, finding: caseId })
  t.same(clocksOf(await last(service, caseId)), [], 'an answer to something else')
  await takes(t, service, 'province', caseId, 'give-monitoring-reply', reply)
  t.same(clocksOf(await last(service, caseId)), ['meet monitor.reply'])
  t.match(await history('monitor'), /room above/)
  t.notMatch(await history('officer'), /room above|MonitoringReplyGiven/)
  const quiet = await atHome(service)
  await takes(t, service, 'supervisor', quiet, 'give-monitoring-reply', reply)
  t.notMatch((await service.get('monitor', `/api/cases/${quiet}/history`)).text, /room above/, 'only whoever asked')
  isProblem(t, await service.take('monitor', caseId, 'record-monitoring-finding', {}), 'invalid-body', 'says nothing')
})
