import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Region } from '../../workflows/protocol/v1/language/build.ts'
import { regions } from '../../workflows/protocol/v1/machine.ts'
import { current } from '../../workflows/registry.ts'
import { UsageError } from '../audit/usage.ts'
import { readComments } from './comments.ts'
import { drawingOf, nameOf, partsIn } from './content/region.ts'
import { sopOf } from './content/whole.ts'
import { toHtml } from './html.ts'
import { machineJson, machineModule } from './machine.ts'
import { toMarkdown } from './markdown.ts'
import { movesText } from './moves.ts'

const formats = ['html', 'md', 'svg', 'text', 'machine'] as const
type Format = (typeof formats)[number]

interface File {
  readonly name: string
  readonly text: string
}

/** `kinward sop`: the procedure as it runs, to read, to print and to open in other tools. */
export async function sop(args: string[]): Promise<void> {
  const { format, region, out } = parse(args)
  const files = (format === undefined ? formats : [format]).flatMap((each) => filesOf(each, region))
  if (format !== undefined && out === undefined) {
    if (format === 'svg' && files.length > 1)
      throw new UsageError('a drawing for each region: name one with --region, or a folder with --out')
    process.stdout.write(files[0]?.text ?? '')
    return
  }
  const folder = out ?? 'sop'
  mkdirSync(folder, { recursive: true })
  for (const { name, text } of files) {
    writeFileSync(join(folder, name), text)
    process.stdout.write(`${join(folder, name)}\n`)
  }
}

function parse(args: string[]): { format?: Format; region?: Region; out?: string } {
  const { format, region, out } = options(args)
  const known = formats.find((each) => each === format)
  if (format !== undefined && !known) throw new UsageError(`--format takes ${formats.join(', ')}`)
  const found = regions.find((each) => nameOf(each) === region)
  if (region !== undefined && !found) throw new UsageError(`--region takes ${regions.map(nameOf).join(', ')}`)
  if (found && known === 'machine') throw new UsageError('the machine is one: leave out --region')
  return { ...(known && { format: known }), ...(found && { region: found }), ...(out !== undefined && { out }) }
}

function options(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { format: text, region: text, out: text } }).values
  } catch (cause) {
    throw new UsageError('unknown option', { cause })
  }
}

function filesOf(format: Format, only: Region | undefined): File[] {
  const some = only ? [only] : regions
  const name = only ? nameOf(only) : 'sop'
  switch (format) {
    case 'html':
      return [{ name: `${name}.html`, text: toHtml(document(only)) }]
    case 'md':
      return [{ name: `${name}.md`, text: toMarkdown(document(only)) }]
    case 'svg':
      return some.map((region) => ({ name: `${nameOf(region)}.svg`, text: `${drawingOf(region).svg}\n` }))
    case 'text':
      return [
        {
          name: `${only ? name : 'moves'}.txt`,
          text: `${some.map((region) => movesText(partsIn(region))).join('\n\n')}\n`,
        },
      ]
    case 'machine':
      return only
        ? []
        : [
            { name: 'machine.json', text: machineJson(current) },
            { name: 'machine.ts', text: machineModule(current) },
          ]
  }
}

const document = (only: Region | undefined) => sopOf(current, regions, readComments(current.protocol), only)
