import type { Part } from './parts.ts'

/**
 * What is known of a case: only clear things that rules, routes and clocks need. Never a name, never free text,
 * never anything sealed, so that an erased case replays to the same state.
 */
export interface Known {
  /** The state of each part, as the process left it. */
  readonly at: Readonly<Record<Part, string>>
  /** When the parts that say where the child is, and how, last moved: an older report does not move them back. */
  readonly movedAt: Readonly<Partial<Record<Part, string>>>
  readonly separation: 'accompanied' | 'unaccompanied' | 'separated' | 'unknown'
  /** Adults and children met with the child, by reference. */
  readonly companions: readonly { readonly ref: string; readonly claimedRelation: string }[]
  /** Adults against whom indicators are recorded (I-37). */
  readonly flaggedAdults: readonly string[]
  /** Adults whose relation to the child was verified (I-4). */
  readonly verifiedAdults: readonly string[]
  readonly referrer?: { readonly id: string; readonly agency: string } | undefined
  readonly escalation: number
  readonly risk?: 'high' | 'medium' | 'low' | undefined
  /** The one agency that is responsible (I-23). */
  readonly responsible?: string | undefined
  readonly worker?: string | undefined
  readonly emergencyBed: boolean
  /** First minute of being held, when held. */
  readonly heldSince?: string | undefined
  readonly heldIn?: string | undefined
  /** In hospital under guard: that is holding. */
  readonly guarded: boolean
  readonly guardian?: { readonly person: string; readonly kind: 'provisional' | 'appointed' } | undefined
  readonly lawyer?: string | undefined
  readonly request?: { readonly emergency: boolean } | undefined
  readonly offers: readonly Offer[]
  readonly accepted?:
    | { readonly placement: string; readonly provider?: string | undefined; readonly carer?: string | undefined }
    | undefined
  readonly livesAt?:
    | {
        readonly carer?: string | undefined
        readonly provider?: string | undefined
        readonly placement?: string | undefined
      }
    | undefined
  readonly bia: { readonly kind?: string | undefined; readonly authors: readonly string[] }
  readonly proposals: readonly Proposal[]
}

export interface Offer {
  /** The id of the event that made it. */
  readonly offer: string
  readonly provider?: string | undefined
  readonly carer?: string | undefined
  readonly type: string
}

export interface Proposal {
  readonly id: string
  readonly step: string
  readonly by: string
  readonly digest: string
}

export const nothingKnown: Omit<Known, 'at'> = {
  movedAt: {},
  separation: 'unknown',
  companions: [],
  flaggedAdults: [],
  verifiedAdults: [],
  escalation: 0,
  emergencyBed: false,
  guarded: false,
  offers: [],
  bia: { authors: [] },
  proposals: [],
}
