import { realpathSync } from 'node:fs'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { placeOf } from './place.ts'
import { type Append, appendNow } from './sqlite-append.ts'
import { openEventFile, SQLITE_BUSY, SQLITE_CONSTRAINT, SQLITE_FULL, SQLITE_TOOBIG, sqliteCode } from './sqlite-file.ts'
import { PAGE, prepareStatements, type Statements } from './sqlite-statements.ts'
import {
  type ExpectedRevision,
  type Followed,
  type NewEvent,
  type Store,
  type StoredEvent,
  StoreUnavailable,
} from './store.ts'
import { Wake } from './wake.ts'

/** How often a follower looks for what other processes wrote. */
const GLANCE_MS = 50

interface Waiting extends Append {
  readonly resolve: (positions: bigint[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens the store in one file; several processes may have it open.
 *
 * @throws StoreUnavailable when the file cannot be opened, or not with full durability
 */
export function openSqliteStore(file: string): SqliteStore {
  return new SqliteStore(openEventFile(file), placeOf(realpathSync(file)))
}

/** Appends that arrive in one turn of the event loop share one transaction, and so one sync. */
export class SqliteStore implements Store {
  readonly place: string
  readonly #db: DatabaseSync
  readonly #sql: Statements
  readonly #wake: Wake
  /** Of the file's content, as this connection sees it; its own commits do not change it. */
  #version: unknown
  #waiting: Waiting[] = []
  /** Why nothing is possible any more. */
  #over: { readonly reason: string; readonly cause?: unknown } | undefined

  /** @param db as `openEventFile` gives it */
  constructor(db: DatabaseSync, place: string) {
    this.place = place
    this.#db = db
    this.#sql = prepareStatements(db)
    this.#version = this.#sql.version.get()?.data_version
    this.#wake = new Wake(() => this.#writtenByOthers(), GLANCE_MS)
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<bigint[]> {
    return new Promise((resolve, reject) => {
      this.#demandOpen()
      if (this.#waiting.length === 0) setImmediate(() => this.#flush())
      this.#waiting.push({ stream, events, expected, resolve, reject })
    })
  }

  async readStream(stream: string, from = 0n): Promise<StoredEvent[]> {
    const events: StoredEvent[] = []
    for (;;) {
      const after = events.at(-1)?.revision ?? from - 1n
      const page = this.#read<StoredEvent>(this.#sql.stream, stream, after)
      for (const event of page) events.push(event)
      if (page.length < PAGE) return events
      await nextTurn()
    }
  }

  async readLast(stream: string): Promise<StoredEvent | undefined> {
    return this.#read<StoredEvent>(this.#sql.last, stream)[0]
  }

  async *follow(
    after: bigint,
    { prefix = '', signal }: { prefix?: string; signal: AbortSignal },
  ): AsyncGenerator<Followed, void, void> {
    let position = after
    let marked: bigint | undefined
    while (!signal.aborted) {
      const seen = this.#wake.count
      const until = this.#read<{ until: bigint | null }>(this.#sql.window, position)[0]?.until ?? undefined
      if (until === undefined) {
        if (marked !== position) yield { kind: 'caughtUp', position }
        marked = position
        await this.#wake.after(seen, signal)
        continue
      }
      const page = this.#read<StoredEvent>(this.#sql.page, position, until, prefix)
      for (const event of page) {
        yield { kind: 'event', event }
        if (signal.aborted) return
      }
      position = page.length === PAGE ? (page.at(-1)?.position ?? until) : until
      await nextTurn()
    }
  }

  async lastPosition(): Promise<bigint> {
    return this.#read<{ position: bigint | null }>(this.#sql.end)[0]?.position ?? 0n
  }

  /** Every event after position `after`, in the one order, at most `limit`. For commands of the operator. */
  allEvents(after: bigint, limit: number): StoredEvent[] {
    return this.#read<StoredEvent>(this.#sql.all, after, limit)
  }

  /** The names of the streams that begin with `prefix`, in the order of their bytes. */
  *streams(prefix = ''): Generator<string, void, void> {
    let [next] = this.#read<{ stream: string | null }>(this.#sql.firstStream, prefix)
    while (next?.stream?.startsWith(prefix)) {
      yield next.stream
      next = this.#read<{ stream: string | null }>(this.#sql.nextStream, next.stream)[0]
    }
  }

  async close(): Promise<void> {
    this.#flush()
    if (!this.#db.isOpen) return
    this.#end({ reason: 'the store is closed' })
    this.#db.close()
  }

  #flush(): void {
    const batch = this.#waiting.splice(0)
    if (batch.length === 0) return
    try {
      for (const answer of this.#commit(batch)) answer()
    } catch (error) {
      const unavailable = this.#failed(error)
      for (const { reject } of batch) reject(unavailable)
    }
    this.#wake.now()
  }

  /** Nobody is answered before the commit: what one append was refused for may be an event that is not stored yet. */
  #commit(batch: readonly Waiting[]): (() => void)[] {
    this.#sql.begin.run()
    const answers = batch.map((append) => this.#attempt(append))
    this.#sql.commit.run()
    return answers
  }

  #attempt(append: Waiting): () => void {
    // one statement undoes itself when it fails
    if (append.events.length === 1) return this.#attemptOne(append)
    this.#sql.savepoint.run()
    try {
      const positions = appendNow(this.#sql, append)
      this.#sql.release.run()
      return () => append.resolve(positions)
    } catch (error) {
      if (sinksAll(error)) throw error
      this.#sql.undo.run()
      this.#sql.release.run()
      return () => append.reject(error)
    }
  }

  #attemptOne(append: Waiting): () => void {
    try {
      const positions = appendNow(this.#sql, append)
      return () => append.resolve(positions)
    } catch (error) {
      if (sinksAll(error)) throw error
      return () => append.reject(error)
    }
  }

  #failed(cause: unknown): StoreUnavailable {
    const code = sqliteCode(cause)
    try {
      if (this.#db.isTransaction) this.#sql.rollback.run()
      if (code === SQLITE_BUSY || code === SQLITE_FULL) return unavailable('nothing was stored', cause)
    } catch {
      // What it was about is said below.
    }
    this.#end({ reason: 'the store has stopped, and must be opened again: writing failed', cause })
    return unavailable('writing failed, and whether anything was stored is not known', cause)
  }

  #end(over: { reason: string; cause?: unknown }): void {
    this.#over = over
    this.#wake.now()
  }

  #demandOpen(): void {
    if (this.#over) throw unavailable(this.#over.reason, this.#over.cause)
  }

  #read<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
    this.#demandOpen()
    try {
      return statement.all(...values) as unknown as Row[]
    } catch (cause) {
      throw sqliteCode(cause) === undefined ? cause : unavailable('reading failed', cause)
    }
  }

  /** Whether another connection has committed since this was last asked. */
  #writtenByOthers(): boolean {
    try {
      const before = this.#version
      this.#version = this.#sql.version.get()?.data_version
      return this.#version !== before
    } catch {
      return true // Whoever follows will look, and hear what is wrong.
    }
  }
}

/** True for what is wrong with the file, not with one append. */
function sinksAll(error: unknown): boolean {
  const code = sqliteCode(error)
  return code !== undefined && code !== SQLITE_CONSTRAINT && code !== SQLITE_TOOBIG
}

function unavailable(reason: string, cause: unknown): StoreUnavailable {
  const detail = cause instanceof Error ? `: ${cause.message}` : ''
  return new StoreUnavailable(`${reason}${detail}`, { cause })
}
