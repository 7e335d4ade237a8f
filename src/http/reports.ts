import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Person } from '../access/person.ts'
import { askForDisclosure } from '../commands/ask.ts'
import type { Services } from '../commands/services.ts'
import { idempotencyKey } from './headers.ts'
import { takesOnly } from './methods.ts'
import { problemOf, sendProblem } from './problems.ts'

/** `POST /api/reports`: what is answered alike whether there is such a child or not. */
export function reportRoutes(
  app: FastifyInstance,
  services: Services,
  person: (request: FastifyRequest) => Person,
): void {
  app.post('/api/reports', async (request, reply) => {
    const key = idempotencyKey(request)
    if (typeof key !== 'string') return sendProblem(reply, key)
    const asked = await askForDisclosure(services, {
      person: person(request),
      body: request.body,
      idempotencyKey: key,
      correlationId: services.clock.uuid(),
    })
    if (!asked.ok) return sendProblem(reply, problemOf(asked.error))
    return reply.code(202).send({ receipt: asked.value, detail: ANSWER })
  })
  takesOnly(app, '/api/reports', 'POST')
}

const ANSWER =
  'Your request is logged. This says nothing of whether there is such a case. If you may be told something, the child-protection agency comes to you; for a child in danger now, refer the child or call intake.'
