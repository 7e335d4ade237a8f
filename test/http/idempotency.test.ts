import t, { type Test } from 'tap'
import {
  acceptance,
  accessOf,
  appointment,
  encounter,
  isProblem,
  referral,
  standing,
  takes,
  upTo,
} from '../scenarios/story.ts'
import { type Answer, startService } from '../support/service.ts'

/** A lost answer and a retry: the first answer again, byte for byte, and one event. */

const service = await startService()
t.teardown(() => service.close())

const equal = (t: Test, one: Answer, other: Answer, what: string): void => {
  t.equal(other.status, one.status, what)
  t.equal(other.text, one.text, `${what}: the same bytes`)
  t.equal(other.headers.etag, one.headers.etag)
  t.equal(other.headers['content-type'], one.headers['content-type'])
}

t.test('a fact, repeated', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const body = { occurredAt: service.services.clock.now(), data: referral }
  const url = `/api/cases/${caseId}/steps/submit-referral`
  const send = (person = 'officer', sent: unknown = body) =>
    service.post(person, url, sent, { 'idempotency-key': 'one' })
  const first = await send()
  t.equal(first.status, 201)
  const after = await standing(service, caseId)
  equal(t, first, await send(), 'at once')
  service.at('2025-03-04T08:00:00+07:00')
  equal(t, first, await send(), 'a day later')
  t.same(await standing(service, caseId), after, 'there is one event')
  await takes(t, service, 'intake', caseId, 'acknowledge-referral', { riskLevel: 'high' })
  await takes(t, service, 'intake', caseId, 'accept-referral', { agency: 'dcy', emergencyBed: false })
  equal(t, first, await send(), 'after the case moved on')
  const ordered = { data: body.data, occurredAt: body.occurredAt }
  equal(t, first, await send('officer', ordered), 'with its names in another order')

  const moved = await standing(service, caseId)
  const changed = { ...body, data: { ...referral, danger: 'illness' } }
  isProblem(t, await send('officer', changed), 'key-reused', 'the same key with another body')
  isProblem(t, await send('officer', { ...body, occurredAt: '2025-03-03T01:01:00.000Z' }), 'key-reused', 'or time')
  t.same(await standing(service, caseId), moved)
  const others = await send('immigration')
  t.equal(others.status, 201, 'a key is its person’s own')
  t.not(others.body.event.id, first.body.event.id)
  const elsewhere = await upTo(service, 'record-encounter')
  const there = await service.post('officer', `/api/cases/${elsewhere}/steps/submit-referral`, body, {
    'idempotency-key': 'one',
  })
  t.equal(there.status, 201, 'and its case’s')
})

t.test('a decision, repeated', async (t) => {
  const caseId = await upTo(service, 'offer-placement', 2)
  const { revision } = await service.services.cases.load(caseId)
  const body = { data: acceptance('sun-foster-home', 'foster') }
  const send = (ifMatch: bigint) =>
    service.post('sun', `/api/cases/${caseId}/steps/accept-placement`, body, {
      'idempotency-key': 'yes',
      'if-match': `"${ifMatch}"`,
    })
  const first = await send(revision)
  t.equal(first.status, 201)
  equal(t, first, await send(revision), 'with the revision that was current then')
  equal(t, first, await send(revision + 1n), 'with the one that it made')
  await takes(t, service, 'officer', caseId, 'hand-over-custody', {
    toKind: 'provider',
    provider: 'sun-foster-home',
    expectedArrival: '2025-03-03T10:00:00.000Z',
    receiver: 'Driver',
  })
  equal(t, first, await send(revision), 'after the case moved on')
  t.equal((await service.events(caseId)).filter(({ type }) => type === 'PlacementAccepted').length, 1)
})

t.test('the step that opens a case, repeated', async (t) => {
  service.at('2025-03-03T08:00:00+07:00')
  const body = { step: 'record-encounter', occurredAt: service.services.clock.now(), data: encounter }
  const send = (sent: object = body) => service.post('officer', '/api/cases', sent, { 'idempotency-key': 'open' })
  const first = await send()
  t.equal(first.status, 201)
  const { caseId } = first.body
  equal(t, first, await send(), 'at once')
  await takes(t, service, 'officer', caseId, 'submit-referral', referral)
  equal(t, first, await send(), 'after the case moved on')
  t.ok(first.body.reference)
  const other = { ...body, data: { ...encounter, statedAge: 15 } }
  isProblem(t, await send(other), 'key-reused', 'another child under the same key')
  t.equal((await service.events(caseId)).length, 2)

  const refused = { step: 'submit-referral', occurredAt: service.services.clock.now(), data: referral }
  const turn = (sent: object = refused) => service.post('auditor', '/api/cases', sent, { 'idempotency-key': 'none' })
  const no = await turn()
  isProblem(t, no, 'refused-role', 'somebody who enters nothing')
  equal(t, no, await turn(), 'asked again')
  isProblem(t, await turn({ ...refused, data: { ...referral, danger: 'both' } }), 'key-reused', 'with another body')
  const recorded = []
  for await (const stream of service.services.store.streams('access-'))
    for (const event of stream.startsWith('access-node-') ? [] : await service.recorded(stream))
      if (event.metadata.actor.id === service.personId('auditor') && event.data.clear.revision === '-1')
        recorded.push(event)
  t.equal(recorded.length, 1, 'recorded once')
})

t.test('ten at once', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const body = { occurredAt: service.services.clock.now(), data: referral }
  const ten = (url: string, sent: object, key: string) =>
    Promise.all(Array.from({ length: 10 }, () => service.post('officer', url, sent, { 'idempotency-key': key })))
  const [first, ...others] = await ten(`/api/cases/${caseId}/steps/submit-referral`, body, 'ten')
  t.equal(first?.status, 201)
  for (const other of others) if (first) equal(t, first, other, 'one of ten')
  t.equal((await service.events(caseId)).length, 2, 'one event')

  const opening = { step: 'record-encounter', occurredAt: service.services.clock.now(), data: encounter }
  const [opened, ...again] = await ten('/api/cases', opening, 'ten-open')
  t.equal(opened?.status, 201)
  for (const other of again) if (opened) equal(t, opened, other, 'one of ten that open')
  t.equal((await service.events(opened?.body.caseId)).length, 1, 'one event')

  const mixed = await Promise.all(
    ['none', 'danger', 'none', 'danger'].map((danger) =>
      service.post(
        'officer',
        `/api/cases/${opened?.body.caseId}/steps/submit-referral`,
        { ...body, data: { ...referral, danger } },
        { 'idempotency-key': 'two-bodies' },
      ),
    ),
  )
  t.same(
    mixed.map(({ status }) => status).sort((a, b) => a - b),
    [201, 201, 422, 422],
    'one key, two bodies: one of them is taken',
  )
  t.equal((await service.events(opened?.body.caseId)).length, 2, 'one event')
})

t.test('a refused decision, repeated', async (t) => {
  const caseId = await upTo(service, 'file-guardian-application')
  const { revision } = await service.services.cases.load(caseId)
  const data = { ...appointment(service), caseloadAtAppointment: 30 }
  const send = (at: bigint, sent: object = data) =>
    service.post(
      'court',
      `/api/cases/${caseId}/steps/appoint-guardian`,
      { data: sent },
      {
        'idempotency-key': 'no',
        'if-match': `"${at}"`,
      },
    )
  const before = await standing(service, caseId)
  const first = await send(revision)
  isProblem(t, first, 'refused-rule', 'refused')
  equal(t, first, await send(revision), 'the same answer')
  service.at('2025-03-03T18:00:00+07:00')
  equal(t, first, await send(revision), 'later too')
  const refusals = async () => (await accessOf(service, caseId)).filter(({ type }) => type === 'StepRefused')
  t.equal((await refusals()).length, 1, 'recorded once')
  t.same(await standing(service, caseId), before)
  isProblem(t, await send(revision, { ...data, caseloadAtAppointment: 31 }), 'key-reused', 'with another body')
  t.equal((await refusals()).length, 1)

  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'Quiet.' })
  isProblem(t, await send(revision), 'revision-stale', 'once the case has moved on, with the old revision')
  isProblem(t, await send(revision + 1n), 'refused-rule', 'with the new one it is decided again')
  t.same(
    (await refusals()).map(({ data: { clear } }) => clear.revision),
    [String(revision), String(revision + 1n)],
    'and recorded again, at its revision',
  )

  const open = await upTo(service, 'submit-referral')
  const accept = (at: number) =>
    service.post(
      'intake',
      `/api/cases/${open}/steps/accept-referral`,
      { data: { agency: 'dcy', emergencyBed: false } },
      {
        'idempotency-key': 'early',
        'if-match': `"${at}"`,
      },
    )
  isProblem(t, await accept(2), 'refused-rule', 'too early')
  await takes(t, service, 'intake', open, 'acknowledge-referral', { riskLevel: 'high' })
  const taken = await accept(3)
  t.equal(taken.status, 201, 'decided again, what was refused may be taken')
  equal(t, taken, await accept(3), 'and then has its answer')
})
