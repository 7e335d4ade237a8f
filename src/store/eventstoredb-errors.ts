import { StoreUnavailable } from './store.ts'

/** Types of the client's errors after which the same call may succeed, perhaps on another node. */
const PASSING = new Set(['unavailable', 'cancelled', 'timeout', 'deadline-exceeded', 'not-leader', 'unanswered'])
/** Codes of gRPC for the same, where the client passes an error on as it is: cancelled, deadline, aborted, unavailable. */
const PASSING_CODES = new Set([1, 4, 10, 14])
/** What only their texts tell apart: no leader is known yet, and no node of the cluster answered. */
const PASSING_TEXTS = [/server is not ready/i, /^Failed to discover\b/]

/** A call that got no answer in its time; what became of it is not known. */
export class Unanswered extends Error {
  readonly type = 'unanswered'
}

/** The client's own name for what went wrong. */
export function typeOf(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined
}

/** Whether waiting may help: a node is down, silent, not the leader, or the cluster has none at the moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (PASSING.has(typeOf(error) ?? '')) return true
  if ('code' in error && typeof error.code === 'number' && PASSING_CODES.has(error.code)) return true
  return PASSING_TEXTS.some((text) => text.test(error.message))
}

/** For whoever asked: in our words, with the client's own error as its cause. */
export function asUnavailable(cause: unknown): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause
  const reason = isPassing(cause) ? 'does not answer' : `refuses (${typeOf(cause) ?? 'unknown'})`
  return new StoreUnavailable(`the event store ${reason}`, { cause })
}
