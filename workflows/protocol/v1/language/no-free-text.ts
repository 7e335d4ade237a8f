import { z } from 'zod'
import { type Catalogues, digest, instant, keyId, ref, stepName } from './fields.ts'
import { type AnyStep, clearSchema } from './step.ts'

const noCatalogues: Catalogues = { agency: [], facility: [], provider: [], language: [] }

interface Node {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly not?: object
}

/**
 * What is stored in clear can never be erased: every text in it is one of a list, or of a fixed form. The compiler says so
 * for each field; this walks the schemas that are really used (FORMAT rule 3).
 *
 * @throws Error naming the step and field; the service does not start
 */
export function demandNoFreeText(step: AnyStep, catalogues: Catalogues): void {
  const schema = z.toJSONSchema(clearSchema(step, catalogues), { io: 'input', unrepresentable: 'any' }) as Node
  const nested = Object.entries(step.data).flatMap(([name, field]) =>
    field.is === 'clear' && field.nests ? [name] : [],
  )
  for (const [name, node] of Object.entries(schema.properties ?? {})) {
    // the fields of another step, which is walked itself
    if (!nested.includes(name) && isFree(node)) throw new Error(`${step.name}.${name} would store free text in clear`)
  }
}

/** The fixed forms that a text in clear may have; any other pattern may let a name through. */
const forms = new Set(
  [digest, instant, keyId, ref, stepName].map((field) => {
    const { pattern } = z.toJSONSchema(field.zod(noCatalogues), { io: 'input', unrepresentable: 'any' }) as Node
    return pattern
  }),
)

function isFree(node: Node): boolean {
  if (node.enum || node.not || node.const !== undefined) return false
  switch (node.type) {
    case 'string':
      return node.pattern === undefined || !forms.has(node.pattern)
    case 'array':
      return node.items === undefined || isFree(node.items)
    case 'object':
      return node.properties === undefined || Object.values(node.properties).some(isFree)
    case 'boolean':
    case 'integer':
      return false
    default:
      return true
  }
}
