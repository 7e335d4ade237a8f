import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seedCases } from '../../src/audit/seed.ts'
import { systemClock } from '../../src/clock.ts'
import { openServices } from '../../src/open.ts'
import { openEventStore } from '../../src/store/eventstoredb.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { rate, say } from './say.ts'
import { again, ourStore, type Prepared, prepare, theLibrary, type Way } from './ways.ts'

const CASES = 667
const PER_CASE = 30
const LONG = 10_000
const LIVE = 100

/**
 * What the store costs above the library it is built on: `node test/bench/eventstoredb.ts [--rounds N --seconds S]`. Both do
 * the same in turns, on the server at `EVENTSTORE_URL`, or on the tests' own in another process.
 */
export async function eventStore({ rounds = 7, seconds = 1 }: { rounds?: number; seconds?: number }): Promise<void> {
  const url = process.env.EVENTSTORE_URL
  const server = url === undefined ? fork(new URL('eventstore-server.ts', import.meta.url)) : undefined
  const [started] = server ? await once(server, 'message') : [url]
  const address = readEventStoreAddress(String(started))
  const floor = theLibrary(address)
  const store = openEventStore(address)
  const compare = comparison(floor, ourStore(store), rounds)
  const name = `bench${randomUUID().slice(0, 8)}`
  try {
    const next = await realEvents()
    await fill(floor, name, next)

    const cases = Array.from({ length: CASES }, (_, i) => `${name}-case-${i}`)
    for (const readers of [1, 16])
      await compare(`event store: reads of ${PER_CASE} events, ${readers} at a time`, (way) => {
        let n = 0
        return perSecond(readers, seconds, () => way.read(cases[n++ % CASES] ?? ''))
      })
    await compare(`event store: reads of ${LONG.toLocaleString('en')} events`, (way) =>
      perSecond(1, seconds, () => way.read(`${name}-long`)),
    )
    await compare(
      `event store: following ${(CASES * PER_CASE).toLocaleString('en')} events, per event`,
      async (way) => {
        const began = performance.now()
        let count = 0
        for await (const _ of way.follow(`${name}-case-`)) if (++count === CASES * PER_CASE) break
        return count / ((performance.now() - began) / 1000)
      },
    )
    for (const writers of [1, 64])
      await compare(`event store: appends, ${writers} at a time`, (way) => {
        const run = randomUUID()
        const revisions = Array.from({ length: writers }, () => -1n)
        return perSecond(writers, seconds, async (writer) => {
          const revision = revisions[writer] ?? -1n
          await way.append(`${name}-${run}-${writer}`, [next()], revision)
          revisions[writer] = revision + 1n
        })
      })
    await compare('event store: append to being given, one by one', (way) =>
      live(way, floor, `${name}-live-${randomUUID()}`, next),
    )
  } finally {
    await store.close()
    await floor.close()
    server?.disconnect()
  }
}

/** Does the same both ways, in turns, and tells the medians. */
function comparison(floor: Way, ours: Way, rounds: number) {
  return async (what: string, measure: (way: Way) => Promise<number>): Promise<void> => {
    const figures = { floor: [] as number[], ours: [] as number[] }
    // a first round that does not count: connections, and code that is not compiled yet
    for (let round = -1; round < rounds; round++) {
      const turns = [['floor', floor] as const, ['ours', ours] as const]
      for (const [whose, way] of round % 2 ? turns : turns.toReversed()) {
        const figure = await measure(way)
        if (round >= 0) figures[whose].push(figure)
      }
    }
    const [bare, own] = [median(figures.floor), median(figures.ours)]
    say(what, rate(own), `${(own / bare).toFixed(2)} of the bare client's ${rate(bare)}`)
  }
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? 0
}

async function perSecond(workers: number, seconds: number, work: (worker: number) => Promise<unknown>) {
  const began = performance.now()
  let count = 0
  const loop = async (worker: number): Promise<void> => {
    for (; performance.now() < began + seconds * 1000; count++) await work(worker)
  }
  await Promise.all(Array.from({ length: workers }, (_, worker) => loop(worker)))
  return count / ((performance.now() - began) / 1000)
}

/** How many times a second an event could be appended and be given, each after the one before. */
async function live(way: Way, writer: Way, prefix: string, next: () => Prepared): Promise<number> {
  const after = await writer.append(`${prefix}-0`, [next()], -1n)
  const given = way.follow(prefix, after)
  const times: number[] = []
  for (let n = 1; n <= LIVE; n++) {
    const began = performance.now()
    await Promise.all([given.next(), writer.append(`${prefix}-${n}`, [next()], -1n)])
    times.push(performance.now() - began)
  }
  await given.return()
  return 1000 / median(times)
}

async function fill(way: Way, name: string, next: () => Prepared): Promise<void> {
  const many = (n: number) => Array.from({ length: n }, next)
  for (let i = 0; i < CASES; i++) await way.append(`${name}-case-${i}`, many(PER_CASE), -1n)
  for (let n = 0; n < LONG; n += 100) await way.append(`${name}-long`, many(100), BigInt(n) - 1n)
}

/** Events of cases as this service writes them, over and over, each time under other ids. */
async function realEvents(): Promise<() => Prepared> {
  const data = mkdtempSync(join(tmpdir(), 'kinward-bench-'))
  const services = await openServices({ data, profile: 'demo', node: 'test' }, systemClock)
  try {
    const options = { cases: 8, seed: 11, start: '2025-01-06T01:00:00.000Z', until: 99 }
    const ids = await seedCases(services, options, () => undefined)
    const streams = await Promise.all(ids.map((id) => services.store.readStream(`case-${id}`)))
    const models = streams.flat().map(prepare)
    let n = 0
    return () => {
      const model = models[n++ % models.length]
      if (!model) throw new Error('no case was lived')
      return again(model)
    }
  } finally {
    await services.close()
    rmSync(data, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' } } })
  await eventStore({
    ...(values.rounds && { rounds: Number(values.rounds) }),
    ...(values.seconds && { seconds: Number(values.seconds) }),
  })
}
