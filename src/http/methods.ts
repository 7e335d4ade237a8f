import type { FastifyInstance } from 'fastify'
import { problem, sendProblem } from './problems.ts'

const known = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** An address that exists does not become absent by the wrong method: 405, and which methods it takes (RFC 9110 §15.5.6). */
export function takesOnly(app: FastifyInstance, url: string, taken: 'GET' | 'POST'): void {
  app.route({
    method: known.filter((method) => method !== taken),
    url,
    handler: async (_request, reply) =>
      sendProblem(reply.header('allow', taken === 'GET' ? 'GET, HEAD' : taken), problem('method-not-allowed')),
  })
}
