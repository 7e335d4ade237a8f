import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { openSqliteStore, SqliteStore } from '../../src/store/sqlite.ts'
import { openEventFile } from '../../src/store/sqlite-file.ts'
import { ConcurrencyError, DuplicateEventId, StoreUnavailable } from '../../src/store/store.ts'
import { anEvent, idsOf, outcomeOf, someEvents } from '../support/store-events.ts'
import { Follower } from '../support/store-follower.ts'
import { commitsInLog } from '../support/store-log.ts'
import { storeContract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinward-store-'))
t.teardown(() => rmSync(folder, { recursive: true }))

storeContract('SQLite', async () => openSqliteStore(join(folder, 'contract.db')))

t.test('opening', async (t) => {
  t.test('every commit waits for the disk', (t) => {
    const db = openEventFile(aFile())
    t.equal(read(db, 'PRAGMA synchronous'), 2n)
    t.equal(read(db, 'PRAGMA journal_mode'), 'wal')
    db.close()
    t.end()
  })

  t.test('a file whose commits would not wait for the disk is not opened', async (t) => {
    class Lax extends DatabaseSync {
      override exec(sql: string): void {
        super.exec(sql.replace('FULL', 'NORMAL'))
      }
    }
    const lax = await t.mockImport<typeof import('../../src/store/sqlite-file.ts')>('../../src/store/sqlite-file.ts', {
      'node:sqlite': { DatabaseSync: Lax },
    })
    t.throws(() => lax.openEventFile(aFile()), { code: 'store-unavailable', message: /synchronous is not FULL/ })
  })

  t.test('several may make the same file at once', async (t) => {
    const [openers, files] = [4, Array.from({ length: 15 }, aFile)]
    const arrivals = new SharedArrayBuffer(4)
    const outcomes = await Promise.all(
      Array.from({ length: openers }, async () => {
        const workerData = { files, openers, arrivals }
        const worker = new Worker(new URL('./sqlite-opener.ts', import.meta.url), { workerData })
        const [errors] = await once(worker, 'message')
        return errors as unknown
      }),
    )
    t.strictSame(outcomes, [[], [], [], []])
  })

  t.test(
    'only its owner may read the file',
    { skip: process.platform === 'win32' && 'Windows has no file modes' },
    async (t) => {
      const [fresh, old] = [aFile(), aFile()]
      writeFileSync(old, '')
      chmodSync(old, 0o644)
      for (const file of [fresh, old]) {
        await withStore(file, async (store) => {
          await store.append('a', [anEvent()], 'none')
          for (const name of ['', '-wal', '-shm']) t.equal(statSync(file + name).mode & 0o777, 0o600, name)
        })
      }
    },
  )

  t.test('what is not an event file is refused, and left as it was', (t) => {
    const text = aFile()
    writeFileSync(text, 'Dear diary, this is not a database. '.repeat(200))
    const foreign = aFile()
    sql(foreign, 'CREATE TABLE notes (text TEXT)')
    const newer = aFile()
    openEventFile(newer).close()
    sql(newer, 'PRAGMA user_version = 2')
    for (const file of [text, foreign, newer, join(folder, 'missing', 'events.db'), folder]) {
      t.throws(() => openSqliteStore(file), { code: 'store-unavailable', message: /cannot be opened/ })
    }
    t.equal(statSync(text).size, 36 * 200)
    t.end()
  })
})

t.test('the file refuses whoever would rewrite history', async (t) => {
  const file = aFile()
  const [first, second] = [anEvent(), anEvent()]
  await withStore(file, async (store) => {
    await store.append('a', [first, second], 'none')
    const before = store.allEvents(0n, 10)
    const row = (position: string, revision: number, id: string): string =>
      `INTO events VALUES (${position}, 'a', ${revision}, '${id}', 'Forged', '{}', '{}')`
    const refused = {
      update: "UPDATE events SET data = '{}' WHERE revision = 0",
      'update or replace': 'UPDATE OR REPLACE events SET revision = 1 WHERE revision = 0',
      'delete one': 'DELETE FROM events WHERE revision = 1',
      'delete all': 'DELETE FROM events',
      'replace by position': `REPLACE ${row('1', 2, randomUUID())}`,
      'replace by id': `REPLACE ${row('NULL', 2, first.id)}`,
      'replace by revision': `INSERT OR REPLACE ${row('NULL', 1, randomUUID())}`,
      upsert: `INSERT ${row('NULL', 1, first.id)} ON CONFLICT DO UPDATE SET data = '{}'`,
      'insert before the first': `INSERT ${row('0', 2, randomUUID())}`,
      'insert at a negative position': `INSERT ${row('-1', 2, randomUUID())}`,
      'leave a gap': `INSERT ${row('NULL', 5, randomUUID())}`,
    }
    for (const [name, statement] of Object.entries(refused)) {
      t.throws(() => sql(file, statement), { code: 'ERR_SQLITE_ERROR' }, name)
    }
    t.strictSame(store.allEvents(0n, 10), before)
    sql(file, `INSERT ${row('NULL', 2, randomUUID())}`)
    t.equal(store.allEvents(0n, 10).length, 3, 'what is only added is let in')
  })
})

t.test('appending', async (t) => {
  t.test('appends of one turn share a transaction', async (t) => {
    const file = aFile()
    await withStore(file, async (store) => {
      await store.append('first', [anEvent()], 'none') // Opening ended with a checkpoint: the log begins anew.
      const commits = async (work: () => Promise<unknown>): Promise<number> => {
        const before = commitsInLog(file)
        await work()
        return commitsInLog(file) - before
      }
      const alone = await commits(async () => {
        for (let i = 0; i < 10; i++) await store.append(`alone-${i}`, [anEvent()], 'none')
      })
      t.equal(alone, 10, 'one after the other: each its own')
      const together = await commits(() =>
        Promise.all(Array.from({ length: 64 }, (_, i) => store.append(`together-${i}`, [anEvent()], 'none'))),
      )
      t.equal(together, 1, '64 at once: one for all')
      const writers = await commits(() =>
        Promise.all(
          Array.from({ length: 64 }, async (_, w) => {
            for (let i = 0; i < 10; i++) await store.append(`writer-${w}-${i}`, [anEvent()], 'none')
          }),
        ),
      )
      t.ok(writers >= 1 && writers <= 20, `64 writers, 10 each: ${writers} transactions`)
      t.equal(store.allEvents(0n, 1_000).length, 1 + 10 + 64 + 640)
    })
  })

  t.test('one conflict leaves its neighbours stored, and nothing of its own', async (t) => {
    const file = aFile()
    await withStore(file, async (store) => {
      const known = anEvent()
      await store.append('known', [known], 'none')
      const before = commitsInLog(file)
      const [a, late, half, b, next] = await Promise.all(
        [
          store.append('a', someEvents(2), 'none'),
          store.append('a', [anEvent()], 'none'),
          store.append('half', [anEvent(), known, anEvent()], 'none'),
          store.append('b', [anEvent()], 'none'),
          store.append('a', [anEvent()], 1n),
        ].map(outcomeOf),
      )
      t.equal(commitsInLog(file) - before, 1)
      t.strictSame([a, b, next], [[2n, 3n], [4n], [5n]])
      t.ok(late instanceof ConcurrencyError && late.actual === 1n)
      t.ok(half instanceof DuplicateEventId)
      t.strictSame([...store.streams()], ['a', 'b', 'known'])
    })
  })

  t.test('an id is known in the whole store', async (t) => {
    await withStore(aFile(), async (store) => {
      const event = anEvent()
      await store.append('a', [event], 'none')
      await store.append('b', [anEvent()], 'none')
      const elsewhere: [string, 'none' | bigint][] = [
        ['a', 0n],
        ['b', 0n],
        ['b', 'none'],
        ['c', 'none'],
        ['c', 4n],
      ]
      for (const [stream, expected] of elsewhere) {
        const outcome = await outcomeOf(store.append(stream, [event], expected))
        t.ok(outcome instanceof DuplicateEventId, `${stream} at ${expected}`)
      }
      const twice = anEvent()
      t.ok((await outcomeOf(store.append('c', [twice, twice], 'none'))) instanceof DuplicateEventId)
      t.equal(store.allEvents(0n, 10).length, 2)
    })
  })

  t.test('a revision that cannot be is a conflict like any other', async (t) => {
    await withStore(aFile(), async (store) => {
      await t.rejects(store.append('a', [anEvent()], -1n), new ConcurrencyError('a', -1n, 'none'))
      await t.rejects(store.append('a', [anEvent()], 2n ** 70n), new ConcurrencyError('a', 2n ** 70n, 'none'))
    })
  })
})

t.test('when writing is not possible', async (t) => {
  t.test('a full disk stores nothing of the batch; later it goes on', async (t) => {
    const db = openEventFile(aFile())
    const store = new SqliteStore(db, 'here')
    const pages = read(db, 'PRAGMA page_count')
    db.exec(`PRAGMA max_page_count = ${Number(pages) + 20}`)
    const big = anEvent({ data: 'x'.repeat(200_000) })
    const small = anEvent()
    const outcomes = await Promise.all(
      [
        store.append('a', [small], 'none'),
        store.append('a', [anEvent()], 'none'),
        store.append('b', [big], 'none'),
      ].map(outcomeOf),
    )
    t.ok(
      outcomes.every((outcome) => outcome instanceof StoreUnavailable),
      'nobody learns of what was not stored',
    )
    t.strictSame(store.allEvents(0n, 10), [])
    t.equal((await store.append('a', [small], 'none')).length, 1)
    db.exec('PRAGMA max_page_count = 100000')
    t.equal((await store.append('b', [big], 'none')).length, 1)
    await store.close()
  })

  t.test('who holds the file for too long is not waited for; later it goes on', async (t) => {
    const file = aFile()
    const db = openEventFile(file)
    db.exec('PRAGMA busy_timeout = 50')
    const store = new SqliteStore(db, 'here')
    const holder = new DatabaseSync(file)
    holder.exec('BEGIN IMMEDIATE')
    const event = anEvent()
    t.ok((await outcomeOf(store.append('a', [event], 'none'))) instanceof StoreUnavailable)
    t.strictSame(await store.readStream('a'), [])
    holder.exec('COMMIT')
    holder.close()
    t.equal((await store.append('a', [event], 'none')).length, 1)
    await store.close()
  })
})

t.test('following', async (t) => {
  t.test('a few among very many are all found', async (t) => {
    await withStore(aFile(), async (store) => {
      const [early, late] = [someEvents(1_100), someEvents(600)]
      await store.append('few-1', early, 'none')
      for (let i = 0; i < 10; i++) await store.append(`many-${i}`, someEvents(1_000), 'none')
      await store.append('few-2', late, 'none')
      await store.append('many-last', someEvents(10), 'none')
      const follower = new Follower(store, 0n, 'few-')
      await follower.until(({ marks }) => marks.length > 0)
      await follower.stop()
      t.strictSame(idsOf(follower.events), [...idsOf(early), ...idsOf(late)])
      t.strictSame(follower.marks, [BigInt(1_100 + 10_000 + 600 + 10)])
    })
  })

  t.test('it wakes for every commit of its own process, and marks only what is news', async (t) => {
    await withStore(aFile(), async (store) => {
      const follower = new Follower(store, 0n)
      for (let i = 1; i <= 3; i++) {
        await setTimeout(120) // Glances pass in the meantime, and must not be what it depends on.
        await store.append(`a-${i}`, [anEvent()], 'none')
        await follower.until(({ marks }) => marks.includes(BigInt(i)), 2_000)
        await t.rejects(store.append(`a-${i}`, [anEvent()], 'none'))
      }
      await setTimeout(120)
      await follower.stop()
      t.equal(follower.events.length, 3)
      t.strictSame(follower.marks, [0n, 1n, 2n, 3n])
    })
  })

  t.test('it leaves no timer and no listener behind', async (t) => {
    await withStore(aFile(), async (store) => {
      const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
      const before = timers()
      const followers = Array.from({ length: 3 }, () => new Follower(store, 0n))
      for (const follower of followers) await follower.until(({ marks }) => marks.length > 0)
      await new Promise((resolve) => setImmediate(resolve))
      t.equal(timers(), before + 1, 'one glance for all')
      for (const follower of followers) await follower.stop()
      t.equal(timers(), before)
    })
  })

  t.test('closing ends it with an error, for it may not look like the end', async (t) => {
    const store = openSqliteStore(aFile())
    const follower = new Follower(store, 0n)
    await follower.until(({ marks }) => marks.length > 0)
    await store.close()
    t.ok((await follower.failure()) instanceof StoreUnavailable)
  })
})

t.test('closing waits for what was handed in, and takes no more', async (t) => {
  const file = aFile()
  const store = openSqliteStore(file)
  const pending = store.append('a', [anEvent()], 'none')
  await store.close()
  t.equal((await pending).length, 1)
  t.ok((await outcomeOf(store.append('b', [anEvent()], 'none'))) instanceof StoreUnavailable)
  await t.rejects(store.readStream('a'), { code: 'store-unavailable' })
  await store.close()
  await withStore(file, async (again) => t.strictSame([...again.streams()], ['a']))
})

t.test('streams are listed in order of their names', async (t) => {
  await withStore(aFile(), async (store) => {
    const names = ['case-2', 'case-1', 'cas', 'case', 'case_1', 'store', 'é', 'case-10']
    for (const name of names) await store.append(name, someEvents(2), 'none')
    t.strictSame([...store.streams('case-')], ['case-1', 'case-10', 'case-2'])
    t.strictSame([...store.streams('nothing')], [])
    t.strictSame([...store.streams()], [...names].sort())
    t.strictSame(
      store.allEvents(2n, 3).map(({ position }) => position),
      [3n, 4n, 5n],
    )
  })
})

async function withStore(file: string, work: (store: SqliteStore) => Promise<unknown>): Promise<void> {
  const store = openSqliteStore(file)
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

function aFile(): string {
  return join(folder, `${randomUUID()}.db`)
}

/** What a stranger with access to the file might do. */
function sql(file: string, statement: string): void {
  const db = new DatabaseSync(file)
  try {
    db.exec(statement)
  } finally {
    db.close()
  }
}

function read(db: DatabaseSync, statement: string): unknown {
  return Object.values(db.prepare(statement).get() ?? {})[0]
}
