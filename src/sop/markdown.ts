import { type Block, inlines, type Sop, type Text } from './document.ts'

/** The same blocks for whoever reads text, and for comparing two versions line by line. */
export const toMarkdown = ({ blocks }: Sop): string =>
  `${blocks
    .map(blockOf)
    .filter((text) => text !== '')
    .join('\n\n')}\n`

function blockOf(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `<a id="${block.id}"></a>\n\n${'#'.repeat(block.level)} ${plain(block.text)}${(block.tags ?? []).map((tag) => ` [${plain(tag)}]`).join('')}`
    case 'paragraph':
      return textOf(block.text)
    case 'list':
      return block.items.map((item) => `- ${textOf(item)}`).join('\n')
    case 'table':
      return [
        `**${plain(block.caption)}**`,
        '',
        row(block.head.map(plain)),
        `|${block.head.map(() => '-').join('|')}|`,
        ...block.rows.map((cells) => row(cells.map(textOf))),
      ].join('\n')
    case 'terms':
      return block.terms
        .map(
          ([term, says]) =>
            `- **${plain(term)}:** ${isBlocks(says) ? `\n${indented(says.map(blockOf).join('\n\n'))}` : textOf(says)}`,
        )
        .join('\n')
    case 'drawing':
    case 'contents':
      return ''
    case 'moves':
      return [`**${plain(block.caption)}**`, '', '```text', ...block.lines, '```'].join('\n')
    case 'opening':
    case 'card':
      return block.blocks
        .map(blockOf)
        .filter((text) => text !== '')
        .join('\n\n')
  }
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('\n', ' ')).join(' | ')} |`
const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

const isBlocks = (says: Text | readonly Block[]): says is readonly Block[] =>
  Array.isArray(says) && says.some((each) => typeof each === 'object' && ['list', 'paragraph'].includes(each.is))

function textOf(text: Text): string {
  return inlines(text)
    .map((inline) => {
      if (typeof inline === 'string') return plain(inline)
      switch (inline.is) {
        case 'link':
          return `[${plain(inline.text)}](#${inline.to})`
        case 'anchor':
          return `<a id="${inline.id}"></a>${plain(inline.text)}`
        case 'code':
          return `\`${inline.text}\``
        case 'mark':
          return `**[${plain(inline.text)}]**`
        default:
          return emphasised(inline.text, inline.is === 'em' ? '*' : '**')
      }
    })
    .join('')
}

/** Spaces stand outside of the stars. */
const emphasised = (text: string, stars: string): string =>
  text.replace(
    /^(\s*)([\s\S]*?)(\s*)$/,
    (_all, before: string, inner: string, after: string) => `${before}${stars}${plain(inner)}${stars}${after}`,
  )

const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, '\\$&')
