import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { caseStream } from '../../src/case/cases.ts'
import { type ParsedEvent, parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { openServices } from '../../src/open.ts'
import { startSite } from '../support/site.ts'
import { type Answer, Server } from './processes.ts'

const root = mkdtempSync(join(tmpdir(), 'kinward-two-'))
const site = await startSite(root)
/** Two services that share nothing but the folder, or the servers of their site. */
const servers = await Promise.all(
  ['here', 'there'].map((node) => Server.start(join(root, node), site.environment(node))),
)
const [here, there] = servers as [Server, Server]
let stopped = false
t.teardown(async () => {
  if (!stopped) for (const server of servers) await server.kill()
  await site.close()
  rmSync(root, { recursive: true })
})

let keys = 0
const now = (): string => new Date().toISOString()
const encounter = { hands: 'none', companions: [], place: 'Demo post', name: 'Demo Aye' }
const stepOf = (caseId: string, step: string): string => `/api/cases/${caseId}/steps/${step}`
const other = (server: Server): Server => (server === here ? there : here)

async function openCase(server: Server): Promise<string> {
  const answer = await server.post('worker', '/api/cases', `open-${++keys}`, {
    step: 'record-encounter',
    occurredAt: now(),
    data: encounter,
  })
  t.equal(answer.status, 201)
  return answer.body.caseId
}

async function history(caseId: string): Promise<ParsedEvent[]> {
  const services = await openServices(site.config('test'), systemClock)
  try {
    return (await services.store.readStream(caseStream(caseId))).map(parseEvent)
  } finally {
    await services.close()
  }
}

const offer = (provider: string) => ({ provider, type: 'foster', libertyClass: 'open', needs: 'School age.' })

t.test('facts and decisions by both at once: the history is one serial order, and lawful at every place', async (t) => {
  const cases = await Promise.all([openCase(here), openCase(there), openCase(here)])
  const request = { occurredAt: now(), data: { emergency: false, needs: 'A quiet place.' } }
  for (const id of cases)
    t.equal(
      (await there.post('worker', stepOf(id, 'request-placement'), `p-${id}`, request, { ifMatch: '"0"' })).status,
      201,
    )

  const answers: { caseId: string; step: string; decided: number | undefined; answer: Answer }[] = []
  const decide = async (server: Server, caseId: string, rounds: number, provider: string): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const seen = await server.get('worker', `/api/cases/${caseId}`)
      const revision = seen.body.revision as number
      // who was offered the place says yes or no; then it is offered again
      const offered = (seen.body.known.offers as { provider: string }[]).some((each) => each.provider === provider)
      const [person, step, data] = offered
        ? [provider.split('-')[0] ?? '', 'decline-placement', { provider, code: 'no_place' }]
        : ['worker', 'offer-placement', offer(provider)]
      const body = { occurredAt: now(), data }
      const answer = await server.post(person, stepOf(caseId, step), `d-${++keys}`, body, { ifMatch: `"${revision}"` })
      answers.push({ caseId, step: step as string, decided: revision, answer })
    }
  }
  const report = async (server: Server, caseId: string, rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const body = { occurredAt: now(), data: { moved: false, guarded: false, need: 'Fever.' } }
      const path = stepOf(caseId, 'raise-urgent-medical-need')
      const key = `f-${++keys}`
      let answer = await server.post('officer', path, key, body)
      // a fact is never refused, but at times the other process is faster four times running
      while (answer.status === 503) answer = await server.post('officer', path, key, body)
      answers.push({ caseId, step: 'raise-urgent-medical-need', decided: undefined, answer })
    }
  }
  await Promise.all(
    cases.flatMap((id) =>
      servers.flatMap((server) => [
        decide(server, id, 12, 'sun-foster-home'),
        decide(server, id, 12, 'river-shelter'),
        report(server, id, 8),
      ]),
    ),
  )

  const count = (status: number): number => answers.filter(({ answer }) => answer.status === status).length
  t.strictSame(
    answers
      // a provider whose offer is answered already is a stranger again: for them there is no such case
      .filter(({ step, answer }) => !(step === 'decline-placement' && answer.status === 404))
      .filter(({ answer }) => ![201, 409, 412].includes(answer.status))
      .map(({ answer }) => answer.text),
    [],
    'whoever lost was told so: 412 or 409',
  )
  t.ok(count(201) > 40 && count(412) > 10, `${count(201)} acknowledged, ${count(412)} stale, ${count(409)} refused`)
  const won = answers.filter(({ answer }) => answer.status === 201)
  t.strictSame(
    won.filter(({ decided, answer }) => decided !== undefined && answer.body.event.revision !== decided + 1),
    [],
    'each decision stands right after what its author had read',
  )
  for (const id of cases) {
    const events = await history(id)
    t.strictSame(
      events.map(({ revision }) => Number(revision)),
      events.map((_, i) => i),
      'no gap',
    )
    const acknowledged = won.filter(({ caseId }) => caseId === id).map(({ answer }) => answer.body.event)
    const revisions = acknowledged.map(({ revision }) => revision).sort((a, b) => a - b)
    t.strictSame(
      revisions,
      events.slice(2).map((_, i) => i + 2),
      'each acknowledged revision once, and nothing that nobody was told of',
    )
    t.strictSame(
      acknowledged.filter(({ id: event, revision }) => events[revision]?.id !== event),
      [],
    )
  }
  const services = await openServices(site.config('test'), systemClock)
  t.strictSame((await checkStore(services)).findings, [], 'decided again in this order, each was lawful at its place')
  await services.close()
})

t.test('of many with one ETag, at both processes, one decides', async (t) => {
  const id = await openCase(here)
  for (let revision = 0; revision < 5; revision++) {
    const body = { occurredAt: now(), data: { emergency: false, needs: 'A bed.' } }
    const step = revision === 0 ? 'request-placement' : 'offer-placement'
    const data = revision === 0 ? body.data : offer('hill-family-network')
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? here : there).post(
          'worker',
          stepOf(id, step),
          `one-${++keys}`,
          { ...body, data },
          { ifMatch: `"${revision}"` },
        ),
      ),
    )
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b)
    t.strictSame(statuses, [201, ...Array.from({ length: 9 }, () => 412)])
    t.ok(answers.filter(({ status }) => status === 412).every(({ body }) => body.revision === String(revision + 1)))
  }
  t.equal((await history(id)).length, 6)
})

t.test('one key at both processes at once: one event, one answer; another body under it is told apart', async (t) => {
  for (let round = 0; round < 8; round++) {
    const key = `both-${++keys}`
    const body = { step: 'record-encounter', occurredAt: now(), data: encounter }
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => (i % 2 ? here : there).post('officer', '/api/cases', key, body)),
    )
    t.strictSame(new Set(answers.map(({ status, etag, text }) => `${status} ${etag} ${text}`)).size, 1)
    t.equal(answers[0]?.status, 201)
    t.equal((await history(answers[0]?.body.caseId)).length, 1)
    const different = { ...body, data: { ...encounter, name: 'Demo Sok' } }
    for (const server of servers) t.equal((await server.post('officer', '/api/cases', key, different)).status, 422)
  }
  // who was first is open; that there is one event is not
  const key = `bodies-${++keys}`
  const answers = await Promise.all(
    ['Demo Aye', 'Demo Sok'].flatMap((name) =>
      servers.map((server) =>
        server.post('officer', '/api/cases', key, {
          step: 'record-encounter',
          occurredAt: '2025-03-03T01:00:00.000Z',
          data: { ...encounter, name },
        }),
      ),
    ),
  )
  t.strictSame(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 201, 422, 422],
  )
  t.equal((await history(answers.find(({ status }) => status === 201)?.body.caseId)).length, 1)
})

/** Sends a request and hangs up before the answer. */
async function hangUp(server: Server, path: string, key: string, body: object, afterMs: number): Promise<void> {
  const { hostname, port } = new URL(server.address)
  const text = JSON.stringify(body)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Demo officer\r\nContent-Type: application/json\r\n` +
      `Idempotency-Key: ${key}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
  await pause(afterMs)
  socket.destroy()
}

t.test('a lost answer and a retry at the other process: the first answer, once', async (t) => {
  const id = await openCase(here)
  const path = stepOf(id, 'raise-urgent-medical-need')
  for (let round = 0; round < 12; round++) {
    const server = round % 2 ? here : there
    const key = `lost-${++keys}`
    const body = { occurredAt: now(), data: { moved: false, guarded: false, need: `Fever ${round}` } }
    await hangUp(server, path, key, body, round * 2)
    const [retry, again] = [
      await other(server).post('officer', path, key, body),
      await server.post('officer', path, key, body),
    ]
    t.equal(retry.status, 201)
    t.strictSame([again.status, again.etag, again.text], [201, retry.etag, retry.text])
    t.equal((await history(id)).length, round + 2)
  }
})

t.test(
  'a decision whose answer was lost is repeated at the other process with the ETag that is stale by now',
  async (t) => {
    const id = await openCase(here)
    const key = `decided-${++keys}`
    const path = stepOf(id, 'request-placement')
    const body = { occurredAt: now(), data: { emergency: true, needs: 'Tonight.' } }
    const first = await here.post('worker', path, key, body, { ifMatch: '"0"' })
    t.equal(first.status, 201)
    await there.post('officer', stepOf(id, 'raise-urgent-medical-need'), `later-${++keys}`, {
      occurredAt: now(),
      data: { moved: false, guarded: false, need: 'Fever' },
    })
    for (const server of servers) {
      const again = await server.post('worker', path, key, body, { ifMatch: '"0"' })
      t.strictSame([again.status, again.etag, again.text], [201, first.etag, first.text])
    }
    t.equal((await history(id)).length, 3)
  },
)

t.test('a refusal is the same at both, and recorded once', async (t) => {
  const id = await openCase(here)
  const key = `refused-${++keys}`
  const body = { occurredAt: now(), data: offer('sun-foster-home') }
  const answers: Answer[] = []
  for (const server of [here, there, here, there])
    answers.push(await server.post('worker', stepOf(id, 'offer-placement'), key, body, { ifMatch: '"0"' }))
  t.strictSame(
    answers.map(({ status, text }) => [status, text]),
    answers.map(() => [409, answers[0]?.text]),
  )
  const services = await openServices(site.config('test'), systemClock)
  const refused = (await services.store.readStream(`access-${id}`)).filter(({ type }) => type === 'StepRefused')
  t.equal(refused.length, 1)
  await services.close()
})

t.test('both stop when they are told to; what they left is clean', async (t) => {
  t.strictSame(await Promise.all(servers.map((server) => server.stop())), [0, 0])
  stopped = true
  const services = await openServices(site.config('test'), systemClock)
  const { findings, slots } = await checkStore(services)
  t.strictSame(findings, [])
  t.strictSame([slots.erased, slots.lost, slots.tampered], [0, 0, 0])
  await services.close()
})
