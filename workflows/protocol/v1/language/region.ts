import type { Known } from '../known.ts'
import type { Part } from '../parts.ts'
import type { ClockKey } from '../terms.ts'
import type { ClearOf, Fields } from './fields.ts'
import type { Actor } from './rule.ts'
import type { AnyStep, Step } from './step.ts'

/** Where a step may lead from the place it stands in. No target: it is possible there and moves nothing. */
export interface Move {
  readonly step: AnyStep
  readonly to: readonly string[]
  /** Which of several targets, by payload, by what is known, by who says so and when; undefined: it does not lead anywhere. */
  readonly route?: (data: never, known: Known, actor: Actor, when: string) => string | undefined
}

/** Who a state waits for. Clocks are started and met by steps; this only points. */
export interface Waiting {
  readonly step: AnyStep
  readonly clock: ClockKey
  readonly role?: string
}

export interface State {
  /** `officers`: in officers' hands; `held`: deprived of liberty; `closed`: the case is over. */
  readonly tags?: readonly ('officers' | 'held' | 'closed')[]
  readonly waitsOn?: readonly Waiting[]
  /** Everything stands still here: of all decisions of the case, in any part, these alone are possible. */
  readonly only?: readonly AnyStep[]
  readonly on?: readonly Move[][]
}

export interface PartDefinition {
  readonly path: Part
  /** Says where the child is or how: an older fact never moves it back. Older than what: than this part, or the one named. */
  readonly ordered: boolean | Part
  readonly initial: string
  /** "any →": moves from every state, unflagged. */
  readonly fromAnywhere: readonly Move[][]
  /** What becomes known by moving, whichever step moved it. */
  readonly learns?: ((known: Known, to: string) => Partial<Known>) | undefined
  /** Not expected here, but it says where the child is: moves, flagged. */
  readonly otherwise: readonly Move[][]
  readonly states: Readonly<Record<string, State>>
}

/** Each of these steps leads to one state. */
export function leadsTo(target: string, ...steps: AnyStep[]): Move[] {
  return steps.map((step) => ({ step, to: [target] }))
}

/** Leads to one of several states, by payload; `undefined` from the route means that it does not lead anywhere. */
export function leadsToOneOf<const T extends string, F extends Fields>(
  targets: readonly T[],
  step: Step<F>,
  route: (data: ClearOf<F>, known: Known, actor: Actor, when: string) => T | undefined,
): Move[] {
  return [{ step, to: targets, route }]
}

/** Each of these steps leads to one state, as long as this is so of the case at that time. */
export function leadsWhile(
  holds: (known: Known, when: string) => boolean,
  target: string,
  ...steps: AnyStep[]
): Move[] {
  return steps.map((step) => ({
    step,
    to: [target],
    route: (_data: never, known: Known, _actor: Actor, when: string) => (holds(known, when) ? target : undefined),
  }))
}

/** Possible here; moves nothing. */
export function allows(...steps: AnyStep[]): Move[] {
  return steps.map((step) => ({ step, to: [] }))
}

/** The states of one part of a case, and which step leads where. */
export function part(
  path: Part,
  definition: Pick<PartDefinition, 'initial' | 'states'> &
    Partial<Pick<PartDefinition, 'ordered' | 'fromAnywhere' | 'otherwise' | 'learns'>>,
): PartDefinition {
  return { ordered: false, fromAnywhere: [], otherwise: [], path, ...definition }
}
