import t from 'tap'
import { type Area, type Drawing, draw } from '../../src/sop/chart/draw.ts'
import { drawingOf, nameOf, partsIn } from '../../src/sop/content/region.ts'
import { movesOf } from '../../src/sop/moves.ts'
import { partOf, stateOf, titleOf } from '../../src/sop/words.ts'
import type { Region } from '../../workflows/protocol/v1/language/build.ts'
import { leadsTo, type PartDefinition, part } from '../../workflows/protocol/v1/language/region.ts'
import { regions } from '../../workflows/protocol/v1/machine.ts'
import { current } from '../../workflows/registry.ts'
import { faultIn, movesOfMachine, readable } from './truth.ts'

/** The drawings and the moves in words against the machine itself: nothing missing, nothing invented, nothing hidden. */

const { built, steps } = current
const drawings = regions.map((region) => ({ region, drawing: drawingOf(region) }))

/** What the lines of text say, by the names of the machine. */
function saidBy(lines: readonly string[], of: PartDefinition): Set<string> {
  const state = new Map(Object.keys(of.states).map((name) => [stateOf(name), name]))
  const step = new Map(steps.map((each) => [titleOf(each), each.name]))
  t.equal(state.size, Object.keys(of.states).length, `${of.path}: no two states go by the same words`)
  const place = (words: string): string =>
    words === 'any state'
      ? '*'
      : words === 'any other state, flagged as not expected'
        ? '?'
        : (state.get(words) ?? words)
  return new Set(
    lines.flatMap((line) => {
      const [, from = '', by, to = ''] = /^(.*?)(?: -- (.*))? --> (.*)$/.exec(line) ?? []
      if (from === '(start)') return [`start > ${state.get(to)}`]
      return to
        .split(' | ')
        .map((each) => `${place(from)} ${step.get(by ?? '')} > ${each === '(stays)' ? '-' : state.get(each)}`)
    }),
  )
}

t.test('the moves in words are the moves of the machine, and read back they are those again', (t) => {
  t.equal(new Set(steps.map(titleOf)).size, steps.length, 'no two steps go by the same words')
  let count = 0
  for (const part of built.parts) {
    const truth = movesOfMachine(current, part)
    t.strictSame([...saidBy(movesOf(part), part)].sort(), [...truth].sort(), part.path)
    count += truth.size
  }
  t.ok(count > 150, `${count} moves`)
  t.end()
})

const attribute = (tag: string, name: string): string[] =>
  (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '').split(' ').filter((word) => word !== '')

/** What a drawing says, by the names that stand on its groups. */
function drawnIn(svg: string, of: PartDefinition): Set<string> {
  const own = svg.split('<g transform=').find((each) => each.includes(`data-part="${of.path}"`)) ?? ''
  const moves = new Set<string>()
  for (const [tag] of own.matchAll(/<g data-[^>]*>/g)) {
    const state = attribute(tag, 'data-state')[0]
    if (state !== undefined) {
      if (attribute(tag, 'data-initial').length > 0) moves.add(`start > ${state}`)
      for (const step of attribute(tag, 'data-again')) moves.add(`${state} ${step} > ${state}`)
      for (const step of attribute(tag, 'data-here')) moves.add(`${state} ${step} > -`)
    }
    for (const step of attribute(tag, 'data-note'))
      for (const each of Object.keys(of.states).filter((name) => !attribute(tag, 'data-but').includes(name)))
        moves.add(`${each} ${step} > -`)
    for (const marked of attribute(tag, 'data-steps')) {
      const step = marked.replace('†', '')
      const from = [...attribute(tag, 'data-from'), ...(marked.endsWith('†') ? ['?'] : [])]
      for (const one of from) for (const to of attribute(tag, 'data-to')) moves.add(`${one} ${step} > ${to}`)
    }
  }
  return moves
}

t.test('every arrow of a drawing is a move of the machine, and the other way round', (t) => {
  for (const { region, drawing } of drawings)
    for (const part of partsIn(region))
      t.strictSame([...drawnIn(drawing.svg, part)].sort(), [...movesOfMachine(current, part)].sort(), part.path)
  t.end()
})

t.test('what is written beside an arrow is what it stands for', (t) => {
  for (const { region, drawing } of drawings) {
    const groups = [...drawing.svg.matchAll(/<g (data-(?:steps|state|note)[^>]*)>([\s\S]*?)<\/g>/g)]
    for (const [, tag = '', content = ''] of groups) {
      const said = readable(content)
      for (const name of [...attribute(` ${tag}`, 'data-steps'), ...attribute(` ${tag}`, 'data-note')])
        t.ok(said.includes(titleOf({ name: name.replace('†', '') })), `${nameOf(region)}: ${name}`)
      for (const name of attribute(` ${tag}`, 'data-again')) t.ok(said.includes(`again: ${titleOf({ name })}`), name)
      for (const name of attribute(` ${tag}`, 'data-here')) t.ok(said.includes(`here: ${titleOf({ name })}`), name)
      const state = attribute(` ${tag}`, 'data-state')[0]
      if (state !== undefined) t.ok(said.includes(stateOf(state)), state)
      t.equal(/From any state/.test(said), attribute(` ${tag}`, 'data-from').includes('*'))
    }
    for (const { path } of partsIn(region))
      if (partsIn(region).length > 1) t.ok(readable(drawing.svg).includes(partOf(path)))
  }
  t.end()
})

const meets = (one: Omit<Area, 'is' | 'name'>, other: Omit<Area, 'is' | 'name'>): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

/** Half a pixel off a line's ends, where it touches what it joins. */
function areaOf({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }): Omit<Area, 'is' | 'name'> {
  const upright = x1 === x2
  const [x, y] = [Math.min(x1, x2), Math.min(y1, y2)]
  return upright
    ? { x: x - 0.5, y: y + 0.6, width: 1, height: Math.max(0.1, Math.abs(y2 - y1) - 1.2) }
    : { x, y: y - 0.5, width: x2 - x, height: 1 }
}

/** Texts, boxes and lines of which one hides another. */
function hidden({ areas, strokes, width, height }: Drawing): string[] {
  const solid = areas.filter(({ is }) => is !== 'frame')
  const faults: string[] = []
  solid.forEach((one, i) => {
    for (const other of solid.slice(i + 1)) if (meets(one, other)) faults.push(`${one.name} lies upon ${other.name}`)
    if (one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height)
      faults.push(`${one.name} is cut off`)
  })
  strokes.forEach((stroke, i) => {
    for (const area of solid)
      if (meets(areaOf(stroke), area)) faults.push(`a line of ${stroke.of} runs through ${area.name}`)
    for (const other of strokes.slice(i + 1)) {
      const along = (stroke.x1 === stroke.x2) === (other.x1 === other.x2)
      if (other.of !== stroke.of && along && meets(wide(areaOf(stroke)), wide(areaOf(other))))
        faults.push(`a line of ${stroke.of} runs along one of ${other.of} at ${stroke.x1}, ${stroke.y1}`)
    }
  })
  return faults
}

/** Two lines beside each other are two only if some paper is left between them. */
const wide = (area: Omit<Area, 'is' | 'name'>): Omit<Area, 'is' | 'name'> =>
  area.width < area.height
    ? { ...area, x: area.x - 0.7, width: area.width + 1.4 }
    : { ...area, y: area.y - 0.7, height: area.height + 1.4 }

t.test('nothing in a drawing lies upon anything else', (t) => {
  for (const { region, drawing } of drawings) t.strictSame(hidden(drawing), [], nameOf(region))
  const drawing = draw('referral', partsIn(regions[2] as Region), '')
  const [first, second] = drawing.areas as [Area, Area]
  t.ok(
    hidden({ ...drawing, areas: [first, { ...second, x: first.x + 1, y: first.y + 1 }] }).length > 0,
    'it would be noticed',
  )
  t.end()
})

t.test('lines begin and end where the arrow says', (t) => {
  for (const { region, drawing } of drawings) {
    const at = (x: number, y: number): string[] =>
      drawing.areas
        .filter(
          ({ is, x: left, y: top, width, height }) =>
            is !== 'label' && is !== 'note' && x >= left && x <= left + width && (y === top || y === top + height),
        )
        .flatMap((area) => (area.is === 'frame' ? inside(drawing, area) : [area.name]))
    for (const part of partsIn(region)) {
      const own = drawing.svg.split('<g transform=').find((each) => each.includes(`data-part="${part.path}"`)) ?? ''
      const labels = drawing.areas.filter(({ is, name }) => is === 'label' && name.startsWith(`${part.path}.`))
      const tags = [...own.matchAll(/<g data-steps[^>]*>/g)].map(([tag]) => tag)
      t.equal(labels.length, tags.length, part.path)
      labels.forEach(({ name }, i) => {
        const named = (which: string): string[] =>
          attribute(tags[i] ?? '', which)
            .filter((state) => state !== '*' && state !== '?')
            .map((state) => `${part.path}.${state}`)
            .sort()
        const tips = drawing.tips.filter(({ of }) => of === name)
        t.strictSame(
          [...new Set(tips.flatMap(({ x, y }) => at(x, y)))].sort(),
          named('data-to'),
          `${name}: where it leads`,
        )
        const ends = drawing.strokes
          .filter(({ of, out }) => of === name && !out)
          .flatMap(({ x1, y1, x2, y2 }) => [...at(x1, y1), ...at(x2, y2)])
        t.strictSame([...new Set(ends)].sort(), named('data-from'), `${name}: where it begins`)
      })
    }
  }
  t.end()
})

function inside({ areas }: Drawing, frame: Area): string[] {
  return areas.filter((area) => area.is === 'state' && meets(area, frame)).map(({ name }) => name)
}

t.test('a drawing stands alone, is well-formed, says in words what it shows, and is the same each time', (t) => {
  for (const { region, drawing } of drawings) {
    const { svg } = drawing
    t.equal(faultIn(svg), undefined, nameOf(region))
    t.equal(drawingOf(region).svg, svg)
    t.notMatch(
      svg.replace('xmlns="http://www.w3.org/2000/svg"', ''),
      /https?:|href|url\(|<script|<style|<image|@import/,
    )
    t.notMatch(svg.replace(/fill="#(000|fff)"|stroke="#000"|fill="none"/g, ''), /(fill|stroke)="/, 'black and white')
    t.match(
      svg,
      /<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)"[^>]*><title id="\1">[^<]+<\/title><desc id="\2">[^<]+<\/desc>/,
    )
    for (const part of partsIn(region)) for (const line of movesOf(part)) t.ok(readable(svg).includes(line), line)
    const scale = Math.max(
      Math.min(1, 670 / drawing.width, 800 / drawing.height),
      Math.min(1, 1_000 / drawing.width, 570 / drawing.height),
    )
    t.ok(scale > 0.6, `${nameOf(region)} is still legible on a sheet of A4: ${Math.round(scale * 100)} %`)
  }
  t.end()
})

t.test('a region that others could have made is drawn as well', (t) => {
  const one = current.getStep('start-bia')
  const two = current.getStep('complete-bia')
  const three = current.getStep('report-missing')
  const names = Array.from({ length: 12 }, (_, i) => `state${String.fromCharCode(97 + i)}`)
  const everywhere = part('solution', {
    initial: 'statea',
    fromAnywhere: [leadsTo('statel', three)],
    states: Object.fromEntries(
      names.map((name, i) => [
        name,
        { on: [leadsTo(names[(i * 5 + 3) % 12] ?? '', one), leadsTo(names[(i * 7 + 2) % 12] ?? '', two)] },
      ]),
    ),
  })
  const alone = part('solution', { initial: 'a', states: { a: {}, b: {}, c: {} } })
  for (const each of [everywhere, alone]) {
    const drawing = draw('solution', [each], 'test')
    t.equal(faultIn(drawing.svg), undefined)
    t.strictSame(hidden(drawing), [])
  }
  t.end()
})
