import { demoDirectory } from '../../../src/access/demo-directory.ts'
import { Journal } from '../../../src/access/journal.ts'
import type { Person } from '../../../src/access/person.ts'
import type { Random } from '../../../src/audit/random.ts'
import { StoryClock } from '../../../src/audit/story.ts'
import { caseStream } from '../../../src/case/cases.ts'
import { type LoadedCase, machineEvent } from '../../../src/case/load.ts'
import { parseEvent } from '../../../src/case/parsed.ts'
import type { CommandError } from '../../../src/commands/errors.ts'
import { type Accepted, handle } from '../../../src/commands/handle.ts'
import type { Services } from '../../../src/commands/services.ts'
import type { JsonObject } from '../../../src/jcs.ts'
import type { Opened } from '../../../src/open.ts'
import { type AnyStep, actsForABody } from '../../../workflows/protocol/v1/language/step.ts'
import { current } from '../../../workflows/registry.ts'
import { anyPayload, choicesOf, neighbours } from './choices.ts'
import { aroundOf, complete } from './complete.ts'
import { CaseFile, type Entry } from './file.ts'
import { type Broken, reader } from './never/index.ts'
import { judge, type Place } from './walk.ts'
import { word } from './word.ts'
import { adults } from './world.ts'

/** One child's case, lived through the whole pipeline by whoever is there: lawful and unlawful commands, well and badly formed. */

/** What must not be, and was. */
export interface Wrong {
  readonly what: string
  readonly command: object
}

export interface Lived {
  readonly wrong: readonly Wrong[]
  readonly broken: readonly Broken[]
  readonly answers: ReadonlyMap<string, number>
  readonly events: ReadonlySet<string>
}

interface Sending {
  readonly person: Person
  readonly step: AnyStep
  readonly data: JsonObject
  /** By the rules as they are: a fact that must land. */
  readonly lawful: boolean
  readonly more?: JsonObject
}

const { people } = demoDirectory
const read = reader(current)
const spoilt: readonly JsonObject[] = [{ surprise: 1 }, { statedAge: 'twelve' }, { hands: null }, { carer: 'me' }]

export class Living {
  readonly #services: Services
  readonly #clock: StoryClock
  readonly #random: Random
  readonly #name: string
  readonly #wrong: Wrong[] = []
  readonly #broken: Broken[] = []
  readonly #answers = new Map<string, number>()
  readonly #events = new Set<string>()
  #file = new CaseFile()
  #caseId: string | undefined
  #sent = 0

  constructor(services: Opened, random: Random, name: string) {
    this.#clock = new StoryClock(services.clock, '2025-03-03T01:00:00.000Z')
    this.#services = { ...services, clock: this.#clock, journal: new Journal({ ...services, clock: this.#clock }) }
    this.#random = random
    this.#name = name
  }

  async live(acts: number): Promise<Lived> {
    const openings = current.steps.filter(({ opens }) => opens)
    while (this.#caseId === undefined && this.#sent < 50)
      await this.#send(await this.#wish(this.#random.pick(openings as never)))
    for (let act = 0; act < acts; act++) {
      this.#clock.pass(this.#random.pick([1, 5, 20, 60, 600, 3_000, 30_000]))
      await this.#turn()
    }
    await this.#refold()
    return { wrong: this.#wrong, broken: this.#broken, answers: this.#answers, events: this.#events }
  }

  async #place(): Promise<Place> {
    const loaded: LoadedCase = await this.#services.cases.load(this.#caseId ?? adults.mother)
    return { loaded, now: Date.parse(this.#clock.now()), file: this.#file, acts: [] }
  }

  async #turn(): Promise<void> {
    const { loaded } = await this.#place()
    const possible = current.steps.filter((step) => current.built.offers(step, loaded.known))
    const step = this.#random.pick((this.#random.chance(0.8) ? possible : current.steps) as never) as AnyStep
    const wish = await this.#wish(step)
    if (step.proposedBy && this.#random.chance(0.9)) await this.#together(wish)
    else await this.#send(wish)
  }

  /** What somebody sends: mostly somebody who may, mostly what passes. */
  async #wish(step: AnyStep): Promise<Sending> {
    const place = await this.#place()
    const who = people.filter(({ role }) => step.who.includes(role))
    const person = this.#random.pick((who.length > 0 && this.#random.chance(0.85) ? who : people) as never) as Person
    const choices = choicesOf(step, current, aroundOf(place))
    if (this.#random.chance(0.6)) {
      const found = await complete(place, person, step, this.#random, { anyhow: this.#random.chance(0.7), tries: 60 })
      if (found) return { person, step, data: found.verdict.wish.data, lawful: found.verdict.accepted }
    }
    const data = anyPayload(choices, this.#random)
    if (this.#random.chance(0.1)) {
      const near = [...neighbours(data, choices)]
      if (near.length > 0)
        return {
          person,
          step,
          data: { ...this.#random.pick(near as never), ...this.#random.pick(spoilt as never) },
          lawful: false,
        }
    }
    const verdict = await judge(place, { person, step, data, id: adults.stranger })
    return { person, step, data, lawful: verdict?.accepted === true }
  }

  /** Others propose it first, until it passes. */
  async #together(wish: Sending): Promise<void> {
    const { proposal: _named, ...payload } = wish.data
    const step = current.getStep('propose-act')
    const first = people.filter(({ id, role }) => id !== wish.person.id && wish.step.proposedBy?.includes(role))
    for (const person of first) {
      const proposed = await this.#send({ person, step, data: { step: wish.step.name, payload }, lawful: false })
      if (!proposed) continue
      const taken = await this.#send({ ...wish, data: { ...wish.data, proposal: proposed.event.id }, lawful: false })
      if (taken) return
    }
  }

  async #send({ person, step, data, lawful }: Sending): Promise<Accepted | undefined> {
    const before = await this.#services.cases.load(this.#caseId ?? adults.mother)
    const hoursAgo = step.kind === 'decision' || this.#random.chance(0.7) ? 0 : this.#random.pick([1, 30, 2_000])
    const decided = actsForABody(step, person.role, before.known, data)
      ? { decidedBy: { body: 'court', date: '2025-03-03' } }
      : {}
    const stale = this.#random.chance(0.03)
    const command = {
      person,
      step: step.name,
      caseId: this.#caseId,
      body: {
        occurredAt: new Date(Date.parse(this.#clock.now()) - hoursAgo * 3_600_000).toISOString(),
        data,
        ...decided,
      },
      idempotencyKey: `${this.#name}-${this.#sent++}`,
      ifMatch:
        before.revision < 0n || (step.kind !== 'decision' && !stale) ? undefined : before.revision - (stale ? 1n : 0n),
      correlationId: this.#clock.uuid(),
    }
    const note = (what: string): void =>
      void this.#wrong.push({ what, command: { ...command, ifMatch: String(command.ifMatch) } })
    try {
      const result = await handle(this.#services, command as never)
      const code = result.ok ? 'ok' : result.error.code
      this.#answers.set(code, (this.#answers.get(code) ?? 0) + 1)
      if (!result.ok) {
        await this.#leavesNoTrace(before, note)
        this.#judge(result.error, step, lawful && !stale, note)
        return undefined
      }
      this.#caseId = result.value.caseId
      await this.#write(before, result.value, step, data)
      return result.value
    } catch (error) {
      note(`threw ${String(error)}`)
      return undefined
    }
  }

  #judge(error: CommandError, step: AnyStep, lawful: boolean, note: (what: string) => void): void {
    if (error.code === 'unavailable') note('unavailable')
    if (step.kind !== 'fact') return
    if (lawful) note(`a fact did not land: ${error.code}`)
    if (error.code === 'refused' && error.shown.some(({ rule }) => rule.startsWith('I-')))
      note(`a fact was refused for ${word(error.shown.map(({ rule }) => rule))}`)
  }

  async #leavesNoTrace(before: LoadedCase, note: (what: string) => void): Promise<void> {
    const after = await this.#services.cases.load(before.id)
    const stored = await this.#services.store.readStream(caseStream(before.id), before.revision + 1n)
    if (after.head !== before.head || stored.length > 0) note('a refusal left a trace in the case')
  }

  /** Reads what was stored against what must never happen. */
  async #write(
    before: LoadedCase,
    { event: { id }, caseId }: Accepted,
    step: AnyStep,
    sent: JsonObject,
  ): Promise<void> {
    const after = await this.#services.cases.load(caseId)
    const [stored] = await this.#services.store.readStream(caseStream(caseId), before.revision + 1n)
    if (!stored) throw new Error('what was accepted is not there')
    const { data, occurredAt, recordedAt, actor } = machineEvent(step, parseEvent(stored))
    const entry: Entry = {
      id,
      type: step.event,
      step: step.name,
      kind: step.kind,
      data: data as JsonObject,
      sent,
      actor,
      at: occurredAt,
      recordedAt,
      before: before.known.at,
      after: after.known.at,
    }
    this.#broken.push(...read(entry, this.#file))
    this.#file = this.#file.with(entry)
    this.#events.add(step.event)
  }

  /** What is known of the case while it is worked on is what its events say to whoever reads them first. */
  async #refold(): Promise<void> {
    if (this.#caseId === undefined) return
    const live = await this.#services.cases.load(this.#caseId)
    const { Cases } = await import('../../../src/case/cases.ts')
    const fresh = await new Cases(this.#services.store, (this.#services as Opened).proofs).load(this.#caseId)
    const text = ({ known, running, head, revision }: LoadedCase): string =>
      JSON.stringify([known, [...running], head, String(revision)])
    if (text(live) !== text(fresh)) this.#wrong.push({ what: 'read again the case differs', command: {} })
  }
}
