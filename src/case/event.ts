import type { Instant } from '../clock.ts'
import type { Json, JsonObject } from '../jcs.ts'

/** Stored bytes, version 1. Every name and rule here is FORMAT's and final. */

/** Personal data of one subject in one field group, sealed. */
export interface Slot {
  readonly ct: string
  readonly group: string
  /** SHA-256 of the ciphertext's text, so that the ciphertext can be purged without breaking the chain. */
  readonly hash: string
  /** Key commitment. */
  readonly kc: string
  readonly kid: string
  readonly salt: string
  readonly subject: string
  readonly v: 1
}

/** A clear field that is a text by its schema; empty for anything else. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export interface EventData {
  readonly clear: JsonObject
  readonly sealed?: readonly Slot[]
}

export interface ActorRef {
  readonly id: string
  readonly role: string
  readonly agency: string
}

/** Length of a clock: milliseconds, working days of a calendar, or calendar months. */
export interface Budget {
  readonly n: number
  readonly unit: 'ms' | 'wd' | 'month'
}

export interface ClockOp {
  readonly key: string
  /** The offer, complaint, holding or placement that the clock belongs to; otherwise the case. */
  readonly instance: string
  readonly op: 'start' | 'pause' | 'resume' | 'cancel' | 'meet'
  /** May lie before the event (a holding that began earlier). */
  readonly at: Instant
  readonly budget: Budget
  readonly calendarVersion: string
}

export type StateValue = { readonly [region: string]: string | StateValue }

export interface Metadata {
  readonly v: 1
  /** `protocol@1` */
  readonly protocol: string
  /** `thailand@1/<digest of protocol and jurisdiction>` */
  readonly ruleSet: string
  readonly schema: number
  readonly policyVersion: string
  readonly actor: ActorRef
  readonly decidedBy?: { readonly body: string; readonly date: string }
  readonly statedBy?: { readonly kind: string; readonly subject: string }
  readonly evidenceRef?: string
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  readonly legalBasis: string
  readonly commandId: string
  readonly correlationId: string
  readonly causationId?: string
  readonly correctionOf?: string
  readonly requestDigest?: string
  readonly entered: readonly string[]
  readonly exited: readonly string[]
  readonly reported: readonly string[]
  readonly state: StateValue
  readonly breaches: readonly string[]
  readonly flags: readonly string[]
  readonly clocks: readonly ClockOp[]
  readonly prev: string
  readonly mac: string
}
