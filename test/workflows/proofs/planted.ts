import { buildMachine } from '../../../workflows/protocol/v1/language/build.ts'
import { fastFold } from '../../../workflows/protocol/v1/language/fold.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { enforcement } from '../../../workflows/protocol/v1/roles.ts'
import type { Protocol, RuleSet } from '../../../workflows/registry.ts'
import { nextId } from './complete.ts'
import { eventsOf, nevers, reader } from './never/index.ts'
import { remade } from './remade.ts'
import { type Door, propose, ruleKey, type Search, walkedOf } from './search.ts'
import { judge, type Place, take } from './walk.ts'
import { person } from './world.ts'

/** One guard taken away, and nothing else. */
export interface Plant {
  readonly key: string
  readonly step: AnyStep
  readonly rule: Rule<never>
}

/** Every rule of every decision that some property is about by name. */
export function guards(ruleSet: RuleSet): readonly Plant[] {
  const events = new Set(nevers.filter(({ on }) => !on.includes('*')).flatMap((never) => eventsOf(never, ruleSet)))
  return walkedOf(ruleSet)
    .filter(({ kind, event }) => kind === 'decision' && events.has(event))
    .flatMap((step) => step.rules.map((rule) => ({ key: ruleKey(step, rule), step, rule })))
}

/** The process without that rule; where it keeps police and immigration out, with them among those who take the step. */
export function without(ruleSet: RuleSet, { step, rule }: Plant): RuleSet {
  const who = rule.id === 'I-20' ? [...step.who, ...enforcement] : step.who
  return changed(
    ruleSet,
    remade({
      step: (each) => (each === step ? { ...each, who, rules: each.rules.filter((one) => one !== rule) } : each),
    }),
  )
}

/** A rule set that walks a changed process; the digest, which nothing here reads, is not made again. */
function changed(ruleSet: RuleSet, { regions, steps }: Protocol): RuleSet {
  const built = buildMachine(ruleSet.protocol, regions, steps, ruleSet.terms)
  const getStep = (name: string): AnyStep => {
    const found = steps.find((step) => step.name === name)
    if (!found) throw new Error(name)
    return found
  }
  return {
    ...ruleSet,
    steps,
    built,
    fast: fastFold(built),
    getStep,
    findStep: (name) => steps.find((step) => step.name === name),
    findByEvent: (event) => steps.find((step) => step.event === event),
  }
}

/**
 * Tries the doors that this guard alone kept shut. Until a first act passes that the guard would have refused, both
 * processes are the same, so that the places which were found with the guard are those that are found without it.
 *
 * @returns the properties that are then broken
 */
export async function found(search: Search, plant: Plant): Promise<ReadonlySet<string>> {
  const mutant = without(search.ruleSet, plant)
  const read = reader(mutant)
  const ids = new Set<string>()
  for (const { place, verdict } of await doors(search, plant)) {
    const at: Place = { ...place, loaded: { ...place.loaded, ruleSet: mutant } }
    const wish = { ...verdict.wish, step: mutant.getStep(plant.step.name), id: nextId() }
    const now = await judge(at, wish)
    if (!now?.accepted) continue
    const { entry } = take(at, now)
    for (const { id } of read(entry, at.file)) ids.add(id)
  }
  return ids
}

/** Where only police and immigration are kept out: what passed for somebody else, with the proposal that they need. */
async function doors(search: Search, { key, step, rule }: Plant): Promise<readonly Door[]> {
  if (rule.id !== 'I-20') return search.refusals.get(key) ?? []
  const opened: Door[] = []
  for (const { place, verdict } of search.opened.get(step.name) ?? [])
    for (const who of ['officer', 'immigration']) {
      const theirs = { ...verdict, wish: { ...verdict.wish, person: person(who) } }
      opened.push((step.proposedBy && (await propose(place, theirs))) || { place, verdict: theirs })
    }
  return opened
}
