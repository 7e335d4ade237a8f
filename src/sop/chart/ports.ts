import { FRAME, PORT, START } from './boxes.ts'
import { at } from './rank.ts'
import type { Item, Piece, Pin, Rows } from './rows.ts'
import { get, settled } from './spread.ts'

/** Where lines meet the edges of what they join. */

/** The middle of a box, seen from the middle of its unit. */
export function offsetOf({ item, box }: Pin, { units }: Rows['ranked']): number {
  if (item.is !== 'unit' || box === undefined) return 0
  const [from, to] = boxSpan(units[item.unit] as Unit, box)
  return (from + to) / 2 - item.width / 2
}

type Unit = Rows['ranked']['units'][number]

/** From where to where a box reaches, seen from the left edge of its unit. */
export function boxSpan({ boxes, framed }: Unit, box: number): [number, number] {
  const before = boxes.slice(0, box).reduce((sum, { width }) => sum + width + FRAME, 0)
  const from = before + (framed ? FRAME : 0) + (boxes[0]?.initial ? START : 0)
  return [from, from + (boxes[box]?.width ?? 0)]
}

interface Met {
  readonly piece: Piece
  readonly pin: Pin
  readonly others: readonly Pin[]
}

/** Lines that meet the same edge stand apart, each as near as it can be to where it comes from. */
export function portsOf(rows: Rows, middle: (item: Item) => number): Map<Piece, Map<Pin, number>> {
  const ports = new Map<Piece, Map<Pin, number>>()
  const sides: { item: Item; met: Met[] }[] = []
  for (const item of rows.rows.flat()) {
    const [top, bottom]: [Met[], Met[]] = [[], []]
    for (const piece of rows.channels.flat()) {
      for (const pin of piece.top) if (pin.item === item) bottom.push({ piece, pin, others: piece.bottom })
      for (const pin of piece.bottom) if (pin.item === item) top.push({ piece, pin, others: piece.top })
    }
    sides.push({ item, met: top }, { item, met: bottom })
  }
  for (const piece of rows.channels.flat())
    ports.set(
      piece,
      new Map([...piece.top, ...piece.bottom].map((pin) => [pin, middle(pin.item) + offsetOf(pin, rows.ranked)])),
    )
  // states turn to the labels, labels to the states, and once more
  for (const turning of ['unit', 'label', 'unit', 'label'] as const)
    for (const { item, met } of sides)
      if (item.is === turning) meet(rows, item, met, middle(item) - item.width / 2, ports)
  return ports
}

function meet(
  rows: Rows,
  item: Item,
  met: readonly Met[],
  left: number,
  ports: ReadonlyMap<Piece, Map<Pin, number>>,
): void {
  const within = ({ box }: Pin): [number, number] => {
    if (item.is !== 'unit') return [left + 8, left + item.width - 8]
    const unit = rows.ranked.units[item.unit] as Unit
    const [from, to] = box === undefined ? [unit.boxes[0]?.initial ? START : 0, item.width] : boxSpan(unit, box)
    return [left + from + 10, left + to - 10]
  }
  const wished = met
    .map(({ piece, pin, others }) => {
      const wish = others.reduce((sum, other) => sum + get(get(ports, piece), other), 0) / others.length
      const [from, to] = within(pin)
      return { piece, pin, wish, from, to, x: Math.min(to, Math.max(from, wish)) }
    })
    .toSorted((a, b) => a.x - b.x || a.wish - b.wish)
  const room = Math.min(...wished.map(({ to }) => to)) - Math.max(...wished.map(({ from }) => from))
  const gap = room > 0 ? Math.min(PORT, room / Math.max(1, met.length - 1)) : PORT
  const xs = settled(
    wished.map(({ x }) => ({ x, weight: 1 })),
    wished.map((_, i) => (i === 0 ? 0 : gap)),
  )
  // back within the edge, from the left and then from the right
  wished.forEach(({ from }, i) => {
    xs[i] = Math.max(at(xs, i), from, i > 0 ? at(xs, i - 1) + gap : from)
  })
  for (let i = xs.length - 1; i >= 0; i--)
    xs[i] = Math.min(at(xs, i), wished[i]?.to ?? 0, i < xs.length - 1 ? at(xs, i + 1) - gap : Number.POSITIVE_INFINITY)
  wished.forEach(({ piece, pin }, i) => void get(ports, piece).set(pin, Math.round(at(xs, i))))
}
