import type { PartDefinition, State } from '../../../workflows/protocol/v1/language/region.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { ANY, ELSEWHERE, sinksOf } from '../ways.ts'
import { stateOf, titleOf } from '../words.ts'
import { type Arrow, type Bundled, bundle, type Stay } from './bundle.ts'
import { widthOf, wrapped } from './measure.ts'

/** What a drawing is made of, with its size and text but not yet its place. */

export type Mark = 'fact' | 'decision' | 'service'

export interface Line {
  readonly text: string
  readonly size: number
  readonly bold?: boolean
  readonly italic?: boolean
  /** What kind of step it names; drawn before the first line of it. */
  readonly mark?: Mark
  /** Room on the left. */
  readonly indent: number
}

export interface Box {
  readonly state: string
  readonly stays: readonly Stay[]
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
  readonly initial: boolean
  readonly sink: boolean
}

/** One state, or several out of which the same steps lead, in a frame. */
export interface Unit {
  readonly boxes: readonly Box[]
  readonly framed: boolean
  readonly width: number
  readonly height: number
}

/** The text on an arrow. */
export interface Label {
  readonly arrow: Arrow
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}

export const SIZE = { state: 12, step: 10.5, small: 9.5 } as const
export const LEADING = 1.28
export const PAD = 7
/** Around the boxes in a frame, and between them. */
export const FRAME = 9
export const MARK = 11
/** Between lines that meet the same edge. */
export const PORT = 13
/** Before an initial state: the dot and its arrow. */
export const START = 26

export const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, { size }) => sum + size * LEADING, 0)
const widest = (lines: readonly Line[]): number =>
  Math.max(...lines.map(({ text, size, bold, indent }) => indent + widthOf(text, size, bold)))

/** Sizes are whole pixels. */
const sized = (lines: readonly Line[], pad: number): { width: number; height: number } => ({
  width: Math.ceil(widest(lines) + 2 * pad),
  height: Math.ceil(heightOf(lines) + 2 * pad),
})

const tagWords = { officers: 'officers’ hands', held: 'held', closed: 'case closed' } as const

function boxOf(part: PartDefinition, state: string, stays: readonly Stay[], sinks: readonly string[]): Box {
  const { tags = [], only } = part.states[state] as State
  const remarks = [...tags.map((tag) => tagWords[tag]), ...(only ? ['everything stands still'] : [])].join(', ')
  const lines: Line[] = [
    ...wrapped(stateOf(state), 118, SIZE.state, true).map((text) => ({
      text,
      size: SIZE.state,
      bold: true,
      indent: 0,
    })),
    ...(remarks === '' ? [] : [{ text: remarks, size: SIZE.small, italic: true, indent: 0 }]),
    ...stays.filter(({ again }) => again).flatMap(({ step }) => stepLines(`again: ${titleOf(step)}`, step.kind)),
    ...stays.filter(({ again }) => !again).flatMap(({ step }) => stepLines(`here: ${titleOf(step)}`, step.kind)),
  ]
  return { state, stays, lines, ...sized(lines, PAD), initial: part.initial === state, sink: sinks.includes(state) }
}

function stepLines(text: string, mark: Mark): Line[] {
  return wrapped(text, 118, SIZE.small).map((line, i) => ({
    text: line,
    size: SIZE.small,
    indent: MARK,
    ...(i === 0 && { mark }),
  }))
}

function labelOf(arrow: Arrow): Label {
  const head =
    arrow.from[0] === ANY ? 'From any state:' : arrow.from[0] === ELSEWHERE ? 'Elsewhere, flagged:' : undefined
  const lines: Line[] = [
    ...(head === undefined ? [] : [{ text: head, size: SIZE.small, italic: true, indent: 0 }]),
    ...arrow.steps.flatMap(({ step, elsewhere }) =>
      wrapped(`${titleOf(step)}${elsewhere ? '\u00a0†' : ''}`, 116, SIZE.step).map((text, i) => ({
        text,
        size: SIZE.step,
        indent: MARK,
        ...(i === 0 && { mark: step.kind }),
      })),
    ),
  ]
  return { arrow, lines, ...sized(lines, head === undefined ? 3 : 5) }
}

export interface Parts {
  readonly units: readonly Unit[]
  readonly labels: readonly Label[]
}

export function partsOf(part: PartDefinition): Parts {
  const { arrows, stays } = bundle(part)
  const common = new Set(commonStays(part).flatMap(({ steps }) => steps))
  const sinks = sinksOf(part)
  const units = groups(part, arrows).map((states): Unit => {
    const boxes = states.map((state) => {
      const own = (stays.get(state) ?? []).filter(({ step, again }) => again || !common.has(step))
      const box = boxOf(part, state, own, sinks)
      const lines = arrows.filter(({ from, to }) => from.includes(state) || to.includes(state)).length
      return { ...box, width: Math.max(box.width, lines * PORT) }
    })
    const framed = boxes.length > 1
    const pad = framed ? FRAME : 0
    return {
      boxes,
      framed,
      width:
        boxes.reduce((sum, { width }) => sum + width, 0) +
        (boxes.length - 1) * FRAME +
        2 * pad +
        (boxes[0]?.initial ? START : 0),
      height: Math.max(...boxes.map(({ height }) => height)) + 2 * pad,
    }
  })
  return { units, labels: arrows.map(labelOf) }
}

/** States in a row out of which exactly the same steps lead, and into which one step may lead. */
function groups(part: PartDefinition, arrows: Bundled['arrows']): string[][] {
  const out = (state: string): string => arrows.flatMap(({ from }, i) => (from.includes(state) ? [i] : [])).join()
  const together = (one: string, other: string): boolean =>
    out(one) !== '' &&
    out(one) === out(other) &&
    arrows.some(({ to }) => to.includes(one) && to.includes(other)) &&
    !arrows.some(({ from, to }) => from.includes(one) && to.includes(other))
  const result: string[][] = []
  for (const state of Object.keys(part.states)) {
    const last = result.at(-1)
    if (last?.every((each) => together(each, state))) last.push(state)
    else result.push([state])
  }
  return result
}

/** What is possible in nearly every state and moves nothing: said once, below the drawing. */
export interface Common {
  readonly steps: readonly AnyStep[]
  readonly but: readonly string[]
}

export function commonStays(part: PartDefinition): Common[] {
  const { stays } = bundle(part)
  const states = Object.keys(part.states)
  const found = new Map<string, { steps: AnyStep[]; but: string[] }>()
  for (const step of new Set([...stays.values()].flat().map((stay) => stay.step))) {
    const but = states.filter((state) => !stays.get(state)?.some((stay) => stay.step === step && !stay.again))
    if (states.length < 4 || but.length > 2) continue
    const same = found.get(but.join()) ?? { steps: [], but }
    same.steps.push(step)
    found.set(but.join(), same)
  }
  return [...found.values()]
}

export function noteOf({ steps, but }: Common): { lines: Line[]; width: number; height: number } {
  const head =
    but.length === 0
      ? 'In every state, moving nothing:'
      : `In every state but ${but.map(stateOf).join(' and ')}, moving nothing:`
  const lines: Line[] = [
    { text: head, size: SIZE.small, italic: true, indent: 0 },
    ...steps.map((step): Line => ({ text: titleOf(step), size: SIZE.step, indent: MARK, mark: step.kind })),
  ]
  return { lines, ...sized(lines, 5) }
}
