import { ANY, ELSEWHERE } from '../ways.ts'
import type { Label, Parts } from './boxes.ts'

/** An end of an arrow: a unit, and one box of it unless the arrow concerns them all. */
export interface End {
  readonly unit: number
  readonly box?: number
}

/** Where every unit and label stands from top to bottom: units on even rows, labels between them on odd ones. */
export interface Ranked extends Parts {
  readonly unitRow: readonly number[]
  readonly labelRow: readonly number[]
  readonly ends: readonly Ends[]
}

interface Ends {
  readonly from: readonly End[]
  readonly to: readonly End[]
}

/** How wide a row should become at most. */
const WIDE = 960

export function ranked(parts: Parts): Ranked {
  const { units, labels } = parts
  const ends = labels.map(({ arrow: { from, to } }) => ({ from: endsOf(parts, from), to: endsOf(parts, to) }))
  const links = ends.flatMap(({ from, to }) => from.flatMap((a) => to.map((b) => [a.unit, b.unit] as const)))
  const forward = links.filter(([a, b]) => a < b)
  const rank: number[] = units.map(() => 0)
  for (const i of units.keys())
    for (const [a, b] of forward) if (b === i) rank[i] = Math.max(rank[i] ?? 0, at(rank, a) + 1)

  const span = (): number => {
    const rows = new Map<number, number>()
    units.forEach(({ width }, i) => void rows.set(at(rank, i), (rows.get(at(rank, i)) ?? 0) + width + 40))
    const tooWide = [...rows.values()].reduce((sum, width) => sum + Math.max(0, width - WIDE) / 40, 0)
    const long = ends.reduce((sum, { from, to }) => {
      const on = [...from, ...to].map(({ unit }) => at(rank, unit))
      return sum + Math.max(...on) - Math.min(...on)
    }, 0)
    const alone = units.reduce(
      (sum, _, i) => sum + (links.some((link) => link.includes(i)) ? 0 : Math.abs(at(rank, i))),
      0,
    )
    return long + tooWide * 3 + alone * 0.01 + Math.max(...rank) * 0.2
  }
  const free = (i: number): [number, number] => [
    Math.max(0, ...forward.flatMap(([a, b]) => (b === i ? [at(rank, a) + 1] : []))),
    Math.min(Math.max(...rank) + 1, ...forward.flatMap(([a, b]) => (a === i ? [at(rank, b) - 1] : []))),
  ]
  for (let better = true, round = 0; better && round < 50; round++) {
    better = false
    for (const i of units.keys()) {
      const [least, most] = free(i)
      let best = { cost: span(), row: at(rank, i) }
      const was = best.row
      for (let row = least; row <= most; row++) {
        rank[i] = row
        const cost = span()
        if (cost < best.cost - 1e-9) best = { cost, row }
      }
      rank[i] = best.row
      better ||= best.row !== was
    }
  }
  const used = [...new Set(rank)].sort((a, b) => a - b)
  const unitRow = rank.map((row) => used.indexOf(row) * 2)
  const both = ends.flatMap((each, i) =>
    upAndDown(each, unitRow).map((one) => ({ ends: one, label: labels[i] as Label })),
  )
  const split = { units, labels: both.map(({ label }) => label), ends: both.map(({ ends: each }) => each) }
  return { ...split, unitRow, labelRow: labelRows(split.labels, split.ends, unitRow) }
}

/** What leads down and what leads back up is drawn apart, each with its own label. */
function upAndDown({ from, to }: Ends, unitRow: readonly number[]): Ends[] {
  const highest = Math.min(...to.map(({ unit }) => at(unitRow, unit)))
  const above = from.filter(({ unit }) => at(unitRow, unit) < highest)
  const rest = from.filter((end) => !above.includes(end))
  if (above.length === 0 || rest.length === 0) return [{ from, to }]
  return [above, rest].map((some) => ({ from: some, to }))
}

function labelRows(labels: readonly Label[], ends: Ranked['ends'], unitRow: readonly number[]): number[] {
  const filled = new Map<number, number>()
  const last = Math.max(...unitRow)
  return labels.map(({ width }, i) => {
    const { from = [], to = [] } = ends[i] ?? {}
    const sources = from.map(({ unit }) => at(unitRow, unit))
    const targets = to.map(({ unit }) => at(unitRow, unit))
    let best = { cost: Number.POSITIVE_INFINITY, row: 0 }
    for (let row = -1; row <= last + 1; row += 2) {
      const all = [...sources, ...targets]
      const reach = Math.max(row, ...all) - Math.min(row, ...all)
      const cost =
        reach +
        sources.filter((source) => source > row).length * 1.6 +
        targets.filter((target) => target < row).length * 1 +
        (turns(row, sources, targets) ? 2 : 0) +
        Math.max(0, (filled.get(row) ?? 0) + width + 24 - WIDE * 0.8) / 60
      if (cost < best.cost - 1e-9) best = { cost, row }
    }
    filled.set(best.row, (filled.get(best.row) ?? 0) + width + 24)
    return best.row
  })
}

/** Whether the way out would lead back to the side from where the way in came. */
const turns = (row: number, sources: readonly number[], targets: readonly number[]): boolean =>
  sources.length > 0 &&
  ((sources.every((source) => source < row) && targets.some((target) => target < row)) ||
    (sources.every((source) => source > row) && targets.some((target) => target > row)))

/** A unit as a whole where every box of it is meant. */
function endsOf({ units }: Parts, states: readonly string[]): End[] {
  if (states[0] === ANY || states[0] === ELSEWHERE) return []
  return units.flatMap(({ boxes }, unit): End[] => {
    const meant = boxes.flatMap(({ state }, box) => (states.includes(state) ? [box] : []))
    if (meant.length === boxes.length) return [{ unit }]
    return meant.map((box) => ({ unit, box }))
  })
}

export function at(list: readonly number[], i: number): number {
  const value = list[i]
  if (value === undefined) throw new Error(`nothing at ${i}`)
  return value
}
