import { z } from 'zod'
import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import { instantSchema, uuidText } from '../../workflows/protocol/v1/language/fields.ts'
import { type AnyStep, asked, bodySchema } from '../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../workflows/registry.ts'
import type { Json, JsonObject } from '../jcs.ts'
import { type Issue, no, ok, type Result } from './errors.ts'

/** A body that is well-formed, split into what is stored in clear and what is sealed. */
export interface Candidate {
  readonly step: AnyStep
  /** When the reporter saw it so; for a decision, now. */
  readonly occurredAt: string | undefined
  /** The clear fields that the client sent. */
  readonly clear: JsonObject
  readonly given: readonly string[]
  readonly personal: readonly PersonalValue[]
  readonly decidedBy?: { readonly body: string; readonly date: string }
  readonly statedBy?: { readonly kind: string; readonly subject: string }
  readonly evidenceRef?: string
  /** The whole body, as it was parsed, for keyed digests. */
  readonly body: JsonObject
  /** The fields of the step inside a proposal or correction, as that step parsed them. */
  readonly nested?: JsonObject
}

export interface PersonalValue {
  /** `child`, or the UUID of somebody else. */
  readonly subject: string
  readonly group: Group
  readonly name: string
  readonly value: Json
  readonly dimension: boolean
  /** Of the step inside a proposal or correction. */
  readonly nested?: boolean
}

const onBehalf = {
  decidedBy: z
    .strictObject({
      body: z.enum([
        'court',
        'governor',
        'panel',
        'doctor',
        'appeal_body',
        'ministry',
        'reviewing_body',
        'identification_team',
        'inquiry',
        'receiving_agency',
      ]),
      date: z.iso.date(),
      person: z.string().min(1).max(200).optional(),
      ref: z.string().min(1).max(120).optional(),
    })
    .optional(),
  statedBy: z
    .strictObject({ kind: z.enum(['child', 'parent', 'carer', 'interpreter', 'public']), subject: uuidText })
    .optional(),
  evidenceRef: uuidText.optional(),
}

/** The schema of a step's request body, as it is validated and as it is published. */
export function requestSchema(step: AnyStep, ruleSet: RuleSet): z.ZodObject {
  return z.strictObject({
    occurredAt: step.kind === 'decision' ? instantSchema.optional() : instantSchema,
    data: bodySchema(step, ruleSet.catalogues),
    ...onBehalf,
  })
}

const schemas = new WeakMap<RuleSet, Map<AnyStep, z.ZodObject>>()

function schemaFor(step: AnyStep, ruleSet: RuleSet): z.ZodObject {
  const known = schemas.get(ruleSet) ?? new Map<AnyStep, z.ZodObject>()
  schemas.set(ruleSet, known)
  const schema = known.get(step) ?? requestSchema(step, ruleSet)
  known.set(step, schema)
  return schema
}

/** Strict: nothing is coerced, dropped or repaired. */
export function parseBody(step: AnyStep, ruleSet: RuleSet, body: unknown): Result<Candidate> {
  const parsed = schemaFor(step, ruleSet).safeParse(body)
  if (!parsed.success) return no({ code: 'invalid-body', issues: issuesOf(parsed.error) })
  const { occurredAt, data, decidedBy, statedBy, evidenceRef } = parsed.data as {
    occurredAt?: string
    data: JsonObject
    decidedBy?: { body: string; date: string; person?: string; ref?: string }
    statedBy?: { kind: string; subject: string }
    evidenceRef?: string
  }
  const split = splitFields(step, data)
  const behalf: PersonalValue[] = Object.entries({
    decidedByPerson: decidedBy?.person,
    decidedByRef: decidedBy?.ref,
  }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ subject: 'child', group: 'procedure', name, value, dimension: false } as const],
  )
  return ok({
    step,
    occurredAt,
    ...split,
    personal: [...split.personal, ...behalf],
    ...(decidedBy && { decidedBy: { body: decidedBy.body, date: decidedBy.date } }),
    ...(statedBy && { statedBy }),
    ...(evidenceRef !== undefined && { evidenceRef }),
    body: parsed.data as unknown as JsonObject,
  })
}

/**
 * Clear fields to one side, personal ones under their subject and group to the other.
 *
 * @throws NoSubject when a personal field belongs to somebody whom nothing names
 */
export function splitFields(step: AnyStep, data: JsonObject): Pick<Candidate, 'clear' | 'given' | 'personal'> {
  const clear: { [name: string]: Json } = {}
  const personal: PersonalValue[] = []
  for (const [name, value] of Object.entries(data)) {
    const field = step.data[name]
    if (!field || value === undefined) continue
    if (field.is === 'clear') clear[name] = value
    else {
      const subject = field.of === 'child' ? 'child' : data[field.of]
      if (typeof subject !== 'string') throw new NoSubject(name)
      personal.push({ subject, group: field.group, name, value, dimension: field.dimension })
    }
  }
  return { clear, personal, given: asked(step).filter((name) => data[name] !== undefined) }
}

/** Whose a field is, is not said. */
export class NoSubject extends Error {
  readonly field: string
  constructor(field: string) {
    super('a personal field has no subject')
    this.field = field
  }
}

/** What is wrong and where, by our own names: the sender's words are never repeated. */
export function issuesOf(error: z.core.$ZodError): Issue[] {
  return error.issues.slice(0, 20).map((issue) => ({ at: issue.path.map(String).join('.'), problem: problemOf(issue) }))
}

function problemOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.length} field(s) that this step does not have`
    case 'invalid_type':
      return issue.input === undefined ? 'missing' : `must be: ${issue.expected}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'too_big':
      return `at most ${String(issue.maximum)}`
    case 'too_small':
      return `at least ${String(issue.minimum)}`
    case 'invalid_format':
      return `must be a ${issue.format}`
    default:
      return 'not valid'
  }
}
