import type { Person } from '../access/person.ts'
import { revisionFor } from '../access/view.ts'
import type { Clock } from '../clock.ts'
import type { CommandError, Result } from '../commands/errors.ts'
import { type Accepted, handle } from '../commands/handle.ts'
import type { Services } from '../commands/services.ts'
import type { JsonObject } from '../jcs.ts'

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
  /** Whether something was recorded that is hidden from somebody. */
  #hidden = false

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
   * @param body what stands beside the data: `decidedBy`, `statedBy`
   * @returns the id of the event
   * @throws when the story is not lawful: a story is written so that it is
   */
  async step(minutes: number, person: string, step: string, data: JsonObject, body: JsonObject = {}): Promise<string> {
    const result = await this.#try(minutes, person, step, data, body)
    if (!result.ok) throw new Error(`${step} by ${person}: ${wordsOf(result.error)}`)
    const { caseId, event, step: taken } = result.value
    this.#caseId = caseId
    this.#revision = event.revision
    this.#hidden ||= taken.confidential !== undefined
    return event.id
  }

  /**
   * Minutes pass, then somebody tries a step that the rules do not allow.
   *
   * @throws when it was not refused
   */
  async isRefused(
    minutes: number,
    person: string,
    step: string,
    data: JsonObject,
    body: JsonObject = {},
  ): Promise<void> {
    const result = await this.#try(minutes, person, step, data, body)
    if (result.ok) throw new Error(`${step} by ${person} was to be refused`)
    if (result.error.code !== 'refused') throw new Error(`${step} by ${person}: ${wordsOf(result.error)}`)
  }

  async #try(
    minutes: number,
    person: string,
    step: string,
    data: JsonObject,
    body: JsonObject,
  ): Promise<Result<Accepted>> {
    this.#clock.pass(minutes)
    const who = this.#services.identity.identify(`Demo ${person}`)
    if (!who) throw new Error(`nobody is called ${person}`)
    return handle(this.#services, {
      person: who,
      step,
      caseId: this.#caseId,
      body: { occurredAt: this.#clock.now(), data, ...body },
      idempotencyKey: `${this.#key}-${this.#taken++}`,
      ifMatch: await this.#revisionFor(who),
      correlationId: this.#clock.uuid(),
    })
  }

  /** As this person counts it: something may be hidden from them. */
  async #revisionFor(person: Person): Promise<bigint | undefined> {
    if (this.#caseId === undefined) return undefined
    return this.#hidden ? revisionFor(person, await this.#services.cases.load(this.#caseId)) : this.#revision
  }

  person(key: string): string {
    const who = this.#services.identity.identify(`Demo ${key}`)
    if (!who) throw new Error(`nobody is called ${key}`)
    return who.id
  }
}

/** What was wrong with the story: rules and places in the body, never what was sent. */
function wordsOf(error: CommandError): string {
  if (error.code === 'refused') return `refused ${error.shown.map(({ rule }) => rule).join(' ')}`
  return error.code === 'invalid-body' ? `invalid-body ${JSON.stringify(error.issues)}` : error.code
}
