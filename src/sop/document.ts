import type { Drawing } from './chart/draw.ts'

/** A document before it is written down: the same blocks become HTML and Markdown. */

export type Inline =
  | string
  | { readonly is: 'strong' | 'em' | 'code' | 'mark' | 'id'; readonly text: string }
  | { readonly is: 'link'; readonly to: string; readonly text: string }
  /** Where links may lead. */
  | { readonly is: 'anchor'; readonly id: string; readonly text: string }
export type Text = Inline | readonly Inline[]

export type Block =
  | {
      readonly is: 'heading'
      readonly level: 1 | 2 | 3 | 4
      readonly id: string
      readonly text: string
      readonly tags?: readonly string[]
    }
  | { readonly is: 'paragraph'; readonly text: Text }
  | { readonly is: 'list'; readonly items: readonly Text[] }
  | {
      readonly is: 'table'
      readonly caption: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly Text[])[]
    }
  | { readonly is: 'terms'; readonly terms: readonly (readonly [term: string, says: Text | readonly Block[]])[] }
  | { readonly is: 'drawing'; readonly drawing: Drawing; readonly caption: string }
  | { readonly is: 'moves'; readonly caption: string; readonly lines: readonly string[] }
  /** Where the list of chapters and steps stands. */
  | { readonly is: 'contents' }
  /** The first page of a chapter that begins with a drawing. */
  | { readonly is: 'opening'; readonly blocks: readonly Block[] }
  /** What stays together on a page if it can. */
  | { readonly is: 'card'; readonly blocks: readonly Block[] }

export interface Sop {
  readonly title: string
  /** Below every page. */
  readonly footer: string
  readonly blocks: readonly Block[]
}

export const strong = (text: string): Inline => ({ is: 'strong', text })
export const em = (text: string): Inline => ({ is: 'em', text })
export const code = (text: string): Inline => ({ is: 'code', text })
/** Never broken. */
export const idOf = (text: string): Inline => ({ is: 'id', text })
export const mark = (text: string): Inline => ({ is: 'mark', text })
export const link = (to: string, text: string): Inline => ({ is: 'link', to, text })
export const paragraph = (...text: Inline[]): Block => ({ is: 'paragraph', text })
export const list = (items: readonly Text[]): Block => ({ is: 'list', items })
export const table = (caption: string, head: readonly string[], rows: readonly (readonly Text[])[]): Block => ({
  is: 'table',
  caption,
  head,
  rows,
})
export const heading = (level: 1 | 2 | 3 | 4, id: string, text: string, tags: readonly string[] = []): Block => ({
  is: 'heading',
  level,
  id,
  text,
  tags,
})

/** Inline texts with something between them. */
export const joined = (texts: readonly Text[], between: string): Inline[] =>
  texts.flatMap((text, i) => [...(i === 0 ? [] : [between]), ...inlines(text)])

export const inlines = (text: Text): readonly Inline[] => (isList(text) ? text : [text])
const isList = (text: Text): text is readonly Inline[] => Array.isArray(text)

/** The same, where links that would lead nowhere are plain text. */
export function withoutLostLinks(blocks: readonly Block[]): readonly Block[] {
  const ids = new Set<string>()
  const gather = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if ('id' in node && typeof node.id === 'string') ids.add(node.id)
    for (const value of Object.values(node)) gather(value)
  }
  const kept = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(kept)
    if (typeof node !== 'object' || node === null) return node
    if (isLink(node)) return ids.has(node.to) ? node : node.text
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, kept(value)]))
  }
  gather(blocks)
  return kept(blocks) as readonly Block[]
}

const isLink = (node: object): node is { readonly to: string; readonly text: string } =>
  'is' in node && node.is === 'link'
