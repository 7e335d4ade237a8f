import { z } from 'zod'
import { wordsOf } from '../../projections/timeline.ts'
import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../workflows/registry.ts'
import type { Person } from '../access/person.ts'
import { mayKnow, sight } from '../access/policy.ts'
import { asSeenBy } from '../access/view.ts'
import { type FailedRule, isRoleRule, possible } from '../case/decide.ts'
import type { LoadedCase } from '../case/load.ts'
import { requestSchema } from '../commands/parse.ts'
import { NEUTRAL } from './problems.ts'

/** The steps that this person may take now, and those that are refused, each with its sentence. */
export function stepsFor(person: Person, loaded: LoadedCase, now: string): object {
  const seen = sight(person, loaded)
  const known = asSeenBy(person, loaded)
  const offered = loaded.ruleSet.steps
    .filter(({ kind, opens }) => kind !== 'service' && (!opens || seen !== 'offer'))
    .filter((step) => seen !== 'offer' || step.who.includes(person.role))
    .map((step) => ({ step, ...possible(known, step, person, now) }))
  return {
    possible: offered
      .filter(({ failed }) => failed.length === 0)
      .map(({ step, furtherChecks }) => ({
        ...named(step),
        href: `/api/cases/${loaded.id}/steps/${step.name}`,
        ...(furtherChecks && { furtherChecks }),
      })),
    refused: offered
      .filter(({ failed }) => failed.length > 0 && !failed.some(({ id }) => id === 'P-ROLE'))
      .map(({ step, failed }) => ({ ...named(step), ...sayable(person, failed) })),
  }
}

/** Who may not take a step at all is told that, and nothing of the case by what else failed. */
function sayable(person: Person, failed: readonly FailedRule[]): object {
  const role = failed.filter(isRoleRule)
  const rules = (role.length > 0 ? role : failed)
    .filter(({ reveals }) => mayKnow(person, reveals))
    .map(({ id, sentence }) => ({ rule: id, sentence: sentence.en }))
  return { sentence: rules.length > 0 ? rules.map(({ sentence }) => sentence).join(' ') : NEUTRAL, rules }
}

const named = (step: AnyStep): object => ({
  step: step.name,
  title: titleOf(step),
  kind: step.kind,
  schema: `/api/steps/${step.name}`,
})

/** `appoint-guardian` → “Appoint guardian” */
export const titleOf = ({ name }: AnyStep): string => wordsOf(name).replaceAll('-', ' ')

/** One step as it is published: what it is, who takes it, what it must carry, which rules guard it. */
export function describe(step: AnyStep, ruleSet: RuleSet): object {
  return {
    name: step.name,
    title: titleOf(step),
    event: step.event,
    kind: step.kind,
    owner: step.owner,
    who: step.who,
    ...(step.proposedBy && { proposedBy: step.proposedBy }),
    source: step.source,
    opensCase: step.opens === true,
    personal: Object.entries(step.data).flatMap(([name, field]) =>
      field.is === 'personal' ? [{ name, group: field.group, of: field.of }] : [],
    ),
    rules: step.rules.map(({ id, source, sentence, needs }) => ({ id, source, sentence: sentence.en, needs })),
    clocks: (step.clocks ?? []).map(({ starts, meets, pauses, resumes, cancels, condition }) => ({
      ...(starts && { starts }),
      ...(meets && { meets }),
      ...(pauses && { pauses }),
      ...(resumes && { resumes }),
      ...(cancels && { cancels }),
      ...(condition !== undefined && { condition }),
    })),
    body: bodyJsonSchema(step, ruleSet),
  }
}

export function bodyJsonSchema(step: AnyStep, ruleSet: RuleSet): object {
  return z.toJSONSchema(requestSchema(step, ruleSet), { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' })
}
