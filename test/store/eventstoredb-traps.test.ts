import { randomUUID } from 'node:crypto'
import client from '@eventstore/db-client'
import t, { type Test } from 'tap'
import { NotCanonical } from '../../src/jcs.ts'
import { type EventStore, openEventStore, StreamDeleted } from '../../src/store/eventstoredb.ts'
import { type Patience, readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { ConcurrencyError, StoreUnavailable } from '../../src/store/store.ts'
import { type EventStoreOptions, type EventStoreServer, startEventStore } from '../support/eventstore/server.ts'
import { anEvent, asNew, idsOf, outcomeOf, someEvents } from '../support/store-events.ts'
import { Follower } from '../support/store-follower.ts'

/** What the client or a server does that a store must not: each named, and closed. */

const SHORT: Patience = { answer: 300, retry: 600, quiet: 200 }

interface Given {
  readonly server: EventStoreServer
  readonly store: EventStore
}

async function begin(t: Test, options: EventStoreOptions = {}, patience: Partial<Patience> = SHORT): Promise<Given> {
  const server = await startEventStore(options)
  const store = openEventStore({ ...readEventStoreAddress(server.url), patience })
  t.teardown(async () => {
    await store.close()
    await server.close()
  })
  return { server, store }
}

/** The library itself, for what only an operator or a stranger does. */
function stranger(t: Test, server: EventStoreServer): InstanceType<typeof client.EventStoreDBClient> {
  const db = client.EventStoreDBClient.connectionString(server.url)
  t.teardown(() => db.dispose())
  return db
}

const isUnavailable = (outcome: unknown): boolean => outcome instanceof StoreUnavailable

for (const batch of [true, false]) {
  const path = batch ? 'BatchAppend' : 'Append'

  t.test(`${path}: an append that is never answered ends as unknown, and its repeat as stored once`, async (t) => {
    const { server, store } = await begin(t, { batch })
    await store.append('case-1', someEvents(1), 'none')
    const event = anEvent()
    server.faults.silent = true
    t.ok(isUnavailable(await outcomeOf(store.append('case-1', [event], 0n))))
    server.faults.silent = false
    const [position] = await store.append('case-1', [event], 0n)
    const stored = await store.readStream('case-1', 1n)
    t.strictSame(stored.map(asNew), [event])
    t.equal(stored[0]?.position, position)
  })

  t.test(`${path}: an unknown outcome is tried again by id, and comes out right by itself`, async (t) => {
    const { server, store } = await begin(t, { batch }, { answer: 200, retry: 20_000 })
    server.faults.silent = true
    const events = someEvents(3)
    const append = store.append('case-1', events, 'none')
    while ((await store.readStream('case-1')).length === 0);
    server.faults.silent = false
    t.equal((await append).length, 3)
    t.strictSame(idsOf(await store.readStream('case-1')), idsOf(events))
  })

  t.test(`${path}: swallowed, and somebody else was first meanwhile: a conflict, not a success`, async (t) => {
    const { server, store } = await begin(t, { batch }, { answer: 200, retry: 20_000 })
    const other = openEventStore({ ...readEventStoreAddress(server.url), patience: SHORT })
    t.teardown(() => other.close())
    server.faults.swallow = true
    const append = outcomeOf(store.append('case-1', someEvents(1), 'none'))
    while (server.faults.swallowed === 0) await new Promise(setImmediate)
    server.faults.swallow = false
    const theirs = anEvent()
    const first = await outcomeOf(other.append('case-1', [theirs], 'none'))
    const outcome = await append
    t.equal([first, outcome].filter((each) => each instanceof ConcurrencyError).length, 1)
    t.equal((await store.readStream('case-1')).length, 1)
  })

  t.test(`${path}: what cannot be serialised is refused before the client, which would never answer`, async (t) => {
    const { store } = await begin(t, { batch })
    for (const data of ['{"a":1.5}', '{"1":1}', 'no json', '[]', '"text"', '{"b":1,"a":1}'])
      t.ok((await outcomeOf(store.append('case-1', [anEvent({ data })], 'none'))) instanceof NotCanonical, data)
    for (const change of [{ id: 'one' }, { id: randomUUID().toUpperCase() }, { type: '' }])
      t.ok((await outcomeOf(store.append('case-1', [anEvent(change)], 'none'))) instanceof RangeError)
    t.strictSame(await store.readStream('case-1'), [])
  })
}

t.test('a server that is away: our own error at once or after trying, never the transport’s', async (t) => {
  const { server, store } = await begin(t)
  await store.append('case-1', someEvents(1), 'none')
  await server.stop()
  for (const call of [
    () => store.append('case-1', someEvents(1), 0n),
    () => store.readStream('case-1'),
    () => store.readLast('case-1'),
    () => store.lastPosition(),
  ]) {
    const outcome = await call().catch((error: unknown) => error)
    t.ok(isUnavailable(outcome))
    t.notMatch(String(outcome), /127\.0\.0\.1|esdb|ECONN/)
  }
  await server.start()
  t.equal((await store.append('case-1', someEvents(1), 0n)).length, 1, 'and goes on when it is back')
})

t.test('a short absence is waited for', async (t) => {
  const { server, store } = await begin(t, {}, { answer: 2_000, retry: 20_000 })
  await store.append('case-1', someEvents(1), 'none')
  await server.stop()
  const append = store.append('case-1', someEvents(1), 0n)
  const read = store.readStream('case-1')
  await server.start()
  t.equal((await append).length, 1)
  t.ok((await read).length >= 1)
})

t.test('“server is not ready”, which the client calls unknown, is waited for', async (t) => {
  const { server, store } = await begin(t, {}, { answer: 2_000, retry: 20_000 })
  server.faults.notReady = true
  const append = store.append('case-1', someEvents(1), 'none')
  const read = store.readStream('case-0')
  setTimeout(() => {
    server.faults.notReady = false
  }, 100)
  t.equal((await append).length, 1)
  t.strictSame(await read, [])
})

t.test('and is our own error when it lasts', async (t) => {
  const { server, store } = await begin(t)
  server.faults.notReady = true
  t.ok(isUnavailable(await outcomeOf(store.append('case-1', someEvents(1), 'none'))))
})

t.test('a node that does not lead names the one that does', async (t) => {
  const { server: follower, store } = await begin(t)
  const leader = await startEventStore()
  t.teardown(() => leader.close())
  follower.faults.notLeader = { host: '127.0.0.1', port: leader.port }
  await store.append('case-1', someEvents(1), 'none')
  t.equal((await store.readStream('case-1')).length, 1)
  const direct = openEventStore({ ...readEventStoreAddress(leader.url), patience: SHORT })
  t.teardown(() => direct.close())
  t.equal((await direct.readStream('case-1')).length, 1, 'stored there')

  const reader = openEventStore({ ...readEventStoreAddress(follower.url), patience: SHORT })
  t.teardown(() => reader.close())
  t.equal((await reader.readStream('case-1')).length, 1, 'a read goes there as well: a follower may be behind')
})

t.test(
  'one client’s lost connection: the others’ appends come out right, and their late answers end nothing',
  async (t) => {
    const lost = await begin(t)
    const { server, store } = await begin(t, {}, { answer: 5_000, retry: 20_000 })
    await lost.store.append('case-1', someEvents(1), 'none')
    await store.append('case-1', someEvents(1), 'none')
    server.faults.delayMs = 200
    const events = someEvents(2)
    const append = store.append('case-1', events, 0n)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await lost.server.stop()
    t.equal((await append).length, 2)
    t.strictSame(idsOf(await store.readStream('case-1', 1n)), idsOf(events))
  },
)

t.test('closing ends, whatever is under way', async (t) => {
  const { server, store } = await begin(t, {}, { answer: 500, retry: 60_000 })
  await store.append('case-1', someEvents(600), 'none')
  for await (const _ of store.follow(0n, { signal: new AbortController().signal })) break
  const follower = new Follower(store, 0n)
  await follower.until(({ events }) => events.length === 600)
  server.faults.silent = true
  const unanswered = outcomeOf(store.append('case-1', someEvents(1), 599n))
  await server.stop()
  const read = store.readStream('case-1').catch((error: unknown) => error)
  await store.close()
  t.ok(isUnavailable(await unanswered))
  t.ok(isUnavailable(await read))
  t.match(await follower.failure(), { message: 'the store is closed' })
  await t.rejects(store.readStream('case-1'), { message: 'the store is closed' })
  await store.close()
})

t.test('a follower lives on, without loss or repeat', async (t) => {
  for (const [name, harm] of Object.entries({
    'dropped by the server': async ({ faults }: EventStoreServer) => faults.dropFollows(),
    'by a server that says nothing any more': async ({ faults }: EventStoreServer) => faults.muteFollows(),
    'cut off, and the server gone for a while': async (server: EventStoreServer) => {
      await server.stop()
      await new Promise((resolve) => setTimeout(resolve, 300))
      await server.start()
    },
  })) {
    await t.test(name, async (t) => {
      const { server, store } = await begin(t, {}, { answer: 500, retry: 20_000, quiet: 200 })
      const ids: string[] = []
      const write = async (n: number): Promise<void> => {
        for (const event of someEvents(n)) {
          const expected = ids.length === 0 ? 'none' : BigInt(ids.length - 1)
          await store.append('case-1', [event], expected)
          ids.push(event.id)
          await store.append(`other-${event.id}`, [anEvent()], 'none')
        }
      }
      await write(20)
      const follower = new Follower(store, 0n, 'case-')
      for (let round = 0; round < 3; round++) {
        await follower.until(({ events }) => events.length === ids.length)
        await harm(server)
        await write(10)
      }
      await follower.until(({ events }) => events.length >= ids.length)
      const { marks } = follower
      await follower.until((it) => it.marks.length > marks.length)
      await follower.stop()
      t.strictSame(idsOf(follower.events), ids)
    })
  }
})

t.test('a follower goes on behind its last event, not behind a checkpoint before it', async (t) => {
  const { server, store } = await begin(t, {}, { quiet: 50 })
  const events = someEvents(600)
  await store.append('case-1', events, 'none')
  const follower = new Follower(store, 0n, 'case-')
  // the server said how far it had looked at the 512th
  await follower.until((it) => it.events.length === events.length)
  server.faults.muteFollows()
  const more = someEvents(10)
  await store.append('case-1', more, BigInt(events.length - 1))
  await follower.until((it) => it.events.length >= events.length + more.length)
  await follower.stop()
  t.strictSame(idsOf(follower.events), idsOf([...events, ...more]))
})

t.test('marks come from a server that never says “caught up”, and over events that are not followed', async (t) => {
  const { server, store } = await begin(t, {}, { quiet: 50 })
  server.faults.noCaughtUp = true
  for (const n of [1, 2, 3]) await store.append(`other-${n}`, someEvents(200), 'none')
  const follower = new Follower(store, 0n, 'case-')
  await follower.until(({ marks }) => marks.length > 0)
  t.ok((follower.marks.at(-1) ?? 0n) >= (await store.lastPosition()))
  const [position = 0n] = await store.append('other-4', someEvents(1), 'none')
  await follower.until(({ marks }) => marks.some((mark) => mark >= position))
  await follower.stop()
  t.strictSame(follower.events, [])
})

t.test('streams that were deleted or truncated: what is left, and never something new in their place', async (t) => {
  const { server, store } = await begin(t)
  const db = stranger(t, server)
  for (const stream of ['case-soft', 'case-hard', 'case-short']) await store.append(stream, someEvents(3), 'none')
  await db.deleteStream('case-soft')
  await db.tombstoneStream('case-hard')
  await db.setStreamMetadata('case-short', { truncateBefore: 2 })
  t.strictSame(await store.readStream('case-soft'), [])
  t.strictSame(await store.readStream('case-hard'), [])
  t.equal(await store.readLast('case-hard'), undefined)
  t.strictSame(
    (await store.readStream('case-short')).map(({ revision }) => revision),
    [2n],
    'without its beginning: no chain fits it',
  )
  t.ok((await outcomeOf(store.append('case-hard', someEvents(1), 'none'))) instanceof StreamDeleted)
  t.ok((await outcomeOf(store.append('case-soft', someEvents(1), 'none'))) instanceof StreamDeleted)
  t.ok((await outcomeOf(store.append('case-short', someEvents(1), 'none'))) instanceof ConcurrencyError)
  const follower = new Follower(store, 0n, 'case-')
  await follower.until(({ marks }) => marks.length > 0)
  await follower.stop()
  t.ok(follower.events.filter(({ stream }) => stream === 'case-soft').length >= 3, 'the one order still has them')
})

t.test('what a stranger writes is given, ends nobody, and is no event of ours', async (t) => {
  const { server, store } = await begin(t)
  const db = stranger(t, server)
  await store.append('case-1', someEvents(1), 'none')
  await db.appendToStream('case-2', [
    client.jsonEvent({ type: 'Odd', data: { half: 0.5 } }),
    client.binaryEvent({ type: 'Odd', data: new Uint8Array([1, 2, 3]) }),
  ])
  await db.appendToStream('$settings', client.jsonEvent({ type: 'Odd', data: {} }))
  await store.append('case-1', someEvents(1), 0n)
  const follower = new Follower(store, 0n)
  await follower.until(({ marks }) => marks.length > 0)
  await follower.stop()
  t.strictSame(
    follower.events.map(({ stream }) => stream),
    ['case-1', 'case-2', 'case-2', 'case-1'],
    'not those of the server itself',
  )
  for (const { data } of await store.readStream('case-2')) t.match(data, /\n$/, 'no canonical text')
})

t.test('a stream may have ten thousand events', async (t) => {
  const { store } = await begin(t, {}, {})
  const events = someEvents(10_000)
  for (let n = 0; n < events.length; n += 500)
    await store.append('case-1', events.slice(n, n + 500), n === 0 ? 'none' : BigInt(n - 1))
  const stored = await store.readStream('case-1')
  t.ok(JSON.stringify(stored.map(asNew)) === JSON.stringify(events))
  t.equal((await store.readLast('case-1'))?.revision, 9_999n)
})
