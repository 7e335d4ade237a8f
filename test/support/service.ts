import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { revisionFor } from '../../src/access/view.ts'
import { createApp } from '../../src/app.ts'
import { StoryClock } from '../../src/audit/story.ts'
import { caseStream } from '../../src/case/cases.ts'
import { type ParsedEvent, parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { type Opened, openServices } from '../../src/open.ts'
import { startEngine } from './engine.ts'

/** A whole service on a store of its own, with a clock that the test sets; nothing listens. */
export interface Service {
  readonly app: FastifyInstance
  readonly services: Opened
  readonly folder: string
  /** Sets the clock, with the offset of the place: `2025-03-03T08:00:00+07:00`. */
  at(time: string): void
  /** Opens a case; the answer's body is returned, its status asserted to be 201. */
  open(person: string, step: string, data: object, more?: object): Promise<Answer>
  /** Takes a step at the case's current revision unless `ifMatch` says otherwise. */
  take(person: string, caseId: string, step: string, data: object, more?: Sending): Promise<Answer>
  get(person: string, path: string): Promise<Answer>
  post(person: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  events(caseId: string): Promise<ParsedEvent[]>
  /** What an access stream says. */
  recorded(stream: string): Promise<ParsedEvent[]>
  personId(key: string): string
  close(): Promise<void>
}

export interface Sending {
  /** `undefined`: the current revision; `null`: no header. */
  readonly ifMatch?: number | null
  readonly key?: string
  /** Left out: now. */
  readonly occurredAt?: string
  readonly body?: object
}

export interface Answer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  // answers are asserted field by field; a wrong field fails the assertion
  // biome-ignore lint/suspicious/noExplicitAny: the body of an answer under test
  readonly body: any
  readonly text: string
}

let keys = 0

export async function startService(folder = mkdtempSync(join(tmpdir(), 'kinward-'))): Promise<Service> {
  const clock = new StoryClock(systemClock, '2025-03-03T01:00:00.000Z')
  const engine = await startEngine()
  const services = await openServices({ data: folder, profile: 'demo', node: 'test', store: engine.store }, clock)
  const app = await createApp(services, { log: 'silent', node: 'test' })

  const answer = (response: LightMyRequestResponse): Answer => ({
    status: response.statusCode,
    headers: response.headers,
    body: response.headers['content-type']?.toString().includes('json') ? response.json() : undefined,
    text: response.body,
  })
  const post = async (
    person: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    answer(
      await app.inject({
        method: 'POST',
        url: path,
        headers: {
          authorization: `Demo ${person}`,
          'content-type': 'application/json',
          'idempotency-key': `test-${++keys}`,
          ...headers,
        },
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    )

  return {
    app,
    services,
    folder,
    at: (time) => clock.pass((Date.parse(time) - Date.parse(clock.now())) / 60_000),
    open: (person, step, data, more = {}) =>
      post(person, '/api/cases', { step, occurredAt: clock.now(), data, ...more }),
    async take(person, caseId, step, data, { ifMatch, key, occurredAt, body } = {}) {
      const reader = services.identity.identify(`Demo ${person}`)
      const current = async () => {
        const loaded = await services.cases.load(caseId)
        return Number(reader ? revisionFor(reader, loaded) : loaded.revision)
      }
      const revision = ifMatch === undefined ? await current() : ifMatch
      const headers: Record<string, string> = {}
      if (revision !== null && revision >= 0) headers['if-match'] = `"${revision}"`
      if (key !== undefined) headers['idempotency-key'] = key
      return post(
        person,
        `/api/cases/${caseId}/steps/${step}`,
        { occurredAt: occurredAt ?? clock.now(), data, ...body },
        headers,
      )
    },
    get: async (person, path) => answer(await app.inject({ url: path, headers: { authorization: `Demo ${person}` } })),
    post,
    events: async (caseId) => (await services.store.readStream(caseStream(caseId))).map(parseEvent),
    recorded: async (stream) => (await services.store.readStream(stream)).map(parseEvent),
    personId(key) {
      const person = services.identity.identify(`Demo ${key}`)
      if (!person) throw new Error(`nobody is called ${key}`)
      return person.id
    },
    async close() {
      await app.close()
      await services.close()
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
