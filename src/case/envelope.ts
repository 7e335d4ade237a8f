import type { Instant } from '../clock.ts'
import { canonical, type JsonObject } from '../jcs.ts'
import type { NewEvent } from '../store/store.ts'
import { digestOf, macOf } from './chain.ts'
import type { EventData, Metadata, Slot } from './event.ts'

/** Everything that is known before the bytes of an event are made. */
export interface Draft {
  readonly stream: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
  readonly clear: JsonObject
  readonly sealed: readonly Slot[]
  readonly metadata: Omit<Metadata, 'v' | 'prev' | 'mac' | 'schema'>
}

/** What makes an event one of this store's. */
export interface Seal {
  readonly prev: string
  readonly macEpoch: number
  readonly macKey: Buffer
}

/**
 * The stored bytes of an event, chained to the one before and signed.
 *
 * @throws NotCanonical when a value is not one that FORMAT rule 7 allows
 */
export function envelope(draft: Draft, seal: Seal): NewEvent {
  const { stream, revision, id, type } = draft
  const data: EventData = { clear: inOrder(draft.clear), ...(draft.sealed.length > 0 && { sealed: draft.sealed }) }
  const unsigned = inOrder({ ...draft.metadata, v: 1, schema: 1, prev: seal.prev } as const)
  const mac = macOf(digestOf({ stream, revision, id, type, data, metadata: unsigned }), seal.macEpoch, seal.macKey)
  return { id, type, data: canonical(data), metadata: canonical(inOrder({ ...unsigned, mac })) }
}

/** Names sorted: what is in order already is written in one go, three times as fast. */
function inOrder<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T
}

/** Metadata of an event that is not an act under the SOP: reads, refusals, the store's own. */
export function plainMetadata(
  about: Pick<Metadata, 'actor' | 'commandId' | 'correlationId' | 'protocol' | 'ruleSet' | 'policyVersion'> & {
    readonly at: Instant
    readonly requestDigest?: string
  },
): Draft['metadata'] {
  const { at, ...rest } = about
  return {
    ...rest,
    occurredAt: at,
    recordedAt: at,
    legalBasis: 'duty',
    entered: [],
    exited: [],
    reported: [],
    state: {},
    breaches: [],
    flags: [],
    clocks: [],
  }
}
