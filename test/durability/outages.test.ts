import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { createApp } from '../../src/app.ts'
import { checkStore } from '../../src/audit/check.ts'
import { caseStream } from '../../src/case/cases.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { openServices } from '../../src/open.ts'
import { openEventStore } from '../../src/store/eventstoredb.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { Follower } from '../support/store-follower.ts'
import { commandOf } from './commands.ts'

/** What a country's service does while its event store stumbles, under load: nothing is lost, nothing is there twice. */
// KINWARD_COMMANDS=10000 takes three minutes
const COMMANDS = Number(process.env.KINWARD_COMMANDS ?? 3_000)
const CLIENTS = 200
t.setTimeout(480_000)

/** Times within which a call is given up, shorter than the outages below. */
const patience = { answer: 400, retry: 800, quiet: 300 }

const folder = mkdtempSync(join(tmpdir(), 'kinward-outages-'))
const server = await startEventStore()
const services = await openServices(
  { data: folder, profile: 'demo', node: 'test', store: { ...readEventStoreAddress(server.url), patience } },
  systemClock,
)
/** Looks afterwards at what is there, with the time that a busy machine needs. */
const after = openEventStore(readEventStoreAddress(server.url))
const app = await createApp(services, { log: 'silent', node: 'test' })
t.teardown(async () => {
  await app.close()
  await services.close()
  await after.close()
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly retryAfter: unknown
  readonly text: string
}

const statusesOf = (some: readonly Answer[]): number[] =>
  [...new Set(some.map(({ status }) => status))].sort((a, b) => a - b)

const answers: Answer[] = []
/** By idempotency key: where the first acknowledgement said the event is. */
const acknowledged = new Map<string, string>()

async function send(client: string, n: number, cases: readonly string[]): Promise<string> {
  const { key, person, step, caseId, body } = commandOf(client, n, cases)
  for (;;) {
    const {
      statusCode,
      headers,
      body: text,
    } = await app.inject({
      method: 'POST',
      url: caseId === undefined ? '/api/cases' : `/api/cases/${caseId}/steps/${step}`,
      headers: { authorization: `Demo ${person}`, 'idempotency-key': key },
      payload: caseId === undefined ? { step, ...body } : body,
    })
    answers.push({ status: statusCode, retryAfter: headers['retry-after'], text })
    if (statusCode === 201) {
      const { caseId: of, event } = JSON.parse(text) as { caseId: string; event: { id: string; revision: number } }
      acknowledged.set(key, `${of} ${event.id} ${event.revision}`)
      return of
    }
    if (statusCode !== 503) throw new Error(`${step}: ${text}`)
    await pause(100)
  }
}

/** One after the other while the clients write. */
const harms: Readonly<Record<string, () => Promise<void>>> = {
  'the server is gone for two seconds': async () => {
    await server.stop()
    await pause(2_000)
    await server.start()
  },
  'the server is gone for a moment': async () => {
    await server.stop()
    await server.start()
  },
  'appends are stored and not answered': async () => {
    server.faults.silent = true
    await pause(2_000)
    server.faults.silent = false
  },
  'appends are neither stored nor answered': async () => {
    server.faults.swallow = true
    await pause(2_000)
    server.faults.swallow = false
  },
  'answers are slow': async () => {
    server.faults.delayMs = 200
    await pause(1_500)
    server.faults.delayMs = 0
  },
  'there is no leader': async () => {
    server.faults.notReady = true
    await pause(2_000)
    server.faults.notReady = false
  },
  'the leader changes': async () => {
    // the node that was asked names another, which is itself: every call is turned away once and comes again
    server.faults.notLeader = { host: '127.0.0.1', port: server.port }
    await pause(500)
    server.faults.notLeader = undefined
  },
  'follows are dropped': async () => server.faults.dropFollows(),
  'follows fall silent': async () => server.faults.muteFollows(),
}

t.test(`${COMMANDS} commands of ${CLIENTS} clients, while the event store stumbles`, async (t) => {
  const cases = await Promise.all(Array.from({ length: 100 }, (_, n) => send('first', n, [])))
  const follower = new Follower(services.store, 0n, 'case-')
  const progress = (): number => acknowledged.size / COMMANDS
  const writing = Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let n = 0; n < COMMANDS / CLIENTS; n++) await send(`c${client}`, n, cases)
    }),
  )
  const during: Record<string, number[]> = {}
  for (const [i, [name, harm]] of Object.entries(harms).entries()) {
    while (progress() < (i + 0.5) / (Object.keys(harms).length + 1)) await pause(20)
    const from = answers.length
    await harm()
    during[name] = statusesOf(answers.slice(from))
  }
  await writing

  t.strictSame(statusesOf(answers), [201, 503], 'stored, or to be tried again: nothing else was ever answered')
  const put = answers.filter(({ status }) => status === 503)
  t.ok(put.every(({ retryAfter }) => retryAfter === '1'))
  t.notMatch(put.map(({ text }) => text).join(), /127\.0\.0\.1|esdb|grpc|ECONN/i)
  for (const name of ['the server is gone for two seconds', 'there is no leader'])
    t.ok(during[name]?.includes(503), `503 while ${name}`)

  const there = new Map<string, string>()
  const ids: string[] = []
  let twice = 0
  for await (const stream of after.streams('case-')) {
    for (const stored of await after.readStream(stream)) {
      const { id, revision, metadata } = parseEvent(stored)
      ids.push(id)
      if (there.has(metadata.commandId)) twice++
      there.set(metadata.commandId, `${stream} ${id} ${revision}`)
    }
  }
  t.equal(twice, 0, 'no command is there twice')
  const places = new Set(there.values())
  t.strictSame(
    [...acknowledged.values()].filter((place) => !places.has(caseStream(place))),
    [],
    `${acknowledged.size} acknowledged, each where it was said to be`,
  )
  t.equal(there.size, acknowledged.size, 'and nothing else')
  await follower.until(({ events }) => events.length >= ids.length)
  await follower.stop()
  const followed = follower.events.map(({ id }) => id)
  t.strictSame(
    [followed.length - new Set(followed).size, ids.filter((id) => !followed.includes(id))],
    [0, []],
    'a follower was given every event once',
  )
  t.strictSame(
    follower.events
      .filter(({ position }, i) => position <= (follower.events[i - 1]?.position ?? 0n))
      .map(({ position }) => position),
    [],
    'in the one order',
  )
  t.strictSame((await checkStore({ ...services, store: after })).findings, [])
  t.comment(`${answers.length} answers, ${put.length} of them 503`)
})
