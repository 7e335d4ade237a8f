import type { RuleSet } from '../../workflows/registry.ts'
import { kindWords, listed, roleOf, titleOf } from './words.ts'

/**
 * The machine as data, for the ordinary statechart tools: guards and actions by name, with parameters; what each event
 * stands for as description. It is the very configuration that cases are folded with.
 */
export const machineJson = (ruleSet: RuleSet): string => `${JSON.stringify(definitionOf(ruleSet), null, 2)}\n`

function definitionOf(ruleSet: RuleSet): unknown {
  const described = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(described)
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(
      Object.entries(node).map(([name, value]) => [
        name,
        name === 'on' ? handlers(value as Readonly<Record<string, readonly object[]>>) : described(value),
      ]),
    )
  }
  const handlers = (on: Readonly<Record<string, readonly object[]>>): object =>
    Object.fromEntries(
      Object.entries(on).map(([event, list]) => [
        event,
        list.map((handler) => ({ description: descriptionOf(ruleSet, event), ...handler })),
      ]),
    )
  return described(JSON.parse(JSON.stringify(ruleSet.built.machine.config)))
}

function descriptionOf(ruleSet: RuleSet, event: string): string {
  const step = ruleSet.findByEvent(event)
  if (!step) return event
  const rules = [...new Set(step.rules.map(({ id }) => id))]
  const who = step.who.length > 8 ? 'many roles' : listed(step.who.map(roleOf), 'or')
  return `${titleOf(step)}: ${kindWords[step.kind]}, by ${who}${rules.length > 0 ? `; ${rules.join(', ')}` : ''}`
}

/** The same as a module that runs by itself, with guards that let everything pass. */
export const machineModule = (
  ruleSet: RuleSet,
): string => `// ${ruleSet.protocol}, ${ruleSet.name}: written by \`kinward sop --format machine\`, not by hand.
import { createMachine } from 'xstate'

/** Where an event names \`to\`, it leads there: one state, or one for each part that moves. */
function leads(wanted: unknown, params: unknown): boolean {
  const to = typeof params === 'object' && params !== null && 'to' in params ? params.to : undefined
  return to === undefined || wanted === undefined || [wanted].flat().includes(to)
}

/**
 * Every guard and action stands in for the real one: nothing is refused, nothing becomes known. With the real ones
 * the same configuration is what Kinward folds cases with (workflows/protocol/v1/language/build.ts).
 */
export const machine = createMachine(
  ${machineJson(ruleSet).trim().replaceAll('\n', '\n  ')},
  {
    guards: { takes: ({ event }, params) => leads(event.to, params), late: () => false },
    actions: { took: () => {}, learn: () => {}, moved: () => {}, entered: () => {}, exited: () => {} },
  },
)
`
