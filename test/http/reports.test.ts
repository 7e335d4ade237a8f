import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { lookedAt, referenceOf } from '../../src/case/ids.ts'
import { nameOf } from '../../src/commands/ask.ts'
import { isProblem, standing, upTo } from '../scenarios/story.ts'
import { type Answer, startService } from '../support/service.ts'

/** Somebody asks about a child: it is logged, and nothing that they see or could measure says whether there is one. */

const service = await startService()
t.teardown(() => service.close())
const { idKey } = service.services.vault

const asks = (about: string) => ({ kind: 'disclosure-request', about, fields: ['address'], purpose: 'own_request' })
const ask = (person: string, body: unknown, key?: string): Promise<Answer> =>
  service.post(person, '/api/reports', body, key === undefined ? {} : { 'idempotency-key': key })
const intakes = async (): Promise<string[]> => {
  const found: string[] = []
  for await (const stream of service.services.store.streams('intake-')) found.push(stream)
  return found
}

const known = await upTo(service, 'complete-screening')
const sealed = await upTo(service, 'record-arrival')
const UNKNOWN = '5a0a7a4e-9999-8222-8333-444455556666'

t.test(
  'an officer asks where a girl is for her uncle: logged, and answered as for a child unknown (scenario 4)',
  async (t) => {
    const before = await standing(service, known)
    const answers = []
    for (const about of [known, sealed, UNKNOWN, referenceOf(idKey, known), 'a girl of twelve at the North post'])
      answers.push(await ask('officer', asks(about)))
    const shapes = answers.map(({ status, body, headers }) =>
      JSON.stringify([
        status,
        Object.keys(body),
        body.detail,
        body.receipt.replace(/[0-9A-Z]/g, 'x'),
        Object.keys(headers),
      ]),
    )
    t.equal(new Set(shapes).size, 1, 'the same answer for every one')
    t.equal(answers[0]?.status, 202)
    t.equal(new Set(answers.map(({ body }) => body.receipt)).size, 5, 'each with a receipt of its own')
    t.same(await standing(service, known), before, 'and the case has not changed')
    const streams = await intakes()
    t.equal(streams.length, 5, 'one record each')
    const records = (await Promise.all(streams.map((stream) => service.recorded(stream)))).flat()
    t.same(new Set(records.map(({ type, revision }) => `${type} ${revision}`)), new Set(['DisclosureRequested 0']))
    for (const { metadata } of records) t.equal(metadata.actor.id, service.personId('officer'))
    const looked = records.map(({ data }) => data.clear.looked)
    t.ok(looked.includes(lookedAt(idKey, nameOf(known))), 'whoever holds the case finds who asked for it')
    t.ok(looked.includes(lookedAt(idKey, nameOf(referenceOf(idKey, known).toLowerCase()))), 'by its reference, too')
    t.notMatch(JSON.stringify(records.map(({ data }) => data)), /girl|North|address.*Canary/, 'in nobody’s words')
  },
)

t.test('anybody who is signed in may ask; a retry is logged once', async (t) => {
  const count = (await intakes()).length
  for (const person of ['immigration', 'consular', 'education', 'partner', 'monitor'])
    t.equal((await ask(person, asks(sealed))).status, 202, person)
  const first = await ask('officer', asks(known), 'again')
  const again = await ask('officer', asks(known), 'again')
  t.same(again.body, first.body)
  t.equal((await intakes()).length, count + 6)
  isProblem(t, await ask('officer', asks(UNKNOWN), 'again'), 'key-reused', 'another question under one key')
  const both = await Promise.all([ask('officer', asks(known), 'at-once'), ask('officer', asks(known), 'at-once')])
  t.same(both[0].body, both[1].body)
  t.equal((await intakes()).length, count + 7)
})

t.test('what is not a request is said as such, and not logged', async (t) => {
  const count = (await intakes()).length
  for (const [what, body] of [
    ['nothing', {}],
    ['no field', { ...asks(known), fields: [] }],
    ['another field', { ...asks(known), fields: ['everything'] }],
    ['more than there is', { ...asks(known), name: 'Canary' }],
    ['about nobody', asks('  ')],
    ['another kind', { ...asks(known), kind: 'report' }],
  ] as const)
    isProblem(t, await ask('officer', body), 'invalid-body', what)
  isProblem(t, await ask('nobody', asks(known)), 'not-signed-in', 'nobody')
  isProblem(t, await ask('officer', asks(known), ' '), 'idempotency-key-missing', 'without a key')
  isProblem(t, await service.get('officer', '/api/reports'), 'method-not-allowed', 'and is not read back')
  t.equal((await intakes()).length, count)
})

t.test('the store’s check covers what was asked', async (t) => {
  const checked = await checkStore(service.services)
  t.same(checked.findings, [])
})
