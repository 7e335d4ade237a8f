import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { ConcurrencyError, DuplicateEventId, type Store } from '../../src/store/store.ts'
import { anEvent, asNew, idsOf, outcomeOf, someEvents } from '../support/store-events.ts'
import { Follower } from '../support/store-follower.ts'

/** What one case works with: a connection, streams that nobody else uses, and a second connection to the same store. */
interface Given {
  readonly store: Store
  /** Begins the name of every stream of this case. */
  readonly prefix: string
  readonly another: () => Promise<Store>
}

type Case = (t: Test, given: Given) => Promise<void>

/**
 * What every engine must do. Nothing here depends on an empty store, on the values of positions, or on their being
 * without gaps.
 *
 * @param open a new connection to one and the same store, each time
 */
export function storeContract(engine: string, open: () => Promise<Store>): void {
  void t.test(`${engine} keeps the contract of a store`, async (t) => {
    for (const [name, run] of Object.entries({ ...appending, ...reading, ...following })) {
      await t.test(name, async (t) => {
        const opened: Store[] = []
        const another = async (): Promise<Store> => {
          const store = await open()
          opened.push(store)
          return store
        }
        try {
          await run(t, { store: await another(), prefix: `contract_${randomUUID()}-`, another })
        } finally {
          for (const store of opened) await store.close()
        }
      })
    }
  })
}

const appending: Record<string, Case> = {
  'a stream is made once': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const [position] = await store.append(stream, [anEvent()], 'none')
    t.type(position, 'bigint')
    await t.rejects(store.append(stream, [anEvent()], 'none'), new ConcurrencyError(stream, 'none', 0n))
    t.equal((await store.readStream(stream)).length, 1)
  },

  'events follow one another, from revision 0, at rising positions': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const positions = [
      ...(await store.append(stream, someEvents(2), 'none')),
      ...(await store.append(stream, someEvents(1), 1n)),
      ...(await store.append(stream, someEvents(3), 2n)),
    ]
    const stored = await store.readStream(stream)
    t.strictSame(revisionsOf(stored), [0n, 1n, 2n, 3n, 4n, 5n])
    t.strictSame(positionsOf(stored), positions)
    t.ok(isRising(positions))
    t.ok(stored.every((event) => event.stream === stream))
  },

  'a writer who is behind is refused': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    await store.append(stream, someEvents(3), 'none')
    await t.rejects(store.append(stream, [anEvent()], 1n), new ConcurrencyError(stream, 1n, 2n))
    t.equal((await store.readStream(stream)).length, 3)
  },

  'a writer who is ahead is refused': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    await store.append(stream, someEvents(1), 'none')
    await t.rejects(store.append(stream, [anEvent()], 7n), new ConcurrencyError(stream, 7n, 0n))
    t.equal((await store.readStream(stream)).length, 1)
  },

  'a stream that is not there cannot be continued': async (t, { store, prefix }) => {
    const stream = `${prefix}missing`
    await t.rejects(store.append(stream, [anEvent()], 0n), new ConcurrencyError(stream, 0n, 'none'))
    t.strictSame(await store.readStream(stream), [])
  },

  'of several events all are stored or none': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const first = someEvents(2)
    await store.append(stream, first, 'none')
    await t.rejects(store.append(stream, someEvents(3), 0n), new ConcurrencyError(stream, 0n, 1n))
    await t.rejects(store.append(stream, someEvents(3), 'none'), new ConcurrencyError(stream, 'none', 1n))
    t.strictSame(idsOf(await store.readStream(stream)), idsOf(first))
  },

  'streams do not get in each other’s way': async (t, { store, prefix }) => {
    const streams = ['a', 'A', 'aa', 'b'].map((name) => prefix + name)
    await Promise.all(streams.map((stream) => store.append(stream, someEvents(2), 'none')))
    for (const stream of streams) t.strictSame(revisionsOf(await store.readStream(stream)), [0n, 1n])
  },

  'a repeat gives the first result, and stores nothing': async (t, { store, prefix, another }) => {
    const stream = `${prefix}a`
    const [opening, next] = [someEvents(2), someEvents(2)]
    const first = await store.append(stream, opening, 'none')
    t.strictSame(await store.append(stream, opening, 'none'), first)
    const second = await store.append(stream, next, 1n)
    await store.append(stream, someEvents(1), 3n)
    t.strictSame(await store.append(stream, opening, 'none'), first)
    t.strictSame(await (await another()).append(stream, next, 1n), second)
    t.equal((await store.readStream(stream)).length, 5)
  },

  'a repeat may overtake the answer to the first': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const events = someEvents(2)
    const [first, second] = await Promise.all([
      store.append(stream, events, 'none'),
      store.append(stream, events, 'none'),
    ])
    t.strictSame(second, first)
    t.equal((await store.readStream(stream)).length, 2)
  },

  'a known id with other bytes is refused': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const event = anEvent()
    await store.append(stream, [event], 'none')
    for (const change of [{ type: 'Other' }, { data: '{"clear":{}}' }, { metadata: '{"v":2}' }]) {
      const outcome = await outcomeOf(store.append(stream, [{ ...event, ...change }], 'none'))
      t.ok(outcome instanceof DuplicateEventId, JSON.stringify(change))
    }
    t.strictSame((await store.readStream(stream)).map(asNew), [event])
  },

  'a repeat of one part is refused': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const [a, b, c] = [anEvent(), anEvent(), anEvent()]
    await store.append(stream, [a, b], 'none')
    for (const [name, events] of Object.entries({
      'one is new': [a, c],
      'one more': [a, b, c],
      'turned round': [b, a],
    })) {
      t.ok((await outcomeOf(store.append(stream, events, 'none'))) instanceof DuplicateEventId, name)
    }
    t.strictSame(idsOf(await store.readStream(stream)), [a.id, b.id])
  },

  'of eight who race one wins': async (t, { store, prefix, another }) => {
    const stream = `${prefix}a`
    await store.append(stream, [anEvent()], 'none')
    const other = await another()
    const racers = Array.from({ length: 8 }, (_, i) => ({ event: anEvent(), through: i % 2 === 0 ? store : other }))
    const outcomes = await Promise.all(
      racers.map(({ event, through }) => outcomeOf(through.append(stream, [event], 0n))),
    )
    const won = racers.filter((_, i) => Array.isArray(outcomes[i]))
    t.equal(won.length, 1)
    t.equal(outcomes.filter((outcome) => outcome instanceof ConcurrencyError && outcome.actual === 1n).length, 7)
    t.strictSame(idsOf((await store.readStream(stream)).slice(1)), idsOf(won.map(({ event }) => event)))
  },

  'several hundred events go in one append': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const events = someEvents(700)
    const positions = await store.append(stream, events, 'none')
    const stored = await store.readStream(stream)
    t.strictSame(stored.map(asNew), events)
    t.strictSame(positionsOf(stored), positions)
    t.ok(isRising(positions))
  },
}

const reading: Record<string, Case> = {
  'a stream that is not there is empty': async (t, { store, prefix }) => {
    t.strictSame(await store.readStream(`${prefix}missing`), [])
    t.strictSame(await store.readStream(`${prefix}missing`, 3n), [])
  },

  'a stream is read from a revision on': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    await store.append(stream, someEvents(5), 'none')
    t.strictSame(revisionsOf(await store.readStream(stream, 0n)), [0n, 1n, 2n, 3n, 4n])
    t.strictSame(revisionsOf(await store.readStream(stream, 3n)), [3n, 4n])
    t.strictSame(await store.readStream(stream, 5n), [])
  },

  'texts come back byte for byte': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const data = JSON.stringify({
      clear: { '': '', '\u0080': 1, ö: [], '€': null, '😂': true, '\ufb33': '\u0000\u001f"\\\u007f\u2028 é e\u0301' },
      sealed: [{ ct: 'ไทย မြန်မာ العربية 👩‍👧', n: [0, -1, 9007199254740991] }],
    })
    const event = anEvent({ type: 'Größe', data, metadata: '{"actor":"ş","v":1}' })
    await store.append(stream, [event], 'none')
    t.strictSame((await store.readStream(stream)).map(asNew), [event])
  },

  'the end of the store is known': async (t, { store, prefix }) => {
    const [position] = await store.append(`${prefix}a`, [anEvent()], 'none')
    const end = await store.lastPosition()
    t.ok(position !== undefined && end >= position)
    const next = await store.append(`${prefix}b`, someEvents(3), 'none')
    t.ok((await store.lastPosition()) >= last(next))
    t.ok(last(next) > end)
  },

  'an event may be a megabyte': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const event = anEvent({ data: `{"clear":{"text":"${'x'.repeat(1_000_000)}"}}` })
    await store.append(stream, [event], 'none')
    t.ok((await store.readStream(stream))[0]?.data === event.data)
  },

  'what was acknowledged is there for the next who opens': async (t, { store, prefix, another }) => {
    const stream = `${prefix}a`
    const positions = await store.append(stream, someEvents(2), 'none')
    await store.close()
    const stored = await (await another()).readStream(stream)
    t.strictSame(positionsOf(stored), positions)
  },
}

const following: Record<string, Case> = {
  'history comes first, then a mark, then what is new': async (t, { store, prefix }) => {
    const stream = `${prefix}a`
    const history = someEvents(3)
    const positions = await store.append(stream, history, 'none')
    const follower = new Follower(store, 0n, prefix)
    try {
      await follower.until(({ marks }) => marks.length > 0)
      const kinds = follower.told.map(({ kind }) => kind)
      t.strictSame(kinds.slice(0, 4), ['event', 'event', 'event', 'caughtUp'])
      t.ok(follower.marks.every((mark) => mark >= last(positions)))

      const fresh = someEvents(2)
      const next = await store.append(stream, fresh, 2n)
      await follower.until(({ marks }) => marks.some((mark) => mark >= last(next)))
      t.strictSame(idsOf(follower.events), [...idsOf(history), ...idsOf(fresh)])
      t.strictSame(positionsOf(follower.events), [...positions, ...next])
      t.equal(last(follower.told).kind, 'caughtUp')
      t.strictSame(follower.events, await store.readStream(stream))
    } finally {
      await follower.stop()
    }
  },

  'streams are kept by the beginning of their name, letter by letter': async (t, { store, prefix }) => {
    const names = ['a_b-1', 'axb-1', 'a%b-1', 'A_b-1', 'a_b', 'a_b-2', 'za_b-1']
    for (const name of names) await store.append(prefix + name, someEvents(1), 'none')
    const follower = new Follower(store, 0n, `${prefix}a_b-`)
    try {
      await follower.until(({ marks }) => marks.length > 0)
      await store.append(`${prefix}a%b-2`, someEvents(1), 'none')
      await store.append(`${prefix}a_b-3`, someEvents(1), 'none')
      await follower.until(({ events }) => events.length >= 3)
      t.strictSame(
        follower.events.map(({ stream }) => stream.slice(prefix.length)),
        ['a_b-1', 'a_b-2', 'a_b-3'],
      )
    } finally {
      await follower.stop()
    }
  },

  'without a prefix nothing is left out': async (t, { store, prefix }) => {
    const [start] = await store.append(`${prefix}a`, someEvents(1), 'none')
    const follower = new Follower(store, start ?? 0n)
    try {
      const ids: string[] = []
      for (const name of ['b', 'c', 'd']) {
        const events = someEvents(2)
        ids.push(...idsOf(events))
        await store.append(prefix + name, events, 'none')
      }
      const ours = (): string[] => idsOf(follower.events.filter(({ stream }) => stream.startsWith(prefix)))
      await follower.until(() => ours().length >= ids.length)
      t.strictSame(ours(), ids)
    } finally {
      await follower.stop()
    }
  },

  'following goes on from any position, without loss or repeat': async (t, { store, prefix }) => {
    const events = someEvents(6)
    const positions = [
      ...(await store.append(`${prefix}a`, events.slice(0, 3), 'none')),
      ...(await store.append(`${prefix}b`, events.slice(3), 'none')),
    ]
    for (const [i, position] of positions.entries()) {
      const follower = new Follower(store, position, prefix)
      await follower.until(({ marks }) => marks.length > 0)
      await follower.stop()
      t.strictSame(idsOf(follower.events), idsOf(events.slice(i + 1)))
    }
  },

  'following goes on from a mark, without loss or repeat': async (t, { store, prefix }) => {
    await store.append(`${prefix}a`, someEvents(2), 'none')
    await store.append(`other_${prefix}`, someEvents(2), 'none')
    const before = new Follower(store, 0n, prefix)
    await before.until(({ marks }) => marks.length > 0)
    await before.stop()
    const fresh = someEvents(2)
    await store.append(`${prefix}a`, fresh, 1n)
    const after = new Follower(store, last(before.marks), prefix)
    await after.until(({ marks }) => marks.length > 0)
    await after.stop()
    t.strictSame(idsOf(after.events), idsOf(fresh))
  },

  'every event of concurrent writers comes once, in the one order': async (t, { store, prefix, another }) => {
    const [writers, each] = [8, 40]
    const connections = [store, await another()]
    const follower = new Follower(store, 0n, prefix)
    try {
      await follower.until(({ marks }) => marks.length > 0)
      const acknowledged = await Promise.all(
        Array.from({ length: writers }, async (_, w) => {
          const ids: string[] = []
          for (let i = 0; i < each; i++) {
            const event = anEvent()
            const through = connections[w % connections.length] ?? store
            await through.append(`${prefix}${w}`, [event], i === 0 ? 'none' : BigInt(i - 1))
            ids.push(event.id)
          }
          return ids
        }),
      )
      await follower.until(({ events }) => events.length >= writers * each)
      t.strictSame(idsOf(follower.events).sort(), acknowledged.flat().sort())
      t.ok(isRising(positionsOf(follower.events)))
      for (const [w, ids] of acknowledged.entries()) {
        t.strictSame(idsOf(follower.events.filter(({ stream }) => stream === `${prefix}${w}`)), ids)
      }
    } finally {
      await follower.stop()
    }
  },

  'abort ends it, waiting or in the middle of a page': async (t, { store, prefix }) => {
    await store.append(`${prefix}a`, someEvents(20), 'none')
    const waiting = new Follower(store, 0n, prefix)
    await waiting.until(({ marks }) => marks.length > 0)
    const started = performance.now()
    await waiting.stop()
    t.ok(performance.now() - started < 1_000, 'ends promptly')

    const abort = new AbortController()
    const seen: string[] = []
    for await (const item of store.follow(0n, { prefix, signal: abort.signal })) {
      seen.push(item.kind)
      if (seen.length === 2) abort.abort()
    }
    t.strictSame(seen, ['event', 'event'])

    for await (const item of store.follow(0n, { prefix, signal: AbortSignal.abort() })) t.fail(item.kind)
  },
}

function revisionsOf(events: readonly { revision: bigint }[]): bigint[] {
  return events.map(({ revision }) => revision)
}

function positionsOf(events: readonly { position: bigint }[]): bigint[] {
  return events.map(({ position }) => position)
}

function isRising(positions: readonly bigint[]): boolean {
  return positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? position))
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1)
  if (item === undefined) throw new Error('nothing there')
  return item
}
