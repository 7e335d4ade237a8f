import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { invariants } from '../../../workflows/protocol/v1/rules/invariants.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { type Block, heading, idOf, joined, mark, paragraph, type Text, table } from '../document.ts'
import { stepLink } from './clocks.ts'

/** Printed where an invariant has neither a rule nor anything else that holds it. */
export const NOT_HELD = 'no rule yet'

/** What may never happen, and what stands in its way. */
export function invariantChapter({ steps }: RuleSet): Block[] {
  const standing = (id: string, kind: 'decision' | 'fact'): AnyStep[] =>
    steps.filter((step) => step.kind === kind && step.rules.some((rule) => rule.id === id))
  const cells = (id: string): Text[] =>
    (['decision', 'fact'] as const).map((kind) => {
      const found = standing(id, kind)
      return found.length === 0 ? '–' : joined(found.map(stepLink), ', ')
    })
  const procedural = new Map(
    steps.flatMap(({ rules }) =>
      rules.filter(({ id }) => id.startsWith('P-')).map((rule) => [rule.id, rule.sentence.en] as const),
    ),
  )
  return [
    heading(2, 'invariants', 'What must always hold'),
    paragraph(
      'A decision against one of these is refused. A fact that shows one broken is recorded, with the breach, and somebody must follow it up.',
    ),
    table(
      'Invariants, and the steps that each stands on',
      ['No.', 'What must hold', 'Refuses', 'Recorded as a breach with'],
      invariants.map(({ id, says, heldBy }): Text[] => {
        const [refuses = '–', breaches = '–'] = cells(id)
        const stands = refuses !== '–' || breaches !== '–'
        const how: Text = stands ? (heldBy ? [' ', heldBy] : []) : [' ', heldBy ?? mark(NOT_HELD)]
        return [[idOf(id)], [says, ...[how].flat()], refuses, breaches]
      }),
    ),
    table(
      'Rules of procedure',
      ['Rule', 'What it says', 'Stands on'],
      [...procedural.keys()].toSorted().map((id): Text[] => {
        const on = steps.filter(({ rules }) => rules.some((rule) => rule.id === id))
        const sentences = [
          ...new Set(
            on.flatMap(({ rules }) => rules.filter((rule) => rule.id === id).map(({ sentence }) => sentence.en)),
          ),
        ]
        return [[idOf(id)], sentences.join(' – '), joined(on.map(stepLink), ', ')]
      }),
    ),
  ]
}
