import type { PartDefinition } from '../../../workflows/protocol/v1/language/region.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { ANY, ELSEWHERE, type Way, waysOf } from '../ways.ts'

/** What one arrow of a drawing stands for: these steps lead from each of these states to one of those. */
export interface Arrow {
  readonly steps: readonly Labelled[]
  /** States, or alone `ANY` or `ELSEWHERE`. */
  readonly from: readonly string[]
  readonly to: readonly string[]
}

export interface Labelled {
  readonly step: AnyStep
  /** The same from every other state, flagged. */
  readonly elsewhere: boolean
}

/** What may happen in a state without leaving it. */
export interface Stay {
  readonly step: AnyStep
  /** The state is entered again. */
  readonly again: boolean
}

export interface Bundled {
  readonly arrows: readonly Arrow[]
  readonly stays: ReadonlyMap<string, readonly Stay[]>
}

/** Groups what leads the same way, so that it is drawn once. */
export function bundle(part: PartDefinition): Bundled {
  const ways = waysOf(part)
  const stays = new Map<string, Stay[]>()
  for (const { step, from, to } of ways) {
    if (from === ANY || from === ELSEWHERE) continue
    const again = to.includes(from)
    if (to.length === 0 || again) stays.set(from, [...(stays.get(from) ?? []), { step, again }])
  }
  // first by step and targets, then steps that share sources and targets
  const byStep = new Map<string, { step: AnyStep; from: string[]; to: readonly string[]; elsewhere: boolean }>()
  for (const way of ways) {
    const to = leaving(way)
    if (to.length === 0) continue
    const merged = way.from === ELSEWHERE ? listedAlike(ways, way) : []
    for (const one of merged) byStep.set(keyOf(one), { ...found(byStep, keyOf(one)), elsewhere: true })
    if (merged.length > 0) continue
    const key = keyOf(way)
    const sofar = byStep.get(key)
    byStep.set(key, {
      step: way.step,
      to,
      from: [...(sofar?.from ?? []), way.from],
      elsewhere: sofar?.elsewhere ?? false,
    })
  }
  const arrows = new Map<string, { steps: Labelled[]; from: readonly string[]; to: readonly string[] }>()
  for (const { step, from, to, elsewhere } of byStep.values()) {
    const key = `${from.join()}>${to.join()}`
    const arrow = arrows.get(key) ?? { steps: [], from, to }
    arrow.steps.push({ step, elsewhere })
    arrows.set(key, arrow)
  }
  return { arrows: [...arrows.values()], stays }
}

/** From a state to itself is drawn in the state; from any state, the arrow says it. */
const leaving = ({ from, to }: Way): string[] => to.filter((state) => state !== from).toSorted()

const keyOf = (way: Way): string => [way.step.name, way.from === ANY ? ANY : '', ...leaving(way)].join(' ')

/** Where the same step leads to the same states from a place where it is expected. */
const listedAlike = (ways: readonly Way[], way: Way): Way[] =>
  ways.filter(
    (other) =>
      other.step === way.step &&
      ![ANY, ELSEWHERE].includes(other.from) &&
      leaving(other).join() === leaving(way).join(),
  )

function found<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key)
  if (value === undefined) throw new Error(`no ${key}`)
  return value
}
