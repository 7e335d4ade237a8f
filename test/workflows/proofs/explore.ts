import type { RuleSet } from '../../../workflows/registry.ts'
import { choicesOf, neighbours, plainPayload } from './choices.ts'
import { act, aroundOf, complete, nextId, takers } from './complete.ts'
import { follow, type Line, routes } from './routes.ts'
import { Search } from './search.ts'
import { judge, later, type Place, type Step, start } from './walk.ts'

/** How far a search goes: so many places are gone on from, so many are tried for every decision, and so many seconds it may take. */
export interface Budget {
  readonly seed: number
  readonly places: number
  readonly probed: number
  readonly seconds: number
}

export interface Explored {
  readonly search: Search
  /** Ways that stopped before their end, and where. */
  readonly stopped: readonly { readonly route: string; readonly line: Line }[]
  readonly seconds: number
}

/**
 * Goes every way to its end; then each with one line left out, and with something else happening in between; then, breadth
 * first, everything that can happen around the places that were found. Then tries every decision from every place.
 */
export async function explore(ruleSet: RuleSet, { seed, places, probed, seconds }: Budget): Promise<Explored> {
  const search = new Search(ruleSet, seed)
  const began = performance.now()
  const spent = (): number => (performance.now() - began) / 1_000
  const stopped: { route: string; line: Line }[] = []
  const went: Place[][] = []
  for (const route of routes) {
    const { places: way, stoppedAt } = await goOn(search, start(ruleSet), route.lines, true)
    went.push(way)
    if (stoppedAt) stopped.push({ route: route.name, line: stoppedAt })
  }
  const whole = search.places.length
  // one line left out
  for (const { lines } of routes)
    for (let index = 1; index < lines.length && spent() < seconds * 0.15; index++)
      await goOn(search, start(ruleSet), lines.toSpliced(index, 1), false)
  // everything that can happen to somebody on the way, one thing at a time, and then on
  const each = Math.ceil(places / whole)
  const queue = shuffled(search.places, search)
  for (let next = 0; next < queue.length && search.places.length < places && spent() < seconds * 0.5; next++) {
    const place = queue[next]
    if (place) for (const step of await around(search, place, each)) queue.push(step.place)
  }
  // every decision from everywhere, the way's own places first and most thoroughly
  const decisions = search.steps.filter(({ kind }) => kind === 'decision')
  const every = Math.max(1, Math.ceil((search.places.length - whole) / probed))
  const known = search.places.filter((_, index) => index < whole || index % every === 0)
  for (const [index, place] of known.entries()) {
    if (spent() > seconds) break
    const at = index % 5 === 4 ? later(place, 24 * 40) : place
    for (const step of decisions) await search.probe(at, step, index < whole && index % 4 === 0)
  }
  return { search, stopped, seconds: spent() }
}

/** The lines from a place on; what is refused is left out, or ends it. */
export async function goOn(
  search: Search,
  from: Place,
  lines: readonly Line[],
  strict: boolean,
): Promise<{ readonly places: Place[]; readonly stoppedAt?: Line }> {
  let place = from
  const places: Place[] = []
  for (const line of lines) {
    const step = search.ruleSet.findByEvent(line.event)
    const steps = step && search.steps.includes(step) ? await follow(place, line, search.random) : []
    if (steps.length === 0) {
      if (strict) return { places, stoppedAt: line }
      continue
    }
    for (const step of steps) {
      search.visit(step, place)
      place = step.place
      places.push(place)
    }
  }
  return { places }
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
    for (const person of takers(step).slice(0, 2)) {
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
