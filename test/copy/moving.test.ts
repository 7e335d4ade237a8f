import { existsSync, readdirSync } from 'node:fs'
import t from 'tap'
import { openEventStore } from '../../src/store/eventstoredb.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { kinward } from '../durability/processes.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { eventsOf, makeHistory, makeRefusals, openFolder, places, withoutPosition, writeLook } from './histories.ts'

/** `kinward copy` as an operator runs it. */

const VERIFIED = /^copied and verified: (\d+) events in (\d+) streams, sha256 ([0-9a-f]{64})\n/

t.test('the pilot moves to the cluster, and everything that was proven there is proven here', async (t) => {
  const place = places(t)
  const server = await startEventStore()
  t.teardown(() => server.close())
  await makeRefusals(place('pilot'))
  await makeHistory(place('pilot'), 6)
  const services = await openFolder(place('pilot'))
  await writeLook(services, 'x'.repeat(1_040_000))
  const before = await eventsOf(services.store)
  await services.close()
  t.ok(before.some(({ data }) => data.length > 1_040_000))
  t.ok(before.some(({ stream }) => stream.startsWith('access-') && !stream.startsWith('access-node-')))

  const copy = (from: string, to: string) => kinward(place('pilot'), ['copy', '--from', from, '--to', to])
  const first = await copy(place('pilot'), server.url)
  t.equal(first.code, 0, first.errors)
  const [, events, streams] = VERIFIED.exec(first.out) ?? []
  t.equal(Number(events), before.length)
  t.equal(Number(streams), new Set(before.map(({ stream }) => stream)).size)
  t.match(first.out, /service must have been stopped/)
  t.match(first.out, /keys are not in it/)
  for (const what of ['proven', 'copied', 'compared']) t.match(first.errors, `${before.length} events ${what}, `)

  const target = openEventStore(readEventStoreAddress(server.url))
  t.strictSame((await eventsOf(target)).map(withoutPosition), before.map(withoutPosition))

  const again = await copy(place('pilot'), server.url)
  t.match(again, { code: 0, out: first.out })
  t.notMatch(again.errors, /copied/, 'nothing was missing')
  t.equal((await eventsOf(target)).length, before.length)
  await target.close()

  // the same keys, the other store
  const [here, there] = [
    await kinward(place('pilot'), ['check']),
    await kinward(place('pilot'), ['check'], { KINWARD_STORE: server.url }),
  ]
  t.match(there.out, /clean\n$/)
  t.match(there, { code: 0, out: here.out })
  t.match(there.out, /[1-9]\d* refusals derived again/)

  // and back: no engine leaves a mark on what it held
  const back = await copy(server.url, place('district'))
  t.match(back, { code: 0, out: first.out })
  const district = openSqliteStore(`${place('district')}/events.db`)
  t.strictSame(await eventsOf(district), before, 'to the position')
  await district.close()
})

t.test('a store that somebody has open is not said to be whole', async (t) => {
  const place = places(t)
  await makeHistory(place('source'), 1)
  const copy = () => kinward(place('x'), ['copy', '--from', place('source'), '--to', place('target')])
  const service = await openFolder(place('source'))
  const during = await copy()
  t.equal(during.code, 1)
  t.match(during.out, /^copied so far: \d+ events in \d+ streams/)
  t.notMatch(during.out, /verified/)
  t.match(during.errors, /is open somewhere[\s\S]*still in use/)
  await writeLook(service)
  await service.close()
  const after = await copy()
  t.match(after, { code: 0, out: VERIFIED })
  t.match(after.errors, /1 events copied/, 'what came since')
})

t.test('what cannot be meant is refused before anything is made', async (t) => {
  const place = places(t)
  await makeHistory(place('source'), 1)
  const secret = 'esdb://admin:hunter2@127.0.0.1:9'
  for (const [name, args, code, said] of [
    ['no target', ['--from', place('source')], 1, /--from PLACE --to PLACE/],
    ['a slip', ['--from', place('source'), '--too', place('t')], 1, /--from PLACE --to PLACE/],
    ['one folder', ['--from', place('source'), '--to', `${place('source')}/../source`], 1, /one store/],
    ['one server', ['--from', 'esdb://127.0.0.1:9?tls=false', '--to', 'esdb://127.0.0.1:9?tls=false'], 1, /one store/],
    ['no source', ['--from', place('none'), '--to', place('t')], 1, /no events\.db/],
    ['a password in the address', ['--from', place('source'), '--to', secret], 78, /from a file/],
    ['another database', ['--from', place('source'), '--to', 'postgres://kinward@127.0.0.1/k'], 78, /form esdb/],
    [
      'no password file',
      ['--from', place('source'), '--to', 'esdb://a@b', '--to-password-file', place('p')],
      78,
      /to-pass/,
    ],
    [
      'a password for a folder',
      ['--from', place('source'), '--to', place('t'), '--to-password-file', '/dev/null'],
      78,
      /./,
    ],
  ] as const) {
    const ended = await kinward(place('x'), ['copy', ...args])
    t.match(ended, { code, out: '', errors: said }, name)
    t.notMatch(ended.errors, /hunter2|\s+at /, 'one line, no value')
  }
  t.notOk(existsSync(place('t')))
  t.notOk(existsSync(place('none')))
  t.strictSame(readdirSync(place('')), ['source'])
})

t.test('a target that is not there is said to be away, in one line', async (t) => {
  const place = places(t)
  await makeHistory(place('source'), 1)
  const server = await startEventStore()
  await server.close()
  const ended = await kinward(place('x'), ['copy', '--from', place('source'), '--to', server.url])
  t.match(ended, { code: 1, errors: /^kinward copy: the event store does not answer\n$/ })
})
