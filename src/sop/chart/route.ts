import type { Placed } from './place.ts'
import type { Item, Net, Piece, Pin } from './rows.ts'

/** Lines between rows: each piece gets a height of its own where it runs across. */

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Routed {
  readonly net: Net
  /** Upright and level strokes. */
  readonly strokes: readonly (readonly [Point, Point])[]
  /** Where strokes of one net meet, not merely turn. */
  readonly joints: readonly Point[]
  /** Tips of arrows, and whether they point up. */
  readonly tips: readonly (Point & { readonly up: boolean })[]
}

export interface Laid extends Placed {
  top(item: Item): number
  readonly routed: readonly Routed[]
  readonly height: number
  readonly width: number
}

const TRACK = 10
const CLEAR = 7
export const TIP = 8

interface Run {
  readonly piece: Piece
  readonly above: readonly number[]
  readonly below: readonly number[]
  readonly from: number
  readonly to: number
}

export function routed(placed: Placed): Laid {
  const { rows, channels, nets } = placed
  const rowTop: number[] = []
  const tracks = channels.map((pieces) => tracksOf(pieces.map((piece) => runOf(placed, piece))))
  let y = 0
  rows.forEach((row, i) => {
    rowTop[i] = y
    const height = Math.max(0, ...row.map((item) => item.height))
    y += height + (i < channels.length ? channelHeight(channels[i] ?? [], nets, tracks[i]?.count ?? 0) : 0)
  })
  const heights = rows.map((row) => Math.max(0, ...row.map((item) => item.height)))
  const rowOf = new Map(rows.flatMap((row, i) => row.map((item) => [item, i] as const)))
  const top = (item: Item): number => {
    const row = rowOf.get(item) ?? 0
    // what stands in a row stands in its middle
    return (rowTop[row] ?? 0) + ((heights[row] ?? 0) - (item.is === 'line' ? (heights[row] ?? 0) : item.height)) / 2
  }
  const bottom = (item: Item): number =>
    item.is === 'line'
      ? (rowTop[rowOf.get(item) ?? 0] ?? 0) + (heights[rowOf.get(item) ?? 0] ?? 0)
      : top(item) + item.height

  const strokes: Routed[] = channels.flatMap((pieces, i) =>
    pieces.map((piece): Routed => {
      const net = nets[piece.net] as Net
      const base = (rowTop[i] ?? 0) + (heights[i] ?? 0)
      const run = runOf(placed, piece)
      const level = base + room(pieces, nets, 'top') + TRACK * (tracks[i]?.of.get(piece) ?? 0)
      return drawn(piece, run, net, level, (pin) => edge(placed, pin, top(pin.item), bottom(pin.item)))
    }),
  )
  const passing = rows.flatMap((row, i) =>
    row.flatMap((item): Routed[] => {
      if (item.is !== 'line') return []
      const x = placed.left(item) + item.width / 2
      const x1 = Math.round(x)
      const from = { x: x1, y: rowTop[i] ?? 0 }
      return [
        {
          net: nets[item.net] as Net,
          strokes: [[from, { x: x1, y: from.y + (heights[i] ?? 0) }]],
          joints: [],
          tips: [],
        },
      ]
    }),
  )
  const all = rows.flat()
  const left = Math.min(
    ...all.map((item) => placed.left(item)),
    ...strokes.flatMap(({ strokes: s }) => s.flat().map(({ x }) => x)),
  )
  const right = Math.max(
    ...all.map((item) => placed.left(item) + item.width),
    ...strokes.flatMap(({ strokes: s }) => s.flat().map(({ x }) => x)),
  )
  const shift = (point: Point): Point => ({ ...point, x: point.x - left })
  return {
    ...placed,
    left: (item) => placed.left(item) - left,
    top,
    routed: [...strokes, ...passing].map((each) => ({
      ...each,
      strokes: each.strokes.map(([a, b]) => [shift(a), shift(b)] as const),
      joints: each.joints.map(shift),
      tips: each.tips.map((tip) => ({ ...shift(tip), up: tip.up })),
    })),
    height: y,
    width: right - left,
  }
}

function runOf(placed: Placed, piece: Piece): Run {
  const above = piece.top.map((pin) => placed.pin(piece, pin))
  const below = piece.bottom.map((pin) => placed.pin(piece, pin))
  return { piece, above, below, from: Math.min(...above, ...below), to: Math.max(...above, ...below) }
}

/** Arrows need room for their tips. */
const room = (pieces: readonly Piece[], nets: readonly Net[], side: 'top' | 'bottom'): number =>
  pieces.some(
    (piece) =>
      nets[piece.net]?.targets &&
      nets[piece.net]?.up === (side === 'top') &&
      piece[side].some(({ item }) => item.is === 'unit'),
  )
    ? CLEAR + TIP
    : CLEAR

const channelHeight = (pieces: readonly Piece[], nets: readonly Net[], tracks: number): number =>
  room(pieces, nets, 'top') + room(pieces, nets, 'bottom') + Math.max(0, tracks - 1) * TRACK

/** Which runs lie above which: so that few cross, and no two uprights lie upon each other. */
function tracksOf(runs: readonly Run[]): { of: Map<Piece, number>; count: number } {
  const level = runs.filter(({ from, to }) => to - from > 0)
  const of = new Map<Piece, number>()
  let order = level.toSorted((a, b) => a.from - b.from || a.to - b.to)
  const total = (list: readonly Run[]): number =>
    list.reduce((sum, one, i) => sum + list.slice(i + 1).reduce((rest, other) => rest + cost(one, other), 0), 0)
  let least = total(order)
  for (let better = true, round = 0; better && round < 40; round++) {
    better = false
    for (let from = 0; from < order.length; from++)
      for (let to = 0; to < order.length; to++) {
        if (from === to) continue
        const tried = order.toSpliced(from, 1).toSpliced(to, 0, order[from] as Run)
        const now = total(tried)
        if (now < least) {
          order = tried
          least = now
          better = true
        }
      }
  }
  let count = 0
  order.forEach((run, i) => {
    // as high as those before it allow that it would touch
    const track = order
      .slice(0, i)
      .reduce((low, other) => (near(run, other) ? Math.max(low, (of.get(other.piece) ?? 0) + 1) : low), 0)
    of.set(run.piece, track)
    count = Math.max(count, track + 1)
  })
  return { of, count }
}

const near = (one: Run, other: Run): boolean => one.from < other.to + 9 && other.from < one.to + 9

/** What it costs that one lies above the other. */
function cost(above: Run, below: Run): number {
  if (!near(above, below)) return 0
  const within = (x: number, { from, to }: Run): boolean => x > from - 1 && x < to + 1
  const crossings =
    above.below.filter((x) => within(x, below)).length + below.above.filter((x) => within(x, above)).length
  const upon = above.below.filter((x) => below.above.some((other) => Math.abs(x - other) < 5)).length
  return crossings + upon * 100
}

/** The upper and lower edge of what a line meets: of one box where only that is meant. */
function edge(
  { ranked: { units } }: Placed,
  { item, box }: Pin,
  top: number,
  bottom: number,
): { top: number; bottom: number } {
  if (item.is !== 'unit' || box === undefined) return { top, bottom }
  const inside = (item.height - (units[item.unit]?.boxes[box]?.height ?? 0)) / 2
  return { top: top + inside, bottom: bottom - inside }
}

function drawn(
  piece: Piece,
  run: Run,
  net: Net,
  level: number,
  edgeOf: (pin: Pin) => { top: number; bottom: number },
): Routed {
  const strokes: [Point, Point][] = []
  const tips: (Point & { up: boolean })[] = []
  const straight = run.from === run.to
  for (const up of [true, false])
    piece[up ? 'top' : 'bottom'].forEach((pin, i) => {
      const x = run[up ? 'above' : 'below'][i] ?? 0
      const y = edgeOf(pin)[up ? 'bottom' : 'top']
      const tip = net.targets && net.up === up && pin.item.is === 'unit'
      if (tip) tips.push({ x, y, up })
      const end = { x, y: tip ? y + (up ? TIP - 1 : 1 - TIP) : y }
      strokes.push(up ? [end, { x, y: level }] : [{ x, y: level }, end])
    })
  if (!straight)
    strokes.push([
      { x: run.from, y: level },
      { x: run.to, y: level },
    ])
  const met = new Map<number, number>()
  for (const x of [...run.above, ...run.below]) met.set(x, (met.get(x) ?? 0) + 1)
  const joints = straight
    ? []
    : [...met].flatMap(([x, count]) => ((x > run.from && x < run.to) || count > 1 ? [{ x, y: level }] : []))
  return { net, strokes, joints, tips }
}
