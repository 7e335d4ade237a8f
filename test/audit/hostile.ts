import { DatabaseSync } from 'node:sqlite'
import type { ParsedEvent } from '../../src/case/parsed.ts'
import { SqliteStore } from '../../src/store/sqlite.ts'
import type { StoredEvent } from '../../src/store/store.ts'

/** A stored event as its row; whoever has the database's password may put anything into any of them. */
export type Row = StoredEvent

const COLUMNS = ['position', 'stream', 'revision', 'id', 'type', 'data', 'metadata'] as const
export type TextColumn = 'stream' | 'id' | 'type' | 'data' | 'metadata'

/** Rows of a real event file in a table without triggers, types or constraints, and what reads them as the store does. */
export class HostileCopy {
  readonly store: SqliteStore
  readonly rows: readonly Row[]
  readonly #db: DatabaseSync

  constructor(file: string) {
    const real = new DatabaseSync(file, { readBigInts: true, readOnly: true })
    this.rows = real.prepare(`SELECT ${COLUMNS.join()} FROM events ORDER BY position`).all() as unknown as Row[]
    real.close()
    this.#db = new DatabaseSync(':memory:', { readBigInts: true })
    this.#db.exec(`CREATE TABLE events (${COLUMNS.join()})`)
    for (const row of this.rows) this.insert(row)
    this.store = new SqliteStore(this.#db, 'hostile')
  }

  /** What is done in `work` is undone afterwards. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#db.exec('BEGIN')
    try {
      return await work()
    } finally {
      this.#db.exec('ROLLBACK')
    }
  }

  insert(row: Row): void {
    this.#db
      .prepare(`INSERT INTO events (${COLUMNS.join()}) VALUES (${COLUMNS.map(() => '?').join()})`)
      .run(...COLUMNS.map((name) => row[name]))
  }

  remove({ position }: Row): void {
    this.#db.prepare('DELETE FROM events WHERE position = ?').run(position)
  }

  replace(row: Row, change: Partial<Row>): void {
    this.remove(row)
    this.insert({ ...row, ...change })
  }

  /** Any bytes, also such as are no text. */
  setBytes({ position }: Row, column: TextColumn, bytes: Buffer): void {
    this.#db.prepare(`UPDATE events SET ${column} = CAST(? AS TEXT) WHERE position = ?`).run(bytes, position)
  }

  streamOf({ stream }: Pick<Row, 'stream'>): Row[] {
    return this.rows.filter((row) => row.stream === stream)
  }

  get nextPosition(): bigint {
    return (this.rows.at(-1)?.position ?? 0n) + 1n
  }
}

/** The same file as an administrator has it open: the triggers are gone first. */
export function alterFile(file: string, sql: string, ...values: (string | bigint)[]): void {
  const db = new DatabaseSync(file)
  for (const name of ['altered', 'removed', 'replaced']) db.exec(`DROP TRIGGER IF EXISTS events_are_not_${name}`)
  db.prepare(sql).run(...values)
  db.close()
}

/** A deep copy that may be written to. */
export type Loose = { [name: string]: unknown }
export const looseData = (event: Pick<ParsedEvent, 'data'>): Loose => structuredClone(event.data) as unknown as Loose
export const looseMetadata = (event: Pick<ParsedEvent, 'metadata'>): Loose =>
  structuredClone(event.metadata) as unknown as Loose
