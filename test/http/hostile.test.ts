import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { acceptance, encounter, offer, takes, upTo } from '../scenarios/story.ts'
import { startService } from '../support/service.ts'

/** What was tried against the service by hostile hands, and must not work. */

const service = await startService()
t.teardown(() => service.close())
const now = (): string => service.services.clock.now()
const CANARY = 'Canary-7f3a'

async function stored(caseId: string): Promise<string> {
  return JSON.stringify((await service.events(caseId)).map(({ data, metadata }) => [data.clear, metadata]))
}

t.test('a correction cannot smuggle text into what is stored in clear', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const [first] = await service.events(caseId)
  const correction = (of: string | undefined, payload: object) =>
    service.take('officer', caseId, 'correct-record', { correctionOf: of, payload, reason: 'A slip.' })
  const made = await correction(first?.id, { spokenToAlone: false })
  t.equal(made.status, 201)
  for (const payload of [{ payload: { childName: CANARY } }, { step: CANARY }, { reason: CANARY }]) {
    const answer = await correction(made.body.event.id, payload)
    t.equal(answer.status, 400, 'what is made of another step is not corrected itself')
    t.notMatch(answer.text, CANARY)
  }
  t.notMatch(await stored(caseId), CANARY)
  t.notMatch(JSON.stringify(await service.recorded(`access-${caseId}`)), CANARY)
})

t.test('a correction keeps its own reason beside the one it corrects', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  await takes(t, service, 'sun', caseId, 'report-missing', { discoveredAt: now(), circumstances: 'Gone.' })
  const missing = (await service.events(caseId)).at(-1)
  await takes(t, service, 'sun', caseId, 'correct-record', {
    correctionOf: missing?.id,
    payload: { circumstances: 'Back late.' },
    reason: 'We were wrong.',
  })
  const history = await service.get('worker', `/api/cases/${caseId}/history`)
  const { personal } = history.body.events.at(-1)
  t.match(personal, { procedure: { reason: 'We were wrong.' }, custody: { payload: { circumstances: 'Back late.' } } })
})

t.test('a corrected field that belongs to somebody unnamed is an error of the form', async (t) => {
  const caseId = await upTo(service, 'designate-provisional-guardian')
  const guardian = (await service.events(caseId)).at(-1)
  const answer = await service.take('province', caseId, 'correct-record', {
    correctionOf: guardian?.id,
    payload: { vettingRef: 'Another' },
    reason: 'A slip.',
  })
  t.equal(answer.status, 400)
  t.equal(answer.body.type, 'urn:kinward:problem:invalid-body')
})

t.test('nobody sees more for what they entered themselves', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  const attempts: [person: string, step: string, data: object][] = [
    ['partner', 'escalate-referral', {}],
    ['hill', 'record-arrival', { placeKind: 'placement', provider: 'hill-family-network' }],
    ['guardian', 'escalate-referral', {}],
    ['lawyer', 'escalate-referral', {}],
    ['education', 'dispute-age', { grounds: ['statement'] }],
  ]
  for (const [person, step, data] of attempts) {
    const before = await service.get(person, `/api/cases/${caseId}`)
    await service.take(person, caseId, step, data, { ifMatch: null })
    const after = await service.get(person, `/api/cases/${caseId}`)
    t.equal(before.status, 404, person)
    t.equal(after.status, 404, `${person} after ${step}`)
    t.equal(after.text, before.text)
  }
  const foreign = await service.take('hill', caseId, 'record-arrival', {
    placeKind: 'placement',
    provider: 'sun-foster-home',
  })
  t.equal(foreign.status, 404, 'a provider speaks for its own place')
})

t.test('a refusal for the role says nothing of the case', async (t) => {
  const caseId = await upTo(service, 'offer-placement')
  const body = acceptance('sun-foster-home', 'foster')
  const before = await service.take('officer', caseId, 'accept-placement', body)
  await takes(t, service, 'sun', caseId, 'accept-placement', body)
  const after = await service.take('officer', caseId, 'accept-placement', body)
  t.equal(after.text, before.text, 'an acceptance changes nothing in what an officer is told')
  t.same(
    after.body.rules.map(({ rule }: { rule: string }) => rule),
    ['I-20'],
  )
  const seen = await service.get('officer', `/api/cases/${caseId}`)
  const said = seen.body.steps.refused.flatMap(({ rules }: { rules: { rule: string }[] }) =>
    rules.map(({ rule }) => rule),
  )
  t.same([...new Set(said)], ['I-20'])
  t.ok(
    seen.body.steps.refused.every(({ sentence }: { sentence: string }) => sentence.length > 0),
    'each with its sentence',
  )
})

t.test('police learn neither the home nor its hours from what others enter', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  await takes(t, service, 'sun', caseId, 'report-missing', { discoveredAt: now() })
  for (const path of ['', '/history', '/timeline'])
    for (const person of ['immigration', 'monitor']) {
      const answer = await service.get(person, `/api/cases/${caseId}${path}`)
      t.equal(answer.status, 200)
      t.notMatch(answer.text, /sun-foster|placement provider|placement_provider|case_worker|dcy/, `${person} ${path}`)
    }
  const late = await service.take(
    'immigration',
    caseId,
    'record-end-of-detention',
    { releasedTo: 'agency', shelterTonight: true, means: true },
    { occurredAt: '2025-03-03T01:30:00.000Z' },
  )
  t.equal(late.status, 201)
  t.same(late.body.flags, [], 'what was late would say what was known')
})

t.test('an offer opens to the provider it was made to, and to no answer of another', async (t) => {
  const caseId = await upTo(service, 'request-placement')
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('sun-foster-home', 'foster'))
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('river-shelter', 'residential'))
  await takes(t, service, 'sun', caseId, 'decline-placement', {
    provider: 'sun-foster-home',
    code: 'other',
    note: CANARY,
  })
  const seen = await service.get('river', `/api/cases/${caseId}`)
  t.equal(seen.status, 200)
  t.same(seen.body.personal, { needs: { needs: 'Needs as told to river-shelter' } })
})

t.test('many at once on one case wait for each other', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      service.take('officer', caseId, 'escalate-referral', { reason: `Call ${n}` }, { ifMatch: null }),
    ),
  )
  t.ok(
    answers.every(({ status }) => status === 201),
    'every fact lands',
  )
  t.equal(new Set(answers.map(({ body }) => body.event.revision)).size, 40)
  const looks = await Promise.all(Array.from({ length: 40 }, () => service.get('worker', `/api/cases/${caseId}`)))
  t.ok(
    looks.every(({ status }) => status === 200),
    'every look is answered',
  )
  const absent = '5a0a7a4e-9999-8222-8333-444455556666'
  const misses = await Promise.all(Array.from({ length: 40 }, () => service.get('worker', `/api/cases/${absent}`)))
  t.ok(misses.every(({ status }) => status === 404))
})

t.test('a key that was refused with one body is not taken with another', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const order = { orderRef: 'Order 1', ownName: true, basis: 'absconding', alternativesConsidered: [] }
  const refused = await service.take('immigration', caseId, 'order-detention', order, { key: 'hostile-1' })
  t.equal(refused.status, 409)
  const lawful = {
    ...order,
    basis: 'court_order',
    alternativesConsidered: ['open_shelter'],
    reviewBy: '2026-01-01T00:00:00.000Z',
  }
  const again = await service.take('immigration', caseId, 'order-detention', lawful, { key: 'hostile-1' })
  t.equal(again.status, 422)
  t.equal(again.body.type, 'urn:kinward:problem:key-reused')
})

t.test('nothing has been so since tomorrow', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const answer = await service.take('officer', caseId, 'record-detention', {
    holding: 'police',
    start: '2099-01-01T00:00:00.000Z',
    basis: 'none_stated',
    alternativesConsidered: [],
  })
  t.equal(answer.status, 422)
  t.equal(answer.body.type, 'urn:kinward:problem:occurred-in-future')
})

t.test('a stranger’s try at a decision is on record, and tells nothing', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  const count = async (): Promise<number> => (await service.recorded('access-node-test')).length
  const before = await count()
  const there = await service.take('river', caseId, 'accept-placement', acceptance('river-shelter', 'residential'), {
    ifMatch: 0,
  })
  const absent = '5a0a7a4e-9999-8222-8333-444455556666'
  const nowhere = await service.take('river', absent, 'accept-placement', acceptance('river-shelter', 'residential'), {
    ifMatch: 0,
  })
  t.equal(there.status, 404)
  t.equal(there.text, nowhere.text)
  t.equal(await count(), before + 2)
})

t.test('a referral as long as its form allows, in any script, is taken', async (t) => {
  const long = 'ก'.repeat(8_000)
  const answer = await service.open('officer', 'record-encounter', encounter)
  const told = await service.take('officer', answer.body.caseId, 'submit-referral', {
    placeClass: 'police_post',
    since: now(),
    alone: 'unknown',
    danger: 'unknown',
    riskFlags: [],
    couldBeUnder18: 'unknown',
    location: 'Canary post',
    callBackPhone: '+66 0 0000 0000',
    documents: long,
    companions: long,
    afraidOf: long,
    needs: long,
    ownWords: long,
  })
  t.equal(told.status, 201)
})

t.test('after all of it the check is clean', async (t) => t.same((await checkStore(service.services)).findings, []))
