import t from 'tap'
import { readComments } from '../../src/sop/comments.ts'
import { NOT_VERIFIED } from '../../src/sop/content/fields.ts'
import { NOT_HELD } from '../../src/sop/content/invariants.ts'
import { nameOf } from '../../src/sop/content/region.ts'
import { sopOf } from '../../src/sop/content/whole.ts'
import { toHtml } from '../../src/sop/html.ts'
import { toMarkdown } from '../../src/sop/markdown.ts'
import { isNamed, kindWords, lengthOf, partOf, roleOf, stateOf, titleOf } from '../../src/sop/words.ts'
import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import { regions } from '../../workflows/protocol/v1/machine.ts'
import { roles } from '../../workflows/protocol/v1/roles.ts'
import { invariants } from '../../workflows/protocol/v1/rules/invariants.ts'
import { clockKeys } from '../../workflows/protocol/v1/terms.ts'
import { createRuleSet, current, type RuleSet } from '../../workflows/registry.ts'
import { faultIn, readable } from './truth.ts'

/** The document against what runs: all of it is there, what nobody verified says so, and nothing is let through raw. */

const { steps, terms, built } = current
const comments = readComments(current.protocol)
const htmlOf = (ruleSet: RuleSet): string => toHtml(sopOf(ruleSet, regions, comments))
const html = htmlOf(current)
const markdown = toMarkdown(sopOf(current, regions, comments))

const flat = (text: string): string => text.replace(/\s+/g, ' ')
/** As Markdown writes it. */
const escapedIn = (text: string): string => text.replace(/[\\`*_[\]<>|#]/g, '\\$&')
const both = {
  HTML: (text: string) => readable(html).includes(flat(text)),
  Markdown: (text: string) => [text, escapedIn(text)].some((each) => flat(markdown).includes(flat(each))),
}

/** The piece of the page that belongs to one step. */
const cardOf = (page: string, { name }: AnyStep): string =>
  page
    .split('<section class="card">')
    .find((card) => card.includes(`id="step-${name}"`))
    ?.split('</section>')[0] ?? ''

t.test('it says what it is, what it is not, and from which rules it was made', (t) => {
  const [named = '', digest = ''] = current.name.split('/')
  for (const [format, says] of Object.entries(both))
    for (const text of [
      named,
      digest,
      current.protocol,
      terms.timeZone,
      'It is not the signed procedure.',
      'were not available',
    ])
      t.ok(says(text), `${format}: ${text}`)
  t.end()
})

t.test('every state of every region stands in it, with whom it waits for and by when', (t) => {
  for (const region of regions) t.match(html, `id="region-${nameOf(region)}"`)
  for (const part of built.parts) {
    const table =
      html
        .split('<table>')
        .find((each) =>
          each.startsWith(`<caption>States of ${partOf(part.path).toLowerCase().replace('bia', 'BIA')}</caption>`),
        ) ?? ''
    t.ok(table !== '', part.path)
    for (const [name, state] of Object.entries(part.states)) {
      const row =
        table.split('<tr>').find((each) => each.startsWith(`<th scope="row"><strong>${stateOf(name)}</strong>`)) ?? ''
      t.ok(row !== '', `${part.path}.${name}`)
      for (const { step, clock } of state.waitsOn ?? []) {
        t.match(row, `<a href="#step-${step.name}">${titleOf(step)}</a> by `)
        t.match(row, `<a href="#clock-${clock}">`)
      }
      for (const step of state.only ?? []) t.ok(readable(row).includes(titleOf(step)), `${name} allows ${step.name}`)
      for (const { step } of (state.on ?? []).flat())
        t.match(row, `<a href="#step-${step.name}">`, `${name}: ${step.name}`)
    }
  }
  t.end()
})

t.test('every step stands in it once, with its kind, people, places, rules, time limits and fields', (t) => {
  for (const step of steps) {
    const card = cardOf(html, step)
    const said = readable(card)
    const has = (text: string, what: string): boolean => t.ok(said.includes(flat(text)), `${step.name}: ${what}`)
    t.equal(html.split(`id="step-${step.name}"`).length, 2, `${step.name} stands once`)
    has(`${titleOf(step)} ${kindWords[step.kind]}`, 'title and kind')
    has(comments.of(step.name) ?? 'no comment', 'what it is')
    has(step.source, 'source')
    has(`On record as ${step.event} ; sent as ${step.name} .`, 'event and name')
    for (const { id, sentence, source } of step.rules) has(`${id} ${sentence.en} Source: ${source}.`, id)
    for (const role of step.who.length < 15 ? step.who : []) has(roleOf(role), role)
    for (const role of step.proposedBy ?? []) has(roleOf(role), `proposed by ${role}`)
    for (const clock of step.clocks ?? [])
      for (const op of ['starts', 'meets', 'pauses', 'resumes', 'cancels'] as const) {
        const key = clock[op]
        if (key === undefined) continue
        if (key === 'all') {
          has(`${op}: whatever runs`, 'ends every time limit')
          continue
        }
        const line = new RegExp(`<li>${op}(?: all of)?: <a href="#clock-${key}">`)
        t.match(card, line, `${step.name} ${op} ${key}`)
        if (clock.condition !== undefined) has(`– if ${clock.condition}`, clock.condition)
      }
    t.equal(
      (card.match(/<tr><th scope="row">/g) ?? []).length,
      Object.keys(step.data).length,
      `${step.name}: a row for each field`,
    )
    t.equal(/<span class="tag">two people<\/span>/.test(card), step.proposedBy !== undefined)
    t.equal(/<span class="tag">for a body<\/span>/.test(card), step.onBehalf !== undefined)
    t.equal(/<span class="tag">protected<\/span>/.test(card), step.protected === true)
    t.equal(/<span class="tag">confidential<\/span>/.test(card), step.confidential !== undefined)
    for (const part of built.parts)
      for (const { step: moving, to } of [
        ...Object.values(part.states).flatMap(({ on }) => on ?? []),
        ...part.fromAnywhere,
        ...part.otherwise,
      ].flat())
        if (moving === step)
          for (const state of to)
            t.ok(
              new RegExp(`<strong>${partOf(part.path)}</strong>[^<]*${stateOf(state)}`).test(card),
              `${step.name}: ${part.path} → ${state}`,
            )
    for (const rule of step.rules) t.ok(both.Markdown(rule.sentence.en), `${step.name} in Markdown: ${rule.id}`)
  }
  t.end()
})

t.test('roles, field names and time limits go by words', (t) => {
  for (const role of roles) t.notMatch(roleOf(role), /_/, role)
  for (const key of clockKeys) {
    t.ok(isNamed(key), `${key} has a name`)
    for (const length of Object.values(terms.clocks[key].lengths))
      t.ok(both.HTML(lengthOf(length)), `${key}: ${lengthOf(length)}`)
    t.ok(both.HTML(terms.clocks[key].source) && both.Markdown(terms.clocks[key].source), `${key}: its source`)
  }
  t.equal(lengthOf({ n: 259_200_000, unit: 'ms' }), '72 hours')
  t.equal(lengthOf({ n: 1_209_600_000, unit: 'ms' }), '14 days')
  t.equal(lengthOf({ n: 1, unit: 'month' }), '1 month')
  t.equal(lengthOf({ n: 15, unit: 'wd' }), '15 working days')
  for (const part of built.parts) t.ok(comments.of(part.path), `${part.path} says what it tells`)
  t.end()
})

/** Time limits named without the mark behind them, and marks behind those that somebody verified. */
function marked(page: string): { bare: string[]; marked: string[] } {
  const found: { bare: string[]; marked: string[] } = { bare: [], marked: [] }
  for (const [, key = '', mark] of page.matchAll(
    /(?:<a href="#clock-|<span id="clock-)([\w.]+)">[^<]*<\/(?:a|span)>(?: \([^<)]*\))?( <strong class="mark">\[not verified\]<\/strong>)?/g,
  ))
    found[mark === undefined ? 'bare' : 'marked'].push(key)
  return found
}

t.test('nothing that nobody verified is printed without its mark, and only that bears it', (t) => {
  const { bare, marked: with_ } = marked(html)
  t.strictSame(
    [...new Set(bare)],
    clockKeys.filter((key) => terms.clocks[key].verified),
  )
  t.strictSame([...new Set(with_)].sort(), clockKeys.filter((key) => !terms.clocks[key].verified).sort())
  const verified = (key: 'custody.max'): RuleSet =>
    createRuleSet({ ...terms, clocks: { ...terms.clocks, [key]: { ...terms.clocks[key], verified: true } } })
  const other = marked(htmlOf(verified('custody.max')))
  t.strictSame([...new Set(other.bare)], ['custody.max'], 'a limit that somebody read in law loses it')
  t.notOk(other.marked.includes('custody.max'))
  t.equal(other.bare.length, with_.filter((key) => key === 'custody.max').length, 'everywhere')
  const inMarkdown = [...markdown.matchAll(/\[[^\]]*\]\(#clock-[\w.]+\) \([^)]*\)( \*\*\[not verified\]\*\*)?/g)]
  t.ok(inMarkdown.length > 50)
  t.strictSame(
    inMarkdown.filter(([, mark]) => mark === undefined).map(([all]) => all),
    [],
    'in Markdown, too',
  )

  const terms_ = html.split('<caption>Policy, thresholds and panel</caption>')[1]?.split('</table>')[0] ?? ''
  const rows = terms_.split('<tr>').slice(2)
  t.ok(rows.length > 10)
  for (const row of rows) t.match(row, /\[not verified\]|the same in every jurisdiction/)
  t.equal(NOT_VERIFIED, 'not verified')
  t.end()
})

t.test('every threshold, basis, quorum and agency of the jurisdiction stands in it', (t) => {
  for (const text of [
    ...terms.admissibleBases.map((basis) => basis.replaceAll('_', ' ')),
    ...Object.values(terms.thresholds).map(String),
    String(terms.panel.quorum),
    ...Object.values(terms.agencies).map(({ name }) => name),
    ...Object.values(terms.providers).map(({ name }) => name),
    ...Object.values(terms.facilities).map(({ name }) => name),
    terms.calendar.version,
  ])
    t.ok(both.HTML(text) && both.Markdown(text), text)
  t.end()
})

t.test('every invariant stands in it once, with the steps whose rules bear its number', (t) => {
  t.strictSame(
    invariants.map(({ id }) => id),
    Array.from({ length: 37 }, (_, i) => `I-${i + 1}`),
  )
  const table =
    html.split('<caption>Invariants, and the steps that each stands on</caption>')[1]?.split('</table>')[0] ?? ''
  const rows = new Map(
    table
      .split('<tr>')
      .slice(2)
      .map((row) => [/class="id">([^<]+)</.exec(row)?.[1] ?? '', row]),
  )
  for (const { id, says, heldBy } of invariants) {
    const row = rows.get(id) ?? ''
    t.ok(readable(row).includes(flat(says)), id)
    const [, , refuses = '', breaches = ''] = row.split('<td>').length === 4 ? row.split('<td>') : []
    const named = (cell: string): string[] => [...cell.matchAll(/href="#step-([\w-]+)"/g)].map(([, name = '']) => name)
    const standing = (kind: string): string[] =>
      steps.filter((step) => step.kind === kind && step.rules.some((rule) => rule.id === id)).map(({ name }) => name)
    t.strictSame([named(refuses), named(breaches)], [standing('decision'), standing('fact')], id)
    const none = standing('decision').length + standing('fact').length === 0
    t.equal(row.includes(NOT_HELD), none && heldBy === undefined, `${id}: what nothing holds says so`)
  }
  for (const rule of new Set(steps.flatMap(({ rules }) => rules.map(({ id }) => id))))
    t.ok(rows.has(rule) || (rule.startsWith('P-') && html.includes(`<strong class="id">${rule}</strong>`)), rule)
  t.end()
})

t.test('what is said to hold without a rule does', (t) => {
  for (const step of steps.filter(({ who }) => who.includes('service')))
    t.not(step.kind, 'decision', `${step.name} (I-26)`)
  const urgent = ['raise-urgent-medical-need', 'report-missing', 'locate-child', 'record-arrival', 'hand-over-custody']
  for (const name of urgent) t.equal(current.getStep(name).kind, 'fact', `${name} is never refused (I-13)`)
  t.end()
})

t.test('the page is well-formed, needs nothing from outside, and every link leads somewhere', (t) => {
  for (const [name, page] of [
    ['whole', html],
    ...regions.map((region) => [nameOf(region), toHtml(sopOf(current, regions, comments, region))] as const),
  ] as const) {
    t.equal(faultIn(page), undefined, name)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    t.equal(new Set(ids).size, ids.length, `${name}: an id stands once`)
    const lost = [...page.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to).filter((to) => !ids.includes(to))
    t.strictSame(lost, [], `${name}: links`)
    t.notMatch(
      page.replaceAll('xmlns="http://www.w3.org/2000/svg"', ''),
      /(src|href)="(?!#)|https?:|@import|url\(|<script|<link/,
      'nothing from outside',
    )
  }
  t.match(html, /<html lang="en">/)
  t.equal(html.split('<h1').length, 2, 'one title')
  const levels = [...html.matchAll(/<h([1-4])/g)].map(([, level]) => Number(level))
  t.ok(
    levels.every((level, i) => i === 0 || level <= (levels[i - 1] ?? 0) + 1),
    'no heading skips a level',
  )
  for (const table of html.split('<table>').slice(1))
    t.match(table, /^<caption>[^<]+<\/caption><thead><tr>(<th scope="col">[^<]+<\/th>)+<\/tr><\/thead>/)
  const anchors = new Set([...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id))
  t.strictSame(
    [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => to).filter((to) => !anchors.has(to)),
    [],
    'and in Markdown',
  )
  t.end()
})

t.test('what the data says is text, whatever it says', (t) => {
  const hostile = `<script>alert("x")</script> & 'more' | **bold** [a](b)`
  const spoilt = createRuleSet({
    ...terms,
    agencies: { ...terms.agencies, dcy: { name: hostile, roles: terms.agencies.dcy?.roles ?? [] } },
    clocks: { ...terms.clocks, 'bia.full': { ...terms.clocks['bia.full'], source: hostile } },
  })
  const page = htmlOf(spoilt)
  t.equal(faultIn(page), undefined)
  t.notMatch(page, /<script/)
  t.ok(readable(page).includes(hostile), 'and reads as it was written')
  const text = toMarkdown(sopOf(spoilt, regions, comments))
  t.notMatch(text, /(?<!\\)<script|\*\*bold|(?<!\\)\[a/)
  t.equal(
    text
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('alert'))
      .every((line) => (line.match(/(?<!\\)\|/g) ?? []).length >= 5),
    true,
    'no cell breaks its row',
  )
  t.end()
})

t.test('it is the same each time, and another when the rules are', (t) => {
  t.equal(htmlOf(current), html)
  t.equal(toMarkdown(sopOf(current, regions, comments)), markdown)
  t.notMatch(
    html.replaceAll(terms.calendar.version, ''),
    /\b20\d\d-\d\d-\d\dT\d\d:/,
    'it does not say when it was made',
  )
  const stricter = createRuleSet({ ...terms, detentionPolicy: 'prohibited', admissibleBases: [] })
  t.not(htmlOf(stricter), html)
  t.match(readable(htmlOf(stricter)), /Holding a child prohibited/)
  t.end()
})
