import type { Person } from '../../../src/access/person.ts'
import type { Random } from '../../../src/audit/random.ts'
import type { JsonObject } from '../../../src/jcs.ts'
import type { Taken } from '../../../workflows/protocol/v1/language/fold.ts'
import type { Rule } from '../../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../../workflows/protocol/v1/language/step.ts'
import { type Around, anyPayload, type Choices, choicesOf, neighbours, plainPayload } from './choices.ts'
import type { Entry } from './file.ts'
import { judge, type Place, type Step, take, type Verdict } from './walk.ts'
import { everybody } from './world.ts'

/** Finds a payload that passes: changes one field at a time as long as fewer rules stand in the way. */

export interface Aim {
  /** Fields that stay as they are. */
  readonly fixed?: JsonObject
  /** The one rule that is to be broken, and no other. */
  readonly breaking?: Rule<never>
  /** What it should lead to. */
  readonly wanted?: (taken: Taken) => boolean
  /** Begin anywhere, not with the plainest payload. */
  readonly anyhow?: boolean
  readonly hoursAgo?: number
  readonly tries?: number
}

export interface Found {
  readonly verdict: Verdict
  /** How far it is from what is wanted; 0 when it is that. */
  readonly distance: number
}

let ids = 0
/** Ids by number, so that the same search finds the same. */
export const nextId = (): string => `5a000000-0000-4000-9000-${String(++ids).padStart(12, '0')}`

const around = new WeakMap<Place, Around>()

/** The time, and the events that are worth naming: those that the case knows of, and the newest of each kind. */
export function aroundOf(place: Place): Around {
  const seen = around.get(place)
  if (seen) return seen
  const text = JSON.stringify(place.loaded.known)
  const newest = place.file.entries.toReversed()
  const worth = ({ id, type }: Entry, index: number): boolean =>
    index < 2 || text.includes(id) || newest.findIndex((each) => each.type === type) === index
  const events = newest.filter(worth).map(({ id, type }) => ({ id, type }))
  const made = { now: place.now, events }
  around.set(place, made)
  return made
}

/** How far a verdict is from what is wanted; 0 when it is that. */
function distance(place: Place, verdict: Verdict, { breaking, wanted }: Aim, signed: boolean): number {
  const failed = verdict.failed.filter((rule) => !(signed && rule.id === 'P-TWO'))
  const others = failed.filter((rule) => rule !== breaking).length
  const left =
    others + (breaking && !failed.includes(breaking) ? 1 : 0) + (verdict.role ? 0 : 1) + (verdict.offered ? 0 : 1)
  if (left > 0 || breaking || !wanted) return left
  return wanted(place.loaded.ruleSet.fast(place.loaded.known, verdict.event)) ? 0 : 0.5
}

/**
 * The best payload that was found for somebody, and how far it is from what is wanted.
 *
 * @param signed somebody else proposed, or will
 */
export async function complete(
  place: Place,
  person: Person,
  step: AnyStep,
  random: Random,
  aim: Aim = {},
  signed = step.proposedBy !== undefined,
): Promise<Found | undefined> {
  const choices: Choices = new Map(
    [...choicesOf(step, place.loaded.ruleSet, aroundOf(place))].filter(([name]) => !(name in (aim.fixed ?? {}))),
  )
  const weigh = async (data: JsonObject): Promise<Found | undefined> => {
    const wish = { person, step, data: { ...data, ...aim.fixed }, id, ...(aim.hoursAgo && { hoursAgo: aim.hoursAgo }) }
    const verdict = await judge(place, wish, signed)
    return verdict && { verdict, distance: distance(place, verdict, aim, signed) }
  }
  const id = nextId()
  let tries = aim.tries ?? 200
  /** Changes one field at a time as long as that brings it nearer. */
  const climb = async (from: JsonObject): Promise<Found | undefined> => {
    let best = await weigh(from)
    for (let better = true; better && !(best && isNearest(best, aim, signed)) && tries > 0; ) {
      better = false
      for (const data of neighbours(best?.verdict.wish.data ?? from, choices)) {
        if (tries-- <= 0) break
        const next = await weigh(data)
        if (!next || (best && next.distance >= best.distance)) continue
        best = next
        better = true
        if (isNearest(next, aim, signed)) break
      }
    }
    return best
  }
  let best = await climb(aim.anyhow ? anyPayload(choices, random) : plainPayload(choices))
  // two fields that only help together are found by chance; whatever stands in the way in every payload is not looked for
  for (let again = 0; again < 6 && best && best.distance > 0 && tries > 0 && helps(best); again++) {
    const next = await climb(anyPayload(choices, random))
    if (next && next.distance < best.distance) best = next
  }
  return best
}

/** Whether no payload comes nearer: nothing is wrong, or only what no rule reads in a payload. */
function isNearest({ verdict: { failed }, distance }: Found, { breaking }: Aim, signed: boolean): boolean {
  const counted = failed.filter((rule) => rule !== breaking && !(signed && rule.id === 'P-TWO'))
  const unbroken = breaking && !failed.includes(breaking) ? [breaking] : []
  return distance <= [...counted, ...unbroken].filter(({ needs }) => needs === 'case').length
}

/** Whether another payload could help: not against the role, nor against a rule that never looks at it. */
const helps = ({ verdict }: Found): boolean => verdict.role && verdict.failed.every(({ needs }) => needs === 'payload')

/** Everybody whose role takes a step, the likeliest first. */
export const takers = (step: AnyStep): readonly Person[] => everybody.filter(({ role }) => step.who.includes(role))

/**
 * Somebody takes a step as it may be taken: with a payload that passes, and where two people are needed after another one
 * proposed it.
 *
 * @returns the steps that were taken; none when nobody found a way
 */
export async function act(
  place: Place,
  step: AnyStep,
  random: Random,
  aim: Aim & { readonly by?: Person } = {},
): Promise<readonly Step[]> {
  const who = aim.by ? [aim.by] : takers(step)
  for (const person of who) {
    const found = await complete(place, person, step, random, aim)
    if (found?.distance === 0) return signed(place, found.verdict)
  }
  return []
}

/** Takes what passed; proposed first by somebody else, if it needs two. */
export async function signed(place: Place, verdict: Verdict): Promise<readonly Step[]> {
  const { step, data, person, id } = verdict.wish
  if (step.proposedBy === undefined) return verdict.accepted ? [take(place, verdict)] : []
  const { proposal: _named, ...payload } = data
  const propose = place.loaded.ruleSet.getStep('propose-act')
  const before: Step[] = []
  let at = place
  for (const first of everybody.filter(({ id, role }) => id !== person.id && step.proposedBy?.includes(role))) {
    const proposed = await judge(at, { person: first, step: propose, data: { step: step.name, payload }, id: nextId() })
    if (!proposed?.accepted) continue
    const done = take(at, proposed)
    const named = await judge(done.place, { person, step, data: { ...data, proposal: done.entry.id }, id })
    before.push(done)
    at = done.place
    if (named?.accepted) return [...before, take(at, named)]
  }
  return []
}
