import { writeSync } from 'node:fs'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite.ts'
import { ConcurrencyError, type ExpectedRevision } from '../../src/store/store.ts'
import { anEvent, outcomeOf } from '../support/store-events.ts'
import type { Orders, Report } from '../support/store-process.ts'

/** Run as a process of its own: appends optimistically, and says at once what was acknowledged. */
const { file, streams, writers, appends, bytes } = JSON.parse(process.argv[2] ?? '') as Orders

const store = openSqliteStore(file)
await Promise.all(Array.from({ length: writers }, (_, w) => write(w)))
await store.close()

async function write(writer: number): Promise<void> {
  const heads = new Map<string, ExpectedRevision>()
  for (let i = 0; i < appends; i++) {
    const stream = streams[(writer + i) % streams.length] ?? ''
    const event = anEvent({ data: JSON.stringify({ clear: { text: 'x'.repeat(bytes) } }) })
    for (;;) {
      const expected = heads.get(stream) ?? 'none'
      const outcome = await outcomeOf(store.append(stream, [event], expected))
      if (Array.isArray(outcome)) {
        const revision = expected === 'none' ? 0n : expected + 1n
        heads.set(stream, revision)
        tell({ kind: 'stored', id: event.id, stream, revision: `${revision}`, position: `${outcome[0]}` })
        break
      }
      if (!(outcome instanceof ConcurrencyError)) {
        const later = await codesOf(store, stream)
        return tell({ kind: 'failed', event, stream, expected: `${expected}`, codes: [codeOf(outcome), ...later] })
      }
      heads.set(stream, outcome.actual)
    }
  }
}

/** What the store says afterwards to an append, a read and a follower. */
async function codesOf(store: SqliteStore, stream: string): Promise<string[]> {
  const following = store.follow(0n, { signal: new AbortController().signal })
  return await Promise.all([
    store.append(stream, [anEvent()], 'none').then(() => 'stored', codeOf),
    store.readStream(stream).then(() => 'read', codeOf),
    following.next().then(() => 'followed', codeOf),
  ])
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function tell(report: Report): void {
  writeSync(1, `${JSON.stringify(report)}\n`)
}
