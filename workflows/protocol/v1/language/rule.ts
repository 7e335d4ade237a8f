import type { Known } from '../known.ts'
import type { Terms } from '../terms.ts'
import type { Group } from './fields.ts'

export interface Actor {
  readonly id: string
  readonly role: string
  readonly agency: string
}

/** One act under the SOP as the process sees it: clear fields only, and which personal fields were filled in. */
export interface Act<D = unknown, G = unknown> {
  /** The id of the event that this act becomes; offers, placements and proposals are named by it. */
  readonly id: string
  readonly data: D
  readonly given: G
  readonly occurredAt: string
  readonly recordedAt: string
  readonly actor: Actor
}

/** The earlier of both times: a fast clock on an officer's PC must not make true facts late. */
export const seenAt = (act: Pick<Act, 'occurredAt' | 'recordedAt'>): string =>
  act.occurredAt < act.recordedAt ? act.occurredAt : act.recordedAt

/** A named rule: who wrote it, what it says to the person it stops, and its test. */
export interface Rule<A = never> {
  /** `I-nn` of DOMAIN §d, `P-…` a rule of procedure; `SEQ-<step>` is made by the machine itself. */
  readonly id: string
  readonly source: string
  /** For the person who is refused: what is missing, who can supply it. */
  readonly sentence: { readonly en: string }
  /** `case`: decidable from the state and the actor, shown in lists of what is possible. */
  readonly needs: 'case' | 'payload'
  /** Shown only to people who may read these groups; to others, one neutral sentence. */
  readonly reveals: readonly Group[]
  /** Personal fields whose presence (never content) the rule reads. */
  readonly asks: readonly string[]
  readonly holds: (known: Known, act: A, terms: Terms) => boolean
}

type Wording = { id: string; source: string; sentence: { en: string }; reveals?: readonly Group[] }

/** What a case rule may look at: who acts and when, never the payload. */
export type Acting = Pick<Act, 'actor' | 'occurredAt' | 'recordedAt'>

/** A rule that is decidable from the case and the actor alone. */
export function caseRule(
  wording: Wording & { holds: (known: Known, act: Acting, terms: Terms) => boolean },
): Rule<Acting> {
  return { reveals: [], asks: [], needs: 'case', ...wording }
}

/** A rule that reads the payload: `D` its clear fields, `G` the personal fields that must be given. */
export function payloadRule<D, G extends string = never>(
  wording: Wording & {
    asks?: readonly G[]
    holds: (known: Known, act: Act<D, Readonly<Record<G, boolean>>>, terms: Terms) => boolean
  },
): Rule<Act<D, Readonly<Record<G, boolean>>>> {
  return { reveals: [], asks: [], needs: 'payload', ...wording }
}
