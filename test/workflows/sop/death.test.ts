import t from 'tap'
import { appointment, isProblem, isRefused, offer, takes, upTo } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { atHome, clocksOf, closed, closing, knownOf, last, runningIn } from './lifecycle-story.ts'

/** A child has died: everything stands still but the inquiry, and nothing takes it back. */

const service: Service = await startService()
t.teardown(() => service.close())

const death = { custodyAtDeath: 'hospital', notified: ['family', 'ombudsperson'], circumstances: 'Fever.' }
const byInquiry = { body: { decidedBy: { body: 'inquiry', date: '2025-03-20' } } }

t.test('every clock ends by its name, and the inquiry begins', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'Another home.' })
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('hill-family-network', 'foster'))
  const before = await runningIn(service, caseId)
  t.ok(before.length > 3)
  await takes(t, service, 'health', caseId, 'record-child-death', death)
  const event = await last(service, caseId)
  t.same([...event.metadata.entered].sort(), [
    'custody.exited',
    'lifecycle.deceased',
    'placement.care.ended',
    'placement.search.idle',
  ])
  t.same(event.metadata.breaches, [])
  t.same(clocksOf(event), [...before.map((key) => `cancel ${key}`), 'start death.inquiry'])
  t.same(await runningIn(service, caseId), ['death.inquiry'])
  const known = await knownOf(service, caseId)
  t.match(known, { deathRecorded: true, offers: [], livesAt: undefined, proposals: [] })
  t.match((await service.get('supervisor', `/api/cases/${caseId}`)).body.waitsFor, [
    { step: 'conclude-death-inquiry', clock: 'death.inquiry' },
  ])
  t.equal((await service.get('sun', `/api/cases/${caseId}`)).status, 404, 'the home reads no more')
})

t.test('who dies in holding died in breach, by the record or by what is said now', async (t) => {
  const held = await upTo(service, 'submit-referral')
  await takes(t, service, 'officer', held, 'record-detention', {
    holding: 'police',
    start: '2025-03-03T02:00:00.000Z',
    basis: 'none_stated',
    alternativesConsidered: [],
  })
  await takes(t, service, 'officer', held, 'record-child-death', { ...death, custodyAtDeath: 'hospital' })
  t.same((await last(service, held)).metadata.breaches, ['I-1'])
  t.equal((await knownOf(service, held)).heldSince, undefined)
  const unknown = await upTo(service, 'submit-referral')
  await takes(t, service, 'partner', unknown, 'record-child-death', { ...death, custodyAtDeath: 'held' })
  t.same((await last(service, unknown)).metadata.breaches, ['I-1'])
})

t.test('the consulate is told only when the risk there was assessed', async (t) => {
  const caseId = await upTo(service, 'submit-referral')
  await takes(t, service, 'consular', caseId, 'record-child-death', { ...death, notified: ['consulate'] })
  t.same((await last(service, caseId)).metadata.breaches, ['I-32'])
})

t.test('no later report makes a death late, and none takes it back', async (t) => {
  const caseId = await atHome(service)
  // reported a day later, for an hour at which the record has the child arrive
  service.at('2025-03-05T10:00:00+07:00')
  const occurredAt = '2025-03-03T09:30:00.000Z'
  await takes(t, service, 'worker', caseId, 'record-child-death', death, { occurredAt })
  const event = await last(service, caseId)
  t.same([event.metadata.flags, event.metadata.reported], [[], []])
  t.match((await knownOf(service, caseId)).at, { lifecycle: 'deceased', custody: 'exited', 'placement.care': 'ended' })

  const bed = { placeKind: 'emergency_bed', provider: 'river-shelter' }
  await takes(t, service, 'worker', caseId, 'record-arrival', bed, { occurredAt: '2025-03-03T09:00:00.000Z' })
  t.match((await last(service, caseId)).metadata.flags, ['late:custody', 'late:placement.care'])
  t.same(clocksOf(await last(service, caseId)), [], 'nothing becomes due any more')

  await takes(t, service, 'partner', caseId, 'record-child-death', { ...death, custodyAtDeath: 'unknown' })
  t.same(clocksOf(await last(service, caseId)), [], 'a second report ends and starts nothing')
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'deceased')

  const police = { holding: 'police', basis: 'none_stated', alternativesConsidered: [] }
  await takes(t, service, 'officer', caseId, 'record-detention', { ...police, start: '2025-03-05T02:00:00.000Z' })
  const seen = await last(service, caseId)
  t.same(seen.metadata.flags, ['afterDeath'], 'somebody saw the child: one of both reports is wrong')
  t.match((await knownOf(service, caseId)).at, { lifecycle: 'deceased', custody: 'policeHolding' })
  await takes(t, service, 'immigration', caseId, 'order-release', {
    authority: 'immigration',
    receiver: 'The agency',
  })
})

t.test('nothing is decided about the care of a dead child', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'worker', caseId, 'record-child-death', death)
  const refused = (person: string, step: string, data: object, rules: readonly string[]) =>
    isRefused(t, service, { person, caseId, step, data }, rules)
  await refused('worker', 'start-bia', { kind: 'initial', interpreterMode: 'telephone' }, ['SEQ-start-bia'])
  await refused('worker', 'request-placement', { emergency: false, needs: 'A home.' }, ['SEQ-request-placement'])
  await refused('court', 'appoint-guardian', appointment(service), ['SEQ-appoint-guardian'])
  await refused('supervisor', 'assign-case-worker', { worker: service.personId('worker') }, ['P-OPEN'])
  await refused('supervisor', 'reopen-case', { reason: 'No.', askedBy: 'Nobody' }, ['SEQ-reopen-case'])
  const { body } = await service.get('worker', `/api/cases/${caseId}`)
  const kinds = new Set(body.steps.possible.map(({ kind, step }: { kind: string; step: string }) => `${kind} ${step}`))
  t.same(
    [...kinds].filter((each) => String(each).startsWith('decision')),
    [],
    'no decision is offered to the worker',
  )
  await takes(t, service, 'worker', caseId, 'correct-record', {
    correctionOf: (await last(service, caseId)).id,
    payload: { custodyAtDeath: 'in_care' },
    reason: 'It was at home.',
  })
})

t.test('it is closed when the inquiry is concluded, and never opens again', async (t) => {
  const caseId = await atHome(service)
  const conclude = { finding: 'Nobody could have known.' }
  const early = await takes(t, service, 'national', caseId, 'conclude-death-inquiry', conclude, byInquiry)
  t.same(early.body.flags, ['outOfOrder:lifecycle'])
  t.equal((await knownOf(service, caseId)).deathInquiryConcluded, false, 'nobody has died yet')
  await takes(t, service, 'worker', caseId, 'record-child-death', death)
  const end = (data: object) => ({ person: 'supervisor', caseId, step: 'close-case', data })
  t.match(
    (await isRefused(t, service, end(closing('death_of_child')), ['I-25'])).text,
    /inquiry into the child’s death/,
  )
  isProblem(
    t,
    await service.take('national', caseId, 'conclude-death-inquiry', conclude),
    'invalid-body',
    'which body decided, and when',
  )
  await isRefused(
    t,
    service,
    { person: 'supervisor', caseId, step: 'conclude-death-inquiry', data: conclude, ...byInquiry },
    ['P-ROLE'],
  )
  await takes(t, service, 'province', caseId, 'conclude-death-inquiry', conclude, byInquiry)
  t.same(clocksOf(await last(service, caseId)), ['meet death.inquiry'])
  await isRefused(t, service, end(closing('formal_closing', { goesTo: 'own_home' })), ['I-25'])
  await takes(t, service, 'supervisor', caseId, 'close-case', closing('death_of_child'))
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'closed')
  await isRefused(
    t,
    service,
    { person: 'supervisor', caseId, step: 'reopen-case', data: { reason: 'No.', askedBy: 'Nobody' } },
    ['SEQ-reopen-case'],
  )
  await takes(t, service, 'officer', caseId, 'locate-child', { withOfficers: true })
  t.match((await last(service, caseId)).metadata.flags, ['outOfOrder:custody', 'afterDeath'])
  t.match(await knownOf(service, caseId), { at: { lifecycle: 'closed' }, reopened: 0 })
  await takes(t, service, 'partner', caseId, 'record-child-death', death)
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'closed', 'told again, it is known')
  t.same(clocksOf(await last(service, caseId)), [])
})

t.test('a child whose case was closed may die, and the inquiry begins all the same', async (t) => {
  const caseId = await closed(t, service)
  await takes(t, service, 'partner', caseId, 'record-child-death', death)
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'deceased')
  t.same(await runningIn(service, caseId), ['death.inquiry'])
})

t.test('a death recorded in the wrong case is closed into the right one, without an inquiry', async (t) => {
  const right = await upTo(service, 'accept-referral')
  const wrong = await atHome(service)
  await takes(t, service, 'worker', wrong, 'record-child-death', death)
  const end = (elsewhere: string) => ({
    person: 'supervisor',
    caseId: wrong,
    step: 'close-case',
    data: { reason: 'duplicate', acceptedElsewhere: elsewhere, planCompletion: 'He lives.' },
  })
  await isRefused(t, service, end(wrong), ['I-25'])
  await takes(t, service, 'supervisor', wrong, 'close-case', end(right).data)
  t.equal((await knownOf(service, wrong)).at.lifecycle, 'closed')
})
