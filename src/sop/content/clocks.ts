import type { AnyStep, ClockRule } from '../../../workflows/protocol/v1/language/step.ts'
import { type ClockKey, clockKeys } from '../../../workflows/protocol/v1/terms.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { type Block, heading, type Inline, joined, link, paragraph, type Text, table } from '../document.ts'
import { clockOf, codeOf, lengthOf, listed, roleOf, titleOf } from '../words.ts'
import { unverified } from './fields.ts'

/** Time limits: what each is, and how it is named in the rest of the document. */

export const stepLink = (step: AnyStep): Inline => link(`step-${step.name}`, titleOf(step))

/** A time limit by name, with its length and, unless somebody read it in law, its mark. */
export function clockText(key: ClockKey, { terms }: RuleSet): Inline[] {
  return [
    link(`clock-${key}`, clockOf(key)),
    ` (${lengthsOf(key, terms)})`,
    ...(terms.clocks[key].verified ? [] : [' ', unverified]),
  ]
}

function lengthsOf(key: ClockKey, terms: RuleSet['terms']): string {
  const lengths = Object.entries(terms.clocks[key].lengths)
  return lengths
    .map(([name, length]) => (lengths.length === 1 ? lengthOf(length) : `${codeOf(name)}: ${lengthOf(length)}`))
    .join('; ')
}

type Op = 'starts' | 'meets' | 'pauses' | 'resumes' | 'cancels'
export const ops: readonly Op[] = ['starts', 'meets', 'pauses', 'resumes', 'cancels']

/** What a step does to time limits, one line each. */
export function clockLines({ clocks = [] }: AnyStep, ruleSet: RuleSet): Text[] {
  return clocks.flatMap((rule: ClockRule<never>) =>
    ops.flatMap((op): Text[] => {
      const key = rule[op]
      if (key === undefined) return []
      if (key === 'all') return [[`${op}: whatever runs, each time limit by its name`, manner(rule, op)]]
      return [[`${op}${rule.every ? ' all of' : ''}: `, ...clockText(key, ruleSet), manner(rule, op)]]
    }),
  )
}

function manner({ at, due, condition }: ClockRule<never>, op: Op): string {
  const from = op !== 'starts' ? '' : due ? ', due on the day that is named' : at ? ', from the time that is named' : ''
  return `${from}${condition === undefined ? '' : ` – if ${condition}`}`
}

export function clockChapter(ruleSet: RuleSet): Block[] {
  const { terms, steps } = ruleSet
  const doing = (key: ClockKey, ...wanted: Op[]): Text => {
    const found = steps.filter(({ clocks = [] }) => clocks.some((rule) => wanted.some((op) => rule[op] === key)))
    return found.length === 0 ? '–' : joined(found.map(stepLink), ', ')
  }
  const rows = clockKeys.map((key): Text[] => {
    const { source, neverPauses, metBy } = terms.clocks[key]
    return [
      [
        { is: 'anchor', id: `clock-${key}`, text: clockOf(key) },
        ...(terms.clocks[key].verified ? [] : [' ', unverified]),
      ],
      lengthsOf(key, terms),
      doing(key, 'starts'),
      [
        ...[doing(key, 'meets', 'cancels')].flat(),
        ...(metBy.length > 0 ? [`; awaited from ${listed(metBy.map(roleOf), 'or')}`] : []),
      ],
      neverPauses ? 'never' : doing(key, 'pauses'),
      source,
    ]
  })
  return [
    heading(2, 'clocks', 'Time limits'),
    paragraph(
      'What runs out moves no state and ends no protection; only an offer that lapses leaves the search. When a limit runs out, nothing in this version reminds anybody or escalates by itself. ',
      'A limit that bears the mark ',
      unverified,
      ' is a working assumption of those who built this, or taken from another country’s law: nobody has read it in the texts that bind here.',
    ),
    table(
      'Every time limit of the rule set',
      ['Time limit', 'Length', 'Begins with', 'Ends with', 'Stands still', 'Source'],
      rows,
    ),
  ]
}
