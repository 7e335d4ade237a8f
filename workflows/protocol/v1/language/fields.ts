import { z } from 'zod'

/**
 * The fields of a step. What is stored in clear can never be erased, so a clear field is one of these leaves and
 * nothing else: a free string does not compile here (FORMAT rule 3). Everything about a person is `personal`.
 */
export interface ClearField<T, O extends boolean = boolean> {
  readonly is: 'clear'
  readonly optional: O
  /** Written by the server from what other records know; a client may not send it. */
  readonly fromServer: boolean
  /** Says since when; an instant ahead of its recording is not well-formed. */
  readonly past?: boolean
  /** Holds the fields of another step, checked by that step's own schema: all of them, or those that are corrected. */
  readonly nests?: 'whole' | 'partial'
  /** The schema within one jurisdiction, whose catalogues name its agencies, facilities and providers. */
  zod(catalogues: Catalogues): z.ZodType<T>
}

/** A field sealed under its subject's key. Rules never see it, only whether it was given. */
export interface PersonalField<O extends boolean = boolean> {
  readonly is: 'personal'
  readonly optional: O
  /** Whose key: the child's, or that of the person named in this clear field. */
  readonly of: string
  readonly group: Group
  /** Also copied to the slot that only indicators open, under the case's second key. */
  readonly dimension: boolean
  readonly schema: z.ZodType
}

/**
 * Field groups: who may read what (DOMAIN §f). One slot per subject and group.
 * `dimensions` holds copies for indicators and outlives the child's own key.
 */
export const groups = [
  'identity',
  'custody',
  'contact',
  'needs',
  'address',
  'bia',
  'health',
  'trafficking',
  'family',
  'guardianship',
  'complaints',
  'procedure',
  'dimensions',
] as const
export type Group = (typeof groups)[number]

export type CatalogueName = 'agency' | 'facility' | 'provider' | 'language'
export type Catalogues = Readonly<Record<CatalogueName, readonly string[]>>

export type Fields = Readonly<Record<string, ClearField<unknown> | PersonalField>>

type ClearKeys<F extends Fields> = { [K in keyof F]: F[K] extends ClearField<unknown> ? K : never }[keyof F]
type Optional<F extends Fields, K extends keyof F> = { [P in K]: F[P] extends { optional: true } ? P : never }[K]
type ValueOf<X> = X extends ClearField<infer T> ? T : never

/** What rules, routes and known facts see of a step: its clear fields. */
export type ClearOf<F extends Fields> = {
  readonly [K in Exclude<ClearKeys<F>, Optional<F, ClearKeys<F>>>]: ValueOf<F[K]>
} & { readonly [K in Optional<F, ClearKeys<F>>]?: ValueOf<F[K]> | undefined }

export type PersonalKeys<F extends Fields> = Extract<
  { [K in keyof F]: F[K] extends PersonalField ? K : never }[keyof F],
  string
>

function leaf<T>(zod: (catalogues: Catalogues) => z.ZodType<T>): ClearField<T, false> {
  return { is: 'clear', optional: false, fromServer: false, zod }
}

/** One of the field's codes. */
export function code<const C extends readonly [string, ...string[]]>(codes: C): ClearField<C[number], false> {
  const schema = z.enum(codes)
  return leaf<C[number]>(() => schema as unknown as z.ZodType<C[number]>)
}

export const flag: ClearField<boolean, false> = leaf<boolean>(() => z.boolean())
export const count: ClearField<number, false> = leaf(() => z.int().min(0).max(100_000))
/** RFC 3339, UTC, milliseconds. */
export const instantSchema = z.iso
  .datetime({ precision: 3 })
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'no such instant' })
export const instant: ClearField<string, false> = leaf(() => instantSchema)
/** Since when something has been so: never in the future. */
export const pastInstant: ClearField<string, false> = { ...instant, past: true }
export const uuidText = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
/** Our own UUID: a person in this case, an event, another case. */
export const ref: ClearField<string, false> = leaf(() => uuidText)
/** Keyed digest that the server computes. */
export const digest: ClearField<string, false> = leaf(() => z.string().regex(/^[A-Za-z0-9_-]{43}$/))

/** 16 random bytes that name a key. */
export const keyId: ClearField<string, false> = leaf(() => z.string().regex(/^[A-Za-z0-9_-]{22}$/))
/** The name of a step of this protocol. */
export const stepName: ClearField<string, false> = leaf(() => z.string().regex(/^[a-z]+(-[a-z]+)*$/))

/** The fields of the step that is named beside it. */
export function nested(nests: 'whole' | 'partial'): ClearField<Readonly<Record<string, unknown>>, false> {
  return { ...leaf<Readonly<Record<string, unknown>>>(() => z.record(z.string(), z.unknown())), nests }
}

/** An entry of one of the jurisdiction's catalogues. */
export function catalogued(name: CatalogueName): ClearField<string, false> {
  return leaf((catalogues) => z.enum(catalogues[name] as [string, ...string[]]) as z.ZodType<string>)
}

export function listOf<T>(field: ClearField<T, false>, { min = 0, max = 50 } = {}): ClearField<readonly T[], false> {
  return leaf((catalogues) => z.array(field.zod(catalogues)).min(min).max(max))
}

export function record<const F extends Readonly<Record<string, ClearField<unknown>>>>(
  fields: F,
): ClearField<ClearOf<F>, false> {
  return leaf((catalogues) => clearObject(fields, catalogues) as unknown as z.ZodType<ClearOf<F>>)
}

export function optional<T>(field: ClearField<T, false>): ClearField<T, true>
export function optional(field: PersonalField<false>): PersonalField<true>
export function optional<T>(
  field: ClearField<T, false> | PersonalField<false>,
): ClearField<T, true> | PersonalField<true> {
  return { ...field, optional: true }
}

/** Written by the server before the decision, so that the fold reads one stream (DESIGN, Rules). */
export function fromServer<T, O extends boolean>(field: ClearField<T, O>): ClearField<T, O> {
  return { ...field, fromServer: true }
}

export function personal(
  schema: z.ZodType,
  where: { group: Exclude<Group, 'dimensions'>; of?: string; dimension?: boolean },
): PersonalField<false> {
  return {
    is: 'personal',
    optional: false,
    schema,
    of: where.of ?? 'child',
    group: where.group,
    dimension: where.dimension ?? false,
  }
}

/** Strict: an unknown name is an error. */
export function clearObject(
  fields: Readonly<Record<string, ClearField<unknown>>>,
  catalogues: Catalogues,
): z.ZodObject<Record<string, z.ZodType>> {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, field] of Object.entries(fields)) {
    const schema = field.zod(catalogues)
    shape[name] = field.optional ? schema.optional() : schema
  }
  return z.strictObject(shape)
}
