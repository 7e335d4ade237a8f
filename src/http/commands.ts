import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { Person } from '../access/person.ts'
import { answerSight, mayKnow, outcomeFor } from '../access/policy.ts'
import { trailFor } from '../access/view.ts'
import type { StateValue } from '../case/event.ts'
import { type Accepted, type Command, handle } from '../commands/handle.ts'
import type { Services } from '../commands/services.ts'
import { etag, idempotencyKey, ifMatch } from './headers.ts'
import { takesOnly } from './methods.ts'
import { type Problem, problem, problemOf, sendProblem } from './problems.ts'

/** `POST /api/cases` and `POST /api/cases/{id}/steps/{step}`. */
export function commandRoutes(
  app: FastifyInstance,
  services: Services,
  person: (request: FastifyRequest) => Person,
): void {
  app.post('/api/cases', async (request, reply) => {
    const { step, ...body } = (isObject(request.body) ? request.body : {}) as { step?: unknown }
    if (typeof step !== 'string')
      return sendProblem(reply, problem('invalid-body', { issues: [{ at: 'step', problem: 'missing' }] }))
    return take(request, reply, { person: person(request), step, caseId: undefined, body })
  })

  app.post<{ Params: { id: string; step: string } }>('/api/cases/:id/steps/:step', async (request, reply) => {
    const { id, step } = request.params
    if (!uuid.test(id)) return sendProblem(reply, problem('unknown-case'))
    return take(request, reply, { person: person(request), step, caseId: id, body: request.body })
  })

  takesOnly(app, '/api/cases', 'POST')
  takesOnly(app, '/api/cases/:id/steps/:step', 'POST')

  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    what: Pick<Command, 'person' | 'step' | 'caseId' | 'body'>,
  ): Promise<FastifyReply> {
    const key = idempotencyKey(request)
    if (isProblem(key)) return sendProblem(reply, key)
    const revision = ifMatch(request)
    if (isProblem(revision)) return sendProblem(reply, revision)
    const result = await handle(services, {
      ...what,
      idempotencyKey: key,
      ifMatch: revision,
      correlationId: services.clock.uuid(),
    })
    if (!result.ok) return sendProblem(reply, problemOf(result.error))
    const counted = countedRevision(what.person, result.value)
    return reply
      .code(201)
      .header('etag', etag(counted))
      .send(answer(what.person, result.value, counted))
  }
}

/** Rebuilt from the stored event alone, by role alone, so that a retry gets the same answer. */
function answer(person: Person, { caseId, reference, event, step, loaded }: Accepted, revision: bigint): object {
  const { metadata, id, type, position } = event
  const told = answerSight(person.role)
  const known = new Set(step.rules.filter(({ reveals }) => mayKnow(person, reveals)).map((rule) => rule.id))
  return {
    caseId,
    ...(reference !== undefined && { reference }),
    event: { id, type, revision: Number(revision), position: String(position) },
    ...(told === 'state' && { state: metadata.state }),
    ...(told === 'outcome' && { state: outcomeFor(placesOf(metadata.state, loaded.known)) }),
    breaches: metadata.breaches.filter((breach) => known.has(breach)),
    // what was late or unexpected says what was known: to those who read the state only
    flags: metadata.flags.filter((flag) => told === 'state' || !flag.includes(':')),
  }
}

/** The number of the new event as its author counts: what is hidden from them before it is not counted (I-12). */
const countedRevision = (person: Person, { loaded, event }: Accepted): bigint =>
  BigInt(trailFor(person, loaded).filter(({ revision }) => revision < event.revision).length)

/** The state of each part, from the state as it is stored. */
function placesOf(state: StateValue, { at }: Known): Known['at'] {
  const find = (path: string): string => {
    const value = path
      .split('.')
      .reduce<string | StateValue | undefined>(
        (node, name) => (typeof node === 'object' ? node[name] : undefined),
        state,
      )
    return typeof value === 'string' ? value : ''
  }
  return Object.fromEntries(Object.keys(at).map((path) => [path, find(path)])) as Known['at']
}

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isProblem = (value: unknown): value is Problem => isObject(value) && 'status' in value
