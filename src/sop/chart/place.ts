import { offsetOf, portsOf } from './ports.ts'
import type { Item, Piece, Pin, Rows } from './rows.ts'
import { get, settled } from './spread.ts'

/** Where every item stands from left to right, and where on its edge every line meets it. */
export interface Placed extends Rows {
  /** The left edge. */
  left(item: Item): number
  /** Where a line meets an item: `piece` lies below it or above it. */
  pin(piece: Piece, pin: Pin): number
}

const GAP = { unit: 26, label: 18, line: 12 } as const

export function placed(rows: Rows): Placed {
  const middle = new Map<Item, number>()
  for (const row of rows.rows) {
    let x = 0
    row.forEach((item, i) => {
      x += i === 0 ? 0 : apart(row[i - 1] as Item, item)
      middle.set(item, x)
    })
    row.forEach((item) => void middle.set(item, get(middle, item) - x / 2))
  }
  const pulls = pullsOf(rows)
  relax(rows, middle, pulls, () => false, 160)
  straighten(rows, middle)
  relax(rows, middle, pulls, ({ is }) => is === 'line', 20)
  for (const [item, x] of middle) middle.set(item, Math.round(x))
  const ports = portsOf(rows, (item) => get(middle, item))
  return {
    ...rows,
    left: (item) => get(middle, item) - item.width / 2,
    pin: (piece, pin) => get(get(ports, piece), pin),
  }
}

/** Everything moves towards what it is joined with, row by row, down and up again. */
function relax(
  { rows }: Rows,
  middle: Map<Item, number>,
  pulls: ReadonlyMap<Item, readonly Pull[]>,
  fixed: (item: Item) => boolean,
  rounds: number,
): void {
  for (let round = 0; round < rounds; round++) {
    for (const i of round % 2 === 0 ? rows.keys() : [...rows.keys()].reverse()) {
      const row = rows[i] as readonly Item[]
      const wishes = row.map((item) => {
        if (fixed(item)) return { x: get(middle, item), weight: 1e6 }
        const near = pulls.get(item) ?? []
        const weight = near.reduce((sum, { weight: each }) => sum + each, 0)
        const wish = near.reduce((sum, { to, beside, weight: each }) => sum + (get(middle, to) + beside) * each, 0)
        return weight === 0 ? { x: get(middle, item), weight: 0.01 } : { x: wish / weight, weight }
      })
      const gaps = row.map((item, j) => (j === 0 ? 0 : apart(row[j - 1] as Item, item)))
      settled(wishes, gaps).forEach((x, j) => void middle.set(row[j] as Item, x))
    }
  }
}

/** A line that passes through several rows does so in one stroke wherever its neighbours leave room. */
function straighten({ rows, nets }: Rows, middle: Map<Item, number>): void {
  const chains = nets
    .map((_, net) =>
      rows.flatMap((row) =>
        row.flatMap((item, i) => (item.is === 'line' && item.net === net ? [{ item, row, i }] : [])),
      ),
    )
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length)
  for (let pass = 0; pass < 6; pass++)
    for (const chain of chains)
      for (let rest = chain; rest.length > 0; ) {
        let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
        let count = 0
        for (const { item, row, i } of rest) {
          const [before, after] = [row[i - 1], row[i + 1]]
          const least = before ? Math.max(low, get(middle, before) + apart(before, item)) : low
          const most = after ? Math.min(high, get(middle, after) - apart(item, after)) : high
          if (count > 0 && least > most) break
          low = least
          high = most
          count++
        }
        const run = rest.slice(0, count)
        const mean = run.reduce((sum, { item }) => sum + get(middle, item), 0) / run.length
        for (const { item } of run) middle.set(item, Math.min(high, Math.max(low, mean)))
        rest = rest.slice(count)
      }
}

const apart = (one: Item, other: Item): number => (one.width + other.width) / 2 + Math.max(GAP[one.is], GAP[other.is])

interface Pull {
  readonly to: Item
  readonly beside: number
  readonly weight: number
}

/** For each item, to what it should stand in line, how far beside that, and how much that matters. */
function pullsOf({ channels, ranked }: Rows): Map<Item, Pull[]> {
  const pulls = new Map<Item, Pull[]>()
  const pull = (one: Pin, other: Pin, weight: number): void => {
    const beside = offsetOf(other, ranked) - offsetOf(one, ranked)
    pulls.set(one.item, [...(pulls.get(one.item) ?? []), { to: other.item, beside, weight }])
  }
  for (const { top, bottom } of channels.flat())
    for (const one of top)
      for (const other of bottom) {
        const straight = [one, other].filter(({ item }) => item.is !== 'unit').length
        const weight = (straight === 2 ? (one.item.is === other.item.is ? 40 : 5) : 2) / (top.length * bottom.length)
        pull(one, other, weight)
        pull(other, one, weight)
      }
  return pulls
}
