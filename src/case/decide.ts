import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import type { Actor, Rule } from '../../workflows/protocol/v1/language/rule.ts'
import { type AnyStep, failing } from '../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../workflows/registry.ts'
import type { JsonObject } from '../jcs.ts'
import { textOf } from './event.ts'
import type { LoadedCase } from './load.ts'
import { isInvariant, type Outcome, outcomeOf } from './outcome.ts'

/** A rule that did not hold, as it is recorded and – if the person may know – shown. */
export type FailedRule = Pick<Rule, 'id' | 'source' | 'sentence'> & { readonly reveals: readonly Group[] }

export type Decision =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly failed: readonly FailedRule[] }

/**
 * Whether an act may be taken from here, and what it does. Facts are refused only for who speaks (role, relation);
 * decisions for every rule that does not hold, and for the sequence when nothing else failed.
 */
export function decide(loaded: LoadedCase, step: AnyStep, event: MachineEvent): Decision {
  const { ruleSet, known } = loaded
  const broken: FailedRule[] = failing(step, known, event, ruleSet.terms).filter(
    (rule) => step.kind !== 'fact' || !isInvariant(rule),
  )
  const who = mayTake(ruleSet, step, event.data as JsonObject)
  if (!who.includes(event.actor.role) && !broken.some(({ id }) => id === 'I-20')) broken.push(wrongRole(step, who))
  if (broken.length === 0) {
    const outcome = outcomeOf(ruleSet, ruleSet.fast, step, loaded, event, loaded.id)
    if (outcome) return { ok: true, outcome }
    broken.push(notHere(step))
  }
  return { ok: false, failed: broken }
}

/** What is possible for this actor, by the rules that the state and the actor decide; others are checked with the payload. */
export function possible(
  { known, ruleSet }: { known: LoadedCase['known']; ruleSet: RuleSet },
  step: AnyStep,
  actor: Actor,
  at: string,
): { readonly failed: readonly FailedRule[]; readonly furtherChecks: boolean } {
  const act = { actor, occurredAt: at, recordedAt: at } as never
  const failed: FailedRule[] = step.rules.filter(
    (rule) =>
      rule.needs === 'case' && (step.kind !== 'fact' || !isInvariant(rule)) && !rule.holds(known, act, ruleSet.terms),
  )
  const who = mayTake(ruleSet, step)
  if (!who.includes(actor.role) && !failed.some(({ id }) => id === 'I-20')) failed.push(wrongRole(step, who))
  if (failed.length === 0 && step.kind === 'decision' && !ruleSet.built.offers(step, known)) failed.push(notHere(step))
  return { failed, furtherChecks: step.rules.some(({ needs }) => needs === 'payload') }
}

/** Who may take a step; who may propose is said by the step that is proposed, or without payload by any of them. */
export function mayTake(ruleSet: RuleSet, step: AnyStep, clear?: JsonObject): readonly string[] {
  if (step.name !== 'propose-act') return step.who
  if (!clear) return [...new Set(ruleSet.steps.flatMap(({ proposedBy }) => proposedBy ?? []))]
  return ruleSet.findStep(textOf(clear.step))?.proposedBy ?? []
}

/** Whether the role was wrong: then nothing else is said to the person, whatever else failed. */
export const isRoleRule = ({ id }: { readonly id: string }): boolean => id === 'P-ROLE' || id === 'I-20'

const wrongRole = (step: AnyStep, who: readonly string[]): FailedRule => ({
  id: 'P-ROLE',
  source: step.source,
  sentence: { en: `Your role does not take this step. It is taken by: ${who.map(words).join(', ')}.` },
  reveals: [],
})

const notHere = (step: AnyStep): FailedRule => ({
  id: `SEQ-${step.name}`,
  source: step.source,
  sentence: {
    en: 'This step is not possible at this point of the case, or not with this outcome. The list of what is possible now shows the way on.',
  },
  reveals: ['procedure'],
})

/** `guardianship_authority` → “guardianship authority” */
const words = (code: string): string => code.replaceAll('_', ' ')
