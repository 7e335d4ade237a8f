import { z } from 'zod'
import type { Known } from '../known.ts'
import type { Part } from '../parts.ts'
import type { Role } from '../roles.ts'
import type { ClockKey, Terms } from '../terms.ts'
import {
  type Catalogues,
  type ClearField,
  type ClearOf,
  clearObject,
  type Fields,
  type Group,
  type PersonalKeys,
} from './fields.ts'
import type { Act, Rule } from './rule.ts'

/** Facts report what a person could discover after it happened; decisions authorise; the service writes its own. */
export type Kind = 'fact' | 'decision' | 'service'

export type ActOf<F extends Fields> = Act<ClearOf<F>, Readonly<Record<PersonalKeys<F>, boolean>>>

/** What a step does to one clock. Lengths are jurisdiction data; `length` picks one of several. */
export interface ClockRule<A = never> {
  readonly starts?: ClockKey
  readonly meets?: ClockKey
  readonly pauses?: ClockKey
  readonly resumes?: ClockKey
  /** `all`: every clock that runs, each named in the record. */
  readonly cancels?: ClockKey | 'all'
  /** In words, for the SOP document. */
  readonly condition?: string
  readonly when?: (known: Known, act: A) => boolean
  readonly length?: (known: Known, act: A) => string
  /** When it began, if not when it was seen. */
  readonly at?: (known: Known, act: A) => string
  /** When it is due, where that is a day: it begins its length before. */
  readonly due?: (known: Known, act: A) => string
  /** The offer or placement that it belongs to; otherwise the case. */
  readonly instance?: (known: Known, act: A) => string
  /** Holds also for a report that is older than what is known of where the child is. */
  readonly evenLate?: boolean
  /** Meet: every running instance, not one. */
  readonly every?: boolean
}

/** Whom a complaint or concern is about: nobody of them learns that it exists (I-12). */
export interface Concerned {
  readonly person?: string | undefined
  readonly agency?: string | undefined
}

/**
 * Only readers of this group learn that the step was taken at all, and never whom it concerns. What names a complaint or a
 * concern is about the same people as that.
 */
export interface Confidential<A = never> {
  readonly group: Group
  readonly concerns?: (known: Known, act: A) => Concerned
}

interface Behalf {
  /** In words, for the SOP document. */
  readonly condition: string
  readonly when: (known: Known, role: string, data: Readonly<Record<string, unknown>>) => boolean
}

interface StepParts<F extends Fields> {
  /** Imperative, hyphenated: `appoint-guardian`. */
  readonly name: string
  /** Past tense: the one event that an accepted step becomes. */
  readonly event: string
  readonly kind: Kind
  /** The one part whose handler changes what is known and which decides the sequence. */
  readonly owner: Part
  readonly who: readonly Role[]
  /** SOP clause or source. */
  readonly source: string
  readonly data: F
  /** For a decision: all must hold. For a fact: those that do not are its breaches, except rules of procedure. */
  readonly rules?: readonly Rule<ActOf<F>>[]
  /** What becomes known. */
  readonly facts?: (known: Known, act: ActOf<F>, getStep: (name: string) => AnyStep) => Partial<Known>
  /** What becomes known when the fact arrives after a newer one; nothing unless the step says so. */
  readonly factsWhenLate?: (known: Known, act: ActOf<F>) => Partial<Known>
  /** How a later correction of these clear fields changes what is known. */
  readonly corrects?: (known: Known, corrected: Partial<ClearOf<F>>) => Partial<Known>
  readonly clocks?: readonly ClockRule<ActOf<F>>[]
  /** Coded remarks that are not breaches. */
  readonly flags?: (known: Known, act: ActOf<F>) => readonly string[]
  /** Moves no state and is possible in every one; any other step stands in its owner's region. */
  readonly anywhere?: boolean
  /** May open a case. */
  readonly opens?: boolean
  /** Holds whenever it is reported: nothing that was seen since makes it late. */
  readonly final?: boolean
  /** The content never reaches police or immigration, even if they entered it (STEPS, †). */
  readonly protected?: boolean
  /** That it was taken at all is told to few: a complaint, a concern. */
  readonly confidential?: Confidential<ActOf<F>>
  /**
   * Enters what a court, panel, governor or doctor decided, who have no account: `decidedBy` must name the body and the
   * day. `always`, for some roles only, or under a condition; otherwise people act for themselves.
   */
  readonly onBehalf?: 'always' | readonly Role[] | Behalf
  /** Two people: these roles may propose, somebody else then takes the step (P-TWO). */
  readonly proposedBy?: readonly Role[]
}

export interface Step<F extends Fields = Fields> extends StepParts<F> {
  readonly rules: readonly Rule<ActOf<F>>[]
}

/** A step whose payload type is forgotten: `never` parameters accept every step. */
export interface AnyStep
  extends Omit<
    StepParts<Fields>,
    'rules' | 'facts' | 'factsWhenLate' | 'corrects' | 'clocks' | 'flags' | 'confidential'
  > {
  readonly rules: readonly Rule<never>[]
  readonly facts?: (known: Known, act: never, getStep: (name: string) => AnyStep) => Partial<Known>
  readonly factsWhenLate?: (known: Known, act: never) => Partial<Known>
  readonly corrects?: (known: Known, corrected: never) => Partial<Known>
  readonly clocks?: readonly ClockRule<never>[]
  readonly flags?: (known: Known, act: never) => readonly string[]
  readonly confidential?: Confidential
}

/**
 * One step of the SOP. Route, schema, permission, form, timeline entry and history follow from it.
 *
 * @example step({ name: 'assign-case-worker', event: 'CaseWorkerAssigned', kind: 'decision', … })
 */
export function step<const F extends Fields>(parts: StepParts<F>): Step<F> {
  return { ...parts, rules: parts.rules ?? [] }
}

/** Whether this role takes the step for somebody else who decided. */
export function actsForABody(
  { onBehalf = [] }: AnyStep,
  role: string,
  known: Known,
  data: Readonly<Record<string, unknown>>,
): boolean {
  if (onBehalf === 'always') return true
  return 'when' in onBehalf ? onBehalf.when(known, role, data) : onBehalf.some((each) => each === role)
}

/** The personal fields whose presence is stored in clear, because a rule of this step reads it. */
export function asked(step: AnyStep): readonly string[] {
  const known = askedOf.get(step) ?? [...new Set(step.rules.flatMap((rule) => rule.asks))].sort()
  askedOf.set(step, known)
  return known
}

const askedOf = new WeakMap<AnyStep, readonly string[]>()

/** Strict schema of what a client sends as `data`. */
export function bodySchema(step: AnyStep, catalogues: Catalogues): z.ZodObject<Record<string, z.ZodType>> {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, field] of Object.entries(step.data)) {
    if (field.is === 'clear' && field.fromServer) continue
    const schema = field.is === 'clear' ? field.zod(catalogues) : field.schema
    shape[name] = field.optional ? schema.optional() : schema
  }
  return z.strictObject(shape)
}

/** Strict schema of what is stored in clear, server-written fields and `given` included. */
export function clearSchema(step: AnyStep, catalogues: Catalogues): z.ZodObject<Record<string, z.ZodType>> {
  const clear: Record<string, ClearField<unknown>> = {}
  for (const [name, field] of Object.entries(step.data)) if (field.is === 'clear') clear[name] = field
  const given = asked(step)
  const names = given.length > 0 ? z.array(z.enum(given as readonly [string, ...string[]])) : z.array(z.never())
  return clearObject(clear, catalogues).extend({ given: names })
}

/** Every rule that does not hold, by its own test. */
export function failing(step: AnyStep, known: Known, act: Act, terms: Terms): Rule<never>[] {
  return step.rules.filter((rule) => !rule.holds(known, act as never, terms))
}
