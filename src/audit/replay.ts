import type { Known } from '../../workflows/protocol/v1/known.ts'
import { foldEvents, type LoadedCase, type Proofs, unopened } from '../case/load.ts'
import type { ParsedEvent } from '../case/parsed.ts'

/** A correction that bears on an event: what was recorded, what is known to be so. */
export interface Correction {
  readonly revision: bigint
  readonly of: bigint
  readonly field: string
  readonly recorded: unknown
  readonly corrected: unknown
}

/** What was true at an instant, by what is known now; and by what was known then, where that differs. */
export interface Truth {
  readonly at: string
  readonly knownNow: Readonly<Record<string, string>>
  readonly knownThen: Readonly<Record<string, string>>
  readonly differ: readonly string[]
  readonly corrections: readonly Correction[]
}

/** Folds a prefix: the only thing that is ever folded. */
export function foldPrefix(
  caseId: string,
  events: readonly ParsedEvent[],
  proofs: Proofs,
  upTo: (event: ParsedEvent) => boolean,
): LoadedCase {
  const end = events.findIndex((event) => !upTo(event))
  return foldEvents(unopened(caseId, proofs), end < 0 ? events : events.slice(0, end), proofs)
}

/** Events as known at an instant: what had been recorded by then. `recordedAt` never steps back within a stream. */
export const recordedBy =
  (instant: string) =>
  ({ metadata }: ParsedEvent): boolean =>
    metadata.recordedAt <= instant

/**
 * What was true at `at`: every move takes its place by when it happened, late facts (`reported`) and corrected times
 * included. Corrections never change what was lawful; they are shown beside what was recorded.
 *
 * @param events what is known now: all of them, or those recorded by some later instant
 */
export function truthAt(caseId: string, events: readonly ParsedEvent[], proofs: Proofs, at: string): Truth {
  const corrections = correctionsOf(events)
  const happened = new Map(
    corrections.filter(({ field }) => field === 'occurredAt').map(({ of, corrected }) => [of, String(corrected)]),
  )
  const moves = events
    .map((event) => ({ event, time: happened.get(event.revision) ?? earlier(event) }))
    .filter(({ time }) => time <= at)
    .sort((a, b) => (a.time === b.time ? Number(a.event.revision - b.event.revision) : a.time < b.time ? -1 : 1))
  const start = unopened(caseId, proofs)
  const knownNow: { [part: string]: string } = { ...start.known.at }
  for (const { event } of moves) {
    for (const place of [...event.metadata.entered, ...event.metadata.reported]) {
      const dot = place.lastIndexOf('.')
      knownNow[place.slice(0, dot)] = place.slice(dot + 1)
    }
  }
  const knownThen: Known['at'] = foldPrefix(caseId, events, proofs, recordedBy(at)).known.at
  const differ = Object.keys(knownNow).filter((part) => knownNow[part] !== knownThen[part as keyof Known['at']])
  const concerned = new Set(moves.map(({ event }) => event.revision))
  return { at, knownNow, knownThen, differ, corrections: corrections.filter(({ of }) => concerned.has(of)) }
}

/** Events that had happened by an instant, as they were recorded. */
export const happenedBy =
  (instant: string) =>
  (event: ParsedEvent): boolean =>
    earlier(event) <= instant

const earlier = ({ metadata: { occurredAt, recordedAt } }: ParsedEvent): string =>
  occurredAt < recordedAt ? occurredAt : recordedAt

/** Every corrected field, in the order of the corrections. */
export function correctionsOf(events: readonly ParsedEvent[]): Correction[] {
  return events.flatMap(({ revision, data, metadata }) => {
    const corrected = events.find(({ id }) => id === metadata.correctionOf)
    if (!corrected) return []
    const { payload, happenedAt } = data.clear as { payload: Readonly<Record<string, unknown>>; happenedAt?: string }
    const fields = Object.entries(payload)
      .filter(([field]) => field !== 'given')
      .map(([field, value]) => ({
        revision,
        of: corrected.revision,
        field,
        recorded: corrected.data.clear[field],
        corrected: value,
      }))
    const time =
      happenedAt === undefined
        ? []
        : [
            {
              revision,
              of: corrected.revision,
              field: 'occurredAt',
              recorded: corrected.metadata.occurredAt,
              corrected: happenedAt,
            },
          ]
    return [...fields, ...time]
  })
}
