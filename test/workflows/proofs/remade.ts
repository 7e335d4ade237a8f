import type { Region } from '../../../workflows/protocol/v1/language/build.ts'
import type { Move, PartDefinition } from '../../../workflows/protocol/v1/language/region.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { regions } from '../../../workflows/protocol/v1/machine.ts'
import { steps } from '../../../workflows/protocol/v1/steps.ts'
import type { Protocol } from '../../../workflows/registry.ts'

interface Change {
  readonly step?: (step: AnyStep) => AnyStep
  /** Before its steps are changed. */
  readonly part?: (part: PartDefinition) => PartDefinition
}

/** The same process with each step or each part changed: of what tests plant their mistakes in. */
export function remade({ step = (each) => each, part = (each) => each }: Change): Protocol {
  const changed = new Map(steps.map((each) => [each, step(each)]))
  const moves = (lists: readonly Move[][]): Move[][] =>
    lists.map((list) => list.map((move) => ({ ...move, step: changed.get(move.step) ?? move.step })))
  const again = (definition: PartDefinition): PartDefinition => {
    const before = part(definition)
    return {
      ...before,
      fromAnywhere: moves(before.fromAnywhere),
      otherwise: moves(before.otherwise),
      states: Object.fromEntries(
        Object.entries(before.states).map(([name, state]) => [name, { ...state, on: moves(state.on ?? []) }]),
      ),
    }
  }
  return {
    steps: [...changed.values()],
    regions: regions.map(
      (region): Region => ('both' in region ? { ...region, both: region.both.map(again) } : again(region)),
    ),
  }
}
