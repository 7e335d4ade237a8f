import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What stands above a step or a part where it is defined: its first sentences, in the words of whoever wrote it. */
export interface Comments {
  of(name: string): string | undefined
}

/** @param protocol `protocol@1`: the folder that the running definitions were loaded from */
export function readComments(protocol: string): Comments {
  const folder = fileURLToPath(new URL(`../../workflows/${protocol.replace('@', '/v')}/`, import.meta.url))
  const found = new Map<string, string>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))
    for (const [, comment = '', step, part] of readFileSync(`${folder}${path}`, 'utf8').matchAll(DEFINITION))
      found.set(step ?? part ?? '', sentences(comment))
  return { of: (name) => found.get(name) }
}

const DEFINITION =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+ = (?:step\(\{\s*name: '([a-z-]+)'|part\(\s*'([\w.]+)')/g

/** Without the stars, and without the source, which stands in the definition itself. */
const sentences = (comment: string): string =>
  comment
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*Sources?: .*$/, '')
    .trim()
