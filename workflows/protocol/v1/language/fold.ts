import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { Known } from '../known.ts'
import { type Part, parts } from '../parts.ts'
import type { Built, MachineEvent } from './build.ts'
import type { Handler, Report } from './handler.ts'

/** What one event did. */
export interface Taken {
  readonly known: Known
  readonly entered: readonly string[]
  readonly exited: readonly string[]
  /** Parts whose handler ran. */
  readonly took: readonly Part[]
  /** `outOfOrder:<part>`, `late:<part>`. */
  readonly flags: readonly string[]
  /** Where late facts would have led. */
  readonly reported: readonly string[]
}

/** Takes one event from where the case stands. Pure: no clock, no randomness, nothing stored. */
export type Fold = (known: Known, event: MachineEvent) => Taken

/**
 * The fold by XState itself: the machine's own transition, with one shared scope that collects what the handlers
 * report. `transition()` would build an actor for every event (three times slower).
 */
export function plainFold({ machine, meaning }: Built): Fold {
  let reports: Report[] = []
  const scope = {
    self: {},
    defer: () => undefined,
    id: machine.id,
    logger: () => undefined,
    sessionId: machine.id,
    stopChild: () => undefined,
    system: { _sendInspectionEvent: () => undefined, _relay: () => undefined },
    emit: () => undefined,
    actionExecutor: (action: { type: string; params: unknown }) => {
      if (action.type === 'took' || action.type === 'entered' || action.type === 'exited')
        reports.push(action as Report)
    },
  } as unknown as Parameters<AnyStateMachine['transition']>[2]
  const snapshots = new WeakMap<Known, AnyMachineSnapshot>()
  return (known, event) => {
    const before = snapshots.get(known) ?? machine.resolveState({ value: stateValue(known), context: known as never })
    snapshots.set(known, before)
    reports = []
    const after = machine.transition(before, event as never, scope)
    const next = after.context as unknown as Known
    snapshots.set(next, after)
    return told(reports, next, (move) => meaning.destination(known, event, move))
  }
}

/**
 * The same fold, read off the machine's own nodes once: which handlers a part has for an event, in which state.
 * Decisions and loads use it; a property test holds it equal to `plainFold`, which `check` folds with.
 */
export function fastFold({ machine, meaning, parts: definitions }: Built): Fold {
  type Table = { byState: Map<string, Handler[]>; node: Handler[] }
  const tables = new Map<string, [part: Part, table: Table][]>()
  for (const part of definitions) {
    const node = part.path.split('.').reduce((at, name) => getChild(at, name), machine.root as MachineNode)
    const events = new Set([node, ...Object.values(node.states)].flatMap((each) => [...each.transitions.keys()]))
    for (const event of events) {
      const table: Table = { byState: new Map(), node: handlersOf(node, event) }
      for (const [name, state] of Object.entries(node.states)) table.byState.set(name, handlersOf(state, event))
      tables.set(event, [...(tables.get(event) ?? []), [part.path, table]])
    }
  }
  const passes = (handler: Handler, known: Known, event: MachineEvent): boolean => {
    if (!handler.guard) return true
    return handler.guard.type === 'takes'
      ? meaning.takes(known, event, handler.guard.params)
      : meaning.late(known, event, handler.guard.params)
  }
  return (known, event) => {
    const chosen: [Part, Handler][] = []
    for (const [part, { byState, node }] of tables.get(event.type) ?? []) {
      const handler =
        byState.get(known.at[part])?.find((each) => passes(each, known, event)) ??
        node.find((each) => passes(each, known, event))
      if (handler) chosen.push([part, handler])
    }
    const reports: Report[] = []
    const moving = chosen.filter(([, handler]) => handler.target !== undefined)
    for (const [part] of moving.toReversed())
      reports.push({ type: 'exited', params: { state: `${part}.${known.at[part]}` } })
    let next = known
    for (const [, handler] of chosen) {
      for (const action of handler.actions) {
        if (action.type === 'learn') next = meaning.learn(next, event, action.params)
        else if (action.type === 'moved') next = meaning.moved(next, event, action.params)
        else reports.push(action)
      }
    }
    for (const [part] of moving) reports.push({ type: 'entered', params: { state: `${part}.${next.at[part]}` } })
    return told(reports, next, (move) => meaning.destination(known, event, move))
  }
}

interface MachineNode {
  readonly states: Readonly<Record<string, MachineNode>>
  readonly transitions: ReadonlyMap<
    string,
    readonly { guard?: unknown; actions: readonly unknown[]; target?: readonly unknown[] | undefined }[]
  >
}

function getChild(node: MachineNode, name: string): MachineNode {
  const child = node.states[name]
  if (!child) throw new Error(`the machine has no node ${name}`)
  return child
}

function handlersOf(node: MachineNode, event: string): Handler[] {
  return (node.transitions.get(event) ?? []).map(
    ({ guard, actions, target }) => ({ guard, actions, ...(target && { target: 'moves' }) }) as Handler,
  )
}

function told(reports: readonly Report[], known: Known, destination: (move: string) => string | undefined): Taken {
  const entered: string[] = []
  const exited: string[] = []
  const took: Part[] = []
  const flags: string[] = []
  const reported: string[] = []
  for (const { type, params } of reports) {
    if (type === 'entered') entered.push(params.state)
    else if (type === 'exited') exited.push(params.state)
    else if (type === 'took') {
      took.push(params.part)
      if (params.outOfOrder) flags.push(`outOfOrder:${params.part}`)
      if (params.late !== undefined) {
        flags.push(`late:${params.part}`)
        reported.push(`${params.part}.${destination(params.late)}`)
      }
    }
  }
  // handlers of one event run beside each other: in which order they say so means nothing, and is not stored
  return { known, entered, exited, took: took.sort(), flags: flags.sort(), reported: reported.sort() }
}

const sorted = [...parts].sort()

/** Most events move nothing, or one part: a state that was written out once serves again. */
const written = new WeakMap<Known['at'], StateValue>()

/** The state as XState writes it, names in canonical order: one per region, or one per part where a region has two. */
export function stateValue({ at }: Pick<Known, 'at'>): StateValue {
  const known = written.get(at)
  if (known) return known
  const value: { [region: string]: string | { [part: string]: string } } = {}
  for (const path of sorted) {
    const dot = path.indexOf('.')
    if (dot < 0) value[path] = at[path]
    else {
      const region = path.slice(0, dot)
      const within = value[region]
      value[region] = { ...(typeof within === 'object' ? within : {}), [path.slice(dot + 1)]: at[path] }
    }
  }
  written.set(at, value)
  return value
}

export type StateValue = { readonly [region: string]: string | { readonly [part: string]: string } }
