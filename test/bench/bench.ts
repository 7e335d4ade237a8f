import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkStore } from '../../src/audit/check.ts'
import { progressBar } from '../../src/audit/progress.ts'
import { seedCases } from '../../src/audit/seed.ts'
import { foldEvents, machineEvent, unopened } from '../../src/case/load.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { openServices } from '../../src/open.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { current } from '../../workflows/registry.ts'
import { eventStore } from './eventstoredb.ts'
import { load, post } from './load.ts'
import { rate, say } from './say.ts'

/** `npm run bench [-- --cases N --turns N --seconds S]`: every figure beside its floor, measured in the same run. */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '2000' },
    turns: { type: 'string', default: '99' },
    seconds: { type: 'string', default: '4' },
  },
})
const [cases, turns, seconds] = [Number(values.cases), Number(values.turns), Number(values.seconds)]

const folder = mkdtempSync(join(tmpdir(), 'kinward-bench-'))

const visit = JSON.stringify({
  occurredAt: '2025-03-04T03:00:00.000Z',
  data: {
    type: 'in_care',
    seenAlone: true,
    findings: 'Settling in well; likes the school and the garden.',
    action: 'none',
  },
})

try {
  await appends()
  await http()
  await largeStore()
  await eventStore({ seconds: seconds / 4 })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function syncFloor(): number {
  const file = openSync(join(folder, 'floor'), 'w')
  const block = Buffer.alloc(4096, 1)
  const until = performance.now() + (seconds * 1000) / 2
  let count = 0
  const started = performance.now()
  for (; performance.now() < until; count++) {
    writeSync(file, block)
    fdatasyncSync(file)
  }
  closeSync(file)
  return count / ((performance.now() - started) / 1000)
}

async function appends(): Promise<void> {
  const store = openSqliteStore(join(folder, 'appends.db'))
  const floor = syncFloor()
  say('disk: 4 KiB append and sync', rate(floor), 'the floor of what follows')
  let alone = 0
  for (const writers of [1, 8, 64]) {
    const until = performance.now() + seconds * 1000
    let count = 0
    const started = performance.now()
    const write = async (writer: number): Promise<void> => {
      for (let revision = -1n; performance.now() < until; revision++) {
        const event = {
          id: randomUUID(),
          type: 'Bench',
          data: `{"clear":{"text":"${'x'.repeat(600)}"}}`,
          metadata: '{}',
        }
        await store.append(`bench-${writers}-${writer}`, [event], revision < 0n ? 'none' : revision)
        count++
      }
    }
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
    const perSecond = count / ((performance.now() - started) / 1000)
    if (writers === 1) alone = perSecond
    say(
      `durable appends, ${writers} writer(s)`,
      rate(perSecond),
      `${(perSecond / floor).toFixed(2)} of the floor, ${(perSecond / alone).toFixed(1)} of one writer`,
    )
  }
  await store.close()
}

interface Started {
  readonly child: ChildProcess
  readonly port: number
  readonly rss: number
  /** From the fork to the first message, in milliseconds. */
  readonly ms: number
}

function start(...args: string[]): Promise<Started> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = fork(new URL('server.ts', import.meta.url), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('message', (message) =>
      resolve({ child, ...(message as { port: number; rss: number }), ms: performance.now() - began }),
    )
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
}

async function stop({ child }: Started): Promise<void> {
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await ended
}

async function http(): Promise<void> {
  const data = join(folder, 'http')
  const services = await openServices({ data, profile: 'demo', node: 'test' }, systemClock)
  const ids = await seedCases(
    services,
    { cases: 256, seed: 7, start: '2025-01-06T01:00:00.000Z', until: 4 },
    () => undefined,
  )
  await services.close()
  let key = 0
  const fact = () =>
    post(
      `/api/cases/${ids[key % ids.length]}/steps/record-follow-up-visit`,
      { authorization: 'Demo worker', 'idempotency-key': `bench-${key++}` },
      visit,
    )
  const opening = () =>
    post(
      '/api/cases',
      { authorization: 'Demo officer', 'idempotency-key': `bench-${key++}` },
      JSON.stringify({
        step: 'record-encounter',
        occurredAt: '2025-03-04T03:00:00.000Z',
        data: { hands: 'officers', companions: [], place: 'Demo post', name: 'Demo Child', statedAge: 12 },
      }),
    )
  const bare = () => post('/echo', {}, visit)
  const echo = await start('echo')
  const kinward = await start('kinward', data)
  for (const clients of [1, 64]) {
    await load(echo.port, clients, 1, bare)
    await load(kinward.port, clients, 1, fact)
    const floor = await load(echo.port, clients, seconds, bare)
    say(
      `bare Fastify echo, same schema, ${clients} client(s)`,
      rate(floor.perSecond),
      `p50 ${floor.p50.toFixed(2)} ms, p99 ${floor.p99.toFixed(1)} ms`,
    )
    for (const [what, next] of [
      ['fact on a case', fact],
      ['new case', opening],
    ] as const) {
      const figure = await load(kinward.port, clients, seconds, next)
      const odd = [...figure.statuses]
        .filter(([status]) => status !== 201)
        .map(([status, count]) => `${count}×${status}`)
        .join(' ')
      say(
        `command through HTTP (${what}), ${clients} client(s)`,
        rate(figure.perSecond),
        `${(figure.perSecond / floor.perSecond).toFixed(2)} of the echo, p50 ${figure.p50.toFixed(2)} ms, p99 ${figure.p99.toFixed(1)} ms ${odd}`,
      )
    }
  }
  await stop(echo)
  await stop(kinward)
}

async function largeStore(): Promise<void> {
  const data = join(folder, 'large')
  let services = await openServices({ data, profile: 'demo', node: 'test' }, systemClock)
  const bar = progressBar('events')
  let made = 0
  const began = performance.now()
  await seedCases(services, { cases, seed: 1, start: '2025-01-06T01:00:00.000Z', until: turns }, (done, events) => {
    made = events
    bar.show(events, Math.round((events / done) * cases))
  })
  bar.end()
  const took = (performance.now() - began) / 1000
  say(
    `making a store of ${cases.toLocaleString('en')} cases`,
    `${took.toFixed(1)} s`,
    `${made.toLocaleString('en')} events, ${rate(made / took)}`,
  )

  fold(services)
  let events = 0
  const started = performance.now()
  for (const stream of services.store.streams('case-') as Iterable<string>) {
    const stored = await services.store.readStream(stream)
    foldEvents(unopened(stream.slice(5), services.proofs), stored.map(parseEvent), services.proofs)
    events += stored.length
    if (events > 200_000) break
  }
  say(
    'refold: read, parse, prove, fold, compare',
    rate(events / ((performance.now() - started) / 1000)),
    'aim 20,000/s per core',
  )
  await services.close()

  services = await openServices({ data, profile: 'demo', node: 'test' }, systemClock)
  if (cases <= 5000) {
    const from = performance.now()
    const { events: all } = await checkStore(services)
    say('check: the same, and every slot opened', rate(all / ((performance.now() - from) / 1000)))
  }
  await services.close()

  const server = await start('kinward', data)
  const answered = performance.now()
  const first = await fetch(`http://127.0.0.1:${server.port}/health/ready`)
  await first.text()
  say('start to first answer', `${Math.round(server.ms + performance.now() - answered)} ms`, 'aim 2,000 ms')
  say('idle memory', `${Math.round(server.rss / 2 ** 20)} MiB`)
  await stop(server)
  const empty = await start('echo')
  say('the same of a bare Fastify', `${Math.round(empty.ms)} ms`, `${Math.round(empty.rss / 2 ** 20)} MiB`)
  await stop(empty)
}

/** One event of a whole case at a time, over and over, without store, parsing or proof. */
function fold({ clock }: { clock: { now(): string } }): void {
  const step = current.getStep('record-follow-up-visit')
  const event = machineEvent(step, {
    id: randomUUID(),
    type: step.event,
    data: { clear: { given: [] } },
    metadata: {
      occurredAt: clock.now(),
      recordedAt: clock.now(),
      actor: { id: randomUUID(), role: 'case_worker', agency: 'dcy' },
    } as never,
  })
  const encounter = { ...event, type: 'ChildEncountered', data: { hands: 'officers', companions: [] } }
  const figures: number[] = []
  for (const [what, how] of [
    ['plain, XState’s own transition', current.plain],
    ['fast', current.fast],
  ] as const) {
    let known = how(current.built.start, encounter).known
    const began = performance.now()
    const rounds = 20_000
    for (let i = 0; i < rounds; i++) known = how(known, i % 2 ? event : encounter).known
    const each = ((performance.now() - began) * 1000) / rounds
    figures.push(each)
    say(
      `fold, ${what}`,
      `${each.toFixed(1)} µs/event`,
      figures.length > 1 ? `${((figures[0] ?? 0) / each).toFixed(1)} times as fast` : '',
    )
  }
}
