import type { Test } from 'tap'
import type { ParsedEvent } from '../../src/case/parsed.ts'
import type { Sending, Service } from '../support/service.ts'
import { isRefused, takes } from './story.ts'

/** What a step must do and nothing else: every part that it does not name stays where it was. */
interface Expected extends Sending {
  readonly moves?: Readonly<Record<string, string>>
  readonly breaches?: readonly string[]
  readonly flags?: readonly string[]
}

/** One case of DOMAIN §i told through HTTP, in the time of the place: `'2025-05-10 10:00'`. */
export class Tale {
  readonly service: Service
  readonly #t: Test
  #caseId: string | undefined

  constructor(t: Test, service: Service, caseId?: string) {
    this.#t = t
    this.service = service
    this.#caseId = caseId
  }

  get caseId(): string {
    if (this.#caseId === undefined) throw new Error('the case is not open yet')
    return this.#caseId
  }

  /** Opens the case; the five parts that an opening moves are named like any others. */
  async opens(time: string, person: string, step: string, data: object, expected: Expected = {}): Promise<void> {
    this.#at(time)
    const answer = await this.service.open(person, step, data)
    this.#t.equal(
      answer.status,
      201,
      `${time} ${person} opens a case with ${step}: ${answer.status === 201 || answer.text}`,
    )
    this.#caseId = answer.body.caseId
    await this.#did(time, step, {}, expected)
  }

  /** Takes a step that must be recorded, with exactly what it moves, breaks and remarks. @returns the id of its event */
  async takes(time: string, person: string, step: string, data: object, expected: Expected = {}): Promise<string> {
    this.#at(time)
    const before = await this.#places()
    const answer = await takes(this.#t, this.service, person, this.caseId, step, data, expected)
    await this.#did(time, step, before, expected)
    return answer.body?.event?.id
  }

  /** Two people: the first proposes exactly what the second takes. */
  async both(
    time: string,
    [first, second]: readonly [string, string],
    step: string,
    data: object,
    expected: Expected = {},
  ): Promise<string> {
    const proposal = await this.takes(time, first, 'propose-act', { step, payload: data })
    return this.takes(time, second, step, { ...data, proposal }, expected)
  }

  /** Takes a step that must be refused for exactly these rules; the case does not change. */
  async refuses(
    time: string,
    person: string,
    step: string,
    data: object,
    failed: readonly string[],
    shown?: readonly string[],
    more: Sending = {},
  ): Promise<void> {
    this.#at(time)
    await isRefused(this.#t, this.service, { person, caseId: this.caseId, step, data, ...more }, failed, shown)
  }

  /** Where the parts stand that are asked for. */
  async stands(expected: Readonly<Record<string, string>>, what: string): Promise<void> {
    const places = await this.#places()
    for (const [part, state] of Object.entries(expected)) this.#t.equal(places[part], state, `${what}: ${part}`)
  }

  async events(): Promise<ParsedEvent[]> {
    return this.service.events(this.caseId)
  }

  /** Hours between the recorded instants of two events, by their types; the first of each. */
  async hoursBetween(from: string, to: string): Promise<number> {
    const events = await this.events()
    const at = (type: string): number => {
      const event = events.find((each) => each.type === type)
      if (!event) throw new Error(`no ${type}`)
      return Date.parse(event.metadata.occurredAt)
    }
    return (at(to) - at(from)) / 3_600_000
  }

  async #did(time: string, step: string, before: Readonly<Record<string, string>>, expected: Expected): Promise<void> {
    const { moves = {}, breaches = [], flags = [] } = expected
    const after = await this.#places()
    const moved = Object.fromEntries(Object.entries(after).filter(([part, state]) => before[part] !== state))
    // where nothing stood before, only what the case opens with is compared
    const compared = Object.keys(before).length === 0 ? pick(moved, Object.keys(moves)) : moved
    this.#t.same(compared, moves, `${time} ${step}: moves exactly this`)
    const last = (await this.events()).at(-1)
    this.#t.same(last?.metadata.breaches, breaches, `${time} ${step}: breaches`)
    this.#t.same(last?.metadata.flags, flags, `${time} ${step}: flags`)
    this.#t.equal(last?.metadata.occurredAt, new Date(bangkok(time)).toISOString(), `${time} ${step}: happened then`)
  }

  async #places(): Promise<Readonly<Record<string, string>>> {
    return (await this.service.services.cases.load(this.caseId)).known.at
  }

  #at(time: string): void {
    this.service.at(bangkok(time))
  }
}

const bangkok = (time: string): string => `${time.replace(' ', 'T')}:00+07:00`

const pick = (from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
