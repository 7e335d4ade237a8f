import type { PartDefinition } from '../../workflows/protocol/v1/language/region.ts'
import { ANY, ELSEWHERE, waysOf } from './ways.ts'
import { partOf, stateOf, titleOf } from './words.ts'

/** A region's moves as text, one line for each place where a step may stand: `state -- step --> state`. */

const ANYWHERE = 'any state'
const FLAGGED = 'any other state, flagged as not expected'
const STAYS = '(stays)'

export function movesOf(part: PartDefinition): string[] {
  const place = (from: string): string => (from === ANY ? ANYWHERE : from === ELSEWHERE ? FLAGGED : stateOf(from))
  return [
    `(start) --> ${stateOf(part.initial)}`,
    ...waysOf(part).map(
      ({ step, from, to }) => `${place(from)} -- ${titleOf(step)} --> ${to.map(stateOf).join(' | ') || STAYS}`,
    ),
  ]
}

/** The parts of a region as an indented list. */
export const movesText = (parts: readonly PartDefinition[]): string =>
  parts.map((part) => [partOf(part.path), ...movesOf(part).map((line) => `  ${line}`)].join('\n')).join('\n\n')
