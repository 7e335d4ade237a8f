import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts'
import type { StoredEvent } from '../../src/store/store.ts'
import { idsOf } from '../support/store-events.ts'
import { Follower } from '../support/store-follower.ts'
import { type Stored, WriterProcess } from '../support/store-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinward-processes-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const streams = ['case-a', 'case-b', 'case-c']

t.test('several processes write to the same streams, and another follows', async (t) => {
  const file = join(folder, 'several.db')
  const orders = { file, streams, writers: 4, appends: 50, bytes: 300 }
  const processes = Array.from({ length: 3 }, () => new WriterProcess(orders))
  const store = openSqliteStore(file)
  const follower = new Follower(store, 0n, 'case-')
  try {
    for (const process of processes) await process.end()
    const acknowledged = processes.flatMap(({ stored }) => stored)
    t.equal(acknowledged.length, 3 * 4 * 50)
    t.strictSame(
      processes.flatMap(({ failed }) => failed),
      [],
    )
    await follower.until(({ events }) => events.length >= acknowledged.length)
    t.strictSame(idsOf(follower.events).sort(), acknowledged.map(({ id }) => id).sort(), 'each exactly once')
    t.ok(isRising(follower.events), 'in the one order')
    await holds(t, store, acknowledged)
  } finally {
    await follower.stop()
    await store.close()
  }
})

t.test('a process that is killed loses nothing that it acknowledged', async (t) => {
  const file = join(folder, 'killed.db')
  const acknowledged: Stored[] = []
  for (let round = 1; round <= 10; round++) {
    const before = acknowledged.length
    const writer = new WriterProcess({ file, streams, writers: 8, appends: 1_000_000, bytes: 300 })
    await writer.killAfter(20, round * 7)
    acknowledged.push(...writer.stored)
    t.ok(acknowledged.length > before, `round ${round}: ${writer.stored.length} acknowledged`)
  }
  const store = openSqliteStore(file)
  await holds(t, store, acknowledged)
  await store.close()
})

t.test(
  'when a commit fails, the store stops until it is opened again',
  {
    skip: process.platform === 'win32' && 'no limit of this kind',
  },
  async (t) => {
    const file = join(folder, 'failed.db')
    const writer = new WriterProcess({ file, streams, writers: 1, appends: 1_000, bytes: 10_000 }, 1_024)
    await writer.end()
    const [failure, ...more] = writer.failed
    if (!failure) throw new Error('nothing failed')
    t.strictSame(more, [])
    t.ok(writer.stored.length > 10, `${writer.stored.length} acknowledged`)
    t.strictSame(
      [...failure.codes],
      Array.from({ length: 4 }, () => 'store-unavailable'),
    )

    const store = openSqliteStore(file)
    await holds(t, store, writer.stored)
    const { stream, event } = failure
    const expected = failure.expected === 'none' ? 'none' : BigInt(failure.expected)
    const positions = await store.append(stream, [event], expected)
    t.strictSame(await store.append(stream, [event], expected), positions, 'the client repeats, with the same id')
    t.equal(store.allEvents(0n, 1_000).length, writer.stored.length + 1)
    await store.close()
  },
)

/** Each stream without gap or repeat, and everything acknowledged where it was said to be. */
async function holds(t: Test, store: SqliteStore, acknowledged: readonly Stored[]): Promise<void> {
  const places = new Map<string, string>()
  for (const stream of streams) {
    const events = await store.readStream(stream)
    t.ok(events.every(({ revision }, i) => revision === BigInt(i)) && isRising(events), `${stream} has no gap`)
    for (const { id, revision, position } of events) places.set(id, `${stream} ${revision} ${position}`)
  }
  const lost = acknowledged.filter((it) => places.get(it.id) !== `${it.stream} ${it.revision} ${it.position}`)
  t.strictSame(lost, [], `${acknowledged.length} acknowledged, none lost`)
}

function isRising(events: readonly StoredEvent[]): boolean {
  return events.every(({ position }, i) => i === 0 || position > (events[i - 1]?.position ?? position))
}
