import { z } from 'zod'
import type { Random } from '../../../src/audit/random.ts'
import type { Json, JsonObject } from '../../../src/jcs.ts'
import { type AnyStep, bodySchema } from '../../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { hints } from './hints.ts'
import { word } from './word.ts'
import { adults, elsewhere, nowhere, person } from './world.ts'

/** For each field of a step the values worth trying, by its own schema: every code, and the few people and days that matter. */

export interface Node {
  readonly type?: string
  readonly enum?: readonly Json[]
  readonly const?: Json
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Node[]
}

/** What a value can refer to: the time it is, and the events that the case knows of. */
export interface Around {
  readonly now: number
  readonly events: readonly { readonly id: string; readonly type: string }[]
}

type Value = Json | undefined
export type Choices = ReadonlyMap<string, readonly Value[]>

const HOUR = 3_600_000
const DAY = 24 * HOUR

const schemas = new WeakMap<AnyStep, Node>()

function schemaOf(step: AnyStep, { catalogues }: RuleSet): Node {
  const known =
    schemas.get(step) ?? (z.toJSONSchema(bodySchema(step, catalogues), { io: 'input', unrepresentable: 'any' }) as Node)
  schemas.set(step, known)
  return known
}

/** Fields of a person: somebody with an account, or an adult of the record. */
const names =
  /person|chair|carer|caregiver|worker|guardian|author|assessor|support|member|adult|lawyer|against|who|ref$/i

const people = [
  'guardian',
  'province',
  'partner',
  'worker',
  'supervisor',
  'river',
  'officer',
  'lawyer',
  'health',
  'age',
  'panel',
].map((key) => person(key).id)

export function choicesOf(step: AnyStep, ruleSet: RuleSet, around: Around): Choices {
  const { properties = {}, required = [] } = schemaOf(step, ruleSet)
  return new Map(
    Object.entries(properties).map(([name, node]): [string, readonly Value[]] => {
      const values = hints[`${step.name}.${name}`] ?? valuesOf(node, name, around, step.data[name])
      if (required.includes(name)) return [name, values]
      // a personal field left empty is the exception, a clear one that may be left out is the rule
      return [name, step.data[name]?.is === 'personal' ? [...values, undefined] : [undefined, ...values]]
    }),
  )
}

function valuesOf(node: Node, name: string, around: Around, field?: AnyStep['data'][string]): readonly Json[] {
  if (node.const !== undefined) return [node.const]
  if (node.enum)
    return node.enum.length > 12 && !/basis|code|reason|outcome|type/i.test(name) ? few(node.enum) : node.enum
  if (node.anyOf) return node.anyOf.flatMap((each) => valuesOf(each, name, around))
  switch (node.type) {
    case 'boolean':
      return [true, false]
    case 'integer':
    case 'number':
      return [14, 0, 17, 18, 21, 29, 30, 49, 50].filter(
        (each) => each >= (node.minimum ?? 0) && each <= (node.maximum ?? 99),
      )
    case 'array':
      return listsOf(node, name, around)
    case 'object':
      return objectsOf(node, around)
    case 'string':
      return textsOf(node, name, around, field?.is === 'clear' && field.past === true)
    default:
      return [{}]
  }
}

/** A catalogue: its first entries, and those that belong to police and immigration. */
const few = (entries: readonly Json[]): readonly Json[] => [
  ...entries.filter((each) =>
    ['dcy', 'partner', 'river-shelter', 'royal-thai-police', 'immigration-bureau'].includes(word(each)),
  ),
  ...entries.slice(0, 2),
]

function listsOf({ items = {}, minItems = 0, maxItems = 50 }: Node, name: string, around: Around): readonly Json[] {
  const each = valuesOf(items, name, around)
  const lists: Json[][] = each.map((value) => [value])
  if (minItems === 0) lists.unshift([])
  const many = each.slice(0, maxItems)
  if (many.length > 1) lists.push([...many])
  return lists.filter((list) => list.length >= minItems)
}

/** One whole object, and the same with one member changed. */
function objectsOf({ properties = {}, required = [] }: Node, around: Around): readonly Json[] {
  const members = Object.entries(properties).map(
    ([name, node]) => [name, valuesOf(node, name, around), required.includes(name)] as const,
  )
  const base: JsonObject = Object.fromEntries(
    members.flatMap(([name, values]) => (values[0] === undefined ? [] : [[name, values[0]]])),
  )
  const changed = members.flatMap(([name, values]) => values.slice(1).map((value) => ({ ...base, [name]: value })))
  const without = members.flatMap(([name, , needed]) => {
    const { [name]: _, ...rest } = base
    return needed ? [] : [rest]
  })
  return [base, ...changed, ...without]
}

const at = (time: number): string => new Date(time).toISOString()

/** Which events a field can name, by what it is called. */
const naming: readonly (readonly [RegExp, RegExp])[] = [
  [/assessment/i, /^(BiaCompleted|BidReportSubmitted)$/],
  [/consent/i, /^(Return)?ConsentRecorded$/],
  [/opinion/i, /^AgeOpinionRecorded$/],
  [/complaint/i, /ComplaintLodged$/],
  [/concern/i, /^SafeguardingConcernRaised$/],
  [/^condition$/, /^ReportingConditionSet$/],
  [/^offer$/, /^PlacementOffered$/],
  [/^referral$/, /^ServiceReferred$/],
  [/finding/i, /^MonitoringFindingRecorded$/],
  [/decision/i, /(Decided|Determined)$/],
]

function textsOf(
  { format, pattern = '' }: Node,
  name: string,
  { now, events }: Around,
  past: boolean,
): readonly Json[] {
  if (format === 'date-time' || pattern.includes('T')) {
    const before = [now - HOUR, now - 10 * DAY, now - 400 * DAY]
    const after =
      name === 'departure' ? [now + 200 * DAY, now + 20 * DAY, now + DAY] : [now + 20 * DAY, now + 200 * DAY, now + DAY]
    return (past ? [...before, now + DAY] : [...after, ...before]).map(at)
  }
  if (format === 'date') return [now + 20 * DAY, now - 10 * DAY, now - 400 * DAY].map((time) => at(time).slice(0, 10))
  if (pattern.includes('{8}-')) {
    if (/elsewhere|otherCase|familyUnit/i.test(name)) return [elsewhere, nowhere]
    if (names.test(name)) return [...Object.values(adults), ...people]
    const kinds = naming.find(([called]) => called.test(name))?.[1]
    return [...events.filter(({ type }) => !kinds || kinds.test(type)).map(({ id }) => id), elsewhere]
  }
  if (pattern.includes('{43}')) return ['d'.repeat(43)]
  if (pattern.includes('{22}')) return ['k'.repeat(22)]
  return ['Demo text']
}

/** Some payload, each field by chance. */
export function anyPayload(choices: Choices, random: Random): JsonObject {
  const data: { [name: string]: Json } = {}
  for (const [name, values] of choices) {
    const value = values[random.whole(0, values.length - 1)]
    if (value !== undefined) data[name] = value
  }
  return data
}

/** The payload with the first value of every field. */
export function plainPayload(choices: Choices): JsonObject {
  const data: { [name: string]: Json } = {}
  for (const [name, [value]] of choices) if (value !== undefined) data[name] = value
  return data
}

export function withField(data: JsonObject, name: string, value: Value): JsonObject {
  if (value !== undefined) return { ...data, [name]: value }
  const { [name]: _, ...rest } = data
  return rest
}

/** The same payload with one field changed, every way. */
export function* neighbours(data: JsonObject, choices: Choices): Generator<JsonObject> {
  for (const [name, values] of choices) {
    const now = JSON.stringify(data[name])
    for (const value of values) if (JSON.stringify(value) !== now) yield withField(data, name, value)
  }
}
