import type { PartDefinition } from '../../../workflows/protocol/v1/language/region.ts'
import { escaped } from '../escape.ts'
import { partOf } from '../words.ts'
import { type Common, commonStays, heightOf, type Label, noteOf, partsOf } from './boxes.ts'
import { placed } from './place.ts'
import { boxSpan } from './ports.ts'
import { ranked } from './rank.ts'
import { type Laid, routed } from './route.ts'
import { type Item, rowsOf } from './rows.ts'
import { boxMarkup, linesMarkup, routeMarkup, words } from './signs.ts'

/** A region as a drawing: boxes are states, arrows are steps. In black and white, with nothing from outside. */

export interface Drawing {
  readonly svg: string
  readonly width: number
  readonly height: number
  /** Everything that must not lie upon anything else: for those who check. */
  readonly areas: readonly Area[]
  readonly strokes: readonly Stroke[]
  readonly tips: readonly Tip[]
}

export interface Area {
  readonly is: 'state' | 'label' | 'frame' | 'note'
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Tip {
  readonly of: string
  readonly x: number
  readonly y: number
}

export interface Stroke {
  /** Of which arrow: the name of its label. */
  readonly of: string
  /** On the way to a target, not from a source. */
  readonly out: boolean
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

const MARGIN = 12
const TITLE = 24

export const layOut = (part: PartDefinition): Laid => routed(placed(rowsOf(ranked(partsOf(part)))))

/** @param name of the region; its parts stand beside each other */
export function draw(name: string, parts: readonly PartDefinition[], description: string): Drawing {
  const areas: Area[] = []
  const strokes: Stroke[] = []
  const tips: Tip[] = []
  const drawn: string[] = []
  const laid = parts.map((part) => ({
    part,
    laid: layOut(part),
    notes: commonStays(part).map((common) => ({ ...noteOf(common), common })),
  }))
  const titled = parts.length > 1
  let x = MARGIN
  const top = MARGIN + (titled ? TITLE : 0)
  const height = Math.ceil(
    Math.max(
      ...laid.map(({ laid: each, notes }) => each.height + notes.reduce((sum, note) => sum + note.height + MARGIN, 0)),
    ) +
      top +
      MARGIN,
  )
  laid.forEach(({ part, laid: each, notes }, i) => {
    if (i > 0) {
      drawn.push(`<path d="M${x} ${MARGIN}V${height - MARGIN}" stroke="#000" stroke-dasharray="7 5" fill="none"/>`)
      x += 2 * MARGIN
    }
    if (titled) drawn.push(words(partOf(part.path), x, MARGIN + 12, 13, { bold: true }))
    drawn.push(`<g transform="translate(${x} ${top})" data-part="${part.path}">${partMarkup(each)}</g>`)
    for (const area of areasOf(each))
      areas.push({ ...area, name: `${part.path}.${area.name}`, x: area.x + x, y: area.y + top })
    for (const { net, strokes: own, tips: ends } of each.routed) {
      const of = `${part.path}.${net.label}`
      for (const [a, b] of own)
        strokes.push({ of, out: net.targets, x1: a.x + x, y1: a.y + top, x2: b.x + x, y2: b.y + top })
      for (const tip of ends) tips.push({ of, x: tip.x + x, y: tip.y + top })
    }
    let y = top + each.height + MARGIN
    for (const note of notes) {
      drawn.push(noteMarkup(note, x, y))
      areas.push({ is: 'note', name: `${part.path}.note`, x, y, width: note.width, height: note.height })
      y += note.height + MARGIN
    }
    x += Math.ceil(Math.max(each.width, ...notes.map((note) => note.width))) + MARGIN
  })
  const width = Math.ceil(x)
  return {
    svg: svgOf(name, partOf(name), description, width, height, drawn.join('')),
    width,
    height,
    areas,
    strokes,
    tips,
  }
}

export function svgOf(
  name: string,
  title: string,
  description: string,
  width: number,
  height: number,
  content: string,
): string {
  const id = `chart-${name}`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-labelledby="${id}-title ${id}-desc" font-family="Arial, 'Liberation Sans', Helvetica, sans-serif" fill="#000">` +
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description)}</desc>` +
    `<rect width="${width}" height="${height}" fill="#fff"/>${content}</svg>`
  )
}

function partMarkup(laid: Laid): string {
  const {
    ranked: { units, labels },
  } = laid
  const lines = laid.routed.map((each) => routeMarkup(each)).join('')
  const frames: string[] = []
  const items = laid.rows.flat().map((item) => {
    const [x, y] = [laid.left(item), laid.top(item)]
    if (item.is === 'label') return labelMarkup(labels[item.label] as Label, fromOf(laid, item.label), x, y)
    const unit = item.is === 'unit' ? units[item.unit] : undefined
    if (!unit) return ''
    if (unit.framed)
      frames.push(
        `<rect x="${x}" y="${y}" width="${item.width}" height="${item.height}" rx="10" fill="none" stroke="#000" stroke-dasharray="4 3"/>`,
      )
    return unit.boxes.map((box, i) => boxMarkup(box, x + boxSpan(unit, i)[0], boxTop(laid, item, i))).join('')
  })
  return frames.join('') + lines + items.join('')
}

function boxTop(laid: Laid, item: Item, i: number): number {
  const unit = item.is === 'unit' ? laid.ranked.units[item.unit] : undefined
  return laid.top(item) + (item.height - (unit?.boxes[i]?.height ?? 0)) / 2
}

function noteMarkup(
  { lines, width, height, common }: ReturnType<typeof noteOf> & { common: Common },
  x: number,
  y: number,
): string {
  return (
    `<g data-note="${common.steps.map(({ name }) => name).join(' ')}" data-but="${common.but.join(' ')}">` +
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="#fff" stroke="#000" stroke-width="0.9" stroke-dasharray="1.5 2"/>` +
    linesMarkup(lines, x + 5, y + 5) +
    '</g>'
  )
}

/** The states that this label stands for; `*` and `?` stand for themselves. */
function fromOf({ ranked: { units, labels, ends } }: Laid, label: number): string[] {
  const states = ends[label]?.from.flatMap(({ unit, box }) =>
    (units[unit]?.boxes ?? []).filter((_, i) => box === undefined || box === i),
  )
  return states && states.length > 0 ? states.map(({ state }) => state) : [...(labels[label]?.arrow.from ?? [])]
}

function labelMarkup({ arrow, lines, width, height }: Label, from: readonly string[], x: number, y: number): string {
  const anywhere = lines[0]?.italic === true
  return (
    `<g data-steps="${arrow.steps.map(({ step, elsewhere }) => step.name + (elsewhere ? '†' : '')).join(' ')}" data-from="${from.join(' ')}" data-to="${arrow.to.join(' ')}">` +
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#fff"${anywhere ? ' rx="3" stroke="#000" stroke-width="0.9" stroke-dasharray="1.5 2"' : ''}/>` +
    linesMarkup(lines, x + (anywhere ? 5 : 3), y + (height - heightOf(lines)) / 2) +
    '</g>'
  )
}

function areasOf(laid: Laid): Area[] {
  return laid.rows.flat().flatMap((item): Area[] => {
    const box = { x: laid.left(item), y: laid.top(item), width: item.width, height: item.height }
    if (item.is === 'line') return []
    if (item.is === 'label') return [{ is: 'label', name: String(item.label), ...box }]
    const unit = laid.ranked.units[item.unit]
    if (!unit) return []
    const states = unit.boxes.map(
      ({ state, width, height }, i): Area => ({
        is: 'state',
        name: state,
        x: box.x + boxSpan(unit, i)[0],
        y: boxTop(laid, item, i),
        width,
        height,
      }),
    )
    return unit.framed ? [{ is: 'frame', name: `frame-${item.unit}`, ...box }, ...states] : states
  })
}
