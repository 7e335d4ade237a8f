import type { JsonObject } from '../../../src/jcs.ts'
import type { Known } from '../../../workflows/protocol/v1/known.ts'
import type { Actor } from '../../../workflows/protocol/v1/language/rule.ts'

/** What anybody could read who had the whole file on the table: events in their order, and where the case stood. */

export interface Entry {
  readonly id: string
  readonly type: string
  readonly step: string
  readonly kind: 'fact' | 'decision' | 'service'
  /** The clear fields as they were stored, the server's own among them. */
  readonly data: JsonObject
  /** All that was sent, the personal fields too. */
  readonly sent: JsonObject
  readonly actor: Actor
  readonly at: string
  readonly recordedAt: string
  readonly before: Known['at']
  readonly after: Known['at']
}

export class CaseFile {
  readonly entries: readonly Entry[]

  constructor(entries: readonly Entry[] = []) {
    this.entries = entries
  }

  with(entry: Entry): CaseFile {
    return new CaseFile([...this.entries, entry])
  }

  all(...types: readonly string[]): readonly Entry[] {
    return this.entries.filter(({ type }) => types.includes(type))
  }

  has(...types: readonly string[]): boolean {
    return this.entries.some(({ type }) => types.includes(type))
  }

  /** The newest of these events, or of those that pass a test. */
  last(types: string | readonly string[], is: (entry: Entry) => boolean = () => true): Entry | undefined {
    return this.entries.findLast((entry) => [types].flat().includes(entry.type) && is(entry))
  }

  find(id: unknown): Entry | undefined {
    return this.entries.find((entry) => entry.id === id)
  }

  /** The file from this entry on, without it. */
  since(entry: Entry | undefined): CaseFile {
    return entry ? new CaseFile(this.entries.slice(this.entries.indexOf(entry) + 1)) : this
  }

  /** The file as it was before this entry. */
  until(entry: Entry): CaseFile {
    const index = this.entries.indexOf(entry)
    return index < 0 ? this : new CaseFile(this.entries.slice(0, index))
  }
}
