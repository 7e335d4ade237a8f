import type { PartDefinition } from '../../workflows/protocol/v1/language/region.ts'
import type { RuleSet } from '../../workflows/registry.ts'

/** Every move of the machine, read off the nodes that XState made of it, not off what the document is made from. */
export function movesOfMachine(ruleSet: RuleSet, part: PartDefinition): Set<string> {
  const node = part.path
    .split('.')
    .reduce(
      (at, name) => (at.states as Record<string, Node>)[name] as Node,
      ruleSet.built.machine.root as unknown as Node,
    )
  const moves = new Set<string>([`start > ${node.config.initial}`])
  const read = (from: string | undefined, { transitions }: Node): void => {
    for (const [event, handlers] of transitions) {
      const name = ruleSet.findByEvent(event)?.name ?? event
      for (const { target, actions } of handlers) {
        const flagged = actions.some((action) => action.type === 'took' && action.params.outOfOrder)
        const place = from ?? (flagged ? '?' : '*')
        for (const { key } of target ?? []) moves.add(`${place} ${name} > ${key}`)
      }
      if (from !== undefined && handlers.every(({ target }) => target === undefined)) moves.add(`${from} ${name} > -`)
    }
  }
  read(undefined, node)
  for (const [state, child] of Object.entries(node.states)) read(state, child)
  return moves
}

interface Node {
  readonly key: string
  readonly config: { readonly initial: string }
  readonly states: Readonly<Record<string, Node>>
  readonly transitions: ReadonlyMap<
    string,
    readonly {
      readonly target?: readonly Node[]
      readonly actions: readonly { readonly type: string; readonly params: { readonly outOfOrder?: true } }[]
    }[]
  >
}

/** Tags that close what they open, attributes in quotes and once, nothing that is not escaped: `undefined` if so. */
export function faultIn(markup: string): string | undefined {
  const open: string[] = []
  const text = markup.replace(/<style>[\s\S]*?<\/style>/, '').replace(/^<!doctype html>\n/, '')
  const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|</g
  for (const [all, close, name = '', attributes = '', empty, said] of text.matchAll(token)) {
    if (said !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(said)) return `not escaped: ${said.slice(0, 60)}`
      continue
    }
    if (all === '<') return `a stray < near ${text.slice(text.indexOf(all), 40)}`
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(attributes)) return `not escaped: ${attributes.slice(0, 60)}`
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map(([, each]) => each)
    if (new Set(names).size < names.length) return `twice: ${all.slice(0, 80)}`
    if (empty === '/' || ['meta', 'br', 'hr', 'img'].includes(name)) continue
    if (close === '') open.push(name)
    else if (open.pop() !== name) return `</${name}> closes nothing`
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> stays open`
}

/** What a reader reads. */
export const readable = (markup: string): string =>
  markup
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
