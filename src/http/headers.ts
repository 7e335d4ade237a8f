import type { FastifyRequest } from 'fastify'
import { type Problem, problem } from './problems.ts'

/** @returns the key, or the problem with it */
export function idempotencyKey(request: FastifyRequest): string | Problem {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && /^[\x21-\x7e]{1,128}$/.test(key) ? key : problem('idempotency-key-missing')
}

/** @returns the revision, undefined without the header, or the problem with it */
export function ifMatch(request: FastifyRequest): bigint | undefined | Problem {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  const revision = /^"(0|[1-9]\d{0,17})"$/.exec(header)?.[1]
  return revision === undefined ? problem('invalid-if-match') : BigInt(revision)
}

export const etag = (revision: bigint): string => `"${revision}"`
