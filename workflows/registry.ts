import { createHash } from 'node:crypto'
import { thailand } from './jurisdictions/thailand/index.ts'
import { type Built, buildMachine, type Region } from './protocol/v1/language/build.ts'
import type { Catalogues } from './protocol/v1/language/fields.ts'
import { type Fold, fastFold, plainFold } from './protocol/v1/language/fold.ts'
import { demandNoFreeText } from './protocol/v1/language/no-free-text.ts'
import { type AnyStep, bodySchema, clearSchema } from './protocol/v1/language/step.ts'
import { regions } from './protocol/v1/machine.ts'
import { steps } from './protocol/v1/steps.ts'
import type { ClockKey, Terms } from './protocol/v1/terms.ts'

/** The shared process and one jurisdiction's data: what a case runs under from its first event on. */
export interface RuleSet {
  /** `protocol@1` */
  readonly protocol: string
  /** `thailand@1/<digest of both>`: another digest is another rule set, and is never folded as if it were this one. */
  readonly name: string
  readonly terms: Terms
  readonly catalogues: Catalogues
  readonly steps: readonly AnyStep[]
  readonly built: Built
  /** By XState's own transition: what `check` folds with. */
  readonly plain: Fold
  /** The same, read off the machine once: decisions and loads. */
  readonly fast: Fold
  getStep(name: string): AnyStep
  findStep(name: string): AnyStep | undefined
  /** By the event that the step becomes. */
  findByEvent(type: string): AnyStep | undefined
}

/** The shared process: its steps, and where each may happen. */
export interface Protocol {
  readonly regions: readonly Region[]
  readonly steps: readonly AnyStep[]
}

const protocol1: Protocol = { regions, steps }

/** @param protocol the process; a test of the machine hands in one with a hole */
export function createRuleSet(terms: Terms, protocol: Protocol = protocol1): RuleSet {
  const { regions, steps } = protocol
  const catalogues: Catalogues = {
    agency: Object.keys(terms.agencies),
    facility: Object.keys(terms.facilities),
    provider: Object.keys(terms.providers),
    language: terms.languages,
  }
  for (const step of steps) {
    demandNoFreeText(step, catalogues)
    demandSomebody(step, terms)
    demandLawfulPauses(step, terms)
  }
  const built = buildMachine('protocol@1', regions, steps, terms)
  const byName = new Map(steps.map((step) => [step.name, step]))
  const byEvent = new Map(steps.map((step) => [step.event, step]))
  return {
    protocol: 'protocol@1',
    name: `${terms.name}@${terms.version}/${digestOfRules(protocol, built, terms, catalogues)}`,
    terms,
    catalogues,
    steps,
    built,
    plain: plainFold(built),
    fast: fastFold(built),
    getStep(name) {
      const step = byName.get(name)
      if (!step) throw new Error(`no step ${name}`)
      return step
    },
    findStep: (name) => byName.get(name),
    findByEvent: (type) => byEvent.get(type),
  }
}

/** Somebody can take every step, and propose it where two people must. */
function demandSomebody({ name, who, proposedBy }: AnyStep, terms: Terms): void {
  const held = Object.values(terms.agencies).flatMap(({ roles }) => roles)
  for (const [roles, does] of [
    [who, 'take'],
    [proposedBy ?? who, 'propose'],
  ] as const)
    if (!roles.some((role) => held.includes(role)))
      throw new Error(`nobody can ${does} ${name} in ${terms.name}: no agency has ${roles.join(' or ')}`)
}

/** Whether a clock may stand still is the jurisdiction's to say; a step that would stop it all the same does not load. */
function demandLawfulPauses({ name, clocks = [] }: AnyStep, terms: Terms): void {
  const inTime = (key: ClockKey): boolean => Object.values(terms.clocks[key].lengths).every(({ unit }) => unit === 'ms')
  for (const { pauses, starts, due } of clocks) {
    if (pauses && terms.clocks[pauses].neverPauses)
      throw new Error(`${name} pauses ${pauses}, which never pauses in ${terms.name}`)
    for (const key of [pauses, due && starts])
      if (key && !inTime(key))
        throw new Error(`${name} needs ${key} counted in time; ${terms.name} counts it in days or months`)
  }
}

/**
 * What the process is made of: the machine, each step's fields, clocks and rules with their texts, routes, the terms. While
 * the protocol is a draft this changes with every edit of those; a frozen one is held to the digest of its folder.
 */
function digestOfRules({ regions, steps }: Protocol, built: Built, terms: Terms, catalogues: Catalogues): string {
  const described = steps.map((step) => [
    step.name,
    step.event,
    step.kind,
    step.owner,
    step.who,
    [step.proposedBy, step.anywhere, step.opens, step.protected, step.final],
    Object.values(step.onBehalf ?? {}).map(String),
    step.rules.map(({ id, source, holds }) => [id, source, String(holds)]),
    [step.facts, step.factsWhenLate, step.corrects, step.flags, step.confidential?.concerns].map(String),
    step.confidential?.group,
    step.clocks?.map((clock) => Object.entries(clock).map(([name, value]) => [name, String(value)])),
    Object.keys(bodySchema(step, catalogues).shape).sort(),
    Object.keys(clearSchema(step, catalogues).shape).sort(),
  ])
  const parts = regions.flatMap((region) => ('both' in region ? region.both : [region]))
  const routes = parts
    .flatMap((part) => [part.fromAnywhere, part.otherwise, ...Object.values(part.states).map(({ on }) => on ?? [])])
    .flat(2)
    .map(({ route }) => String(route))
  const beside = parts.map(({ ordered, learns, states }) => [
    ordered,
    String(learns),
    Object.values(states).map(({ only }) => only?.map(({ name }) => name)),
  ])
  const text = JSON.stringify([JSON.stringify(built.machine.definition), described, routes, beside, terms])
  return createHash('sha256').update(text).digest('base64url')
}

const thailand1 = createRuleSet(thailand)

/** What new cases open under. */
export const current: RuleSet = thailand1

/**
 * The rule set that a stored event names.
 *
 * @returns undefined when this version of Kinward does not have it; then the case is not folded at all
 */
export function findRuleSet(protocol: string, name: string): RuleSet | undefined {
  return [thailand1].find((each) => each.protocol === protocol && each.name === name)
}
