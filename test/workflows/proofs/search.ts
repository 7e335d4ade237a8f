import type { Person } from '../../../src/access/person.ts'
import { Random } from '../../../src/audit/random.ts'
import type { JsonObject } from '../../../src/jcs.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { type Choices, choicesOf, neighbours, withField } from './choices.ts'
import { aroundOf, complete, nextId, signed, takers } from './complete.ts'
import { steps as listed } from './lists.ts'
import { type Broken, eventsOf, nevers, reader } from './never/index.ts'
import { type Act, again, judge, type Place, type Step, take, type Verdict, type Wish } from './walk.ts'

/** What was seen of one step. */
export interface Seen {
  accepted: number
  refused: number
}

/** A step from a place, and what the process says to it. */
export interface Door {
  readonly place: Place
  readonly verdict: Verdict
}

export interface Finding extends Broken {
  readonly acts: readonly Act[]
}

/** Everything that a search has seen: places by what is known there, doors that opened and did not, and what must never happen. */
export class Search {
  readonly ruleSet: RuleSet
  /** Those that are walked. */
  readonly steps: readonly AnyStep[]
  readonly random: Random
  readonly places: Place[] = []
  readonly reached = new Map<string, Place>()
  /** States of a part out of which something led. */
  readonly left = new Set<string>()
  readonly seen = new Map<string, Seen>()
  readonly findings: Finding[] = []
  /** Refused for one reason alone, by step and rule: whoever takes that reason away opens this door. */
  readonly refusals = new Map<string, Door[]>()
  /** What passed, by step; where two people are needed, as the second would take it. */
  readonly opened = new Map<string, Door[]>()
  deepest = 0
  verdicts = 0
  /** The events that some property is about, by name. */
  readonly guarded: ReadonlySet<string>
  readonly #keys = new Set<string>()
  readonly #read: ReturnType<typeof reader>
  readonly #tried = new Map<string, number>()
  readonly #varied = new Map<string, number>()

  constructor(ruleSet: RuleSet, seed: number) {
    this.ruleSet = ruleSet
    this.steps = walkedOf(ruleSet)
    this.random = new Random(seed)
    this.#read = reader(ruleSet)
    this.guarded = new Set(nevers.filter(({ on }) => !on.includes('*')).flatMap((never) => eventsOf(never, ruleSet)))
    for (const { name } of ruleSet.steps) this.seen.set(name, { accepted: 0, refused: 0 })
  }

  /** Reads a step that was taken; @returns whether it led to something new. */
  visit({ place, entry }: Step, before: Place, keep = true): boolean {
    this.#count(entry.step).accepted++
    for (const broken of this.#read(entry, before.file)) this.findings.push({ ...broken, acts: place.acts })
    for (const [part, state] of Object.entries(entry.after)) {
      const was = entry.before[part as keyof typeof entry.before]
      if (was !== state) this.left.add(`${part}.${was}`)
      if (!this.reached.has(`${part}.${state}`)) this.reached.set(`${part}.${state}`, place)
    }
    if (!keep) return false
    const key = keyOf(place)
    if (this.#keys.has(key)) return false
    this.#keys.add(key)
    this.places.push(place)
    this.deepest = Math.max(this.deepest, place.acts.length)
    return true
  }

  /** Somewhere to go on from although nothing happened: time passed. */
  stand(place: Place): void {
    const key = keyOf(place)
    if (!this.#keys.has(key)) this.places.push(place)
    this.#keys.add(key)
  }

  #count(step: string): Seen {
    const known = this.seen.get(step) ?? { accepted: 0, refused: 0 }
    this.seen.set(step, known)
    return known
  }

  /** Reads a verdict; takes what was accepted, so that it is read against what must never happen. */
  weigh(place: Place, verdict: Verdict, keep = true): Step | undefined {
    this.verdicts++
    if (verdict.accepted) {
      const step = take(place, verdict)
      this.visit(step, place, keep)
      return step
    }
    this.#count(verdict.wish.step.name).refused++
    const [only] = verdict.failed
    if (only && verdict.failed.length === 1 && verdict.role && verdict.offered) this.#keep(only, { place, verdict })
    return undefined
  }

  #open({ name }: AnyStep, opened: Door): void {
    const kept = this.opened.get(name) ?? []
    this.opened.set(name, kept)
    if (kept.length < 4) kept.push(opened)
  }

  #keep(rule: Rule<never>, refusal: Door): void {
    const { step } = refusal.verdict.wish
    const key = ruleKey(step, rule)
    const kept = this.refusals.get(key) ?? []
    this.refusals.set(key, kept)
    if (kept.length < 8) kept.push(refusal)
    // later ones come from farther away
    else if (this.random.chance(0.2)) kept[this.random.whole(4, 7)] = refusal
  }

  /**
   * Tries a decision from a place, by some who may take it: with what passes, with every change of one field of that,
   * and with what breaks one rule only.
   */
  async probe(place: Place, step: AnyStep, thorough: boolean): Promise<void> {
    if (!this.ruleSet.built.offers(step, place.loaded.known)) return void this.#count(step.name).refused++
    const who = takers(step)
    const some = thorough ? who : who.filter(() => this.random.chance(2 / who.length))
    for (const person of some) {
      const found = await complete(place, person, step, this.random, { tries: 120 })
      if (!found) continue
      const { verdict, distance } = found
      if (distance > 0) {
        await this.#accept(place, verdict)
        continue
      }
      await this.#accept(place, verdict)
      this.#open(step, { place, verdict })
      const missing = step.rules.filter((rule) => this.#isMissing(step, rule))
      if (!this.guarded.has(step.event) && missing.length === 0) continue
      const choices = choicesOf(step, this.ruleSet, aroundOf(place))
      const matter = this.#isVaried(step) ? thatMatter(step, verdict.wish.data, choices) : new Map()
      for (const data of neighbours(verdict.wish.data, matter)) {
        const next = await judge(place, { ...verdict.wish, data, id: nextId() })
        if (next) await this.#accept(place, next)
      }
      // naming anything at all as what somebody else proposed
      for (const proposal of thorough ? (choices.get('proposal') ?? []) : []) {
        const data = withField(verdict.wish.data, 'proposal', proposal)
        const next = await judge(place, { ...verdict.wish, data, id: nextId() })
        if (next) this.weigh(place, next, false)
      }
      for (const rule of missing) {
        const broken = await complete(place, person, step, this.random, { breaking: rule, tries: 120 })
        if (broken?.distance === 0) await this.#accept(place, broken.verdict, rule)
      }
    }
  }

  /** What was decided on a way, once more and by one person alone: others can try it, too. */
  async retry(place: Place, wish: Wish): Promise<void> {
    if (wish.step.kind !== 'decision') return
    const { proposal: _named, ...data } = wish.data
    const verdict = await judge(place, { ...wish, data, id: nextId() })
    if (!verdict) return
    this.#open(wish.step, { place, verdict })
    this.weigh(place, verdict, false)
  }

  /**
   * Somebody who may take a step tries to where one guard alone stands in the way.
   *
   * @returns whether nothing else did
   */
  async press(place: Place, step: AnyStep, rule: Rule<never>, fixed: JsonObject, by?: Person): Promise<boolean> {
    for (const person of by ? [by] : takers(step)) {
      const found = await complete(place, person, step, this.random, { breaking: rule, fixed, tries: 250 })
      if (found?.distance !== 0) continue
      await this.#accept(place, found.verdict, rule)
      return true
    }
    return false
  }

  /** What passes nearly everywhere is not changed everywhere. */
  #isVaried({ name }: AnyStep): boolean {
    const varied = this.#varied.get(name) ?? 0
    if (varied >= 60 && this.random.chance(0.8)) return false
    this.#varied.set(name, varied + 1)
    return true
  }

  /** Not yet refused for this reason alone, and not looked for too often. */
  #isMissing(step: AnyStep, rule: Rule<never>): boolean {
    const key = ruleKey(step, rule)
    const tried = this.#tried.get(key) ?? 0
    if ((this.refusals.get(key)?.length ?? 0) >= 4 || tried > 40 || (tried > 6 && this.random.chance(0.7))) return false
    this.#tried.set(key, tried + 1)
    return true
  }

  /** Takes it if it is accepted, with a second person where it needs one; otherwise the refusal is kept. */
  async #accept(place: Place, verdict: Verdict, breaking?: Rule<never>): Promise<void> {
    const { step } = verdict.wish
    const two = verdict.failed.filter(({ id }) => id === 'P-TWO')
    const others = verdict.failed.filter(({ id }) => id !== 'P-TWO')
    if (step.proposedBy === undefined || breaking?.id === 'P-TWO' || two.length === 0 || !verdict.role)
      return void this.weigh(place, verdict, false)
    if (others.length === 0) {
      let before = place
      for (const each of await signed(place, verdict)) {
        this.visit(each, before, false)
        before = each.place
      }
      // and alone, which is the refusal of P-TWO
      this.weigh(place, verdict, false)
      return
    }
    if (others.length > 1 || !verdict.offered) return
    const proposed = await propose(place, verdict)
    if (proposed) this.weigh(proposed.place, proposed.verdict, false)
  }
}

/** Of a confidential text only whether it is there makes a difference to a decision, never what it says. */
const thatMatter = (step: AnyStep, data: JsonObject, choices: Choices): Choices =>
  new Map(
    [...choices].map(([name, values]) => {
      if (name === 'proposal') return [name, []]
      if (step.data[name]?.is !== 'personal') return [name, values]
      const texts = values.filter((each) => typeof each === 'string')
      const others = values.filter((each) => typeof each !== 'string')
      return [name, typeof data[name] === 'string' ? others : [...others, ...texts.slice(0, 1)]]
    }),
  )

/** The verdict once others have proposed the same, as many as it takes. */
export async function propose(place: Place, verdict: Verdict): Promise<Door | undefined> {
  const { step, data, person, id } = verdict.wish
  const { proposal: _named, ...payload } = data
  const propose = place.loaded.ruleSet.getStep('propose-act')
  let last: Door | undefined
  for (const first of takersOf(step).filter((each) => each.id !== person.id)) {
    const from = last?.place ?? place
    const proposed = await judge(from, {
      person: first,
      step: propose,
      data: { step: step.name, payload },
      id: nextId(),
    })
    if (!proposed?.accepted) continue
    const done = take(from, proposed)
    const named = await judge(done.place, { person, step, data: { ...data, proposal: done.entry.id }, id })
    if (!named) continue
    last = { place: done.place, verdict: named }
    if (named.failed.every((rule) => rule.id !== 'P-TWO')) return last
  }
  return last
}

export const walkedOf = ({ steps }: Pick<RuleSet, 'steps'>): readonly AnyStep[] =>
  steps.filter(({ name }) => listed.includes(name))

const takersOf = (step: AnyStep): readonly Person[] => takers({ ...step, who: step.proposedBy ?? [] })

/** `appoint-guardian I-4`, and the second rule of that id `appoint-guardian I-4 #2`. */
export function ruleKey({ name, rules }: AnyStep, rule: Rule<never>): string {
  const same = rules.filter(({ id }) => id === rule.id).indexOf(rule)
  return same > 0 ? `${name} ${rule.id} #${same + 1}` : `${name} ${rule.id}`
}

/**
 * Two places are one when the same is known there, and the same kinds of things happened: times count as past or to come,
 * and ids as which they are, not what they are called.
 */
export function keyOf({ loaded: { known }, file, now }: Place): string {
  const { movedAt: _ordered, ...rest } = known
  const names = new Map<string, string>()
  const time = new Date(now).toISOString()
  const text = JSON.stringify(Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))))
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (instant) => (instant.slice(1, -1) > time ? '"later"' : '"past"'))
    .replace(/5a000000-0000-4000-9000-\d{12}/g, (id) => {
      const name = names.get(id) ?? `#${names.size}`
      names.set(id, name)
      return name
    })
  return `${text} ${[...new Set(file.entries.map(({ type }) => type))].sort().join()}`
}

/** The same finding with as few acts as still find it. */
export async function shrink(ruleSet: RuleSet, { id, acts }: Finding): Promise<readonly Act[]> {
  const read = reader(ruleSet)
  const finds = async (tried: readonly Act[]): Promise<boolean> => {
    let found = false
    await again(ruleSet, tried, ({ entry }, before) => {
      if (read(entry, before.file).some((broken) => broken.id === id)) found = true
    })
    return found
  }
  let least = acts
  for (let smaller = true; smaller; ) {
    smaller = false
    for (let index = least.length - 1; index >= 0; index--) {
      const without = least.toSpliced(index, 1)
      if (!(await finds(without))) continue
      least = without
      smaller = true
    }
  }
  return least
}

export const told = (acts: readonly Act[]): string =>
  acts
    .map(
      ({ wish, now }) =>
        `${new Date(now).toISOString().slice(0, 16)} ${wish.person.key}: ${wish.step.name} ${JSON.stringify(wish.data)}`,
    )
    .join('\n')
