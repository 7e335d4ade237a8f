import { createHash } from 'node:crypto'
import type { Person } from '../../../src/access/person.ts'
import { mayTake } from '../../../src/case/decide.ts'
import { givenRecord, type LoadedCase } from '../../../src/case/load.ts'
import { enrich } from '../../../src/commands/enrich.ts'
import { correctedStep } from '../../../src/commands/nested.ts'
import { type Candidate, NoSubject, splitFields } from '../../../src/commands/parse.ts'
import { canonical, type JsonObject } from '../../../src/jcs.ts'
import type { MachineEvent } from '../../../workflows/protocol/v1/language/build.ts'
import type { Taken } from '../../../workflows/protocol/v1/language/fold.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import { type AnyStep, failing } from '../../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { CaseFile, type Entry } from './file.ts'
import { word } from './word.ts'
import { elsewhere, identity } from './world.ts'

/** A case on its way: the pipeline's own parts without a store – split, expand, enrich, decide, fold – and the file beside it. */
export interface Place {
  readonly loaded: LoadedCase
  readonly now: number
  readonly file: CaseFile
  /** How it came here, so that it can be gone again, or with one act less. */
  readonly acts: readonly Act[]
}

export interface Act {
  readonly wish: Wish
  readonly now: number
}

const START = Date.parse('2025-03-03T01:00:00.000Z')

export function start(ruleSet: RuleSet): Place {
  const loaded: LoadedCase = {
    id: '5a000000-0000-4000-8000-000000000001',
    revision: -1n,
    ruleSet,
    known: ruleSet.built.start,
    running: new Map(),
    kids: new Map(),
    head: '',
    recordedAt: '',
    trail: [],
  }
  return { loaded, now: START, file: new CaseFile(), acts: [] }
}

/** What somebody wants to enter. */
export interface Wish {
  readonly person: Person
  readonly step: AnyStep
  readonly data: JsonObject
  /** The id that the event gets; the same wish replayed is the same event. */
  readonly id: string
  /** How long ago it happened; nothing for a decision. */
  readonly hoursAgo?: number
}

/** What the process says to a wish. */
export interface Verdict {
  readonly wish: Wish
  readonly event: MachineEvent
  /** Rules in its way. */
  readonly failed: readonly Rule<never>[]
  readonly role: boolean
  readonly offered: boolean
  readonly accepted: boolean
}

const services = {
  identity,
  cases: {
    load: async (id: string) => ({
      id,
      revision: id === elsewhere ? 3n : -1n,
      known: { at: id === elsewhere ? { referral: 'accepted', lifecycle: 'open' } : { referral: 'unopened' } },
    }),
  },
} as unknown as Parameters<typeof enrich>[2]

/**
 * @param unsigned P-TWO is not looked at: the digest that it compares is not made
 * @returns undefined when it is not even well-formed
 */
export async function judge({ loaded, now }: Place, wish: Wish, unsigned = false): Promise<Verdict | undefined> {
  const { step, data, person, id } = wish
  const { ruleSet, known } = loaded
  const candidate = split(step, data, loaded)
  if (!candidate || isAhead(candidate, now)) return undefined
  const clear = fieldsOf(step).server
    ? await enrich(candidate, loaded, services, unsigned ? '' : digestOf(candidate))
    : candidate.clear
  const recordedAt = new Date(now).toISOString()
  const event: MachineEvent = {
    type: step.event,
    id,
    data: clear,
    given: givenRecord(step, candidate.given),
    occurredAt: wish.hoursAgo ? new Date(now - wish.hoursAgo * 3_600_000).toISOString() : recordedAt,
    recordedAt,
    actor: { agency: person.agency, id: person.id, role: person.role },
  }
  const failed = failing(step, known, event, ruleSet.terms).filter(
    (rule) => step.kind !== 'fact' || !rule.id.startsWith('I-'),
  )
  const role = mayTake(ruleSet, step, clear).includes(person.role)
  const offered = step.kind !== 'decision' || ruleSet.built.offers(step, known, event)
  return { wish, event, failed, role, offered, accepted: role && offered && failed.length === 0 }
}

/** Clear to one side, personal to the other, as the pipeline does; also for the step inside a proposal or correction. */
function split(step: AnyStep, data: JsonObject, loaded: LoadedCase): Candidate | undefined {
  try {
    const outer: Candidate = { step, occurredAt: undefined, ...splitFields(step, data), body: { data } }
    const field = step.data.payload
    if (field?.is !== 'clear' || field.nests === undefined) return outer
    const inner = field.nests === 'whole' ? loaded.ruleSet.findStep(word(data.step)) : correctedStep(outer, loaded)
    if (!inner) return undefined
    const nested = data.payload as JsonObject
    const { clear, given, personal } = splitFields(inner, nested)
    return { ...outer, nested, clear: { ...outer.clear, payload: { ...clear, given } }, personal }
  } catch (error) {
    if (error instanceof NoSubject) return undefined
    throw error
  }
}

const fields = new WeakMap<AnyStep, { readonly server: boolean; readonly past: readonly string[] }>()

/** Whether the server writes any field of a step, and which say since when something has been so. */
function fieldsOf(step: AnyStep): { readonly server: boolean; readonly past: readonly string[] } {
  const known = fields.get(step)
  if (known) return known
  const clear = Object.entries(step.data).flatMap(([name, field]) => (field.is === 'clear' ? [{ name, field }] : []))
  const made = {
    server: clear.some(({ field }) => field.fromServer),
    past: clear.filter(({ field }) => field.past).map(({ name }) => name),
  }
  fields.set(step, made)
  return made
}

/** Says since when something has been so, and means a time to come. */
const isAhead = ({ step, clear }: Candidate, now: number): boolean =>
  fieldsOf(step).past.some((name) => typeof clear[name] === 'string' && Date.parse(clear[name]) > now)

/** As the pipeline: both of two people store the same digest of step and payload. */
function digestOf({ step, clear, nested, body }: Candidate): string | undefined {
  if (step.proposedBy === undefined && step.name !== 'propose-act') return undefined
  const { proposal: _named, ...payload } = body.data as JsonObject
  const text = canonical(nested ? [word(clear.step), nested] : [step.name, payload])
  return createHash('sha256').update(text).digest('base64url')
}

export interface Step {
  readonly place: Place
  readonly entry: Entry
  readonly taken: Taken
}

/** Takes what was accepted. */
export function take({ loaded, now, file, acts }: Place, { wish, event }: Verdict): Step {
  const { step, data, person } = wish
  const taken = loaded.ruleSet.fast(loaded.known, event)
  if (!taken.took.includes(step.owner)) throw new Error(`${step.name} was accepted and did not fit`)
  const entry: Entry = {
    id: event.id,
    type: event.type,
    step: step.name,
    kind: step.kind,
    data: event.data as JsonObject,
    sent: data,
    actor: { ...event.actor },
    at: event.occurredAt,
    recordedAt: event.recordedAt,
    before: loaded.known.at,
    after: taken.known.at,
  }
  const revision = loaded.revision + 1n
  const trace = { id: event.id, revision, step: step.name, actor: person.id, commandId: '', kids: [] }
  return {
    entry,
    taken,
    place: {
      loaded: {
        ...loaded,
        revision,
        known: taken.known,
        recordedAt: event.recordedAt,
        trail: [...loaded.trail, trace],
      },
      now: now + 10 * 60_000,
      file: file.with(entry),
      acts: [...acts, { wish, now }],
    },
  }
}

/** Hours or days pass. */
export const later = (place: Place, hours: number): Place => ({ ...place, now: place.now + hours * 3_600_000 })

/** Takes the same acts again, under these or other rules; those that are refused now are left out. */
export async function again(
  ruleSet: RuleSet,
  acts: readonly Act[],
  visit?: (step: Step, before: Place) => void,
): Promise<Place> {
  let place = start(ruleSet)
  for (const { wish, now } of acts) {
    const step = ruleSet.findStep(wish.step.name)
    if (!step) continue
    const at = { ...place, now: Math.max(now, place.now) }
    const verdict = await judge(at, { ...wish, step })
    if (!verdict?.accepted || (at.loaded.revision < 0n && !step.opens)) continue
    const taken = take(at, verdict)
    visit?.(taken, at)
    place = taken.place
  }
  return place
}
