import { buildMachine } from '../../../workflows/protocol/v1/language/build.ts'
import { fastFold } from '../../../workflows/protocol/v1/language/fold.ts'
import { leadsTo, type PartDefinition, type State } from '../../../workflows/protocol/v1/language/region.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import type { Part } from '../../../workflows/protocol/v1/parts.ts'
import { enforcement, type Role } from '../../../workflows/protocol/v1/roles.ts'
import type { Protocol, RuleSet } from '../../../workflows/registry.ts'
import { nextId } from './complete.ts'
import { eventsOf, nevers, reader } from './never/index.ts'
import { remade } from './remade.ts'
import { type Door, propose, ruleKey, type Search, walkedOf } from './search.ts'
import { judge, type Place, take } from './walk.ts'
import { everybody } from './world.ts'

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

/** Guards that keep whole roles out, and whom; the same roles are missing from `who`, so that both are taken away. */
const kept: Readonly<Record<string, readonly Role[]>> = { 'I-20': enforcement, 'I-26': ['service'] }

/** The process without that rule; where it keeps roles out, with them among those who take the step. */
export function without(ruleSet: RuleSet, { step, rule }: Plant): RuleSet {
  const who = [...step.who, ...(kept[rule.id] ?? [])]
  return changed(
    ruleSet,
    remade({
      step: (each) => (each === step ? { ...each, who, rules: each.rules.filter((one) => one !== rule) } : each),
    }),
  )
}

/** A step that leads where it must not, from a state of a part. */
interface Detour {
  readonly event: string
  readonly part: Part
  readonly from: string
  readonly to: string
}

/** What the steps that follow up could do if their place in the process were wrong, and the property that says so. */
export const detours: readonly (Detour & { readonly never: string })[] = [
  { event: 'ReportingConditionMissed', part: 'placement.care', from: 'withFamily', to: 'ended', never: 'h/moves' },
  { event: 'ReportingConditionMet', part: 'lifecycle', from: 'open', to: 'closurePending', never: 'h/moves' },
  { event: 'ReturnInterviewHeld', part: 'custody', from: 'located', to: 'encountered', never: 'h/moves' },
  { event: 'SafeguardingConcernRaised', part: 'custody', from: 'protectiveCare', to: 'inTransfer', never: 'h/moves' },
  { event: 'SupervisorNoteRecorded', part: 'custody', from: 'protectiveCare', to: 'exited', never: 'h/moves' },
  { event: 'ServiceDelivered', part: 'solution', from: 'planned', to: 'monitored', never: 'h/moves' },
  { event: 'ChildFeedbackRecorded', part: 'health', from: 'unknown', to: 'stable', never: 'h/moves' },
  { event: 'PlacementOfferLapsed', part: 'placement.care', from: 'none', to: 'ended', never: 'h/lapsed' },
  { event: 'CasePlanAgreed', part: 'solution', from: 'none', to: 'underway', never: 'h/under-way' },
]

/** The process with that detour, and nothing else changed. */
export function leading(ruleSet: RuleSet, { event, part, from, to }: Detour): RuleSet {
  const step = ruleSet.findByEvent(event)
  if (!step) throw new Error(event)
  const led = (state: State = {}): State => ({
    ...state,
    on: [leadsTo(to, step), ...(state.on ?? []).map((moves) => moves.filter((move) => move.step !== step))],
  })
  const planted = (each: PartDefinition): PartDefinition =>
    each.path === part ? { ...each, states: { ...each.states, [from]: led(each.states[from]) } } : each
  return changed(ruleSet, remade({ part: planted }))
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

/** Where roles are kept out: what passed for somebody else, by them, or by that very person in such a role. */
async function doors(search: Search, { key, step, rule }: Plant): Promise<readonly Door[]> {
  const opened: Door[] = []
  for (const { place, verdict } of kept[rule.id] ? (search.opened.get(step.name) ?? []) : [])
    for (const role of kept[rule.id] ?? [])
      for (const who of [...everybody.filter((each) => each.role === role), { ...verdict.wish.person, role }]) {
        const theirs = { ...verdict, wish: { ...verdict.wish, person: who } }
        opened.push((step.proposedBy && (await propose(place, theirs))) || { place, verdict: theirs })
      }
  return kept[rule.id] ? opened : (search.refusals.get(key) ?? [])
}
