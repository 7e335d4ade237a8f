import fc from 'fast-check'
import { z } from 'zod'
import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import { type AnyStep, asked, clearSchema } from '../../workflows/protocol/v1/language/step.ts'
import { roles } from '../../workflows/protocol/v1/roles.ts'
import { current } from '../../workflows/registry.ts'

/** Generated acts: every clear field of a step by its own schema, some people and places coming again. */

interface Node {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly minItems?: number
}

const uuids = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
const instants = ['2025-03-01', '2025-03-03', '2025-03-05', '2025-08-08'].flatMap((day) =>
  ['01', '09', '15'].map((hour) => `${day}T${hour}:00:00.000Z`),
)

function valueFor(node: Node): fc.Arbitrary<unknown> {
  if (node.enum) return fc.constantFrom(...node.enum)
  switch (node.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.constantFrom(0, 12, 29, 30, 49, 50)
    case 'array':
      return fc.array(valueFor(node.items ?? {}), { minLength: node.minItems ?? 0, maxLength: 2 })
    case 'object':
      return objectOf(node)
    case 'string':
      if (node.format === 'date-time') return fc.constantFrom(...instants)
      if (node.pattern?.includes('{8}')) return fc.constantFrom(...uuids)
      if (node.pattern?.includes('{43}')) return fc.constantFrom('d'.repeat(43), 'e'.repeat(43))
      if (node.pattern?.includes('{22}')) return fc.constant('k'.repeat(22))
      return fc.constantFrom('decline-referral', 'record-arrival')
    default:
      return fc.constant({})
  }
}

function objectOf({ properties = {}, required = [] }: Node): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, valueFor(node)]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) as never }) as fc.Arbitrary<
    Record<string, unknown>
  >
}

const dataOf = new Map<AnyStep, fc.Arbitrary<Record<string, unknown>>>()

/** The clear fields of a step. */
export function clearOf(step: AnyStep): fc.Arbitrary<Record<string, unknown>> {
  const known =
    dataOf.get(step) ??
    objectOf(
      z.toJSONSchema(clearSchema(step, current.catalogues).omit({ given: true }), {
        io: 'input',
        unrepresentable: 'any',
      }) as Node,
    )
  dataOf.set(step, known)
  return known
}

/** An act under a step, by anybody, at any time. */
export function actOf(step: AnyStep): fc.Arbitrary<MachineEvent> {
  return fc
    .record({
      data: clearOf(step),
      given: fc.record(Object.fromEntries(asked(step).map((name) => [name, fc.boolean()]))),
      id: fc.constantFrom(...uuids),
      occurredAt: fc.constantFrom(...instants),
      recordedAt: fc.constantFrom(...instants),
      role: fc.oneof(fc.constantFrom(...step.who), fc.constantFrom(...roles)),
      agency: fc.constantFrom('dcy', 'sun-foster-home', 'river-shelter', 'royal-thai-police'),
      actor: fc.constantFrom(...uuids),
    })
    .map(({ role, agency, actor, ...act }) => ({ type: step.event, ...act, actor: { id: actor, role, agency } }))
}

/** Any act under any step. */
export const anyAct: fc.Arbitrary<MachineEvent> = fc.constantFrom(...current.steps).chain(actOf)
