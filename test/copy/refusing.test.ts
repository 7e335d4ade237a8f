import { copyFileSync, mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import client from '@eventstore/db-client'
import t, { type Test } from 'tap'
import { CopyRefused } from '../../src/copy/refused.ts'
import { openEventStore } from '../../src/store/eventstoredb.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store, StoredEvent } from '../../src/store/store.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { anEvent, asNew } from '../support/store-events.ts'
import { copyQuietly, eventsOf, makeHistory, makeRefusals, places, withoutPosition } from './histories.ts'

/** What is copied is a whole history, onto its own beginning, or nothing. */

/** A small history, and stores that are closed at the end of the test. */
async function begin(t: Test) {
  const place = places(t)
  await makeRefusals(place('source'))
  await makeHistory(place('source'), 3)
  const opened: Store[] = []
  t.teardown(() => Promise.all(opened.map((store) => store.close())))
  const open = (name: string): Store => {
    mkdirSync(place(name), { recursive: true })
    const store = openSqliteStore(`${place(name)}/events.db`)
    opened.push(store)
    return store
  }
  const serve = async () => {
    const server = await startEventStore()
    t.teardown(() => server.close())
    const store = openEventStore({ ...readEventStoreAddress(server.url), patience: { retry: 100 } })
    opened.push(store)
    return { store, server }
  }
  /** The source as somebody with the file in his hands left it. */
  const altered = (name: string, how: string): Store => {
    mkdirSync(place(name))
    copyFileSync(`${place('source')}/events.db`, `${place(name)}/events.db`)
    const db = new DatabaseSync(`${place(name)}/events.db`)
    for (const trigger of ['altered', 'removed', 'replaced']) db.exec(`DROP TRIGGER events_are_not_${trigger}`)
    db.exec(how)
    db.close()
    return open(name)
  }
  const source = open('source')
  return { source, events: await eventsOf(source), open, serve, altered }
}

const place = ({ stream, revision }: StoredEvent): string => `${stream} revision ${revision}`

/** Writes events as they are, one by one. */
async function write(store: Store, events: readonly StoredEvent[]): Promise<void> {
  for (const event of events)
    await store.append(event.stream, [asNew(event)], event.revision === 0n ? 'none' : event.revision - 1n)
}

const refused = (copying: Promise<unknown>): Promise<string> =>
  copying.then(
    () => 'copied',
    (error: unknown) => {
      if (error instanceof CopyRefused) return error.message
      throw error
    },
  )

/** The event at a place from the end of the history. */
function at(events: readonly StoredEvent[], index: number): StoredEvent {
  const event = events.at(index)
  if (!event) throw new Error('the history is too short')
  return event
}

t.test('from however much is there, it goes on to the same whole', async (t) => {
  const { source, events, open } = await begin(t)
  const whole = await copyQuietly(source, open('whole'))
  t.equal(whole.events, events.length)
  for (let n = 0; n <= events.length; n += n < 4 ? 1 : 5) {
    const target = open(`from ${n}`)
    await write(target, events.slice(0, n))
    t.strictSame(await copyQuietly(source, target), whole, `from ${n}`)
    t.strictSame((await eventsOf(target)).map(withoutPosition), events.map(withoutPosition))
  }
})

t.test('a target that is not how the source begins is refused, and stays as it was', async (t) => {
  const { source, events, open, serve } = await begin(t)
  // between the two the streams change
  const n = events.findLastIndex(({ stream, revision }, i) => revision === 0n && stream !== events[i - 1]?.stream)
  const [last, next] = [at(events, n - 1), at(events, n)]
  const head = events.slice(0, n - 1)
  const more = { ...next, stream: 'case-more', revision: 0n }
  const cases: Record<string, { has: StoredEvent[]; names: StoredEvent }> = {
    'other data': { has: [...head, { ...last, data: '{"clear":{}}' }], names: last },
    'other metadata': { has: [...head, { ...last, metadata: '{"v":1}' }], names: last },
    'another type': { has: [...head, { ...last, type: 'Other' }], names: last },
    'another id': { has: [...head, { ...last, id: anEvent().id }], names: last },
    'another order': { has: [...head, next], names: next },
    'one in the middle': {
      has: [at(events, 0), { ...at(events, 1), type: 'Other' }, ...events.slice(2, n)],
      names: at(events, 1),
    },
    'a beginning of its own': { has: [{ ...at(events, 0), id: anEvent().id }], names: at(events, 0) },
    'more than the source': { has: [...events, { ...more, id: anEvent().id }], names: more },
  }
  for (const [name, { has, names }] of Object.entries(cases))
    for (const target of [open(name), (await serve()).store]) {
      await write(target, has)
      const before = await eventsOf(target)
      const said = await refused(copyQuietly(source, target))
      t.ok(said.startsWith(`${place(names)} of the target is not what the source has there`), `${name}: ${said}`)
      t.strictSame(await eventsOf(target), before, `${name}: nothing more`)
    }
})

t.test('a source in which something was altered is not moved any further', async (t) => {
  const { events, open, serve, altered } = await begin(t)
  const n = events.findIndex(({ stream, revision }) => stream.startsWith('case-') && revision === 3n)
  const { stream, position, data } = at(events, n)
  const next = events.find(({ stream: other, revision }) => other === stream && revision === 4n)
  if (!next) throw new Error('the case is too short')
  const where = `position = ${position}`
  for (const [name, how, said] of [
    [
      'other data',
      `UPDATE events SET data = replace(data, '"given"', '"gaven"') WHERE ${where}`,
      `${place(next)} does not fit`,
    ],
    [
      'another spelling',
      `UPDATE events SET data = '${data.replaceAll("'", "''")} ' WHERE ${where}`,
      `${stream} revision 3 cannot be read`,
    ],
    ['other metadata', `UPDATE events SET metadata = '{}' WHERE ${where}`, `${stream} revision 3 cannot be read`],
    ['one taken out', `DELETE FROM events WHERE ${where}`, `${place(next)} does not follow`],
    [
      'one moved away',
      `UPDATE events SET stream = 'case-else', revision = 0 WHERE ${where}`,
      'case-else revision 0 does not fit',
    ],
    ['the beginning taken away', 'DELETE FROM events WHERE position = 1', `${place(at(events, 1))} is not of a store`],
    [
      'another beginning',
      `UPDATE events SET data = replace(data, '"demo"', '"real"') WHERE position = 1`,
      `${place(at(events, 1))} does not fit`,
    ],
    [
      'a stream of a server',
      `UPDATE events SET stream = '$x', revision = 0 WHERE ${where}`,
      '$x revision 0 is not of a store',
    ],
  ] as const) {
    const from = altered(name, how)
    const target = open(`${name}, target`)
    t.match(await refused(copyQuietly(from, target)), said, name)
    t.strictSame(await eventsOf(target), [], `${name}: before anything is copied`)
  }
  for (const empty of [open('empty'), (await serve()).store])
    t.match(await refused(copyQuietly(empty, open('target'))), 'the source is empty')
})

t.test('streams that were deleted or cut off in a server are seen on both sides', async (t) => {
  const { source, events, open, serve } = await begin(t)
  const { stream } =
    events.findLast(({ stream, revision }) => stream.startsWith('case-') && revision === 5n) ?? at(events, 0)
  for (const [name, remove, whenSource] of [
    ['deleted', (db) => db.deleteStream(stream), `${stream} of the source was deleted, cut off`],
    ['deleted for good', (db) => db.tombstoneStream(stream), `${stream} of the source was deleted, cut off`],
    [
      'cut off',
      (db) => db.setStreamMetadata(stream, { truncateBefore: 2 }),
      `${stream} of the source was deleted, cut off`,
    ],
  ] as [string, (db: InstanceType<typeof client.EventStoreDBClient>) => Promise<unknown>, string][]) {
    const { store, server } = await serve()
    await copyQuietly(source, store)
    const db = client.EventStoreDBClient.connectionString(server.url)
    await remove(db)
    await db.dispose()
    t.match(await refused(copyQuietly(source, store)), `${stream} of the target was deleted, cut off`, name)
    t.match(await refused(copyQuietly(store, open(name))), whenSource, name)
  }
})
