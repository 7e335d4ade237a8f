import { Journal } from '../access/journal.ts'
import { referenceOf } from '../case/ids.ts'
import type { Opened } from '../open.ts'
import { found, referred } from './lives/beginning.ts'
import { brokeDown, fellIll, placed, reviewed, visited, wentMissing } from './lives/care.ts'
import { Child } from './lives/child.ts'
import { assessed, determined, planned, reunified } from './lives/decisions.ts'
import { closed, complained, died, triedToClose } from './lives/end.ts'
import { ageDoubted, guardianAppointed, represented, signsFollowed } from './lives/protection.ts'
import { Random } from './random.ts'
import { Life, StoryClock } from './story.ts'

/**
 * Lives one case through the whole procedure, from the first officer to wherever its seed leads. How often each thing
 * happens is a working assumption, made for stores to look at and to measure with; it says nothing about any country.
 *
 * @param until how many of its chapters are told; all by default
 */
export async function liveCase(child: Child, until = 99): Promise<void> {
  const { random } = child
  const chapters: (() => Promise<unknown>)[] = [
    () => found(child),
    () => referred(child),
    () => represented(child),
    () => placed(child),
    () => visited(child, 1),
    () => assessed(child),
    () => guardianAppointed(child),
    () => ageDoubted(child),
    () => signsFollowed(child),
    () => planned(child),
    () => visited(child, random.whole(1, 4)),
    () => reviewed(child),
    () => laterLife(child),
  ]
  for (const chapter of chapters.slice(0, until)) await chapter()
}

/** What sets one life apart from another. */
async function laterLife(child: Child): Promise<void> {
  const { random, withParent } = child
  if (random.chance(0.05)) await fellIll(child)
  if (random.chance(0.05)) await complained(child)
  if (!withParent && random.chance(0.05)) await brokeDown(child)
  if (random.chance(0.08) && !(await wentMissing(child))) return triedToClose(child)
  if (random.chance(0.003)) return died(child)
  if (!withParent && !child.trafficked && random.chance(0.25)) {
    await reunified(child)
    if (random.chance(0.6)) await closed(child, 'reunified_stable', child.relative)
    return
  }
  if (!withParent && random.chance(0.15)) return determined(child, random.chance(0.15) ? 'return' : 'durable_solution')
  if (withParent && random.chance(0.4)) return closed(child, 'formal_closing', child.parent)
  await visited(child, random.whole(0, 6))
}

/** Which lives are told. The same seed tells the same, whoever tells which part of them. */
export interface Telling {
  /** The number of the first; 0 by default. */
  readonly from?: number
  readonly cases: number
  readonly seed: number
  readonly start: string
  readonly until?: number
}

/** Lives cases, several at a time, each through the real pipeline. */
export async function seedCases(
  services: Opened,
  { from = 0, cases, seed, start, until }: Telling,
  progress: (cases: number, events: number) => void,
): Promise<string[]> {
  const ids: string[] = []
  let next = from
  let done = 0
  let events = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const number = next++
      if (number >= from + cases) return
      const clock = new StoryClock(services.clock, start)
      clock.pass(number * 7)
      const random = new Random(seed * 1_000_003 + number)
      const told = { ...services, clock, journal: new Journal({ ...services, clock }) }
      const life = new Life(told, clock, `seed-${seed}-${number}`)
      await liveCase(new Child(life, random, clock), until)
      ids[number - from] = life.caseId
      events += life.events
      progress(++done, events)
    }
  }
  await Promise.all(Array.from({ length: Math.min(64, cases) }, work))
  return ids
}

/** A few cases to look at, made once, when the store is empty. */
export async function demoCases(services: Opened, cases: number): Promise<{ id: string; reference: string }[]> {
  for await (const _stream of services.store.streams('case-')) return []
  // by the day, so that two processes that start on one empty folder tell the same stories, as repeats of each other
  const start = `${new Date(Date.parse(services.clock.now()) - 60 * 86_400_000).toISOString().slice(0, 10)}T01:00:00.000Z`
  const ids = await seedCases(services, { cases, seed: 1, start }, () => undefined)
  return ids.map((id) => ({ id, reference: referenceOf(services.vault.idKey, id) }))
}
