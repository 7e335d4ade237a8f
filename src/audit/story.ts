import type { JsonObject } from '../case/event.ts'
import type { Clock } from '../clock.ts'
import { handle } from '../commands/handle.ts'
import type { Services } from '../commands/services.ts'

/** A clock that a story moves: minutes pass when it says so. Randomness stays the system's. */
export class StoryClock implements Clock {
  readonly #system: Clock
  #time: number

  constructor(system: Clock, start: string) {
    this.#system = system
    this.#time = Date.parse(start)
  }

  now(): string {
    return new Date(this.#time).toISOString()
  }

  pass(minutes: number): void {
    this.#time += Math.round(minutes * 60_000)
  }

  uuid(): string {
    return this.#system.uuid()
  }

  bytes(n: number): Buffer {
    return this.#system.bytes(n)
  }
}

/** One case being lived through the real pipeline: parse, rules, sealing, append. */
export class Life {
  readonly #services: Services
  readonly #clock: StoryClock
  readonly #key: string
  #caseId: string | undefined
  #revision = -1n
  #taken = 0

  /** @param key unique within the store: repeats of the same life are recognised, not doubled */
  constructor(services: Services, clock: StoryClock, key: string) {
    this.#services = services
    this.#clock = clock
    this.#key = key
  }

  get caseId(): string {
    if (this.#caseId === undefined) throw new Error('the case is not open yet')
    return this.#caseId
  }

  get events(): number {
    return Number(this.#revision) + 1
  }

  /**
   * Minutes pass, then somebody takes a step.
   *
   * @returns the id of the event
   * @throws when the story is not lawful: a story is written so that it is
   */
  async step(minutes: number, person: string, step: string, data: JsonObject): Promise<string> {
    this.#clock.pass(minutes)
    const who = this.#services.identity.identify(`Demo ${person}`)
    if (!who) throw new Error(`nobody is called ${person}`)
    const result = await handle(this.#services, {
      person: who,
      step,
      caseId: this.#caseId,
      body: { occurredAt: this.#clock.now(), data },
      idempotencyKey: `${this.#key}-${this.#taken++}`,
      ifMatch: this.#revision < 0n ? undefined : this.#revision,
      correlationId: this.#clock.uuid(),
    })
    if (!result.ok) {
      const { error } = result
      const why =
        error.code === 'refused'
          ? error.shown.map(({ rule }) => rule).join(' ')
          : error.code === 'invalid-body'
            ? JSON.stringify(error.issues)
            : ''
      throw new Error(`${step} by ${person}: ${error.code} ${why}`)
    }
    this.#caseId = result.value.caseId
    this.#revision = result.value.event.revision
    return result.value.event.id
  }

  person(key: string): string {
    const who = this.#services.identity.identify(`Demo ${key}`)
    if (!who) throw new Error(`nobody is called ${key}`)
    return who.id
  }
}
