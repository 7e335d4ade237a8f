import t, { type Test } from 'tap'
import type { problemTypes } from '../../src/http/problems.ts'
import { isProblem, referral, standing, takes, upTo } from '../scenarios/story.ts'
import { type Answer, startService } from '../support/service.ts'

/** Every way to be wrong: an exact status and type, nothing changed, nothing echoed. */

const CANARY = 'Zanzibarius'
const NOW = '2025-03-03T04:20:00.000Z'
const NOBODY = '00000000-0000-4000-8000-000000000000'

type Type = keyof typeof problemTypes
interface Wrong {
  readonly what: string
  readonly type: Type
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  readonly url?: string
  /** A text or bytes are sent as they are. */
  readonly body?: unknown
  /** `null`: left out. */
  readonly headers?: Readonly<Record<string, string | null>>
}

const service = await startService()
t.teardown(() => service.close())
const caseId = await upTo(service, 'accept-referral')
const steps = `/api/cases/${caseId}/steps`
const revision = (await service.services.cases.load(caseId)).revision
let sent = 0

async function send({
  method = 'POST',
  url = steps,
  body,
  headers = {},
}: Omit<Wrong, 'what' | 'type'>): Promise<Answer> {
  const all: Record<string, string | null> = {
    authorization: 'Demo worker',
    'content-type': 'application/json',
    'idempotency-key': `bad-${++sent}`,
    ...headers,
  }
  const response = await service.app.inject({
    method,
    url,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as Record<string, string>,
    ...(body !== undefined && {
      payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  })
  const json = response.headers['content-type']?.toString().includes('json')
  return {
    status: response.statusCode,
    headers: response.headers,
    body: json ? response.json() : undefined,
    text: response.body,
  }
}

async function isWrong(t: Test, { what, type, ...request }: Wrong): Promise<Answer> {
  const before = await standing(service, caseId)
  const answer = await send(request)
  isProblem(t, answer, type, what)
  t.not(answer.status, 500, what)
  t.notMatch(answer.text, new RegExp(CANARY, 'i'), `${what}: nothing sent is repeated`)
  t.notMatch(JSON.stringify(answer.headers), new RegExp(CANARY, 'i'))
  t.same(await standing(service, caseId), before, `${what}: the case has not changed`)
  return answer
}

/** A fact that would be taken as it is. */
const missing = { occurredAt: NOW, data: { discoveredAt: NOW, circumstances: CANARY } }
const fact = (data: object, more: object = {}): object => ({ ...missing, data: { ...missing.data, ...data }, ...more })
const report = `${steps}/report-missing`
/** A decision that would be taken as it is. */
const wanted = { data: { emergency: false, needs: CANARY } }
const request = `${steps}/request-placement`
const decides = { 'if-match': `"${revision}"` }

t.test('a body that is not as the step needs it', async (t) => {
  const holding = {
    occurredAt: NOW,
    data: { holding: 'police', start: NOW, basis: 'none_stated', alternativesConsidered: [], place: CANARY },
  }
  const held = (data: object) => ({ ...holding, data: { ...holding.data, ...data } })
  const wrong: readonly [what: string, at: string, body: unknown, step?: string][] = [
    ['an unknown field', 'data', fact({ colour: CANARY })],
    ['an unknown field that is itself a name', 'data', fact({ [CANARY]: 1 })],
    ['an unknown field beside the data', '', fact({}, { [CANARY]: CANARY })],
    [
      'a field named __proto__',
      'data',
      JSON.stringify(fact({})).replace('"data":{', `"data":{"__proto__":{"x":"${CANARY}"},`),
    ],
    ['a wrong code', 'data.basis', held({ basis: CANARY }), 'record-detention'],
    [
      'a wrong code in a list',
      'data.alternativesConsidered.0',
      held({ alternativesConsidered: [CANARY] }),
      'record-detention',
    ],
    ['an unknown entry of a catalogue', 'data.facility', held({ facility: CANARY }), 'record-detention'],
    ['a text for a flag', 'data.withUnrelatedAdults', held({ withUnrelatedAdults: 'true' }), 'record-detention'],
    [
      'a list that is none',
      'data.alternativesConsidered',
      held({ alternativesConsidered: CANARY }),
      'record-detention',
    ],
    [
      'a list too long',
      'data.alternativesConsidered',
      held({ alternativesConsidered: Array(51).fill('reporting') }),
      'record-detention',
    ],
    ['a day that does not exist', 'data.discoveredAt', fact({ discoveredAt: '2025-02-30T04:20:00.000Z' })],
    ['a month that does not exist', 'data.discoveredAt', fact({ discoveredAt: '2025-13-01T04:20:00.000Z' })],
    ['an hour that does not exist', 'occurredAt', fact({}, { occurredAt: '2025-03-03T24:20:00.000Z' })],
    ['a leap day of a common year', 'occurredAt', fact({}, { occurredAt: '2025-02-29T04:20:00.000Z' })],
    ['a time without a zone', 'occurredAt', fact({}, { occurredAt: '2025-03-03T04:20:00.000' })],
    ['a time in words', 'occurredAt', fact({}, { occurredAt: CANARY })],
    ['a number for a time', 'occurredAt', fact({}, { occurredAt: 1741000000000 })],
    ['a fact without its time', 'occurredAt', { data: missing.data }],
    ['a missing field', 'data.discoveredAt', { occurredAt: NOW, data: { circumstances: CANARY } }],
    ['null', 'data.discoveredAt', fact({ discoveredAt: null })],
    ['no data', 'data', { occurredAt: NOW }],
    ['a text too long', 'data.circumstances', fact({ circumstances: CANARY.repeat(1000) })],
    ['a text of blanks', 'data.circumstances', fact({ circumstances: '   ' })],
    ['a list for a body', '', [missing]],
    ['a text for a body', '', JSON.stringify(CANARY)],
    ['null for a body', '', 'null'],
    ['a reference that is none', 'data.lawyer', { data: { lawyer: CANARY } }, 'assign-legal-representative'],
    [
      'a proposal of what nobody proposes',
      'data.step',
      { occurredAt: NOW, data: { step: 'approve-bia', payload: { [CANARY]: CANARY } } },
      'propose-act',
    ],
    [
      'a proposal with an unknown field',
      'data.payload.',
      {
        occurredAt: NOW,
        data: {
          step: 'decline-referral',
          payload: { code: 'duplicate', reason: CANARY, whereChildIsNow: CANARY, [CANARY]: 1 },
        },
      },
      'propose-act',
    ],
    [
      'somebody else’s decision with an unknown body',
      'decidedBy.body',
      fact({}, { decidedBy: { body: CANARY, date: '2025-03-01' } }),
    ],
    [
      'a decision of a day that does not exist',
      'decidedBy.date',
      fact({}, { decidedBy: { body: 'court', date: '2025-02-30' } }),
    ],
  ]
  for (const [what, at, body, step = 'report-missing'] of wrong) {
    const answer = await isWrong(t, { what, type: 'invalid-body', url: `${steps}/${step}`, body, headers: decides })
    t.ok(
      answer.body?.issues?.some((issue: { at: string }) => issue.at === at),
      `${what}: says where: ${JSON.stringify(answer.body?.issues)}`,
    )
  }
  const count = { person: NOBODY, conflicts: [], viewsMode: 'spoken', views: CANARY, actRef: 'A', vettingRef: 'V' }
  for (const caseloadAtAppointment of ['12', -1, true, null])
    await isWrong(t, {
      what: `a caseload of ${JSON.stringify(caseloadAtAppointment)}`,
      type: 'invalid-body',
      url: `${steps}/appoint-guardian`,
      body: { data: { ...count, caseloadAtAppointment } },
      headers: { ...decides, authorization: 'Demo court' },
    })
  await isWrong(t, { what: 'opening without a step', type: 'invalid-body', url: '/api/cases', body: missing })
  await isWrong(t, {
    what: 'opening with a step that is no text',
    type: 'invalid-body',
    url: '/api/cases',
    body: { ...missing, step: { [CANARY]: 1 } },
  })
})

t.test('bytes that are not JSON that can be stored', async (t) => {
  const good = JSON.stringify(missing)
  const bytes: readonly [what: string, body: string | Buffer][] = [
    ['nothing', ''],
    ['no JSON', `{"occurredAt": ${CANARY}}`],
    ['half a body', good.slice(0, -5)],
    ['something after the end', `${good} ${CANARY}`],
    ['a name twice', good.replace('{', '{"occurredAt":"2025-03-03T04:19:00.000Z",')],
    ['a name twice, further in', good.replace('"data":{', `"data":{"circumstances":"x",`)],
    ['a name twice, once escaped', good.replace('"data":{', '"data":{"circumst\\u0061nces":"x",')],
    ['a name twice in a list', '{"data":[{"a":1,"a":1}]}'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(good.slice(0, -3)), Buffer.from([0xff]), Buffer.from(good.slice(-3))]),
    ],
    ['UTF-8 longer than it needs to be', Buffer.from([...Buffer.from('{"data":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['a byte order mark', `\ufeff${good}`],
    ['half a surrogate pair', good.replace(CANARY, '\\ud83d')],
    ['half a surrogate pair in a name', good.replace('circumstances', '\\udc00')],
    ['a fraction', good.replace(`"${CANARY}"`, '1.5')],
    ['a number too large to be kept', good.replace(`"${CANARY}"`, '9007199254740993')],
    ['a number without end', good.replace(`"${CANARY}"`, '1e999')],
    ['a name that is a number', good.replace('circumstances', '12')],
    ['a name that is a number, further in', good.replace(`"${CANARY}"`, '{"a":[{"0":1}]}')],
    ['nesting without end', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ]
  for (const [what, body] of bytes) await isWrong(t, { what, type: 'invalid-json', url: report, body })

  const large = JSON.stringify(fact({ circumstances: 'x'.repeat(1024 * 1024) }))
  await isWrong(t, { what: 'a megabyte', type: 'too-large', url: report, body: large })
  await isWrong(t, { what: 'a megabyte that opens', type: 'too-large', url: '/api/cases', body: large })

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=iso-8859-1',
    'application/json;charset="utf-16"',
    'application/merge-patch+json',
    `application/${CANARY}`,
    null,
  ])
    await isWrong(t, {
      what: `media type ${type}`,
      type: 'unsupported-media-type',
      url: report,
      body: good,
      headers: { 'content-type': type },
    })
})

t.test('headers', async (t) => {
  for (const key of [null, '', 'with blank', 'é', 'k'.repeat(129)])
    await isWrong(t, {
      what: `Idempotency-Key ${key?.slice(0, 20)}`,
      type: 'idempotency-key-missing',
      url: report,
      body: missing,
      headers: { 'idempotency-key': key },
    })
  for (const header of ['5', 'W/"5"', '*', '"05"', '"-1"', '"5", "6"', `"${CANARY}"`, '""', '', `"${'9'.repeat(30)}"`])
    await isWrong(t, {
      what: `If-Match ${header}`,
      type: 'invalid-if-match',
      url: request,
      body: wanted,
      headers: { 'if-match': header },
    })
  await isWrong(t, { what: 'a decision without If-Match', type: 'revision-missing', url: request, body: wanted })
  const stale = await isWrong(t, {
    what: 'a decision on an old revision',
    type: 'revision-stale',
    url: request,
    body: wanted,
    headers: { 'if-match': `"${revision - 2n}"` },
  })
  t.same(stale.body.changed, ['ReferralAcknowledged', 'ReferralAccepted'], 'with what changed')
  t.equal(stale.body.revision, String(revision))
  await isWrong(t, {
    what: 'a fact on an old revision, if one is named',
    type: 'revision-stale',
    url: report,
    body: missing,
    headers: { 'if-match': '"0"' },
  })
  await isWrong(t, {
    what: 'a revision that is not there yet',
    type: 'revision-stale',
    url: request,
    body: wanted,
    headers: { 'if-match': `"${revision + 1n}"` },
  })
  for (const authorization of [
    null,
    '',
    'Demo',
    `Demo ${CANARY}`,
    'Demo nobody',
    'Basic d29ya2VyOg==',
    'demo worker',
    'Demo worker ',
  ])
    for (const [method, url] of [
      ['POST', report],
      ['POST', '/api/cases'],
      ['GET', `/api/cases/${caseId}`],
      ['GET', `/api/cases/${caseId}/history`],
      ['GET', `/api/cases/${caseId}/timeline`],
    ] as const)
      await isWrong(t, {
        what: `${method} with Authorization ${authorization}`,
        type: 'not-signed-in',
        method,
        url,
        headers: { authorization },
        ...(method === 'POST' && { body: missing }),
      })
})

t.test('when it happened', async (t) => {
  const inMinutes = (minutes: number): string => new Date(Date.parse(NOW) + minutes * 60_000).toISOString()
  await isWrong(t, {
    what: 'a fact eleven minutes ahead',
    type: 'occurred-in-future',
    url: report,
    body: fact({}, { occurredAt: inMinutes(11) }),
  })
  await isWrong(t, {
    what: 'a decision eleven minutes ahead',
    type: 'occurred-in-future',
    url: request,
    body: { ...wanted, occurredAt: inMinutes(11) },
    headers: decides,
  })
  await isWrong(t, {
    what: 'a decision of yesterday',
    type: 'decision-not-now',
    url: request,
    body: { ...wanted, occurredAt: inMinutes(-24 * 60) },
    headers: decides,
  })
  await isWrong(t, {
    what: 'opening a case in the future',
    type: 'occurred-in-future',
    url: '/api/cases',
    body: { step: 'submit-referral', occurredAt: inMinutes(11), data: { ...referral, name: CANARY } },
    headers: { authorization: 'Demo officer' },
  })

  const other = await upTo(service, 'accept-referral')
  const ahead = await takes(t, service, 'worker', other, 'report-missing', missing.data, { occurredAt: inMinutes(9) })
  t.same(ahead.body.flags, ['occurredAhead'], 'nine minutes is a clock that is fast: taken, flagged')
  await takes(t, service, 'officer', other, 'locate-child', { withOfficers: true })
  t.same(
    (await service.events(other)).at(-1)?.metadata.flags,
    [],
    'and does not make what is true afterwards look late',
  )
  await takes(t, service, 'officer', other, 'report-missing', missing.data, { occurredAt: inMinutes(-10_000) })
})

t.test('a server clock that is set back by an hour stops nobody', async (t) => {
  const other = await upTo(service, 'accept-referral')
  const before = (await service.events(other)).at(-1)?.metadata.recordedAt
  service.at('2025-03-03T10:20:00+07:00')
  const { revision: at } = await service.services.cases.load(other)
  const answer = await send({
    url: `/api/cases/${other}/steps/request-placement`,
    body: wanted,
    headers: { 'if-match': `"${at}"` },
  })
  t.equal(answer.status, 201, 'a decision that names no time')
  t.equal((await service.events(other)).at(-1)?.metadata.recordedAt, before, 'recordedAt never steps back')
  await takes(t, service, 'worker', other, 'report-missing', missing.data, { occurredAt: '2025-03-03T03:20:00.000Z' })
  service.at('2025-03-03T11:20:00+07:00')
})

t.test('cases, steps and addresses that are not there', async (t) => {
  const at = (id: string, step: string) => `/api/cases/${id}/steps/${step}`
  const decision = { body: wanted, headers: decides }
  const wrong: readonly Wrong[] = [
    { what: 'a decision in an unknown case', type: 'unknown-case', url: at(NOBODY, 'request-placement'), ...decision },
    { what: 'a fact in an unknown case', type: 'unknown-case', url: at(NOBODY, 'report-missing'), body: missing },
    { what: 'an id that is none', type: 'unknown-case', url: at(CANARY, 'report-missing'), body: missing },
    { what: 'reading an unknown case', type: 'unknown-case', method: 'GET', url: `/api/cases/${NOBODY}` },
    { what: 'reading an id that is none', type: 'unknown-case', method: 'GET', url: `/api/cases/${CANARY}` },
    { what: 'its history', type: 'unknown-case', method: 'GET', url: `/api/cases/${NOBODY}/history` },
    { what: 'its timeline', type: 'unknown-case', method: 'GET', url: `/api/cases/${NOBODY}/timeline` },
    { what: 'an unknown step', type: 'unknown-step', url: at(caseId, CANARY), ...decision },
    { what: 'a step of the service itself', type: 'unknown-step', url: at(caseId, 'destroy-key'), ...decision },
    { what: 'a step named like a property', type: 'unknown-step', url: at(caseId, 'constructor'), ...decision },
    { what: 'reading an unknown step', type: 'unknown-step', method: 'GET', url: `/api/steps/${CANARY}` },
    {
      what: 'opening with an unknown step',
      type: 'unknown-step',
      url: '/api/cases',
      body: { ...missing, step: CANARY },
    },
    {
      what: 'a step that does not open',
      type: 'cannot-open',
      url: '/api/cases',
      body: { ...missing, step: 'report-missing' },
    },
    { what: 'an unknown address', type: 'not-found', method: 'GET', url: `/api/${CANARY}` },
    { what: 'an unknown address to send to', type: 'not-found', url: `/${CANARY}/x`, body: missing },
    { what: 'an address with a slash too many', type: 'not-found', method: 'GET', url: `/api/cases/${caseId}/` },
    { what: 'bad percent-encoding', type: 'invalid-url', method: 'GET', url: `/api/cases/%E0%A4%A${CANARY}` },
    { what: 'bad percent-encoding in a step', type: 'invalid-url', url: `${steps}/%zz${CANARY}`, body: missing },
  ]
  for (const each of wrong) await isWrong(t, each)
  for (const [method, url, allow] of [
    ['PUT', `/api/cases/${caseId}`, 'GET, HEAD'],
    ['DELETE', `/api/cases/${caseId}`, 'GET, HEAD'],
    ['POST', `/api/cases/${caseId}/history`, 'GET, HEAD'],
    ['PATCH', `/api/cases/${caseId}/timeline`, 'GET, HEAD'],
    ['GET', `/api/cases?name=${CANARY}`, 'POST'],
    ['PUT', '/api/cases', 'POST'],
    ['GET', report, 'POST'],
    ['DELETE', report, 'POST'],
  ] as const) {
    const answer = await isWrong(t, {
      what: `${method} ${url}`,
      type: 'method-not-allowed',
      method,
      url,
      ...(method !== 'GET' && method !== 'DELETE' && { body: missing }),
      ...((method === 'GET' || method === 'DELETE') && { headers: { 'content-type': null } }),
    })
    t.equal(answer.headers.allow, allow, 'says which methods it takes')
  }
  const long = await send({ method: 'GET', url: `/api/cases/${CANARY.repeat(100)}` })
  t.ok(long.status >= 400 && long.status < 500, `an address too long: ${long.status}`)
  t.match(long.headers['content-type'], /^application\/problem\+json/)
  t.notMatch(long.text, /zanzibarius/i)
})

t.test('steps that are not for now, or not for this person', async (t) => {
  const illegal = await isWrong(t, {
    what: 'a step that does not stand here',
    type: 'refused-rule',
    url: `${steps}/approve-bia`,
    body: { data: { bidNeeded: 'no', trigger: CANARY } },
    headers: { ...decides, authorization: 'Demo supervisor' },
  })
  t.same(
    illegal.body.rules.map(({ rule }: { rule: string }) => rule),
    ['SEQ-approve-bia'],
  )
  const role = await isWrong(t, {
    what: 'a decision that is not this role’s',
    type: 'refused-role',
    url: request,
    body: wanted,
    headers: { ...decides, authorization: 'Demo court' },
  })
  t.same(
    role.body.rules.map(({ rule }: { rule: string }) => rule),
    ['P-ROLE'],
  )
  await isWrong(t, {
    what: 'a fact that is not this role’s',
    type: 'refused-role',
    url: `${steps}/give-medical-clearance`,
    body: { occurredAt: NOW, data: { dischargedTo: 'care', careNeeds: CANARY } },
    headers: { authorization: 'Demo officer' },
  })
  await isWrong(t, {
    what: 'an auditor, who enters nothing',
    type: 'refused-role',
    url: report,
    body: missing,
    headers: { authorization: 'Demo auditor' },
  })
  await isWrong(t, {
    what: 'opening a case by a role that opens none',
    type: 'refused-role',
    url: '/api/cases',
    body: { step: 'submit-referral', occurredAt: NOW, data: { ...referral, name: CANARY } },
    headers: { authorization: 'Demo auditor' },
  })
})

t.test('a key that was used', async (t) => {
  const headers = { 'idempotency-key': 'used' }
  const other = await upTo(service, 'accept-referral')
  const url = `/api/cases/${other}/steps/report-missing`
  const first = await send({ url, body: missing, headers })
  t.equal(first.status, 201)
  const before = await standing(service, other)
  const second = await send({ url, body: fact({ circumstances: `${CANARY} again` }), headers })
  isProblem(t, second, 'key-reused', 'the same key with another body')
  t.notMatch(second.text, /zanzibarius/i)
  t.same(await standing(service, other), before)

  const refused = { ...decides, 'idempotency-key': 'refused', authorization: 'Demo court' }
  isProblem(t, await send({ url: request, body: wanted, headers: refused }), 'refused-role', 'a refused decision')
  await isWrong(t, {
    what: 'its key with another body',
    type: 'key-reused',
    url: request,
    body: { data: { emergency: true, needs: CANARY } },
    headers: refused,
  })
})

t.test('what is well-formed is taken', async (t) => {
  const answer = await send({
    url: report,
    body: missing,
    headers: { 'content-type': 'application/json; charset="UTF-8"', 'if-match': `"${revision}"` },
  })
  t.equal(answer.status, 201, 'the fact that every test above made wrong in one place')
})
