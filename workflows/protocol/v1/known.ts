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
  /** The one of them who is a parent and with the child. */
  readonly verifiedParent?: string | undefined
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
  /** The place that is looked for, with room for so many adults who come along. */
  readonly request?: { readonly emergency: boolean; readonly accompanyingAdults?: number | undefined } | undefined
  readonly offers: readonly Offer[]
  readonly accepted?:
    | {
        readonly placement: string
        readonly provider?: string | undefined
        readonly carer?: string | undefined
        /** Why this place, is on record: not an emergency alone (I-21). */
        readonly reasoned?: boolean | undefined
        readonly siblings?: 'together' | 'apart' | undefined
      }
    | undefined
  readonly livesAt?:
    | {
        readonly carer?: string | undefined
        readonly provider?: string | undefined
        readonly placement?: string | undefined
      }
    | undefined
  readonly bia: Assessment
  /** Open proposals of steps that two people take. */
  readonly proposals: readonly Proposal[]

  /** The open dispute about age, or the last one. */
  readonly ageDispute: AgeDispute
  /** The formal determination by a panel. */
  readonly bid: Determination
  /** The guardian has, or may have, an interest of their own since this instant (I-10). */
  readonly guardianConflictSince?: string | undefined
  /** People whose access ended with their suspension (I-12). */
  readonly suspended: readonly string[]
  /** Complaints that nobody has answered yet (I-12, I-25). */
  readonly complaints: readonly Complaint[]
  /** Concerns about the child's safety that nobody has resolved yet (I-25, I-36). */
  readonly concerns: readonly Concern[]
  /** Services that were asked for and did not come yet. */
  readonly services: readonly { readonly service: string; readonly agency?: string | undefined }[]
  /** What an adult who came with the child must report, and how often. */
  readonly reporting: readonly ReportingCondition[]

  /** Streams of brothers, sisters and cousins name the same unit (I-24). */
  readonly familyUnit?: string | undefined
  /** Members of the family recorded as held, by reference (I-34, E16). */
  readonly familyHeld: readonly string[]
  /** Whether separating the child from a parent was authorised, and how (I-14). */
  readonly separationAuthority?: SeparationAuthority | undefined
  /** The carer to whom reunification was authorised. */
  readonly reunification?: { readonly carer: string; readonly where: string } | undefined
  /** The risk to this child in the country of origin was assessed, and found to allow contact there (I-32). */
  readonly originRiskAssessed: boolean
  /** A claim for protection; decided, it stays open until this instant has passed; granted, the way back is barred (I-32). */
  readonly claim: 'none' | 'raised' | 'forwarded' | 'decided' | 'granted'
  readonly claimAppealUntil?: string | undefined
  readonly returning: Returning

  /** The agency that was asked to take the case over, or `abroad`; the sender stays responsible until it says yes. */
  readonly transferTo?: string | undefined
  readonly closure?: { readonly reason: string; readonly by: string } | undefined
  /** How often the case was opened again. */
  readonly reopened: number
  readonly majorityReached: boolean
  readonly aftercareAgreed: boolean
  /** The child has died: nothing is decided about their care any more, and the case never opens again. */
  readonly deathRecorded: boolean
  readonly deathInquiryConcluded: boolean
  /** Consents that stand, by the event that recorded them (I-6, I-28). */
  readonly consents: readonly Consent[]
}

export interface AgeDispute {
  /** Methods that were ordered, and consented to then. */
  readonly ordered: readonly string[]
  readonly opinions: readonly AgeOpinion[]
  /** Until when a finding that somebody is an adult can be appealed. */
  readonly appealUntil?: string | undefined
  readonly appealRunning: boolean
}

export interface AgeOpinion {
  /** The id of the event that recorded it. */
  readonly opinion: string
  readonly method: string
  readonly assessor: string
  /** Whether the lowest age within the margin lies under eighteen (I-7); the numbers themselves are sealed. */
  readonly reachesUnder18: boolean
  readonly conclusive: boolean
  /** A medical test that was ordered and consented to; any other method is. */
  readonly lawful: boolean
}

export interface Assessment {
  readonly kind?: string | undefined
  /** Who makes the one that is under way, or made the last. */
  readonly author?: string | undefined
  /** Whoever wrote one, over the whole history (I-17). */
  readonly authors: readonly string[]
  readonly approvers: readonly string[]
}

export interface Determination {
  /** What it is about; a determination about return stays one when it is reopened (I-19). */
  readonly about?: string | undefined
  /** Whoever wrote a report, over the whole history (I-17). */
  readonly authors: readonly string[]
  readonly reportReady: boolean
  readonly panel: readonly PanelSeat[]
  readonly chair?: string | undefined
  /** The outcome that stands; none while it is determined anew. */
  readonly outcome?: string | undefined
  /** Whoever voted on one or entered it, over the whole history (I-17). */
  readonly deciders: readonly string[]
  readonly implementing?: string | undefined
  /** Until when it can be appealed. */
  readonly appealUntil?: string | undefined
  /** Somebody asked to open it again, and nobody has answered. */
  readonly requestOpen: boolean
}

export interface PanelSeat {
  readonly person: string
  readonly agency: string
  readonly capacity: 'voting' | 'advising'
}

export interface Complaint {
  /** The id of the event that lodged it. */
  readonly complaint: string
  /** The person or agency complained of, where the record names one. */
  readonly againstPerson?: string | undefined
  readonly againstAgency?: string | undefined
  /** The body to which it was given. */
  readonly body?: string | undefined
}

export interface Concern {
  /** The id of the event that raised it. */
  readonly concern: string
  readonly against: string
  readonly provider?: string | undefined
  readonly person?: string | undefined
  readonly danger: boolean
}

export interface ReportingCondition {
  /** The id of the event that set it. */
  readonly condition: string
  readonly adult: string
  readonly interval: 'daily' | 'weekly' | 'monthly'
}

export interface SeparationAuthority {
  /** By the child-protection agency alone, for as long as an urgent act may last. */
  readonly emergency: boolean
  readonly since: string
  /** When a court had it before it. */
  readonly seizedAt?: string | undefined
  /** From whom, where the record names the parent. */
  readonly parent?: string | undefined
}

/** The way back to another country; every step of it has conditions (I-18, I-19, I-32, I-34). */
export interface Returning {
  readonly mode?: string | undefined
  readonly towards?: string | undefined
  readonly authorised: boolean
  /** Until when the authorisation itself can be appealed. */
  readonly appealUntil?: string | undefined
  readonly appealOpen: boolean
  /** The consent on record that is not void (I-34). */
  readonly consent?: string | undefined
}

export interface Consent {
  readonly consent: string
  readonly purposes: readonly string[]
  readonly until?: string | undefined
  /** What was not to be told. */
  readonly withheld: readonly string[]
}

export interface Offer {
  /** The id of the event that made it. */
  readonly offer: string
  readonly provider?: string | undefined
  readonly carer?: string | undefined
  readonly type: string
  /** With brothers and sisters; apart only for a reason that is on record (I-24). */
  readonly siblings?: 'together' | 'apart' | undefined
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
  bia: { authors: [], approvers: [] },
  proposals: [],
  ageDispute: { ordered: [], opinions: [], appealRunning: false },
  bid: { authors: [], reportReady: false, panel: [], deciders: [], requestOpen: false },
  suspended: [],
  complaints: [],
  concerns: [],
  services: [],
  reporting: [],
  familyHeld: [],
  originRiskAssessed: false,
  claim: 'none',
  returning: { authorised: false, appealOpen: false },
  reopened: 0,
  majorityReached: false,
  aftercareAgreed: false,
  deathRecorded: false,
  deathInquiryConcluded: false,
  consents: [],
}
