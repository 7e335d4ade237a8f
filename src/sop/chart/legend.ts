import type { Box } from './boxes.ts'
import { type Drawing, svgOf } from './draw.ts'
import { widthOf } from './measure.ts'
import { boxMarkup, markOf, words } from './signs.ts'

/** What the signs in the drawings mean. */
export function legend(): Drawing {
  const rows: readonly (readonly [sign: (x: number, y: number) => string, says: string])[] = [
    [(x, y) => boxMarkup(box({ initial: true }), x + 26, y - 13), 'a state; the dot: the region begins here'],
    [
      (x, y) => boxMarkup(box({ sink: true }), x + 26, y - 13),
      'nothing leads on from here but what may happen in any state',
    ],
    [
      (x, y) =>
        `<path d="M${x} ${y}H${x + 60}" stroke="#000" stroke-width="1.1"/><path d="M${x + 68} ${y}l-8 -3.6v7.2z"/>`,
      'steps lead along an arrow; with several tips to one of those states, by what the step says',
    ],
    [(x, y) => markOf('decision', x + 34, y), 'before a step: it decides, and every rule must hold'],
    [
      (x, y) => markOf('fact', x + 34, y),
      'before a step: it reports a fact, which is never refused because of a state',
    ],
    [(x, y) => markOf('service', x + 34, y), 'before a step: Kinward writes it itself'],
    [
      (x, y) =>
        `<rect x="${x}" y="${y - 10}" width="80" height="20" rx="3" fill="#fff" stroke="#000" stroke-width="0.9" stroke-dasharray="1.5 2"/>${words('From any state:', x + 6, y + 3, 9.5, { italic: true })}`,
      'may happen wherever the case stands in this region',
    ],
    [
      (x, y) =>
        `<rect x="${x}" y="${y - 11}" width="80" height="22" rx="8" fill="none" stroke="#000" stroke-dasharray="4 3"/>`,
      'several states: an arrow to the frame leads to one of them, an arrow from the frame starts in each',
    ],
    [(x, y) => words('again:', x + 24, y + 3, 9.5), 'the state is entered anew'],
    [(x, y) => words('here:', x + 24, y + 3, 9.5), 'possible here, and moves nothing'],
    [(x, y) => words('†', x + 32, y + 4, 12), 'taken from every other state too, and then flagged as not expected'],
  ]
  const width = Math.ceil(Math.max(...rows.map(([, says]) => widthOf(says, 11))) + 130)
  const height = rows.length * 27 + 12
  const content = rows.map(([sign, says], i) => sign(10, 22 + i * 27) + words(says, 112, 26 + i * 27, 11)).join('')
  const description = rows.map(([, says]) => says).join('; ')
  return {
    svg: svgOf('legend', 'The signs in the drawings', description, width, height, content),
    width,
    height,
    areas: [],
    strokes: [],
    tips: [],
  }
}

const box = (is: { initial?: true; sink?: true }): Box => ({
  state: 'legend',
  stays: [],
  lines: [],
  width: 54,
  height: 26,
  initial: is.initial ?? false,
  sink: is.sink ?? false,
})
