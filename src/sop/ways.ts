import type { Move, PartDefinition } from '../../workflows/protocol/v1/language/region.ts'
import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'

/** From every state. */
export const ANY = '*'
/** From every state where the step does not stand: it moves all the same, flagged as not expected. */
export const ELSEWHERE = '?'

/** Where a step leads from one place. */
export interface Way {
  readonly step: AnyStep
  /** A state, `ANY` or `ELSEWHERE`. */
  readonly from: string
  /** One of these, by what the step says; none: it is possible here and moves nothing. */
  readonly to: readonly string[]
}

/** Every way of a part, in the order in which the process states them. */
export function waysOf(part: PartDefinition): Way[] {
  const ways = (from: string, lists: readonly Move[][]): Way[] =>
    lists.flat().map(({ step, to }) => ({ step, from, to }))
  return [
    ...Object.entries(part.states).flatMap(([state, { on }]) => ways(state, on ?? [])),
    ...ways(ANY, part.fromAnywhere),
    ...ways(ELSEWHERE, part.otherwise),
  ]
}

/** States out of which no step leads of itself, and that wait for none; but never where a part begins. */
export function sinksOf(part: PartDefinition): string[] {
  const left = new Set(waysOf(part).flatMap(({ from, to }) => (to.some((state) => state !== from) ? [from] : [])))
  return Object.entries(part.states).flatMap(([state, { waitsOn = [] }]) =>
    left.has(state) || waitsOn.length > 0 || state === part.initial ? [] : [state],
  )
}
