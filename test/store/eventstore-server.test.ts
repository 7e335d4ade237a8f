import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import client from '@eventstore/db-client'
import t, { type Test } from 'tap'
import { type EventStoreOptions, startEventStore } from '../support/eventstore/server.ts'

const { EventStoreDBClient, jsonEvent, streamNameFilter } = client

async function begin(test: Test, options?: EventStoreOptions) {
  const server = await startEventStore(options)
  const db = EventStoreDBClient.connectionString(server.url)
  test.teardown(async () => {
    await server.close()
    await db.dispose()
  })
  return { server, db }
}

/** The error a call ends with. */
const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

const noted = (n: number, id: string = crypto.randomUUID()) => jsonEvent({ id, type: 'Noted', data: { n } })

async function numbers(reading: AsyncIterable<{ event?: { data?: unknown } }>) {
  const seen: unknown[] = []
  for await (const { event } of reading) seen.push(event?.data)
  return seen.map((data) => (data as { n: number }).n)
}

for (const batch of [true, false]) {
  t.test(batch ? 'BatchAppend' : 'Append', async (test) => {
    const { db } = await begin(test, { batch })
    const first = [noted(0), noted(1)]
    const stored = await db.appendToStream('case-1', first, { expectedRevision: 'no_stream' })
    test.equal(stored.nextExpectedRevision, 1n)
    const repeated = await db.appendToStream('case-1', first, { expectedRevision: 'no_stream' })
    test.match(repeated, { success: true, nextExpectedRevision: 1n, position: stored.position }, 'stored once')
    test.match(await failed(db.appendToStream('case-1', noted(9), { expectedRevision: 0n })), {
      type: 'wrong-expected-version',
      streamName: 'case-1',
      expectedVersion: 0n,
      actualVersion: 1n,
    })
    test.match(await failed(db.appendToStream('case-2', noted(9), { expectedRevision: 'stream_exists' })), {
      type: 'wrong-expected-version',
      actualVersion: 'no_stream',
    })
    test.same(await numbers(db.readStream('case-1')), [0, 1])
  })
}

t.test('Reading', async (test) => {
  const { db } = await begin(test)
  const before = Date.now()
  await db.appendToStream('case-1', [noted(0), noted(1), noted(2)])
  const { position } = await db.appendToStream('case-2', noted(3))
  test.same(await numbers(db.readStream('case-1', { fromRevision: 1n })), [1, 2])
  test.same(
    await numbers(db.readStream('case-1', { direction: 'backwards', fromRevision: 'end', maxCount: 2 })),
    [2, 1],
  )
  test.same(await numbers(db.readAll({ maxCount: 3 })), [0, 1, 2])
  test.same(await numbers(db.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 2 })), [3, 2])
  if (position === undefined) return test.fail('no position')
  test.same(await numbers(db.readAll({ fromPosition: position })), [3], 'a position is read itself')
  for await (const { event } of db.readStream('case-2')) {
    test.match(event, { streamId: 'case-2', type: 'Noted', revision: 0n, position, isJson: true })
    test.ok(Number(event?.created) >= before, 'created in milliseconds')
  }
  test.match(await failed(numbers(db.readStream('case-3'))), { type: 'stream-not-found' })
})

t.test('Following', async (test) => {
  const { server, db } = await begin(test)
  const { position } = await db.appendToStream('case-1', noted(0))
  await db.appendToStream('other-1', noted(1))
  await db.appendToStream('case-2', noted(2))
  if (position === undefined) return test.fail('no position')
  for (const filter of [streamNameFilter({ prefixes: ['case-'] }), streamNameFilter({ regex: '^case-' })]) {
    const follow = db.subscribeToAll({ fromPosition: position, filter })
    const caughtUp = new Promise((resolve) => follow.once('caughtUp', () => resolve(true)))
    const seen: unknown[] = []
    const live = crypto.randomUUID()
    const done = (async () => {
      for await (const { event } of follow) {
        seen.push(event?.streamId)
        if (event?.id === live) return
      }
    })()
    test.equal(await caughtUp, true)
    await db.appendToStream('case-live', noted(3, live))
    await done
    test.match(seen, ['case-2'], 'after the position, of these streams')
    test.equal(seen.at(-1), 'case-live')
    test.notOk(seen.includes('other-1'))
    await follow.unsubscribe()
  }
  const dropped = db.subscribeToStream('case-1')
  const error = new Promise((resolve) => dropped.once('error', resolve))
  dropped.once('data', () => server.faults.dropFollows())
  test.match(await error, { type: 'unavailable' })
})

t.test('Faults', async (test) => {
  const { server, db } = await begin(test)
  await db.appendToStream('case-1', noted(0))
  server.faults.notReady = true
  test.match(await failed(db.appendToStream('case-1', noted(1))), { type: 'unknown' })
  server.faults.notReady = false
  server.faults.silent = true
  const unanswered = db.appendToStream('case-1', noted(2))
  while ((await numbers(db.readStream('case-1'))).length < 2);
  await Promise.all([test.rejects(unanswered), server.stop()])
  await test.rejects(db.appendToStream('case-1', noted(3)))
  server.faults.silent = false
  await server.start()
  test.same(await numbers(db.readStream('case-1')), [0, 2], 'the same events on the same port')
  server.faults.notLeader = { host: '127.0.0.1', port: server.port }
  const leading = failed(db.appendToStream('case-1', noted(4), { requiresLeader: true }))
  test.match(await leading, { type: 'not-leader', leader: { address: '127.0.0.1', port: server.port } })
})

t.test('Swallowed and late appends', async (test) => {
  const { server, db } = await begin(test)
  server.faults.swallow = true
  const swallowed = failed(db.appendToStream('case-1', noted(0)))
  while (server.faults.swallowed === 0) await setImmediate()
  server.faults.delayMs = 50
  test.match(await failed(numbers(db.readStream('case-1'))), { type: 'stream-not-found' })
  await server.stop()
  test.ok(await swallowed, 'ends with the connection')
  await server.start()
  test.match(await failed(numbers(db.readStream('case-1'))), { type: 'stream-not-found' }, 'and never was stored')
  server.faults.swallow = false
  const late = db.appendToStream('case-1', noted(1))
  test.match(await failed(numbers(db.readStream('case-1'))), { type: 'stream-not-found' }, 'not yet')
  await late
  test.same(await numbers(db.readStream('case-1')), [1])
})

t.test('Checkpoints, and a server that never says caught up', async (test) => {
  const { server, db } = await begin(test)
  server.faults.noCaughtUp = true
  const { position } = await db.appendToStream(
    'other-1',
    Array.from({ length: 64 }, (_, n) => noted(n)),
  )
  const reached: unknown[] = []
  const filter = streamNameFilter({
    prefixes: ['case-'],
    checkpointInterval: 1,
    checkpointReached: (_follow, checkpoint) => void reached.push(checkpoint),
  })
  const follow = db.subscribeToAll({ filter })
  let caughtUp = false
  follow.on('caughtUp', () => {
    caughtUp = true
  })
  await new Promise((resolve) => follow.once('confirmation', resolve))
  await db.appendToStream('case-1', noted(64))
  for await (const { event } of follow) if (event?.streamId === 'case-1') break
  test.equal(reached.length, 2, 'every 32 events that were looked at')
  test.same(reached.at(-1), position)
  test.notOk(caughtUp)
  await follow.unsubscribe()
})

const noOpenssl =
  spawnSync('openssl', ['version']).status === 0 ? false : 'there is no openssl to make a certificate with'

t.test('TLS', { skip: noOpenssl }, async (test) => {
  const folder = test.testdir()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost']
  const made = spawnSync('openssl', [
    ...request,
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ])
  test.equal(made.status, 0)
  const server = await startEventStore({ tls: { key: readFileSync(key), cert: readFileSync(cert) } })
  const address = `esdb://localhost:${server.port}?tls=true`
  const db = EventStoreDBClient.connectionString(`${address}&tlsCAFile=${encodeURIComponent(cert)}`)
  const stranger = EventStoreDBClient.connectionString(address)
  test.teardown(async () => {
    await server.close()
    await Promise.all([db.dispose(), stranger.dispose()])
  })
  await db.appendToStream('case-1', noted(0))
  test.same(await numbers(db.readStream('case-1')), [0])
  test.match(await failed(numbers(stranger.readStream('case-1'))), { type: 'unavailable' }, 'an unknown authority')
})

t.test('Deletion and large events', async (test) => {
  const { db } = await begin(test)
  await db.appendToStream('case-1', [noted(0), noted(1), noted(2)])
  await db.setStreamMetadata('case-1', { truncateBefore: 1 })
  test.same(await numbers(db.readStream('case-1')), [1, 2])
  await db.deleteStream('case-1')
  test.match(await failed(numbers(db.readStream('case-1'))), { type: 'stream-not-found' })
  await db.appendToStream('case-1', noted(3), { expectedRevision: 'no_stream' })
  test.same(await numbers(db.readStream('case-1')), [3])
  await db.tombstoneStream('case-1')
  test.match(await failed(db.appendToStream('case-1', noted(4))), { type: 'stream-deleted' })
  const text = 'x'.repeat(5_000_000)
  await db.appendToStream('large', jsonEvent({ type: 'Noted', data: { text } }))
  for await (const { event } of db.readStream('large')) test.same(event?.data, { text })
})

t.test('Gossip', async (test) => {
  const leader = await startEventStore()
  const { server } = await begin(test)
  server.faults.notLeader = { host: '127.0.0.1', port: leader.port }
  const seeds = `127.0.0.1:${server.port},127.0.0.1:${server.port}`
  const db = EventStoreDBClient.connectionString(`esdb://${seeds}?tls=false&nodePreference=leader`)
  test.teardown(async () => {
    await leader.close()
    await db.dispose()
  })
  await db.appendToStream('case-1', noted(0))
  const direct = EventStoreDBClient.connectionString(leader.url)
  test.same(await numbers(direct.readStream('case-1')), [0], 'the client went to the leader')
  await direct.dispose()
})
