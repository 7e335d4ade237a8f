import type { PartDefinition } from '../../../workflows/protocol/v1/language/region.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { anyone } from '../../../workflows/protocol/v1/roles.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import type { Comments } from '../comments.ts'
import { type Block, code, em, heading, idOf, list, paragraph, strong, type Text } from '../document.ts'
import { ANY, ELSEWHERE, type Way, waysOf } from '../ways.ts'
import { codeOf, groupOf, kindWords, listed, partOf, roleOf, stateOf, titleOf } from '../words.ts'
import { clockLines } from './clocks.ts'
import { fieldTable } from './fields.ts'

/** One step, as whoever takes it should know it. */
export function stepCard(step: AnyStep, ruleSet: RuleSet, comments: Comments): Block {
  const clocks = clockLines(step, ruleSet)
  const said = comments.of(step.name)
  const fields = fieldTable(step, ruleSet.catalogues)
  const terms: [string, Text | Block[]][] = [
    ['Who', whoOf(step)],
    ['From → to', [list(placesOf(step, ruleSet.built.parts))]],
    ...(step.rules.length > 0
      ? ([[step.kind === 'fact' ? 'Rules' : 'Must hold', rulesOf(step)]] as [string, Block[]][])
      : []),
    ...(clocks.length > 0 ? ([['Time limits', [list(clocks)]]] as [string, Block[]][]) : []),
    ...remarks(step, ruleSet.built.parts),
    ['Source', step.source],
  ]
  return {
    is: 'card',
    blocks: [
      heading(4, `step-${step.name}`, titleOf(step), tagsOf(step)),
      ...(said === undefined ? [] : [paragraph(em(said))]),
      { is: 'terms', terms },
      ...(fields ? [fields] : []),
      paragraph('On record as ', code(step.event), '; sent as ', code(step.name), '.'),
    ],
  }
}

const tagsOf = (step: AnyStep): string[] => [
  kindWords[step.kind],
  ...(step.proposedBy ? ['two people'] : []),
  ...(step.onBehalf ? ['for a body'] : []),
  ...(step.protected ? ['protected'] : []),
  ...(step.confidential ? ['confidential'] : []),
  ...(step.opens ? ['opens a case'] : []),
  ...(step.final ? ['never late'] : []),
]

function whoOf({ who, proposedBy, onBehalf }: AnyStep): Text {
  const everybody = anyone.every((role) => who.includes(role))
  const others = everybody ? who.filter((role) => !anyone.includes(role)) : who
  const people = [...(everybody ? ['anyone but advisers and auditors'] : []), ...others.map(roleOf)]
  const bodies = bodiesOf(onBehalf)
  return [
    listed(people, 'or'),
    ...(proposedBy
      ? ['. Two people: it is proposed by ', listed(proposedBy.map(roleOf), 'or'), ', and somebody else then takes it']
      : []),
    ...(bodies
      ? ['. For a body: ', bodies, ' names the court, panel, office or doctor that decided, and the day']
      : []),
    '.',
  ]
}

function bodiesOf(onBehalf: AnyStep['onBehalf']): string | undefined {
  if (onBehalf === undefined) return undefined
  if (onBehalf === 'always') return 'whoever enters it'
  return 'condition' in onBehalf ? `${onBehalf.condition}, whoever enters it` : listed(onBehalf.map(roleOf))
}

/** Every region that moves, the owner first. */
export function placesOf(step: AnyStep, parts: readonly PartDefinition[]): Text[] {
  const owner = parts.filter(({ path }) => path === step.owner)
  const lines = [...owner, ...parts.filter((part) => !owner.includes(part))].flatMap((part): Text[] => {
    const byTarget = new Map<string, Way[]>()
    for (const way of waysOf(part).filter((each) => each.step === step)) {
      const key = `${way.to.join()} ${way.from === ANY || way.from === ELSEWHERE ? way.from : ''}`
      byTarget.set(key, [...(byTarget.get(key) ?? []), way])
    }
    return [...byTarget.values()].map((ways): Text => {
      const to = ways[0]?.to ?? []
      const where = listed(
        ways.map(({ from }) => fromOf(from)),
        'or',
      )
      return to.length === 0
        ? [strong(partOf(part.path)), `: in ${where}, and moves nothing`]
        : [
            strong(partOf(part.path)),
            `: ${where} → ${listed(to.map(stateOf), 'or')}${to.length > 1 ? ', by what it says' : ''}`,
          ]
    })
  })
  return step.anywhere ? [[strong(partOf(step.owner)), ': in every state, and moves nothing'], ...lines] : lines
}

const fromOf = (from: string): string =>
  from === ANY ? 'any state' : from === ELSEWHERE ? 'any other state (flagged as not expected)' : stateOf(from)

function rulesOf(step: AnyStep): Block[] {
  const refuses = (rule: Rule<never>): boolean => step.kind !== 'fact' || rule.id.startsWith('P-')
  const line = ({ id, sentence, source, reveals }: Rule<never>): Text => [
    idOf(id),
    ` ${sentence.en} `,
    em(`Source: ${source}.`),
    ...(reveals.length > 0 ? [' ', em(`Named only to those who may read ${listed(reveals.map(groupOf))}.`)] : []),
  ]
  const [stops, breaches] = [step.rules.filter(refuses), step.rules.filter((rule) => !refuses(rule))]
  return [
    ...(stops.length > 0
      ? [
          ...(step.kind === 'fact' ? [paragraph('It is refused only to whoever may not say it:')] : []),
          list(stops.map(line)),
        ]
      : []),
    ...(breaches.length > 0
      ? [
          paragraph('It is recorded in any case. What does not hold is recorded with it as a breach:'),
          list(breaches.map(line)),
        ]
      : []),
  ]
}

function remarks(step: AnyStep, parts: readonly PartDefinition[]): [string, Text][] {
  const listedAt = parts.flatMap((part) =>
    part.path === step.owner ? waysOf(part).filter((way) => way.step === step && way.from !== ELSEWHERE) : [],
  )
  const unexpected = step.kind === 'fact' && listedAt.length > 0 && !listedAt.some(({ from }) => from === ANY)
  const moves = (part: PartDefinition): boolean => waysOf(part).some((way) => way.step === step && way.to.length > 0)
  const ordered =
    step.kind === 'fact' && !step.final
      ? parts.flatMap((part) => (part.ordered && moves(part) ? [part.ordered === true ? part.path : part.ordered] : []))
      : []
  const said = [
    ...(step.protected ? ['Its content never reaches police or immigration, even if they entered it.'] : []),
    ...(step.confidential
      ? [
          `That it was taken is told only to those who may read ${groupOf(step.confidential.group)}, and never to whomever it is about.`,
        ]
      : []),
    ...(unexpected ? ['In a state where it is not expected it is recorded all the same, and flagged.'] : []),
    ...(ordered.length > 0
      ? [
          `A report older than what is known of ${listed([...new Set(ordered)].map(codeOf))} is flagged as late and moves nothing there.`,
        ]
      : []),
    ...(step.final ? ['It holds whenever it is reported, however late.'] : []),
    ...(step.flags ? [`It may carry a remark that is not a breach${flagNames(step)}.`] : []),
  ]
  return said.length > 0 ? [['Remarks', said.join(' ')]] : []
}

/** The codes that its definition writes down. */
function flagNames({ flags }: AnyStep): string {
  const named = [...String(flags).matchAll(/\[\s*'(\w+)'\s*\]/g)].map(([, name = '']) => codeOf(name))
  return named.length > 0 ? `: ${listed(named, 'or')}` : ''
}
