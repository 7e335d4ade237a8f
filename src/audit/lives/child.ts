import type { JsonObject } from '../../jcs.ts'
import type { Random } from '../random.ts'
import type { Life, StoryClock } from '../story.ts'

/** Plainly fictional: what a demo child is called, and nothing more. */
const NAMES = ['Demo Aye', 'Demo Sok', 'Demo Linh', 'Demo Noy', 'Demo Htun', 'Demo Chan'] as const

interface Home {
  readonly provider: string
  /** Who speaks for it. */
  readonly person: string
  readonly type: 'foster' | 'residential'
}

const SUN: Home = { provider: 'sun-foster-home', person: 'sun', type: 'foster' }
const HILL: Home = { provider: 'hill-family-network', person: 'hill', type: 'foster' }
const RIVER: Home = { provider: 'river-shelter', person: 'river', type: 'residential' }

/** One child whose life is told, and what the telling must remember. Nothing is read back from the case. */
export class Child {
  readonly life: Life
  readonly random: Random
  readonly clock: StoryClock
  readonly name: string
  readonly age: number
  readonly language: string
  readonly withParent: boolean
  readonly held: boolean
  /** The adult who came along, if one did. */
  readonly parent: string
  /** Somebody who may be family, elsewhere. */
  readonly relative: string
  readonly supportPerson: string
  home: Home
  trafficked = false
  guardian = false

  constructor(life: Life, random: Random, clock: StoryClock) {
    this.life = life
    this.random = random
    this.clock = clock
    this.name = random.pick(NAMES)
    this.age = random.whole(1, 17)
    this.language = random.pick(['my', 'km', 'lo', 'vi'])
    this.withParent = random.chance(0.25)
    this.held = random.chance(0.15)
    this.parent = random.uuid()
    this.relative = random.uuid()
    this.supportPerson = random.uuid()
    this.home = random.pick([SUN, HILL, RIVER])
  }

  /** Another place than the one where the child lives. */
  moves(): void {
    this.home = this.home === SUN ? HILL : SUN
  }

  /** Minutes pass, then somebody takes a step. @returns the id of its event */
  step(minutes: number, person: string, step: string, data: JsonObject, body: JsonObject = {}): Promise<string> {
    return this.life.step(minutes, person, step, data, body)
  }

  days(n: number, person: string, step: string, data: JsonObject, body: JsonObject = {}): Promise<string> {
    return this.step(n * 1440, person, step, data, body)
  }

  /** Two people: the first proposes exactly what the second then takes. */
  async both(
    minutes: number,
    [first, second]: readonly [string, string],
    step: string,
    data: JsonObject,
    body: JsonObject = {},
  ): Promise<string> {
    const proposal = await this.step(minutes, first, 'propose-act', { step, payload: data })
    return this.step(5, second, step, { ...data, proposal }, body)
  }

  /** Somebody tries what the rules do not allow; the refusal is recorded. */
  tries(minutes: number, person: string, step: string, data: JsonObject, body: JsonObject = {}): Promise<void> {
    return this.life.isRefused(minutes, person, step, data, body)
  }

  person(key: string): string {
    return this.life.person(key)
  }
}
