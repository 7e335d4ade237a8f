/** The YAML that our container files are written in, and nothing else: maps, lists, plain and quoted words, comments. */
export type Yaml = string | boolean | number | readonly Yaml[] | { readonly [name: string]: Yaml }

interface Line {
  readonly number: number
  readonly indent: number
  readonly text: string
}

/** @throws naming the line, when it is anything that this reader does not know for sure */
export function parseYaml(source: string): Yaml {
  const lines = source.split('\n').flatMap((raw, i): Line[] => {
    if (/^\s*(#.*)?$/.test(raw)) return []
    if (/\t|\s#|^\s*[?&*!|>%@`]|: [&*!|>]/.test(raw)) throw new Error(`line ${i + 1} is more than this reader knows`)
    const text = raw.trim()
    return [{ number: i + 1, indent: raw.length - raw.trimStart().length, text }]
  })
  const value = block(lines, 0)
  if (lines.length > 0) throw new Error(`line ${lines[0]?.number} stands at no known depth`)
  return value
}

function block(lines: Line[], indent: number): Yaml {
  const [first] = lines
  if (first?.indent !== indent) throw new Error(`line ${first?.number ?? 'last'} does not stand at depth ${indent}`)
  return first.text.startsWith('- ') ? list(lines, indent) : map(lines, indent)
}

function list(lines: Line[], indent: number): Yaml[] {
  const items: Yaml[] = []
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- '))
    items.push(scalar(lines.shift()?.text.slice(2) ?? ''))
  return items
}

function map(lines: Line[], indent: number): { [name: string]: Yaml } {
  const entries: { [name: string]: Yaml } = {}
  while (lines[0]?.indent === indent) {
    const line = lines.shift()
    const [, name = '', rest = ''] = /^([\w.-]+):(?: (.+))?$/.exec(line?.text ?? '') ?? []
    if (name === '' || name in entries) throw new Error(`line ${line?.number} is no entry, or a repeated one`)
    entries[name] = rest === '' ? block(lines, lines[0]?.indent ?? 0) : scalar(rest)
  }
  return entries
}

function scalar(text: string): Yaml {
  if (/^".*"$|^\[\]$|^\{\}$/.test(text)) return JSON.parse(text) as Yaml
  const [, inner] = /^\[(.*)\]$/.exec(text) ?? []
  if (inner !== undefined) return inner.split(',').map((item) => scalar(item.trim()))
  if (/^['"[{]|[\]}]$|: /.test(text)) throw new Error(`“${text}” is more than this reader knows`)
  if (text === 'true' || text === 'false') return text === 'true'
  // what YAML 1.1 and 1.2 read differently is quoted, or refused
  if (/^(y|n|yes|no|on|off|null|~)$/i.test(text) || /^[\d:]+:\d\d$|^0[0-7xo]/.test(text))
    throw new Error(`quote “${text}”`)
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
