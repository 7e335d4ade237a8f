import { type AnyStateMachine, assign, createMachine } from 'xstate'
import { type Known, nothingKnown } from '../known.ts'
import type { Part } from '../parts.ts'
import type { Terms } from '../terms.ts'
import type { Guard } from './handler.ts'
import { demandPlace, getMove, indexMoves } from './moves.ts'
import { config } from './part-config.ts'
import type { Move, PartDefinition } from './region.ts'
import { type Act, seenAt } from './rule.ts'
import { type AnyStep, failing } from './step.ts'

/** The stored event as the machine sees it: the act, under the event's name. */
export type MachineEvent = { readonly type: string } & Act

/** What XState hands to a guard. */
type Given = { readonly context: unknown; readonly event: unknown }

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

/** A proposal is used up by the act that it proposed, whoever else proposed the same. */
function withoutProposals(known: Known, step: AnyStep, { data }: Act): Known {
  const taken = known.proposals.find(({ id }) => id === (data as { proposal?: string }).proposal)
  if (!taken) return known
  const left = known.proposals.filter((each) => each.step !== step.name || each.digest !== taken.digest)
  return { ...known, proposals: left }
}

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
    move.route ? move.route(act.data as never, known, act.actor, seenAt(act)) : move.to[0]

  const freezing = parts.filter(({ states }) => Object.values(states).some(({ only }) => only))
  const frozen = (step: AnyStep, { at }: Known): boolean =>
    step.kind === 'decision' &&
    freezing.some(({ path, states }) => states[at[path]]?.only?.every(({ name }) => name !== step.name))

  function offers(step: AnyStep, known: Known, act?: Act): boolean {
    if (frozen(step, known)) return false
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
      const last = known.movedAt[orderOf.get(part) ?? part]
      return last !== undefined && seenAt(act) < last && leads(getMove(moves, move), known, act) !== undefined
    },
    learn(known, act, { step: name, late }) {
      const step = getStep(name)
      const learnt = late ? step.factsWhenLate : step.facts
      const after = learnt ? { ...known, ...learnt(known, act as never, getStep) } : known
      return step.proposedBy ? withoutProposals(after, step, act) : after
    },
    moved(known, act, { part, to }) {
      const learnt = { ...known, ...definitionOf.get(part)?.learns?.(known, to), at: { ...known.at, [part]: to } }
      if (!orderOf.has(part)) return learnt
      const [last = '', now] = [known.movedAt[part], seenAt(act)]
      return { ...learnt, movedAt: { ...known.movedAt, [part]: now > last ? now : last } }
    },
    destination: (known, act, move) => leads(getMove(moves, move), known, act),
  }
  const definitionOf = new Map(parts.map((part) => [part.path, part]))
  /** By which part's last move it is judged whether a fact is late. */
  const orderOf = new Map(
    parts.flatMap(({ path, ordered }) => (ordered ? [[path, ordered === true ? path : ordered]] : [])),
  )

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
