import t, { type Test } from 'tap'
import { createRuleSet, current } from '../../../workflows/registry.ts'
import { choicesOf, plainPayload } from './choices.ts'
import { aroundOf, complete, nextId, takers } from './complete.ts'
import { around, explore } from './explore.ts'
import { held, notReachedYet, refusedWith, saidTwice, steps, wayless } from './lists.ts'
import { near } from './near.ts'
import { eventsOf, nevers, reader } from './never/index.ts'
import { detours, found, guards, leading } from './planted.ts'
import { type Search, shrink, told, walkedOf } from './search.ts'
import { report, urgent } from './urgent.ts'
import { again, judge, type Place, start } from './walk.ts'

/** Proofs about the machine, by walking it: from the openings on, by listed steps, as far as the budget goes. */

const seed = Number(process.env.KINWARD_SEED ?? 7)
const more = Number(process.env.KINWARD_SEARCH_SECONDS ?? 0)
const many = (some: number): number => (more > 0 ? 1_000_000 : some)
const budget = { seed, places: many(100), probed: many(80), disturbed: many(15), seconds: more || 120 }

const walked = await explore(current, budget)
const { search } = walked
t.comment(
  `seed ${seed}: ${search.steps.length} steps, ${near.length} guards led to, ${search.places.length} places, at most ${search.deepest} acts deep, ${search.verdicts} verdicts, ${walked.seconds.toFixed(1)} s`,
)

const isWalked = (event: string): boolean => walkedOf(current).some((step) => step.event === event)

t.test('every step is walked, and every way to its end', async (t) => {
  const others = current.steps.filter(({ event }) => !isWalked(event)).map(({ name }) => name)
  if (others.length > 0) t.comment(`not walked yet: ${others.join(' ')}`)
  t.same(
    steps.filter((name) => !current.findStep(name)),
    [],
    'no step is listed that is none',
  )
  for (const { route, line } of walked.stopped)
    if (isWalked(line.event)) t.fail(`“${route}” stops before ${line.event}`)
    else t.comment(`“${route}” waits for ${line.event}`)
})

const states = current.built.parts.flatMap(({ path, states }) => Object.keys(states).map((state) => `${path}.${state}`))

t.test('every state can be reached, by listed steps from an opening', async (t) => {
  const reached = states.filter((state) => search.reached.has(state) || state === firstOf(state))
  for (const state of notReachedYet)
    if (reached.includes(state)) t.fail(`${state} is reached now: take it off notReachedYet in proofs/lists.ts`)
  t.same(
    states.filter((state) => !reached.includes(state) && !notReachedYet.includes(state)),
    [],
    'no step leads there, or nobody found the way: add one to proofs/routes.ts',
  )
})

/** Where the part of a state begins. */
function firstOf(state: string): string | undefined {
  const part = current.built.parts.find(({ path }) => state.startsWith(`${path}.`))
  return part && `${part.path}.${part.initial}`
}

t.test('out of every state there is a way on, but for those that are meant to last', async (t) => {
  const without = current.built.parts.flatMap(({ path, states, fromAnywhere, otherwise }) =>
    Object.entries(states).flatMap(([name, { on = [] }]) =>
      [...on, ...fromAnywhere, ...otherwise]
        .flat()
        .some(({ step, to }) => isWalked(step.event) && to.some((each) => each !== name))
        ? []
        : [`${path}.${name}`],
    ),
  )
  const lasting = Object.keys(wayless)
  t.same(
    lasting.filter((state) => !without.includes(state)),
    [],
    'something leads on from these: take them off wayless in proofs/lists.ts',
  )
  const stuck = without.filter((state) => !lasting.includes(state))
  if (notReachedYet.length > 0) t.comment(`no way on yet from ${stuck.join(' ')}`)
  else t.same(stuck, [], 'nothing leads on from these: say why in proofs/lists.ts')
  // whatever can happen there, once more from each where nothing happened by chance
  for (const state of states.filter((each) => !search.left.has(each))) {
    const place = search.reached.get(state)
    if (place) await around(search, place, 300)
  }
  const stayed = states.filter(
    (state) => search.reached.has(state) && !without.includes(state) && !search.left.has(state),
  )
  t.same(stayed, [], 'and where there is a way on the walk took one')
})

t.test(
  'whatever befalls a child goes on record at once, from everywhere, by everybody who may report it',
  async (t) => {
    const places = search.places.filter((_, index) => index % Math.ceil(search.places.length / 250) === 0)
    for (const each of urgent) {
      const wrong = new Set<string>()
      let reports = 0
      for (const place of places) {
        const said = isWalked(each.event) ? await report(place, each) : undefined
        if (!said) break
        reports++
        for (const what of said) wrong.add(`${what} (lifecycle ${place.loaded.known.at.lifecycle})`)
      }
      if (reports === 0) t.comment(`skipped: ${each.event} is not walked yet`)
      else t.same([...wrong], [], `${each.what}, from ${reports} places`)
    }
  },
)

t.test('a child who is held can be released at once, from everywhere', async (t) => {
  const release = current.getStep('order-release')
  const children = search.places.filter(({ loaded: { known } }) => held.includes(known.at.custody) || known.guarded)
  for (const place of children) await search.probe(place, release, true)
  const { accepted = 0, refused = 0 } = search.seen.get(release.name) ?? {}
  t.ok(children.length > 20 && accepted > 20, `${accepted} orders, ${refused} refused where nobody is held`)
  const shut = children.filter(({ loaded }) => !current.built.offers(release, loaded.known))
  t.same(
    shut.map(({ loaded }) => loaded.known.at.custody),
    [],
  )
})

async function noneOf(t: Test, walked: Search): Promise<void> {
  for (const never of nevers) {
    const findings = walked.findings.filter(({ id }) => id === never.id)
    const least = findings.toSorted((a, b) => a.acts.length - b.acts.length)[0]
    if (!least) t.pass(`never: ${never.never}`)
    else t.fail(`${never.never}: ${least.what} (seed ${seed})\n${told(await shrink(walked.ruleSet, least))}`)
  }
}

t.test('no sequence of steps, by any roles, comes to what must never happen', async (t) => {
  await noneOf(t, search)
  const events = new Set(nevers.flatMap((never) => eventsOf(never, current)))
  for (const event of events) {
    const step = current.findByEvent(event)
    if (!step || !isWalked(event)) {
      t.comment(`skipped: ${event} is not walked yet`)
      continue
    }
    const { accepted = 0, refused = 0 } = search.seen.get(step.name) ?? {}
    t.ok(accepted > 0, `${step.name}: ${accepted} accepted`)
    if (step.kind === 'decision' && search.guarded.has(event)) t.ok(refused > 0, `and ${refused} refused`)
  }
})

t.test('nor where the law prohibits holding a child', async (t) => {
  const prohibited = createRuleSet({ ...current.terms, detentionPolicy: 'prohibited', admissibleBases: [] })
  const { search } = await explore(prohibited, {
    ...budget,
    places: 60,
    probed: 40,
    disturbed: 5,
    seconds: more > 0 ? more / 4 : 30,
  })
  await noneOf(t, search)
  const { accepted = 0, refused = 0 } = search.seen.get('order-detention') ?? {}
  t.ok(refused > 100, `${refused} orders refused, ${accepted} accepted`)
})

t.test('each way to a guard leads to where it stands alone', async (t) => t.same(walked.missed, []))

t.test('each guard that is taken away is missed', async (t) => {
  const plants = guards(current)
  const missed: string[] = []
  for (const plant of plants) {
    const ids = await found(search, plant)
    t.comment(`${plant.key}: ${ids.size > 0 ? `found, ${[...ids].join(' ')}` : 'not found'}`)
    if (ids.size === 0) missed.push(plant.key)
  }
  t.same(missed.toSorted(), Object.keys(saidTwice), 'but for those that something else says, too')
  t.comment(`${plants.length} planted, ${plants.length - missed.length} found`)
})

t.test('what is said twice never stands alone', async (t) => {
  for (const { key, step, rule } of guards(current).filter(({ key }) => key in saidTwice)) {
    const [person] = takers(step)
    if (!person) throw new Error(step.name)
    const refuses = async (place: Place): Promise<boolean> => {
      const data = { ...plainPayload(choicesOf(step, current, aroundOf(place))), ...refusedWith[key] }
      const verdict = await judge(place, { person, step, data, id: nextId() })
      return verdict?.failed.includes(rule) === true
    }
    const there: Place[] = []
    for (const place of [start(current), ...search.places]) if (await refuses(place)) there.push(place)
    const places =
      there.length > 0 ? there : search.places.filter(({ loaded }) => current.built.offers(step, loaded.known))
    let behind = 0
    for (const place of places.slice(0, 30)) {
      const found = await complete(place, person, step, search.random, {
        breaking: rule,
        tries: 40,
        ...(refusedWith[key] && { fixed: refusedWith[key] }),
      })
      if (!found?.verdict.failed.includes(rule)) continue
      behind++
      const opensNone = place.loaded.revision < 0n && !step.opens
      if (found.distance === 0 && !opensNone) t.fail(`${key} alone: ${told(place.acts)}`)
    }
    t.ok(behind > 0, `${key}, ${behind} times`)
  }
})

t.test('each fact that would move what it must not is found out', async (t) => {
  for (const { event, part, from, to, never } of detours) {
    const mutant = leading(current, { event, part, from, to })
    const read = reader(mutant)
    const place = search.places.find(({ file }) => {
      const last = file.entries.at(-1)
      return last?.type === event && last.before[part] === from
    })
    const ids = new Set<string>()
    await again(mutant, place?.acts ?? [], ({ entry }, { file }) => {
      for (const { id } of read(entry, file)) ids.add(id)
    })
    t.same([...ids], [never], `${event} leads ${part} from ${from} to ${to}`)
  }
})
