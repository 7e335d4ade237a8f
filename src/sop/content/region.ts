import type { Region } from '../../../workflows/protocol/v1/language/build.ts'
import type { PartDefinition, State } from '../../../workflows/protocol/v1/language/region.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { draw } from '../chart/draw.ts'
import type { Comments } from '../comments.ts'
import { type Block, heading, type Inline, joined, paragraph, strong, type Text, table } from '../document.ts'
import { movesOf } from '../moves.ts'
import { ANY, sinksOf, waysOf } from '../ways.ts'
import { codeOf, listed, partOf, roleOf, stateOf, titleOf } from '../words.ts'
import { clockText, stepLink } from './clocks.ts'
import { stepCard } from './step.ts'

export const nameOf = (region: Region): string => ('both' in region ? region.name : region.path)
export const partsIn = (region: Region): readonly PartDefinition[] => ('both' in region ? region.both : [region])

/** The drawing of a region, and what it says for those who cannot see it. */
export function drawingOf(region: Region) {
  const parts = partsIn(region)
  const description = parts
    .map(
      (part) => `${partOf(part.path)}: ${listed(Object.keys(part.states).map(stateOf))}. ${movesOf(part).join('. ')}.`,
    )
    .join(' ')
  return draw(nameOf(region), parts, description)
}

export function regionChapter(region: Region, ruleSet: RuleSet, comments: Comments): Block[] {
  const name = nameOf(region)
  const parts = partsIn(region)
  const steps = ruleSet.steps.filter(({ owner }) => parts.some(({ path }) => path === owner))
  return [
    {
      is: 'opening',
      blocks: [
        heading(2, `region-${name}`, partOf(name)),
        ...parts.flatMap((part): Block[] => {
          const said = comments.of(part.path)
          return said === undefined
            ? []
            : [paragraph(...(parts.length > 1 ? [strong(`${partOf(part.path)}. `)] : []), said)]
        }),
        { is: 'drawing', drawing: drawingOf(region), caption: `${partOf(name)}: states and steps` },
      ],
    },
    ...parts.map(
      (part): Block => ({ is: 'moves', caption: `${partOf(part.path)}, the same in words`, lines: movesOf(part) }),
    ),
    ...parts.map((part) => stateTable(part, ruleSet)),
    ...(steps.length > 0 ? [heading(3, `steps-${name}`, `Steps of ${codeOf(name)}`)] : []),
    ...steps.map((step) => stepCard(step, ruleSet, comments)),
  ]
}

const tagWords = { officers: 'in officers’ hands', held: 'held', closed: 'case closed' } as const

function stateTable(part: PartDefinition, ruleSet: RuleSet): Block {
  const sinks = sinksOf(part)
  const rows = Object.entries(part.states).map(([name, state]): Text[] => [
    [strong(stateOf(name))],
    remarksOn(part, name, state, sinks),
    waitsFor(state, ruleSet),
    [
      ...new Set(
        waysOf(part)
          .filter(({ from }) => from === name)
          .map(({ step }) => step),
      ),
    ].flatMap((step, i): Inline[] => [...(i > 0 ? [', '] : []), stepLink(step)]),
  ])
  const any = waysOf(part).filter(({ from }) => from === ANY)
  if (any.length > 0)
    rows.push([
      [strong('Any state')],
      '–',
      '–',
      joined(
        any.map(({ step }) => stepLink(step)),
        ', ',
      ),
    ])
  return table(`States of ${codeOf(part.path)}`, ['State', 'Remarks', 'Waits for', 'What may happen here'], rows)
}

function remarksOn(part: PartDefinition, name: string, { tags = [], only }: State, sinks: readonly string[]): string {
  const remarks = [
    ...(part.initial === name ? ['begins here'] : []),
    ...tags.map((tag) => tagWords[tag]),
    ...(sinks.includes(name)
      ? [`nothing leads on${part.fromAnywhere.length > 0 ? ' but what may happen in any state' : ''}`]
      : []),
    ...(only ? [`everything stands still: of all decisions only ${listed(only.map(titleOf), 'and')}`] : []),
  ]
  return remarks.join(', ') || '–'
}

/** By whom, and by when. */
function waitsFor({ waitsOn = [] }: State, ruleSet: RuleSet): Text {
  if (waitsOn.length === 0) return '–'
  return waitsOn.flatMap(({ step, clock, role }, i): Inline[] => [
    ...(i > 0 ? ['; '] : []),
    stepLink(step),
    ` by ${role === undefined ? (step.who.length > 6 ? 'whoever may' : listed(step.who.map(roleOf), 'or')) : roleOf(role)}, within: `,
    ...clockText(clock, ruleSet),
  ])
}
