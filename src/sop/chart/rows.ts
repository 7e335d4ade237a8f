import { at, type End, type Ranked } from './rank.ts'

/** Rows of a drawing from top to bottom, and the channels of lines between them. */

export type Item =
  | { readonly is: 'unit'; readonly unit: number; readonly width: number; readonly height: number }
  | { readonly is: 'label'; readonly label: number; readonly width: number; readonly height: number }
  /** Where a line passes through a row. */
  | { readonly is: 'line'; readonly net: number; readonly width: number; readonly height: 0 }

/** The lines that join a label with its sources, or with its targets, above it or below it. */
export interface Net {
  readonly label: number
  readonly targets: boolean
  readonly up: boolean
}

/** Where a line meets an item of a row. */
export interface Pin {
  readonly item: Item
  readonly box?: number
}

/** What one net does between two rows: one horizontal, and an upright to each pin. */
export interface Piece {
  readonly net: number
  readonly top: readonly Pin[]
  readonly bottom: readonly Pin[]
}

export interface Rows {
  readonly ranked: Ranked
  readonly nets: readonly Net[]
  readonly rows: readonly (readonly Item[])[]
  /** `channels[i]` lies below row i. */
  readonly channels: readonly (readonly Piece[])[]
}

export function rowsOf(ranked: Ranked): Rows {
  const { units, labels, unitRow, labelRow, ends } = ranked
  const first = Math.min(0, ...labelRow)
  const count = Math.max(...unitRow, ...labelRow) - first + 1
  const rows: Item[][] = Array.from({ length: count }, () => [])
  const channels: Piece[][] = Array.from({ length: count - 1 }, () => [])
  const nets: Net[] = []

  const unitItems = units.map(({ width, height }, unit): Item => ({ is: 'unit', unit, width, height }))
  const labelItems = labels.map(({ width, height }, label): Item => ({ is: 'label', label, width, height }))
  unitItems.forEach((item, i) => void rows[at(unitRow, i) - first]?.push(item))
  labelItems.forEach((item, i) => void rows[at(labelRow, i) - first]?.push(item))

  const lay = (label: number, targets: boolean, up: boolean, to: readonly End[]): void => {
    if (to.length === 0) return
    const net = nets.push({ label, targets, up }) - 1
    const own = labelItems[label] as Item
    const start = at(labelRow, label) - first
    const rowOf = ({ unit }: End): number => at(unitRow, unit) - first
    const far = up ? Math.min(...to.map(rowOf)) : Math.max(...to.map(rowOf))
    const step = up ? -1 : 1
    let near: Item = own
    for (let row = start + step; up ? row >= far : row <= far; row += step) {
      const pins: Pin[] = to
        .filter((end) => rowOf(end) === row)
        .map(({ unit, box }) => ({ item: unitItems[unit] as Item, ...(box !== undefined && { box }) }))
      const passing: Item | undefined = row === far ? undefined : { is: 'line', net, width: 1, height: 0 }
      if (passing) rows[row]?.push(passing)
      const farther = [...pins, ...(passing ? [{ item: passing }] : [])]
      channels[up ? row : row - 1]?.push({
        net,
        top: up ? farther : [{ item: near }],
        bottom: up ? [{ item: near }] : farther,
      })
      if (passing) near = passing
    }
  }
  ends.forEach(({ from, to }, label) => {
    const row = at(labelRow, label)
    for (const [targets, list] of [
      [false, from],
      [true, to],
    ] as const) {
      lay(
        label,
        targets,
        true,
        list.filter(({ unit }) => at(unitRow, unit) < row),
      )
      lay(
        label,
        targets,
        false,
        list.filter(({ unit }) => at(unitRow, unit) > row),
      )
    }
  })
  return { ranked, nets, rows: ordered(rows, channels, ranked), channels }
}

/** Items of each row from left to right, so that few lines cross. */
function ordered(rows: readonly Item[][], channels: readonly Piece[][], ranked: Ranked): Item[][] {
  const links = channels.map((pieces) =>
    pieces.flatMap(({ top, bottom }) => top.flatMap((one) => bottom.map((other) => [one, other] as const))),
  )
  let best = rows.map((row) => [...row])
  let least = Number.POSITIVE_INFINITY
  const sort = natural(ranked)
  for (const start of [rows.map((row) => row.toSorted(sort)), rows.map((row) => row.toSorted(sort).reverse())]) {
    const now = start
    for (let round = 0; round < 16; round++) {
      const down = round % 2 === 0
      for (let i = 0; i < now.length; i++) {
        const row = down ? i : now.length - 1 - i
        now[row] = byMiddle(now, links, row, down)
      }
      untangle(now, links)
      const crossings = links.reduce((sum, _, i) => sum + crossed(now, links, i), 0)
      if (crossings < least) {
        least = crossings
        best = now.map((row) => [...row])
      }
    }
  }
  return best
}

type Links = readonly (readonly (readonly [Pin, Pin])[])[]

const natural = ({ ends }: Ranked): ((one: Item, other: Item) => number) => {
  const middle = (item: Item): number => {
    if (item.is === 'unit') return item.unit
    if (item.is === 'line') return 0
    const { from = [], to = [] } = ends[item.label] ?? {}
    const all = [...from, ...to].map(({ unit }) => unit)
    return all.reduce((sum, unit) => sum + unit, 0) / all.length
  }
  return (one, other) => middle(one) - middle(other)
}

/** A box in a frame lies a little to one side of the frame's middle. */
const place = (row: readonly Item[], { item, box }: Pin): number =>
  row.indexOf(item) + (box === undefined ? 0 : (box - 1.5) * 0.15)

function byMiddle(rows: Item[][], links: Links, row: number, down: boolean): Item[] {
  const items = rows[row] as Item[]
  const beside = rows[down ? row - 1 : row + 1]
  const near = links[down ? row - 1 : row] ?? []
  if (!beside) return items
  const middles = new Map(
    items.map((item, i) => {
      const places = near.flatMap(([one, other]) => {
        const [own, far] = down ? [other, one] : [one, other]
        return own.item === item ? [place(beside, far)] : []
      })
      return [item, places.length === 0 ? i : places.reduce((sum, each) => sum + each, 0) / places.length]
    }),
  )
  return items.toSorted((one, other) => (middles.get(one) ?? 0) - (middles.get(other) ?? 0))
}

function crossed(rows: readonly (readonly Item[])[], links: Links, channel: number): number {
  const [above = [], below = []] = [rows[channel], rows[channel + 1]]
  const pairs = (links[channel] ?? []).map(([one, other]) => [place(above, one), place(below, other)] as const)
  let sum = 0
  for (let i = 0; i < pairs.length; i++)
    for (let j = i + 1; j < pairs.length; j++) {
      const [a, b] = [pairs[i], pairs[j]]
      if (a && b && (a[0] - b[0]) * (a[1] - b[1]) < 0) sum++
    }
  return sum
}

/** Swaps neighbours, and moves single items, as long as that helps. */
function untangle(rows: Item[][], links: Links): void {
  for (let better = true, round = 0; better && round < 12; round++) {
    better = false
    for (let row = 0; row < rows.length; row++) {
      const cost = (): number => (row > 0 ? crossed(rows, links, row - 1) : 0) + crossed(rows, links, row)
      let least = cost()
      const items = rows[row] as Item[]
      for (let from = 0; from < items.length; from++)
        for (let to = 0; to < items.length; to++) {
          if (from === to) continue
          const tried = items.toSpliced(from, 1).toSpliced(to, 0, items[from] as Item)
          rows[row] = tried
          const now = cost()
          if (now < least) {
            least = now
            items.splice(0, items.length, ...tried)
            better = true
          }
          rows[row] = items
        }
    }
  }
}
