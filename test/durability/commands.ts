import { systemClock } from '../../src/clock.ts'
import { handle } from '../../src/commands/handle.ts'
import type { Services } from '../../src/commands/services.ts'
import { StoreUnavailable } from '../../src/store/store.ts'

/** A command that is the same whenever it is sent again: the n-th of one client. */
export interface Sent {
  readonly key: string
  readonly person: string
  readonly step: string
  /** undefined: opens a case. */
  readonly caseId: string | undefined
  readonly body: { readonly occurredAt: string; readonly data: Readonly<Record<string, unknown>> }
}

/** Facts with something to seal; one in twelve opens a case. Clients that are equally far write the same cases. */
export function commandOf(client: string, n: number, cases: readonly string[]): Sent {
  const occurredAt = new Date(Date.UTC(2025, 2, 3) + n * 1_000).toISOString()
  const key = `${client}-${n}`
  const caseId = cases[(Math.floor(n / 8) + (n % 3)) % cases.length]
  if (n % 12 === 5 || caseId === undefined) {
    const data = { hands: 'none', companions: [], place: `Demo post ${key}`, name: 'Demo Aye', statedAge: n % 18 }
    return { key, person: 'worker', step: 'record-encounter', caseId: undefined, body: { occurredAt, data } }
  }
  const [step, data] = (
    [
      ['report-missing', { discoveredAt: occurredAt, circumstances: `Not at breakfast, ${key}.` }],
      ['locate-child', { withOfficers: false, where: `Demo market ${key}` }],
      ['raise-urgent-medical-need', { moved: false, guarded: false, need: `Fever, ${key}.` }],
    ] as const
  )[n % 3 === 0 ? 0 : n % 3 === 1 ? 1 : 2]
  return { key, person: 'worker', step, caseId, body: { occurredAt, data } }
}

/** What was acknowledged: the answer to the client's n-th command. */
export interface Acknowledged {
  readonly client: string
  readonly n: number
  readonly caseId: string
  readonly id: string
  readonly revision: number
  readonly position: string
  /** The event was there before this attempt: an earlier answer was lost. */
  readonly repeated?: boolean
}

/** Takes a command through the pipeline until it is answered; a conflict and a busy store are repeated, as a client does. */
export async function take(services: Services, client: string, n: number, sent: Sent): Promise<Acknowledged> {
  const person = services.identity.identify(`Demo ${sent.person}`)
  if (!person) throw new Error(`nobody is called ${sent.person}`)
  for (;;) {
    try {
      const result = await handle(services, {
        ...sent,
        person,
        idempotencyKey: sent.key,
        ifMatch: undefined,
        correlationId: systemClock.uuid(),
      })
      if (result.ok) {
        const { caseId, event, loaded } = result.value
        const repeated = loaded.revision >= event.revision
        const { id, revision, position } = event
        return { client, n, caseId, id, revision: Number(revision), position: String(position), repeated }
      }
      if (result.error.code !== 'unavailable') throw new Error(`${sent.step}: ${JSON.stringify(result.error)}`)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}
