import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { type Around, choicesOf, neighbours, plainPayload } from './choices.ts'
import { act, aroundOf, complete, nextId, takers } from './complete.ts'
import { type Near, near } from './near.ts'
import { follow, type Line, routes } from './routes.ts'
import { ruleKey, Search } from './search.ts'
import { judge, later, type Place, type Step, start, type Wish } from './walk.ts'
import { everybody, person } from './world.ts'

/** How far a search goes: so many places are found beside the ways, so many of what is found there are tried for every decision, and so many seconds it may take. */
export interface Budget {
  readonly seed: number
  readonly places: number
  readonly probed: number
  readonly disturbed: number
  readonly seconds: number
}

export interface Explored {
  readonly search: Search
  /** Ways that stopped before their end, and where. */
  readonly stopped: readonly { readonly route: string; readonly line: Line }[]
  /** Guards to which no way led so that they alone stood there. */
  readonly missed: readonly string[]
  readonly seconds: number
}

/**
 * Goes every way to its end; then each with one line left out, and with something else happening in between; then, breadth
 * first, everything that can happen around the places that were found. Then tries every decision from every place.
 */
export async function explore(
  ruleSet: RuleSet,
  { seed, places, probed, disturbed, seconds }: Budget,
): Promise<Explored> {
  const search = new Search(ruleSet, seed)
  const spent = processorSeconds()
  const stopped: { route: string; line: Line }[] = []
  /** Where each way stood before each of its lines. */
  const ways: Way[] = []
  for (const { name, lines } of routes) {
    const { before, end, stoppedAt } = await goOn(search, start(ruleSet), lines, true)
    ways.push({ name, lines, before, end })
    if (stoppedAt) stopped.push({ route: name, line: stoppedAt })
  }
  const missed: string[] = []
  for (const each of near) if (!(await standsAt(search, ways, each))) missed.push(each.guard)
  const whole = search.places.length
  // one line left out
  const omissions = ways.flatMap(({ lines, before }) =>
    before.slice(1).map((place, index) => ({ place, rest: lines.slice(index + 2) })),
  )
  for (const { place, rest } of shuffled(omissions, search).slice(0, disturbed))
    if (spent() < seconds * 0.3) await goOn(search, place, rest, false)
  // everything that can happen to somebody on the way, one thing at a time, and then on
  const each = Math.ceil(places / whole)
  const enough = search.places.length + places
  const queue = shuffled(search.places, search)
  for (let next = 0; next < queue.length && search.places.length < enough && spent() < seconds * 0.5; next++) {
    const place = queue[next]
    if (place) for (const step of await around(search, place, each)) queue.push(step.place)
  }
  // something else happens on the way, and it goes on as it would have
  const meetings = ways.flatMap(({ lines, before }) =>
    before.slice(1).map((place, index) => ({ place, rest: lines.slice(index + 1) })),
  )
  for (const { place, rest } of shuffled(meetings, search).slice(0, disturbed)) {
    if (spent() > seconds * 0.6) break
    const [other] = await around(search, place, 1)
    if (other) await goOn(search, other.place, rest, false)
  }
  // what happened to nobody by chance
  for (const step of search.steps.filter(({ name }) => search.seen.get(name)?.accepted === 0)) await force(search, step)
  // every decision from everywhere, the way's own places first and most thoroughly
  const decisions = search.steps.filter(({ kind }) => kind === 'decision')
  const every = Math.max(1, Math.ceil((search.places.length - whole) / probed))
  const known = search.places.filter((_, index) => index < whole || index % every === 0)
  for (const [index, place] of known.entries()) {
    if (spent() > seconds) break
    const at = index % 5 === 4 ? later(place, 24 * 40) : place
    for (const step of decisions) await search.probe(at, step, index < whole && index % 4 === 0)
  }
  return { search, stopped, missed, seconds: spent() }
}

/** A way that was gone: where it stood before each of its lines, and in the end. */
interface Way {
  readonly name: string
  readonly lines: readonly Line[]
  readonly before: readonly Place[]
  readonly end: Place
}

/** Goes from a way to where one guard alone stands; @returns whether it came there. */
async function standsAt(
  search: Search,
  ways: readonly Way[],
  { guard, from, before, lines, data, by, after = 0 }: Near,
) {
  const step = search.steps.find(({ name }) => name === guard.slice(0, guard.indexOf(' ')))
  const rule = step?.rules.find((each) => ruleKey(step, each) === guard)
  const way = ways.find(({ name }) => name === from)
  const at = way?.lines.findIndex(({ event }) => event === before) ?? -1
  const place = before === undefined ? way?.end : way?.before[at]
  if (!step || !rule || !place) throw new Error(`${guard}: there is no such guard, or way`)
  const { end, stoppedAt } = await goOn(search, place, lines, true, false)
  if (stoppedAt) return false
  const there = later(end, after)
  const fixed = typeof data === 'function' ? data(there) : (data ?? {})
  return search.press(there, step, rule, fixed, by === undefined ? undefined : person(by))
}

/** The lines from a place on, and where it stood before each; what is refused ends it, or is left out. */
async function goOn(
  search: Search,
  from: Place,
  lines: readonly Line[],
  strict: boolean,
  keep = true,
): Promise<{ readonly before: readonly Place[]; readonly end: Place; readonly stoppedAt?: Line }> {
  let place = from
  const before: Place[] = []
  for (const line of lines) {
    before.push(place)
    const step = search.ruleSet.findByEvent(line.event)
    const walked = step !== undefined && search.steps.includes(step)
    if (strict && keep && line.after !== undefined) search.stand(later(place, line.after))
    const steps = walked ? await follow(place, line, search.random, strict ? 1_500 : 120) : []
    if (steps.length === 0 && strict) return { before, end: place, stoppedAt: line }
    const act = strict && keep ? steps.at(-1)?.place.acts.at(-1) : undefined
    if (act) await search.retry({ ...place, now: act.now }, act.wish)
    for (const each of steps) {
      search.visit(each, place, keep)
      place = each.place
    }
  }
  return { before, end: place }
}

/** A step that was not come across, from wherever it may be taken. */
async function force(search: Search, step: AnyStep): Promise<void> {
  const possible = search.places.filter(({ loaded }) => search.ruleSet.built.offers(step, loaded.known))
  for (const place of shuffled(possible, search).slice(0, 200)) {
    let before = place
    for (const each of await act(place, step, search.random, { tries: 60 })) {
      search.visit(each, before)
      before = each.place
    }
    if (before !== place) return
  }
}

/** Whoever wrote something corrects each of its fields, to each of its values. */
function* corrections({ loaded, file }: Place, around: Around): Generator<Pick<Wish, 'person' | 'data'>> {
  for (const { id, step: name, actor, sent } of file.entries) {
    const author = everybody.find((each) => each.id === actor.id && each.role === actor.role)
    const step = loaded.ruleSet.findStep(name)
    if (!author || !step?.corrects) continue
    for (const [field, values] of choicesOf(step, loaded.ruleSet, around))
      for (const value of values)
        if (value !== undefined && step.data[field]?.is === 'clear' && value !== sent[field])
          yield { person: author, data: { correctionOf: id, payload: { [field]: value }, reason: 'Demo text' } }
  }
}

/**
 * What can happen at a place, one thing at a time: facts in every way that makes a difference, decisions as they pass.
 *
 * @param most how many new places are enough
 */
export async function around(search: Search, place: Place, most: number): Promise<readonly Step[]> {
  const { ruleSet, random } = search
  const found: Step[] = []
  for (const step of shuffled(search.steps, search)) {
    if (found.length >= most) break
    if (place.loaded.revision < 0n && !step.opens) continue
    if (step.kind === 'decision') {
      if (!ruleSet.built.offers(step, place.loaded.known)) continue
      let before = place
      for (const each of await act(place, step, random, { tries: 80 })) {
        if (search.visit(each, before)) found.push(each)
        before = each.place
      }
      continue
    }
    if (step.name === 'correct-record') {
      for (const wish of corrections(place, aroundOf(place))) {
        const verdict = await judge(place, { ...wish, step, id: nextId() })
        const taken = verdict && search.weigh(place, verdict)
        if (taken && search.places.at(-1) === taken.place) found.push(taken)
      }
      continue
    }
    for (const person of shuffled(takers(step), search).slice(0, 2)) {
      const choices = choicesOf(step, ruleSet, aroundOf(place))
      const best = await complete(place, person, step, random, { tries: 40 })
      if (best?.distance !== 0) continue
      const plain = best.verdict.wish.data
      for (const data of [plain, plainPayload(choices), ...neighbours(plain, choices)]) {
        const verdict = await judge(place, { person, step, data, id: nextId() })
        const taken = verdict && search.weigh(place, verdict)
        if (taken && search.places.at(-1) === taken.place) found.push(taken)
      }
    }
  }
  return found
}

function shuffled<T>(list: readonly T[], { random }: Search): T[] {
  return list
    .map((each) => [random.next(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each)
}

/** Seconds of the processor from now on: how far a search comes does not hang on what else the machine does. */
function processorSeconds(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000_000
  }
}
