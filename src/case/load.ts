import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import { type AnyStep, asked, type Concerned } from '../../workflows/protocol/v1/language/step.ts'
import { current, findRuleSet, type RuleSet } from '../../workflows/registry.ts'
import { verifyMac } from './chain.ts'
import type { Running } from './clocks.ts'
import type { ClockOp, Metadata, StateValue } from './event.ts'
import { type Consequences, outcomeOf } from './outcome.ts'
import type { ParsedEvent } from './parsed.ts'

/** What one event of a case left behind for later commands: who, under which command, sealed with which keys. */
export interface Trace {
  readonly id: string
  readonly revision: bigint
  readonly step: string
  readonly actor: string
  readonly commandId: string
  /** The kids of its slots, and the child's own key at that moment, in order. */
  readonly kids: readonly string[]
  /** That it happened is told to readers of this group only, and to nobody whom it is about. */
  readonly confidential?: { readonly group: Group; readonly about: readonly Concerned[] }
}

/** A case as its events make it. Never stored: only ever folded. */
export interface LoadedCase {
  /** The case id; its stream is `case-<id>`. */
  readonly id: string
  /** Of the last event; -1 before the first. */
  readonly revision: bigint
  readonly ruleSet: RuleSet
  readonly known: Known
  readonly running: Running
  /** kid by subject, and by `<subject>#dimensions`. */
  readonly kids: ReadonlyMap<string, string>
  /** Digest of the last event; before the first, that of the store's own first event. */
  readonly head: string
  readonly recordedAt: string
  readonly trail: readonly Trace[]
}

/** What folding needs from outside: where chains begin, and the keys that prove who wrote. */
export interface Proofs {
  /** Digest of `StoreOpened`. */
  readonly genesis: string
  macKey(epoch: number): Buffer
}

export type Misfit =
  | 'revision' /** A revision is missing, repeated or out of order. */
  | 'time' /** Recorded before the event before it. */
  | 'chain' /** `prev` is not the digest of the event before. */
  | 'mac' /** Not signed with the store's key. */
  | 'rule-set' /** Written under a rule set that this version does not have. */
  | 'opening' /** The first event is not one that opens a case. */
  | 'unknown-event'
  | 'sequence' /** The owner of the step does not take it at this point. */
  | 'consequences' /** What was stored differs from what follows. */

/** A stored history that cannot have been written by these rules in this order. Never repaired, never skipped. */
export class HistoryDoesNotFit extends Error {
  readonly code = 'history-does-not-fit'
  readonly stream: string
  readonly revision: bigint
  readonly misfit: Misfit
  constructor(event: { stream: string; revision: bigint }, misfit: Misfit) {
    super(`${event.stream} revision ${event.revision}: ${misfit}`)
    this.stream = event.stream
    this.revision = event.revision
    this.misfit = misfit
  }
}

/** A case before its first event. */
export function unopened(id: string, { genesis }: Proofs, ruleSet: RuleSet = current): LoadedCase {
  return {
    id,
    revision: -1n,
    ruleSet,
    known: ruleSet.built.start,
    running: new Map(),
    kids: new Map(),
    head: genesis,
    recordedAt: '',
    trail: [],
  }
}

/**
 * Folds stored events onto a case, proving each: chain, MAC, sequence, and that what was recorded is what follows.
 *
 * @param fold `plain` folds with XState's own transition: what an auditor checks with does not hang on the faster one
 *
 * @throws HistoryDoesNotFit naming the first event that does not fit
 */
export function foldEvents(
  loaded: LoadedCase,
  events: readonly ParsedEvent[],
  proofs: Proofs,
  fold: 'fast' | 'plain' = 'fast',
): LoadedCase {
  if (events.length === 0) return loaded
  let at = loaded
  const trail = [...loaded.trail]
  for (const event of events) {
    const before = at
    at = foldOne(before, event, proofs, fold)
    trail.push(traceOf(at, event, confidenceOf(before, at.ruleSet, trail, event)))
  }
  return { ...at, trail }
}

function foldOne(loaded: LoadedCase, event: ParsedEvent, proofs: Proofs, fold: 'fast' | 'plain'): LoadedCase {
  const { metadata } = event
  const fail = (misfit: Misfit): never => {
    throw new HistoryDoesNotFit(event, misfit)
  }
  if (event.revision !== loaded.revision + 1n) fail('revision')
  if (metadata.prev !== loaded.head) fail('chain')
  if (!verifyMac(metadata.mac, event.digest, proofs)) fail('mac')
  if (metadata.recordedAt < loaded.recordedAt) fail('time')
  const ruleSet = findRuleSet(metadata.protocol, metadata.ruleSet) ?? fail('rule-set')
  const step = ruleSet.findByEvent(event.type) ?? fail('unknown-event')
  const start = loaded.revision < 0n ? unopened(loaded.id, proofs, ruleSet) : loaded
  if (loaded.revision < 0n && !step.opens) fail('opening')
  if (start.ruleSet !== ruleSet) fail('rule-set')
  const outcome =
    outcomeOf(ruleSet, ruleSet[fold], step, start, machineEvent(step, event), loaded.id) ?? fail('sequence')
  if (!isRecorded(metadata, outcome.consequences)) fail('consequences')
  return {
    id: loaded.id,
    revision: event.revision,
    ruleSet,
    known: outcome.known,
    running: outcome.running,
    kids: kidsAfter(loaded.kids, event),
    head: event.digest,
    recordedAt: metadata.recordedAt,
    trail: loaded.trail,
  }
}

/** Whether what was recorded is exactly what follows from the history. */
function isRecorded(
  metadata: Metadata,
  { breaches, clocks, entered, exited, flags, reported, state }: Consequences,
): boolean {
  return (
    equalTexts(metadata.breaches, breaches) &&
    equalTexts(metadata.entered, entered) &&
    equalTexts(metadata.exited, exited) &&
    equalTexts(metadata.flags, flags) &&
    equalTexts(metadata.reported, reported) &&
    sameOps(metadata.clocks, clocks) &&
    sameState(metadata.state, state)
  )
}

const equalTexts = (stored: readonly string[], follows: readonly string[]): boolean =>
  stored.length === follows.length && stored.every((text, index) => text === follows[index])

function sameOps(stored: readonly ClockOp[], follows: readonly ClockOp[]): boolean {
  return (
    stored.length === follows.length &&
    follows.every(({ op, key, instance, at, budget, calendarVersion }, index) => {
      const other = stored[index]
      return (
        other !== undefined &&
        other.op === op &&
        other.key === key &&
        other.instance === instance &&
        other.at === at &&
        other.budget.n === budget.n &&
        other.budget.unit === budget.unit &&
        other.calendarVersion === calendarVersion &&
        Object.keys(other).length === 6 &&
        Object.keys(other.budget).length === 2
      )
    })
  )
}

function sameState(stored: StateValue | string | undefined, follows: StateValue | string): boolean {
  if (typeof follows === 'string' || typeof stored !== 'object' || stored === null) return stored === follows
  const names = Object.keys(follows)
  return (
    Object.keys(stored).length === names.length && names.every((name) => sameState(stored[name], follows[name] ?? ''))
  )
}

/** A stored event as the process sees it: clear fields, and which personal ones a rule asked for. */
export function machineEvent(
  step: AnyStep,
  event: Pick<ParsedEvent, 'id' | 'type' | 'data' | 'metadata'>,
): MachineEvent {
  const { given, ...data } = event.data.clear
  return {
    type: event.type,
    id: event.id,
    data,
    given: givenRecord(step, given as readonly string[]),
    occurredAt: event.metadata.occurredAt,
    recordedAt: event.metadata.recordedAt,
    actor: event.metadata.actor,
  }
}

export const givenRecord = (step: AnyStep, given: readonly string[]): Record<string, boolean> =>
  Object.fromEntries(asked(step).map((field) => [field, given.includes(field)]))

/** Later events seal under the kid that the fold knows; after a destruction there is none until a fact brings a new one. */
function kidsAfter(kids: ReadonlyMap<string, string>, event: ParsedEvent): ReadonlyMap<string, string> {
  const { sealed } = event.data
  const destroyed = event.type === 'KeyDestroyed' ? event.data.clear.kid : undefined
  if (!sealed && destroyed === undefined) return kids
  if (destroyed === undefined && sealed?.every(({ subject, group, kid }) => kids.get(keyName(subject, group)) === kid))
    return kids
  const next = new Map(kids)
  for (const { subject, group, kid } of sealed ?? []) next.set(keyName(subject, group), kid)
  for (const [name, kid] of kids) if (kid === destroyed) next.delete(name)
  return next
}

/** The name under which a subject's key is known: indicators' copies have a key of their own. */
export const keyName = (subject: string, group: string): string =>
  group === 'dimensions' ? `${subject}#dimensions` : subject

/** What corrects or answers something confidential is as confidential, and about the same people. */
function confidenceOf(
  before: LoadedCase,
  ruleSet: RuleSet,
  trail: readonly Trace[],
  event: ParsedEvent,
): Trace['confidential'] {
  const { clear } = event.data
  const named = event.metadata.correctionOf ?? clear.complaint ?? clear.concern
  const earlier = trail.find(({ id }) => id === named)
  const step = ruleSet.findByEvent(event.type)
  const corrected = clear.correctionOf === undefined ? undefined : earlier && ruleSet.findStep(earlier.step)
  const { confidential } = corrected ?? step ?? {}
  if (!step || !confidential) return undefined
  const act = machineEvent(step, event)
  const saying = corrected ? { ...act, data: clear.payload } : act
  const concerned = confidential.concerns?.(before.known, saying as never)
  return {
    group: confidential.group,
    about: [...(earlier?.confidential?.about ?? []), ...(concerned ? [concerned] : [])],
  }
}

function traceOf(loaded: LoadedCase, event: ParsedEvent, confidential: Trace['confidential']): Trace {
  const kids = new Set((event.data.sealed ?? []).map(({ kid }) => kid))
  const child = loaded.kids.get(loaded.id)
  if (child !== undefined) kids.add(child)
  return {
    id: event.id,
    revision: event.revision,
    step: loaded.ruleSet.findByEvent(event.type)?.name ?? event.type,
    actor: event.metadata.actor.id,
    commandId: event.metadata.commandId,
    kids: [...kids].sort(),
    ...(confidential && { confidential }),
  }
}
