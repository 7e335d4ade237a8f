import { readFileSync } from 'node:fs'

export const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

export interface Block {
  /** What stands behind the fence: `bash walkthrough`. */
  readonly info: string
  readonly text: string
}

/** The fenced blocks, in order. */
export const blocks: readonly Block[] = [...readme.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(
  ([, info = '', text = '']) => ({ info, text }),
)

/** The cells of the table under a heading, or after a line, without its head; the first column without its backticks. */
export function tableAfter(line: string): string[][] {
  const start = readme.indexOf(line)
  if (start < 0) throw new Error(`the README does not say: ${line}`)
  const [, table = ''] = /\n\n\|.*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(readme.slice(start)) ?? []
  return table
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
    )
}
