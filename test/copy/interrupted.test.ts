import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { CopyRefused } from '../../src/copy/refused.ts'
import { type EventStore, openEventStore } from '../../src/store/eventstoredb.ts'
import { type Patience, readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { environment, kinward } from '../durability/processes.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { Follower } from '../support/store-follower.ts'
import { copyQuietly, eventsOf, makeHistory, openFolder, places, withoutPosition, writeLook } from './histories.ts'

/** Copying that is cut off, held up, disturbed or doubled ends as if nothing had happened, or is refused. */

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

async function begin(t: Test, cases: number, patience: Partial<Patience> = {}) {
  const place = places(t)
  await makeHistory(place('source'), cases)
  const open = (name: string): Store => {
    mkdirSync(place(name), { recursive: true })
    const store = openSqliteStore(`${place(name)}/events.db`)
    t.teardown(() => store.close())
    return store
  }
  const server = await startEventStore()
  const target = openEventStore({ ...readEventStoreAddress(server.url), patience })
  t.teardown(async () => {
    await target.close()
    await server.close()
  })
  return { place, open, server, target }
}

const same = async (t: Test, source: Store, target: Store): Promise<void> => {
  t.strictSame((await eventsOf(target)).map(withoutPosition), (await eventsOf(source)).map(withoutPosition))
}

/** The same store, with another way of appending. */
const appending = (store: Store, append: Store['append']): Store => ({
  place: store.place,
  append,
  readStream: (...args) => store.readStream(...args),
  readLast: (stream) => store.readLast(stream),
  follow: (...args) => store.follow(...args),
  lastPosition: () => store.lastPosition(),
  streams: (prefix) => store.streams(prefix),
  close: () => store.close(),
})

t.test('killed ten times on its way, it ends as one that was left in peace', async (t) => {
  const { place, open, server, target } = await begin(t, 6)
  const whole = /sha256 \S+/.exec(
    (await kinward(place('x'), ['copy', '--from', place('source'), '--to', place('peace')])).out,
  )
  const source = open('source')
  const length = (await eventsOf(source)).length
  await source.close()
  // slow enough to be caught between any two appends
  server.faults.delayMs = 2
  const args = ['copy', '--from', place('source'), '--to', server.url]
  const kills = 10
  for (let kill = 1; kill <= kills; kill++) {
    const follower = new Follower(target, 0n)
    const child = spawn(process.execPath, [main, ...args], { env: environment(place('x')), stdio: 'ignore' })
    const closed = once(child, 'close')
    await follower.until(({ events }) => events.length >= (length * kill) / (kills + 1), 60_000)
    child.kill('SIGKILL')
    await closed
    await follower.stop()
    t.equal(child.signalCode, 'SIGKILL', `${follower.events.length} of ${length} were there`)
  }
  const ended = await kinward(place('x'), args)
  t.equal(ended.code, 0, ended.errors)
  t.match(ended.out, `copied and verified: ${length} events`)
  t.match(ended.out, String(whole?.[0]))
  await same(t, open('source'), target)
})

t.test('a target that goes away in the middle is waited for', async (t) => {
  const { open, server, target } = await begin(t, 3, { retry: 100 })
  const source = open('source')
  const whole = await copyQuietly(source, open('peace'))
  let appends = 0
  const goesAway = appending(target, async (...append) => {
    if (++appends === 20) await server.stop()
    return target.append(...append)
  })
  let asked = 0
  const waiting = (): void => {
    if (++asked === 2) void server.start()
  }
  t.strictSame(await copyQuietly(source, goesAway, { waiting }), whole)
  t.ok(asked >= 2)
  await same(t, source, target)
})

t.test('one that stays away is given up, in words that say what to do, and nothing is lost by it', async (t) => {
  const { open, server, target } = await begin(t, 3, { retry: 100 })
  const source = open('source')
  let appends = 0
  const goesAway = appending(target, async (...append) => {
    if (++appends === 20) await server.stop()
    return target.append(...append)
  })
  await t.rejects(copyQuietly(source, goesAway, {}, { repeats: 1, silence: 1_000 }), {
    code: 'store-unavailable',
    message: /^the event store does not answer\. What was copied stays: run the same command again/,
  })
  // also while it is only read: following would wait for ever
  const silent = appending(target, (...append) => target.append(...append))
  await t.rejects(copyQuietly(source, { ...silent, lastPosition: async () => 1n }, {}, { repeats: 1, silence: 500 }), {
    code: 'store-unavailable',
  })
  await server.start()
  t.match(await copyQuietly(source, target), { whole: true })
  await same(t, source, target)
})

t.test('two at once do not get in each other’s way, or one of them stops', async (t) => {
  const { place, open, server, target } = await begin(t, 6)
  server.faults.delayMs = 1
  const args = ['copy', '--from', place('source'), '--to', server.url]
  const both = await Promise.all([kinward(place('x'), args), kinward(place('y'), args)])
  for (const { code, out, errors } of both)
    t.ok(code === 0 ? /copied and verified/.test(out) : /met another writer|is still in use/.test(errors), out + errors)
  const ended = await kinward(place('x'), args)
  t.equal(ended.code, 0, ended.errors)
  await same(t, open('source'), target)
})

t.test('somebody else who writes the target is met, and told of', async (t) => {
  const { open, target } = await begin(t, 2)
  const source = open('source')
  const events = await eventsOf(source)
  const other = events.findLast(({ revision }) => revision === 0n)
  if (!other) throw new Error('the history is empty')
  let appends = 0
  const disturbed = appending(target, async (stream, ...append) => {
    if (++appends === 3) await target.append(other.stream, [{ ...other, id: events[0]?.id ?? '' }], 'none')
    return target.append(stream, ...append)
  })
  await t.rejects(
    copyQuietly(source, disturbed),
    new CopyRefused(`${other.stream} revision 0 met another writer in the target: stop that, and run the same again`),
  )
  await t.rejects(copyQuietly(source, target), { code: 'copy-refused', message: /is not what the source has there/ })
})

t.test('a target that does not keep what it was given is found out', async (t) => {
  const { open } = await begin(t, 2)
  const source = open('source')
  const last = (await eventsOf(source)).at(-1)
  if (!last) throw new Error('the history is empty')
  /** Does something else with the last event, once. */
  const otherwise = (store: Store, other: Store['append']): Store => {
    let done = false
    return appending(store, (stream, events, expected) => {
      if (done || !events.some(({ id }) => id === last.id)) return store.append(stream, events, expected)
      done = true
      return other(stream, events, expected)
    })
  }
  const altering = open('altering')
  const altered = otherwise(altering, (stream, events, expected) =>
    altering.append(
      stream,
      events.map((event) => (event.id === last.id ? { ...event, data: '{"clear":{}}' } : event)),
      expected,
    ),
  )
  await t.rejects(copyQuietly(source, altered), {
    code: 'copy-refused',
    message: `${last.stream} revision ${last.revision} of the target is not what the source has there`,
  })
  // said to be stored, and not: it is missing when everything is read again, and so it is copied
  const forgetting = open('forgetting')
  t.match(
    await copyQuietly(
      source,
      otherwise(forgetting, async () => [1n]),
    ),
    { whole: true },
  )
  await same(t, source, forgetting)
})

t.test('what is written to the source meanwhile is copied too, until it does not end', async (t) => {
  const { place, target } = await begin(t, 1)
  const service = await openFolder(place('source'))
  t.teardown(() => service.close())
  const source = service.store
  let looks = 0
  const written = (most: number): Store => ({
    ...appending(target, (...append) => target.append(...append)),
    async readStream(stream, from) {
      if (stream === 'store' && looks++ < most) await writeLook(service)
      return target.readStream(stream, from)
    },
  })
  const events = (await eventsOf(source)).length
  t.match(await copyQuietly(source, written(2)), { whole: true, events: events + 2 })
  await same(t, source, target)
  const still = await copyQuietly(source, written(100))
  t.equal(still.whole, false)
  t.equal(still.events, (await eventsOf(target)).length)
})

t.test('what belongs together goes together, in parts that a server takes', async (t) => {
  const { place, target } = await begin(t, 1)
  const service = await openFolder(place('source'))
  t.teardown(() => service.close())
  for (let n = 0; n < 300; n++) await writeLook(service)
  for (const length of [1_040_000, 240_000, 240_000, 240_000]) await writeLook(service, 'x'.repeat(length))
  const runs: { stream: string; events: number; bytes: number }[] = []
  const counted = appending(target, async (stream, events, expected) => {
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0)
    runs.push({ stream, events: events.length, bytes })
    return target.append(stream, events, expected)
  })
  t.match(await copyQuietly(service.store, counted), { whole: true })
  t.strictSame(
    runs.slice(-6).map(({ stream, events }) => [stream, events]),
    [100, 100, 100, 1, 2, 1].map((events) => ['access-node-test', events]),
  )
  t.ok(runs.every(({ events, bytes }) => events === 1 || bytes <= 500_000))
  await same(t, service.store, target)
})

t.test('a history moves from one server to another', async (t) => {
  const { open, target } = await begin(t, 2)
  const server = await startEventStore()
  const other: EventStore = openEventStore(readEventStoreAddress(server.url))
  t.teardown(async () => {
    await other.close()
    await server.close()
  })
  const whole = await copyQuietly(open('source'), target)
  t.strictSame(await copyQuietly(target, other), whole)
  await same(t, target, other)
})
