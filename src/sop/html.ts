import { type Block, inlines, type Sop, type Text } from './document.ts'
import { escaped } from './escape.ts'
import { style } from './style.ts'

/** One page that needs nothing from outside, to read and to print. */
export function toHtml({ title, footer, blocks }: Sop): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style(footer)}</style>
</head>
<body>
<main>
${blocks.map((block) => (block.is === 'contents' ? contents(blocks) : blockOf(block))).join('\n')}
</main>
</body>
</html>
`
}

function contents(blocks: readonly Block[]): string {
  const entries = flat(blocks).flatMap((block) =>
    block.is === 'heading' && (block.level === 2 || block.level === 4) ? [block] : [],
  )
  const chapters: string[] = []
  let steps: string[] = []
  const close = (): void => {
    if (steps.length > 0) chapters.push(`<ul>${steps.join('')}</ul>`)
    steps = []
  }
  for (const { level, id, text } of entries) {
    const item = `<a href="#${id}">${escaped(text)}</a>`
    if (level === 4) steps.push(`<li>${item}</li>`)
    else {
      close()
      if (chapters.length > 0) chapters.push('</li>')
      chapters.push(`<li>${item}`)
    }
  }
  close()
  return `<nav aria-label="Contents"><h2>Contents</h2><ol>${chapters.join('')}${chapters.length > 0 ? '</li>' : ''}</ol></nav>`
}

const flat = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block) => ('blocks' in block ? flat(block.blocks) : [block]))

function blockOf(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `<h${block.level} id="${block.id}">${escaped(block.text)}${(block.tags ?? []).map((tag) => ` <span class="tag">${escaped(tag)}</span>`).join('')}</h${block.level}>`
    case 'paragraph':
      return `<p>${textOf(block.text)}</p>`
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${textOf(item)}</li>`).join('')}</ul>`
    case 'table':
      return (
        `<table><caption>${escaped(block.caption)}</caption><thead><tr>${block.head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>` +
        block.rows
          .map(
            ([first = '', ...rest]) =>
              `<tr><th scope="row">${textOf(first)}</th>${rest.map((cell) => `<td>${textOf(cell)}</td>`).join('')}</tr>`,
          )
          .join('') +
        '</tbody></table>'
      )
    case 'terms':
      return `<dl>${block.terms.map(([term, says]) => `<dt>${escaped(term)}</dt><dd>${isBlocks(says) ? says.map(blockOf).join('') : textOf(says)}</dd>`).join('')}</dl>`
    case 'drawing':
      return `<figure><div class="drawing" tabindex="0" role="group" aria-label="${escaped(block.caption)}">${block.drawing.svg}</div><figcaption>${escaped(block.caption)}</figcaption></figure>`
    case 'moves':
      return `<section class="moves"><p class="caption">${escaped(block.caption)}</p><ul>${block.lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul></section>`
    case 'contents':
      return ''
    case 'opening':
      return `<section class="opening ${pageFor(block.blocks)}">${block.blocks.map(blockOf).join('')}</section>`
    case 'card':
      return `<section class="card">${block.blocks.map(blockOf).join('')}</section>`
  }
}

const isBlocks = (says: Text | readonly Block[]): says is readonly Block[] =>
  Array.isArray(says) && says.some((each) => typeof each === 'object' && 'is' in each && BLOCKS.includes(each.is))
const BLOCKS: readonly string[] = ['heading', 'paragraph', 'list', 'table', 'terms', 'drawing', 'moves', 'card']

/** Room on a page of paper, in CSS pixels, below a heading and above a caption. */
const UPRIGHT = { width: 670, height: 800 }
const ACROSS = { width: 1_000, height: 570 }

/** Turned where the drawing would otherwise become much smaller. */
function pageFor(blocks: readonly Block[]): 'upright' | 'across' {
  const drawing = blocks.find((block) => block.is === 'drawing')?.drawing ?? UPRIGHT
  const scale = (page: typeof UPRIGHT): number => Math.min(1, page.width / drawing.width, page.height / drawing.height)
  return scale(ACROSS) > scale(UPRIGHT) * 1.1 ? 'across' : 'upright'
}

function textOf(text: Text): string {
  return inlines(text)
    .map((inline) => {
      if (typeof inline === 'string') return escaped(inline)
      switch (inline.is) {
        case 'link':
          return `<a href="#${inline.to}">${escaped(inline.text)}</a>`
        case 'anchor':
          return `<span id="${inline.id}">${escaped(inline.text)}</span>`
        case 'id':
          return `<strong class="id">${escaped(inline.text)}</strong>`
        case 'mark':
          return `<strong class="mark">[${escaped(inline.text)}]</strong>`
        default:
          return `<${inline.is}>${escaped(inline.text)}</${inline.is}>`
      }
    })
    .join('')
}
