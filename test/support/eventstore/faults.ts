import { setTimeout } from 'node:timers/promises'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'

/** What can be made to go wrong; read anew at every call. */
export type Faults = {
  /** Appends are stored and never answered. */
  silent: boolean
  /** Appends are neither stored nor answered. */
  swallow: boolean
  /** How many appends were swallowed. */
  swallowed: number
  /** Milliseconds before an append is looked at. */
  delayMs: number
  /** Where the leader is, when this node does not lead. */
  notLeader?: { host: string; port: number } | undefined
  notReady: boolean
  /** Follows never hear that they have caught up, as from a server older than 23.10. */
  noCaughtUp: boolean
  /** Ends every follow that is open with an error. */
  dropFollows(): void
  /** Every follow that is open stays open, and is never sent anything again. */
  muteFollows(): void
}

export const notReadyMessage = 'Server Is Not Ready'

/** A gRPC error with the trailers from which the client tells its kind. */
export function failure(code: status, details: string, trailers: Record<string, string> = {}): ServiceError {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

/** The error a call meets before its contents matter. */
export function refusal(faults: Faults, headers: Metadata): ServiceError | undefined {
  if (faults.notReady) return failure(status.UNAVAILABLE, notReadyMessage)
  if (faults.notLeader === undefined || headers.get('requires-leader')[0] !== 'true') return undefined
  return failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': faults.notLeader.host,
    'leader-endpoint-port': String(faults.notLeader.port),
  })
}

export async function pause(faults: Faults): Promise<void> {
  if (faults.delayMs > 0) await setTimeout(faults.delayMs)
}
