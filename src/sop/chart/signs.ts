import { escaped } from '../escape.ts'
import { type Box, heightOf, LEADING, type Line, MARK, PAD, START } from './boxes.ts'
import type { Stay } from './bundle.ts'
import { widthOf } from './measure.ts'
import { type Routed, TIP } from './route.ts'

/** The signs that drawings are made of. */

export function routeMarkup({ strokes, joints, tips }: Routed): string {
  const path = strokes.map(([a, b]) => `M${a.x} ${a.y}L${b.x} ${b.y}`).join('')
  return (
    `<path d="${path}" stroke="#000" stroke-width="1.1" fill="none"/>` +
    joints.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="2"/>`).join('') +
    tips.map(({ x, y, up }) => `<path d="M${x} ${y}l-3.6 ${up ? TIP : -TIP}h7.2z"/>`).join('')
  )
}

export function boxMarkup({ state, stays, lines, width, height, initial, sink }: Box, x: number, y: number): string {
  const middle = y + height / 2
  return (
    `<g data-state="${state}"${named(
      'again',
      stays.filter(({ again }) => again),
    )}${named(
      'here',
      stays.filter(({ again }) => !again),
    )}${initial ? ' data-initial="yes"' : ''}>` +
    (initial
      ? `<circle cx="${x - START + 5}" cy="${middle}" r="5"/><path d="M${x - START + 5} ${middle}H${x - TIP}" stroke="#000" stroke-width="1.1"/><path d="M${x} ${middle}l${-TIP} -3.6v7.2z"/>`
      : '') +
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="#fff" stroke="#000" stroke-width="1.4"/>` +
    (sink
      ? `<rect x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="4" fill="none" stroke="#000" stroke-width="0.8"/>`
      : '') +
    linesMarkup(lines, x + PAD, y + (height - heightOf(lines)) / 2) +
    '</g>'
  )
}

const named = (name: string, stays: readonly Stay[]): string =>
  stays.length > 0 ? ` data-${name}="${stays.map(({ step }) => step.name).join(' ')}"` : ''

export function linesMarkup(lines: readonly Line[], x: number, y: number): string {
  let base = y
  return lines
    .map((line) => {
      base += line.size * LEADING
      const foot = base - line.size * 0.32
      const mark = line.mark === undefined ? '' : markOf(line.mark, x + MARK / 2 - 1.5, foot - line.size * 0.36)
      return mark + words(line.text, x + line.indent, foot, line.size, line)
    })
    .join('')
}

/** A decision is a full square, a fact an open circle, what Kinward does itself an open triangle. */
export function markOf(mark: Line['mark'], x: number, y: number): string {
  if (mark === 'decision') return `<rect x="${x - 3}" y="${y - 3}" width="6" height="6"/>`
  if (mark === 'fact') return `<circle cx="${x}" cy="${y}" r="2.8" fill="#fff" stroke="#000"/>`
  return `<path d="M${x} ${y - 3}l3.2 6h-6.4z" fill="#fff" stroke="#000"/>`
}

/** As wide as it was measured, whatever the font. */
export function words(
  text: string,
  x: number,
  y: number,
  size: number,
  { bold, italic }: { bold?: boolean; italic?: boolean } = {},
): string {
  const width = round(widthOf(text, size, bold))
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" textLength="${width}" lengthAdjust="spacingAndGlyphs"${bold ? ' font-weight="bold"' : ''}${italic ? ' font-style="italic"' : ''}>${escaped(text)}</text>`
}

const round = (n: number): number => Math.round(n * 10) / 10
