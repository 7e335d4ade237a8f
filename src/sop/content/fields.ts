import { z } from 'zod'
import type { Catalogues, ClearField, PersonalField } from '../../../workflows/protocol/v1/language/fields.ts'
import { type AnyStep, asked } from '../../../workflows/protocol/v1/language/step.ts'
import { type Block, mark, type Text, table } from '../document.ts'
import { codeOf, groupOf, listed } from '../words.ts'

/** What a step must carry, read off the schemas that validate it. */

interface Node {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
}

export function fieldTable(step: AnyStep, catalogues: Catalogues): Block | undefined {
  const rows = Object.entries(step.data).map(([name, field]): Text[] => [
    fieldName(name),
    whatOf(field, catalogues),
    neededOf(field),
    keptOf(step, name, field),
  ])
  return rows.length === 0 ? undefined : table('What it carries', ['Field', 'What', 'Needed', 'Kept'], rows)
}

export const fieldName = (name: string): string => {
  const words = codeOf(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function neededOf(field: ClearField<unknown> | PersonalField): string {
  if (field.is === 'clear' && field.fromServer) return 'Kinward adds it'
  return field.optional ? 'optional' : 'required'
}

function keptOf(step: AnyStep, name: string, field: ClearField<unknown> | PersonalField): Text {
  if (field.is === 'clear') return 'in clear'
  const of = field.of === 'child' ? '' : `, under the key of: ${codeOf(field.of)}`
  const also = [
    ...(field.dimension ? ['copied for indicators'] : []),
    ...(asked(step).includes(name) ? ['a rule reads whether it is there'] : []),
  ]
  return `sealed: ${groupOf(field.group)}${of}${also.length > 0 ? `; ${also.join('; ')}` : ''}`
}

function whatOf(field: ClearField<unknown> | PersonalField, catalogues: Catalogues): Text {
  if (field.is === 'clear' && field.nests)
    return field.nests === 'whole' ? 'all fields of the step that is named' : 'the fields of that step that were wrong'
  const schema = field.is === 'clear' ? field.zod(catalogues) : field.schema
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
  const said = sayNode(node, catalogues)
  return field.is === 'clear' && field.past ? `${said}, not in the future` : said
}

function sayNode(node: Node, catalogues: Catalogues): string {
  if (node.enum) return sayCodes(node.enum.map(String), catalogues)
  if (typeof node.const === 'string') return codeOf(node.const)
  switch (node.type) {
    case 'boolean':
      return 'yes or no'
    case 'integer':
      return node.maximum === undefined || node.maximum > 1_000
        ? 'whole number'
        : `whole number, ${node.minimum ?? 0} to ${node.maximum}`
    case 'array':
      return `${(node.minItems ?? 0) > 0 ? `list of at least ${node.minItems}` : 'list'}: ${sayNode(node.items ?? {}, catalogues)}`
    case 'object':
      return Object.entries(node.properties ?? {})
        .map(
          ([name, each]) =>
            `${codeOf(name)}${node.required?.includes(name) ? '' : ' (optional)'}: ${sayNode(each, catalogues)}`,
        )
        .join('; ')
    case 'string':
      return sayText(node)
    default:
      return 'anything'
  }
}

function sayCodes(codes: readonly string[], catalogues: Catalogues): string {
  const catalogue = Object.entries(catalogues).find(([, entries]) => entries.join() === codes.join())
  if (catalogue) return `${catalogue[0]} of the catalogue`
  return codes.length === 1 ? `always: ${codeOf(codes[0] ?? '')}` : listed(codes.map(codeOf), 'or')
}

function sayText({ format, pattern = '', maxLength }: Node): string {
  if (format === 'date') return 'day'
  if (format === 'date-time') return 'date and time'
  if (pattern.includes('{8}')) return 'reference to a record or person'
  if (pattern.includes('{43}')) return 'digest'
  if (pattern.includes('{22}')) return 'name of a key'
  if (pattern.startsWith('^[a-z]')) return 'name of a step'
  return maxLength === undefined ? 'text' : `text, up to ${maxLength.toLocaleString('en')} characters`
}

/** Printed wherever something is that nobody has read in law. */
export const NOT_VERIFIED = 'not verified'
export const unverified = mark(NOT_VERIFIED)
