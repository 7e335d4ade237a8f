import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { CommandError } from '../commands/errors.ts'

/** RFC 9457. `type` is stable: clients and tests name it. The only table from errors to documents. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly [extension: string]: unknown
}

/** Every problem type of the API: status and what it says. */
export const problemTypes = {
  'not-signed-in': [401, 'Sign in first.'],
  'invalid-json': [400, 'The body is not JSON that can be stored: UTF-8, no repeated names, whole numbers.'],
  'invalid-body': [400, 'Some fields are not as the step needs them.'],
  'idempotency-key-missing': [400, 'Send an Idempotency-Key of 1 to 128 visible ASCII characters with every POST.'],
  'invalid-if-match': [400, 'If-Match carries the revision from an ETag, such as "12".'],
  'invalid-url': [400, 'This address cannot be read.'],
  'not-found': [404, 'There is nothing at this address.'],
  'unknown-case': [404, 'There is no such case.'],
  'unknown-step': [404, 'There is no such step.'],
  'cannot-open': [422, 'This step does not open a case.'],
  'method-not-allowed': [405, 'This address does not take this method.'],
  'too-large': [413, 'The body is larger than 256 KiB. Documents stay outside.'],
  'unsupported-media-type': [415, 'Send application/json in UTF-8.'],
  'refused-role': [403, 'This is not yours to do.'],
  'refused-rule': [409, 'A rule does not allow this here.'],
  'revision-stale': [412, 'The case has moved on since you read it.'],
  'revision-missing': [428, 'Send If-Match with the revision that you read: this step decides something.'],
  'occurred-in-future': [422, 'This lies in the future by more than the ten minutes that a clock may be fast.'],
  'decision-not-now': [
    422,
    'A decision happens when it is recorded. For what a court decided earlier use decidedBy.date.',
  ],
  'key-reused': [422, 'This Idempotency-Key was used for another body.'],
  'too-many-headers': [431, 'The headers are too large.'],
  'request-timeout': [408, 'The request took too long to arrive.'],
  unavailable: [503, 'Nothing was stored. Repeat with the same Idempotency-Key.'],
  'history-does-not-fit': [
    500,
    'The history of this case does not fit its rules. Nothing was changed; an operator was told.',
  ],
  internal: [500, 'Something failed here. Repeat with the same Idempotency-Key.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>

export type ProblemType = keyof typeof problemTypes

export function problem(type: ProblemType, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  const [status, title] = problemTypes[type]
  return { type: `urn:kinward:problem:${type}`, title, status, ...extensions }
}

export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  if (document.status === 503) reply.header('retry-after', '1')
  return reply.code(document.status).type('application/problem+json').serializer(String).send(JSON.stringify(document))
}

/** For what is not even a request: the bytes of a whole answer. */
export function rawProblem(type: ProblemType): string {
  const body = JSON.stringify(problem(type))
  const [status] = problemTypes[type]
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** One sentence, the same for every cause that this person may not learn of. */
export const NEUTRAL =
  'This step cannot be taken at this point. The case worker of the child-protection agency can tell you more.'

/** A command error as the person reads it. */
export function problemOf(error: CommandError): Problem {
  switch (error.code) {
    case 'refused':
      return problem(error.role ? 'refused-role' : 'refused-rule', {
        detail: error.shown.length > 0 ? error.shown.map(({ sentence }) => sentence).join(' ') : NEUTRAL,
        rules: error.shown,
        ...(error.next.length > 0 && { next: error.next }),
      })
    case 'invalid-body':
      return problem('invalid-body', { issues: error.issues })
    case 'revision-stale':
      return problem('revision-stale', { revision: String(error.revision), changed: error.changed })
    case 'unknown-step':
    case 'unknown-case':
    case 'cannot-open':
    case 'revision-missing':
    case 'occurred-in-future':
    case 'decision-not-now':
    case 'key-reused':
    case 'unavailable':
      return problem(error.code)
  }
}
