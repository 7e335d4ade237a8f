import { type AnyStateMachine, assign, createMachine } from 'xstate'
import { type Known, nothingKnown } from '../known.ts'
import type { Part } from '../parts.ts'
import type { Terms } from '../terms.ts'
import type { Move, PartDefinition } from './region.ts'
import type { Act } from './rule.ts'
import { type AnyStep, failing } from './step.ts'

/** The stored event as the machine sees it: the act, under the event's name. */
export type MachineEvent = { readonly type: string } & Act

/** What a handler reports of itself while an event is taken. */
export type Report =
  | { readonly type: 'took'; readonly params: Took }
  | { readonly type: 'entered' | 'exited'; readonly params: { readonly state: string } }

/** `move` names the handler when the fact came late: where it would have led is reported. */
export interface Took {
  readonly part: Part
  readonly outOfOrder?: true
  readonly late?: string
}

type Guard =
  | { readonly type: 'takes'; readonly params: { readonly step: string; readonly move?: string; readonly to?: string } }
  | { readonly type: 'late'; readonly params: { readonly part: Part; readonly move: string } }
type Action =
  | Report
  | { readonly type: 'learn'; readonly params: { readonly step: string; readonly late?: true } }
  | { readonly type: 'moved'; readonly params: { readonly part: Part; readonly to: string } }

/** What XState hands to a guard. */
type Given = { readonly context: unknown; readonly event: unknown }

export interface Handler {
  readonly target?: string
  readonly reenter?: true
  readonly guard?: Guard
  readonly actions: readonly Action[]
}

/** One of the eleven regions: one part, or two that run beside each other. */
export type Region = PartDefinition | { readonly name: string; readonly both: readonly PartDefinition[] }

/** What guards and actions are, for XState and for the fast fold alike. */
export interface Meaning {
  takes(known: Known, act: Act, params: Extract<Guard, { type: 'takes' }>['params']): boolean
  late(known: Known, act: Act, params: Extract<Guard, { type: 'late' }>['params']): boolean
  learn(known: Known, act: Act, params: { step: string; late?: true }): Known
  moved(known: Known, act: Act, params: { part: Part; to: string }): Known
  /** Where a handler would have led. */
  destination(known: Known, act: Act, move: string): string | undefined
}

export interface Built {
  readonly machine: AnyStateMachine
  readonly meaning: Meaning
  readonly parts: readonly PartDefinition[]
  readonly start: Known
  /** Whether the owner of a step takes it here: the sequence, apart from rules. Without payload: may it at all. */
  offers(step: AnyStep, known: Known, act?: Act): boolean
}

/** The earlier of both times: a fast clock on an officer's PC must not make true facts late. */
const when = (act: Act): string => (act.occurredAt < act.recordedAt ? act.occurredAt : act.recordedAt)

const key = (part: PartDefinition): string => part.path.slice(part.path.indexOf('.') + 1)

/**
 * Builds an ordinary XState configuration from the regions: named guards and actions with parameters only, so that it
 * serialises and opens in the ordinary tools. How facts, decisions and late facts are encoded: DESIGN, "The machine".
 */
export function buildMachine(id: string, regions: readonly Region[], steps: readonly AnyStep[], terms: Terms): Built {
  const parts = regions.flatMap((region) => ('both' in region ? region.both : [region]))
  const byName = new Map(steps.map((step) => [step.name, step]))
  const byEvent = new Map(steps.map((step) => [step.event, step]))
  const getStep = (name: string): AnyStep => {
    const step = byName.get(name) ?? byEvent.get(name)
    if (!step) throw new Error(`no step ${name} in ${id}`)
    return step
  }

  const moves = new Map<string, Move>()
  /** state → moves of the owner, per step: its sources. */
  const sources = new Map<string, Map<string, Move[]>>()
  for (const part of parts) indexMoves(part, moves, sources)
  for (const step of steps) demandPlace(step, parts)

  const leads = (move: Move, known: Known, act: Act): string | undefined =>
    move.route ? move.route(act.data as never, known) : move.to[0]

  function offers(step: AnyStep, known: Known, act?: Act): boolean {
    const from = sources.get(step.name)
    if (!from) return true
    return (from.get(known.at[step.owner]) ?? []).some(
      (move) => !act || move.to.length === 0 || leads(move, known, act) !== undefined,
    )
  }

  const meaning: Meaning = {
    takes(known, act, { step: name, move, to }) {
      const step = getStep(name)
      if (move !== undefined && to !== undefined && leads(getMove(moves, move), known, act) !== to) return false
      if (step.kind !== 'decision') return true
      return offers(step, known, act) && failing(step, known, act, terms).length === 0
    },
    late(known, act, { part, move }) {
      const last = known.movedAt[part]
      return last !== undefined && when(act) < last && leads(getMove(moves, move), known, act) !== undefined
    },
    learn(known, act, { step: name, late }) {
      const step = getStep(name)
      const learnt = late ? step.factsWhenLate : step.facts
      return learnt ? { ...known, ...learnt(known, act as never, getStep) } : known
    },
    moved(known, act, { part, to }) {
      const at = { ...known.at, [part]: to }
      return ordered.has(part) ? { ...known, at, movedAt: { ...known.movedAt, [part]: when(act) } } : { ...known, at }
    },
    destination: (known, act, move) => leads(getMove(moves, move), known, act),
  }
  const ordered = new Set(parts.filter((part) => part.ordered).map((part) => part.path))

  const start: Known = {
    ...nothingKnown,
    at: Object.fromEntries(parts.map((part) => [part.path, part.initial])) as Record<Part, string>,
  }

  const machine = createMachine(
    {
      id,
      type: 'parallel',
      context: start as unknown as Record<string, unknown>,
      states: Object.fromEntries(
        regions.map((region) =>
          'both' in region
            ? [
                region.name,
                { type: 'parallel', states: Object.fromEntries(region.both.map((p) => [key(p), config(p, steps)])) },
              ]
            : [key(region), config(region, steps)],
        ),
      ),
    } as never,
    {
      guards: {
        takes: ({ context, event }: Given, params: unknown) =>
          meaning.takes(context as never, event as never, params as never),
        late: ({ context, event }: Given, params: unknown) =>
          meaning.late(context as never, event as never, params as never),
      },
      actions: {
        learn: assign(
          ({ context, event }, params) => meaning.learn(context as never, event as never, params as never) as never,
        ),
        moved: assign(
          ({ context, event }, params) => meaning.moved(context as never, event as never, params as never) as never,
        ),
        took: () => undefined,
        entered: () => undefined,
        exited: () => undefined,
      },
    } as never,
  )
  return { machine, meaning, parts, start, offers }
}

function getMove(moves: ReadonlyMap<string, Move>, id: string): Move {
  const move = moves.get(id)
  if (!move) throw new Error(`no move ${id}`)
  return move
}

/** A step that was forgotten in its region would be taken everywhere and move nothing, in silence. */
function demandPlace(step: AnyStep, parts: readonly PartDefinition[]): void {
  const owner = parts.find(({ path }) => path === step.owner)
  const stands =
    owner !== undefined && places(owner).some(([, lists]) => lists.flat().some((move) => move.step === step))
  if (stands === (step.anywhere === true))
    throw new Error(`${step.name} ${stands ? 'stands in' : 'is missing from'} its owner’s region ${step.owner}`)
}

const places = (part: PartDefinition): [place: string, lists: readonly Move[][]][] => [
  ...Object.entries(part.states).map(([state, { on }]): [string, readonly Move[][]] => [state, on ?? []]),
  ['*', part.fromAnywhere],
  ['?', part.otherwise],
]

const moveId = (part: PartDefinition, place: string, step: AnyStep): string => `${part.path}/${place}/${step.name}`

function indexMoves(part: PartDefinition, moves: Map<string, Move>, sources: Map<string, Map<string, Move[]>>): void {
  for (const [place, lists] of places(part)) {
    for (const move of lists.flat()) {
      const id = moveId(part, place, move.step)
      if (moves.has(id)) throw new Error(`${move.step.name} stands twice in ${part.path} ${place}`)
      for (const to of move.to)
        if (!part.states[to]) throw new Error(`${part.path} has no state ${to} (${move.step.name})`)
      moves.set(id, move)
      if (move.step.owner !== part.path) continue
      const from = sources.get(move.step.name) ?? new Map<string, Move[]>()
      sources.set(move.step.name, from)
      for (const state of place === '*' ? Object.keys(part.states) : place === '?' ? [] : [place])
        from.set(state, [...(from.get(state) ?? []), move])
    }
  }
}

/** The XState configuration of one part. */
function config(part: PartDefinition, steps: readonly AnyStep[]): object {
  const node: Record<string, Handler[]> = {}
  const add = (on: Record<string, Handler[]>, event: string, handlers: Handler[]): void => {
    on[event] = [...(on[event] ?? []), ...handlers]
  }
  for (const move of part.fromAnywhere.flat()) add(node, move.step.event, handlers(part, '*', move))
  for (const move of part.otherwise.flat()) add(node, move.step.event, handlers(part, '?', move))
  const states = Object.fromEntries(
    Object.entries(part.states).map(([name, state]) => {
      const on: Record<string, Handler[]> = {}
      for (const move of (state.on ?? []).flat()) add(on, move.step.event, handlers(part, name, move))
      return [
        name,
        { ...stateMeta(state), entry: [mark('entered', part, name)], exit: [mark('exited', part, name)], on },
      ]
    }),
  )
  for (const step of steps) {
    if (step.owner !== part.path || part.fromAnywhere.flat().some((move) => move.step === step)) continue
    const listed = Object.values(part.states).some((state) =>
      (state.on ?? []).flat().some((move) => move.step === step),
    )
    if (step.kind === 'decision') {
      if (!listed) add(node, step.event, [{ guard: takes(step), actions: took(part, step) }])
    } else {
      // the owner takes a fact in every state; where it was not expected, that is on record
      add(node, step.event, [{ actions: took(part, step, listed ? { outOfOrder: true } : {}) }])
    }
  }
  return { initial: part.initial, on: node, states }
}

const stateMeta = (state: PartDefinition['states'][string]): object => ({
  ...(state.tags && { tags: [...state.tags] }),
  ...(state.waitsOn && {
    meta: {
      waitsOn: state.waitsOn.map(({ step, clock, role }) => ({ step: step.name, clock, ...(role && { role }) })),
    },
  }),
})

const mark = (type: 'entered' | 'exited', part: PartDefinition, state: string): Report => ({
  type,
  params: { state: `${part.path}.${state}` },
})

const takes = (step: AnyStep, move?: string, to?: string): Guard => ({
  type: 'takes',
  params: { step: step.name, ...(move !== undefined && { move }), ...(to !== undefined && { to }) },
})

function took(part: PartDefinition, step: AnyStep, how: { outOfOrder?: true; late?: string } = {}): Action[] {
  const learns = step.owner === part.path
  return [
    { type: 'took', params: { part: part.path, ...how } },
    ...(learns
      ? [
          {
            type: 'learn' as const,
            params: { step: step.name, ...(how.late !== undefined && { late: true as const }) },
          },
        ]
      : []),
  ]
}

/** The handlers of one move, in the order in which they are tried: late, each target, and – for the owner – staying. */
function handlers(part: PartDefinition, place: string, move: Move): Handler[] {
  const { step } = move
  const owns = step.owner === part.path
  const onNode = place === '*' || place === '?'
  const flagged = place === '?' ? { outOfOrder: true as const } : {}
  const id = moveId(part, place, step)
  if (move.to.length === 0) return [{ guard: takes(step), actions: took(part, step, flagged) }]
  const late: Handler[] =
    part.ordered && step.kind === 'fact'
      ? [
          {
            guard: { type: 'late', params: { part: part.path, move: id } },
            actions: took(part, step, { ...flagged, late: id }),
          },
        ]
      : []
  const leading = move.to.map(
    (to): Handler => ({
      target: onNode ? `.${to}` : to,
      ...(onNode ? {} : { reenter: true as const }),
      guard: takes(step, id, to),
      actions: [...took(part, step, flagged), { type: 'moved', params: { part: part.path, to } }],
    }),
  )
  const staying: Handler[] = owns && step.kind === 'fact' && move.route ? [{ actions: took(part, step, flagged) }] : []
  return [...late, ...leading, ...staying]
}
