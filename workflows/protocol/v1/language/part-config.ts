import type { Action, Guard, Handler, Report } from './handler.ts'
import { moveId } from './moves.ts'
import type { Move, PartDefinition } from './region.ts'
import type { AnyStep } from './step.ts'

/** The XState configuration of one part. */
export function config(part: PartDefinition, steps: readonly AnyStep[]): object {
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
    part.ordered && step.kind === 'fact' && !step.final
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
