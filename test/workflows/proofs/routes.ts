import type { Random } from '../../../src/audit/random.ts'
import type { JsonObject } from '../../../src/jcs.ts'
import type { Part } from '../../../workflows/protocol/v1/parts.ts'
import { act } from './complete.ts'
import type { CaseFile } from './file.ts'
import { later, type Place, type Step } from './walk.ts'
import { adults, person } from './world.ts'

/**
 * Lawful ways to where the decisions are that matter. A line says which event, by whom, and only those fields that make
 * this way this way; the rest is found. A line of a step that does not exist yet ends the way.
 */
export interface Line {
  readonly event: string
  readonly by?: string
  readonly data?: JsonObject | ((place: Place) => JsonObject)
  /** Hours that pass before. */
  readonly after?: number
  /** Where it should lead. */
  readonly to?: readonly [Part, string]
}

export interface Route {
  readonly name: string
  readonly lines: readonly Line[]
}

export const line = (event: string, by?: string, data?: Line['data'], more: Partial<Line> = {}): Line => ({
  event,
  ...(by !== undefined && { by }),
  ...(data && { data }),
  ...more,
})

export const lastId = (file: CaseFile, type: string): string => file.last(type)?.id ?? ''

const alone = line('ChildEncountered', 'officer', { hands: 'officers', companions: [] })
const withMother = line('ChildEncountered', 'officer', {
  hands: 'officers',
  companions: [{ ref: adults.mother, claimedRelation: 'parent' }],
})
const referred = [
  line('ReferralSubmitted', 'officer', { placeClass: 'police_post', alone: 'alone' }),
  line('ReferralAcknowledged', 'intake'),
  line('ReferralAccepted', 'intake', { agency: 'dcy', worker: person('worker').id }),
]
export const represented = [
  line('ProvisionalGuardianDesignated', 'court', { person: person('province').id, conflicts: [] }),
  line('GuardianApplicationFiled', 'court'),
  line('GuardianAppointed', 'court', { person: person('guardian').id, conflicts: [], caseloadAtAppointment: 14 }),
  line('LegalRepresentativeAssigned', 'supervisor', { lawyer: person('lawyer').id }),
]
export const sheltered = [
  line('PlacementRequested', 'worker', { emergency: false }),
  line('PlacementOffered', 'worker', { provider: 'sun-foster-home', type: 'foster' }),
  line('PlacementAccepted', 'sun', { provider: 'sun-foster-home', type: 'foster' }),
  line('CustodyHandedOver', 'officer', { toKind: 'provider', provider: 'sun-foster-home' }),
  line('ChildArrived', 'sun', { placeKind: 'placement', provider: 'sun-foster-home' }),
]
export const assessed = [
  line('BiaStarted', 'worker', { kind: 'initial' }),
  line('BiaCompleted', 'worker'),
  line('BiaCompleted', 'worker'),
  line('BiaApproved', 'supervisor'),
]

export const determined = [
  line('BidRequired', 'supervisor', { trigger: 'durable_solution' }),
  line('BidReportSubmitted', 'worker'),
  line('PanelConvened', 'secretary'),
  line('BidDeferred', 'panel'),
  line('BidReportSubmitted', 'worker'),
  line('PanelConvened', 'secretary'),
]
const identified = [
  line('TraffickingIndicatorsRaised', 'partner', { concernedAdults: [adults.friend] }),
  line('NrmReferralMade', 'nrm'),
]
export const assessedAge = [
  line('AgeDisputed', 'immigration', { grounds: ['appearance'] }),
  line('ConsentRecorded', 'worker', { purposes: ['psychosocial', 'dental_examination'] }),
  line('AgeAssessmentOrdered', 'age', { method: 'psychosocial' }),
  line('AgeOpinionRecorded', 'health', { method: 'psychosocial', conclusive: false, low: 18, margin: 0 }),
  line('AgeAssessmentOrdered', 'age', { method: 'dental_examination' }),
  line('AgeOpinionRecorded', 'health', { method: 'dental_examination', conclusive: true, low: 21, margin: 0 }),
]

export const routes: readonly Route[] = [
  {
    name: 'determined and carried out',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessed,
      ...determined,
      line('BidDecided', 'secretary', { outcome: 'local_integration' }),
      line('DecisionCommunicatedToChild', 'worker'),
      line('BidImplementationStarted', 'worker'),
      line('BidImplemented', 'supervisor'),
      line('BidReopenRequested', 'guardian'),
      line('BidReopenDeclined', 'supervisor-two'),
      line('BidReopenRequested', 'guardian'),
      line('BidReopened', 'supervisor-two'),
    ],
  },
  {
    name: 'a victim',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...identified,
      line('VictimIdentificationDecided', 'nrm', { finding: 'notIdentified' }),
      line('TraffickingIndicatorsRaised', 'partner', { concernedAdults: [adults.stranger] }),
      line('VictimIdentificationDecided', 'nrm', { finding: 'identified' }),
    ],
  },
  {
    name: 'a minor after all',
    lines: [
      alone,
      ...referred,
      ...represented,
      line('AgeDisputed', 'immigration', { grounds: ['appearance'] }),
      line('AgeDetermined', 'age', { result: 'minor' }),
      line('AgeDisputed', 'worker', { grounds: ['document'] }, { to: ['age', 'disputed'] }),
    ],
  },
  {
    name: 'an adult in the end',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessedAge,
      line('AgeDetermined', 'age', { result: 'adult', lowestAge: 21 }),
      line('AgeAppealed', 'guardian'),
      line('AgeAppealDecided', 'lawyer', { result: 'minor' }),
      line('AgeDisputed', 'worker', { grounds: ['document'] }, { to: ['age', 'disputed'] }),
      ...assessedAge.slice(1),
      line('AgeDetermined', 'age', { result: 'adult', lowestAge: 21 }),
      line('AgeFindingMadeFinal', 'age', undefined, { after: 24 * 120 }),
      line('DetentionOrdered', 'immigration'),
      line('CaseClosureProposed', 'worker', { reason: 'adult_final' }),
      line('CaseClosed', 'supervisor', { reason: 'adult_final' }),
    ],
  },
  {
    name: 'a family found, and together again',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessed,
      line('TracingStarted', 'worker', { through: ['private'] }),
      line('RelativeLocated', 'partner', { relative: adults.aunt, contacted: false }),
      line('TracingClosed', 'supervisor'),
      line('TracingStarted', 'worker', { through: ['tracing_service'] }),
      line('RelationshipVerified', 'supervisor', { adult: adults.aunt, result: 'confirmed', authority: 'agency' }),
      line('ReunificationAuthorised', 'supervisor', { carer: adults.aunt, where: 'here' }),
      line('FamilyReunified', 'worker', { carer: adults.aunt, where: 'here' }),
      line('FollowUpVisitRecorded', 'worker', { type: 'after_reunification' }),
      line('PlacementBrokeDown', 'worker'),
      line('FamilyReunified', 'worker', { carer: adults.aunt, where: 'here' }),
    ],
  },
  {
    name: 'placed with an aunt',
    lines: [
      alone,
      ...referred,
      line('RelationshipVerified', 'supervisor', { adult: adults.aunt, result: 'confirmed', authority: 'agency' }),
      line('PlacementRequested', 'worker', { emergency: false }),
      line('PlacementOffered', 'worker', { carer: adults.aunt }),
      line('PlacementAccepted', 'supervisor', { carer: adults.aunt }),
      line('ChildArrived', 'worker', { placeKind: 'family', carer: adults.aunt }),
      line('PlacementReviewed', 'supervisor'),
    ],
  },
  {
    name: 'an aunt against whom there are signs',
    lines: [
      alone,
      line('ReferralSubmitted', 'officer'),
      line('ReferralAcknowledged', 'intake'),
      line('ReferralAccepted', 'intake'),
      line('RelationshipVerified', 'supervisor', { adult: adults.aunt, result: 'confirmed', authority: 'agency' }),
      line('PlacementRequested', 'worker', { emergency: true }),
      line('PlacementOffered', 'worker', { carer: adults.aunt }),
      line('TraffickingIndicatorsRaised', 'partner', { concernedAdults: [adults.aunt] }),
    ],
  },
  {
    name: 'with a mother who is verified, and apart from her',
    lines: [
      withMother,
      line('ReferralSubmitted', 'officer', { alone: 'with_parent' }),
      ...referred.slice(1),
      line('LegalRepresentativeAssigned', 'supervisor', { lawyer: person('lawyer').id }),
      line('PresentParentVerified', 'supervisor', { adult: adults.mother, result: 'confirmed' }),
      line('SeparationFromParentAuthorised', 'supervisor', { authority: 'emergency' }),
      line('SeparationCourtSeized', 'lawyer'),
      ...represented.slice(0, 3),
      ...assessed,
      ...determined,
      line('BidDecided', 'secretary', { outcome: 'separate_from_carer' }),
      line('SeparationFromParentAuthorised', 'supervisor', { authority: 'court' }),
      line('BidImplementationStarted', 'worker'),
    ],
  },
  {
    name: 'returned',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessed,
      line('BidRequired', 'supervisor', { trigger: 'return' }),
      line('ReturnProposed', 'supervisor', { mode: 'voluntary', towards: 'origin' }),
      ...determined.slice(1),
      line('BidDecided', 'secretary', { outcome: 'repatriation' }),
      line('ReturnConsentRecorded', 'lawyer', { answer: 'given', understood: true, familyMemberHeld: false }),
      line('ReturnAuthorised', 'province', undefined, { after: 24 * 40 }),
      line('ReturnAppealLodged', 'guardian'),
      line('ReturnAppealDecided', 'lawyer', { result: 'dismissed' }),
      line('ReturnAuthorised', 'province'),
      line('ReturnStayed', 'guardian'),
      line('ReturnAuthorised', 'national'),
      line('ReturnCarriedOut', 'worker', undefined, { after: 24 * 300 }),
      line('PostReturnVisitRecorded', 'partner'),
    ],
  },
  {
    name: 'a claim, and a return that waits',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessed,
      line('BidRequired', 'supervisor', { trigger: 'return' }),
      ...determined.slice(1),
      line('BidDecided', 'secretary', { outcome: 'repatriation' }),
      line('ReturnProposed', 'supervisor', { mode: 'forced', towards: 'origin' }),
      line('ProtectionClaimRaised', 'lawyer'),
      line('ProtectionClaimForwarded', 'lawyer'),
      line('ProtectionClaimDecided', 'lawyer', { result: 'granted' }),
      line('ProtectionClaimRaised', 'officer'),
      line('ProtectionClaimForwarded', 'lawyer'),
      line('ProtectionClaimDecided', 'lawyer', { result: 'inadmissible' }),
      line('BidReopenRequested', 'lawyer', undefined, { after: 24 * 60 }),
    ],
  },
  {
    name: 'closed, and opened again',
    lines: [
      alone,
      line('ScreeningCompleted', 'officer', {
        signs: 'no',
        interpreterMode: 'telephone',
        concernedAdults: [],
        health: 'no_concern',
      }),
      ...referred,
      ...represented,
      ...sheltered,
      line('CaseClosureProposed', 'worker', { reason: 'formal_closing', goesTo: 'carer' }),
      line('CaseClosureReturned', 'supervisor'),
      line('CaseClosureProposed', 'worker', { reason: 'formal_closing', goesTo: 'carer' }),
      line('CaseClosed', 'supervisor', { reason: 'formal_closing', goesTo: 'carer' }),
      line('CaseReopened', 'intake'),
      line('MajorityReached', 'service', { basis: 'document' }),
      line('AftercarePlanAgreed', 'supervisor'),
      line('CaseClosureProposed', 'worker', { reason: 'aftercare_complete', goesTo: 'own_home' }),
      line('CaseClosed', 'supervisor', { reason: 'aftercare_complete', goesTo: 'own_home' }),
      line('ChildEncountered', 'officer'),
    ],
  },
  {
    name: 'handed on, and told',
    lines: [
      alone,
      ...referred.slice(0, 2),
      line('ReferralAccepted', 'intake', { agency: 'partner', worker: person('partner').id }),
      ...represented,
      ...sheltered,
      line('ConsentRecorded', 'worker', { purposes: ['sharing'], childsPart: 'consents', withheld: [] }),
      line('DisclosureMade', 'supervisor', { recipient: 'school', basis: 'consent', bulk: false, fields: ['needs'] }),
      line('CaseTransferProposed', 'supervisor', { to: 'agency', agency: 'dcy' }),
      line('CaseTransferRefused'),
      line('CaseTransferProposed', 'supervisor', { to: 'agency', agency: 'dcy' }),
      line('CaseTransferAccepted'),
      line('MonitoringFindingRecorded', 'monitor'),
      line('MonitoringReplyGiven', 'supervisor'),
      line('ConsentWithdrawn', 'guardian'),
      line('ChildWentMissing', 'sun'),
      line('DisclosureMade', 'supervisor', { recipient: 'police', purpose: 'missing_child_search' }),
    ],
  },
  {
    name: 'a death',
    lines: [
      alone,
      ...referred,
      ...sheltered,
      line('ChildDeathRecorded', 'sun'),
      line('DeathInquiryConcluded', 'province'),
      line('CaseClosed', 'supervisor', { reason: 'death_of_child' }),
    ],
  },
  {
    name: 'about to be closed when something comes up',
    lines: [
      alone,
      line('ScreeningCompleted', 'officer', {
        signs: 'no',
        interpreterMode: 'telephone',
        concernedAdults: [],
        health: 'no_concern',
      }),
      ...referred,
      ...represented,
      ...sheltered,
      line('CaseClosureProposed', 'worker', { reason: 'formal_closing', goesTo: 'carer' }),
    ],
  },
  {
    name: 'guardians and complaints',
    lines: [
      alone,
      ...referred,
      ...represented,
      line('GuardianComplaintLodged', 'partner'),
      line('ComplaintAssigned', 'province', ({ file }) => ({ complaint: lastId(file, 'GuardianComplaintLodged') })),
      line('GuardianConflictDeclared', 'guardian'),
      line('GuardianSuspended', 'court'),
      line('ProvisionalGuardianDesignated', 'court', { person: person('province').id }),
      line('GuardianReplaced', 'court', { person: person('lawyer').id }),
      line('ComplaintLodged', 'partner', { againstPerson: person('worker').id }),
      line('ComplaintAssigned', 'province', ({ file }) => ({
        complaint: lastId(file, 'ComplaintLodged'),
        agency: 'ombudsperson',
      })),
      line('ComplaintResolved', 'monitor'),
      ...sheltered,
      line('ChildArrived', 'worker', { placeKind: 'family', carer: adults.aunt }),
      line('GuardianshipEnded', 'court', { reason: 'reunified' }),
      line('ChildArrived', 'worker', { placeKind: 'emergency_bed', provider: 'river-shelter' }),
      line('ProvisionalGuardianDesignated', 'court', { person: person('province').id }),
    ],
  },
  {
    name: 'the family, papers and a claim',
    lines: [
      alone,
      ...referred,
      ...represented,
      line('FamilyUnitLinked', 'worker'),
      line('FamilyMemberHeldRecorded', 'worker', { member: adults.mother }),
      line('LegalStatusRecorded', 'immigration'),
      line('OutsideActRecorded', 'worker', { actKind: 'removal_order' }),
      line('ProtectionClaimRaised', 'lawyer'),
      line('ProtectionClaimForwarded', 'lawyer'),
      line('ProtectionClaimDecided', 'lawyer'),
      line('DuplicateLinked', 'supervisor'),
      line('RiskReassessed', 'worker'),
      line('WorkingGroupConsulted', 'supervisor'),
      line('DetentionRecorded', 'immigration', { holding: 'immigration' }),
      line('DetentionReviewed', 'lawyer'),
    ],
  },
  { name: 'settled', lines: [alone, ...referred, ...represented, ...sheltered, ...assessed] },
  {
    name: 'with a mother',
    lines: [withMother, line('ReferralSubmitted', 'officer', { alone: 'with_parent' }), ...referred.slice(1)],
  },
  {
    name: 'no longer with a mother, and with a friend',
    lines: [
      withMother,
      line('ChildEncountered', 'officer', {
        hands: 'officers',
        companions: [{ ref: adults.friend, claimedRelation: 'friend' }],
      }),
      line('ScreeningCompleted', 'officer', { separationStatus: 'separated', concernedAdults: [], signs: 'no' }),
      ...referred,
      ...represented,
    ],
  },
  {
    name: 'a guardian lost on the way',
    lines: [
      alone,
      ...referred,
      ...represented,
      ...assessed,
      ...determined.slice(0, 2),
      line('GuardianSuspended', 'court'),
    ],
  },
  {
    name: 'a panel without a guardian',
    lines: [alone, ...referred, ...represented, ...assessed, ...determined, line('GuardianSuspended', 'court')],
  },
  {
    name: 'held',
    lines: [
      alone,
      line('DetentionRecorded', 'officer', { holding: 'police' }),
      line('DetentionRecorded', 'immigration', { holding: 'immigration' }),
      line('DetentionRecorded', 'immigration', { holding: 'found_held' }),
      line('DetentionRecorded', 'officer', { holding: 'juvenile_justice' }),
      line('DetentionRecorded', 'immigration', { holding: 'immigration' }),
      ...referred,
      line('ReleaseOrdered', 'immigration'),
      line('DetentionEnded', 'immigration', { releasedTo: 'left_country' }),
    ],
  },
  {
    name: 'declined',
    lines: [
      alone,
      ...referred.slice(0, 2),
      line('ReferralInformationRequested', 'intake'),
      line('ReferralDeclined', 'supervisor', { code: 'duplicate' }),
      line('ReferralDeclineAppealed', 'officer'),
      line('ReferralAccepted', 'intake'),
    ],
  },
  {
    name: 'missing and ill',
    lines: [
      alone,
      ...referred,
      ...sheltered,
      line('ChildWentMissing', 'sun'),
      line('ChildLocated', 'partner', { withOfficers: true }),
      line('UrgentMedicalNeedRaised', 'officer', { moved: true, guarded: true }),
      line('MedicalClearanceGiven', 'health', { dischargedTo: 'nobody' }),
      line('ChildArrived', 'sun', { placeKind: 'emergency_bed', provider: 'sun-foster-home' }),
      line('PlacementBrokeDown', 'sun'),
      line('ChildArrived', 'worker', { placeKind: 'family', carer: adults.mother }),
    ],
  },
  {
    name: 'followed up',
    lines: [
      alone,
      ...referred,
      ...represented,
      line('PlacementRequested', 'worker', { emergency: false }),
      line('PlacementOffered', 'worker', { provider: 'hill-family-network', type: 'foster' }),
      line('PlacementOffered', 'worker', { provider: 'sun-foster-home', type: 'foster' }),
      line('PlacementOfferLapsed', 'service', ({ file }) => ({ offer: file.all('PlacementOffered')[0]?.id ?? '' })),
      line('PlacementOfferLapsed', 'service', ({ file }) => ({ offer: lastId(file, 'PlacementOffered') })),
      ...sheltered.slice(1),
      line('CasePlanAgreed', 'supervisor', { durable: true }),
      line('ConsentRecorded', 'worker', { purposes: ['services'] }),
      line('ServiceReferred', 'worker', { urgent: false }),
      line('ServiceDelivered', 'education'),
      line('ChildFeedbackRecorded', 'monitor'),
      line('SafeguardingConcernRaised', 'education', { against: 'provider', provider: 'sun-foster-home' }),
      line('SupervisorNoteRecorded', 'supervisor', { about: 'concern' }),
      line('SafeguardingConcernResolved', 'supervisor'),
      line('ChildWentMissing', 'sun'),
      line('SupervisorNoteRecorded', 'supervisor', { about: 'missing' }, { after: 24 }),
      line('ChildLocated', 'partner'),
      line('ReturnInterviewHeld', 'partner'),
      line('PlacementEnded', 'supervisor', { next: 'agency' }),
    ],
  },
  {
    name: 'a mother who must report',
    lines: [
      withMother,
      line('ReferralSubmitted', 'officer', { alone: 'with_parent' }),
      ...referred.slice(1),
      line('ChildArrived', 'worker', { placeKind: 'family', carer: adults.mother }),
      line('ReportingConditionSet', 'immigration', { adult: adults.mother, interval: 'daily' }),
      line('ReportingConditionMet', 'partner'),
      line('ReportingConditionMissed', 'service'),
      line('ReportingConditionVaried', 'lawyer', { change: 'interval', interval: 'monthly' }),
      line('ReportingConditionVaried', 'immigration', { change: 'lifted' }),
      line('PlacementEnded', 'supervisor', { next: 'carer', carer: adults.mother }),
    ],
  },
  {
    name: 'signs',
    lines: [
      alone,
      line('ScreeningCompleted', 'officer', { signs: 'no', interpreterMode: 'telephone', concernedAdults: [] }),
      line('ScreeningCompleted', 'officer', { signs: 'yes', concernedAdults: [adults.friend] }),
      ...referred,
    ],
  },
]

/** One line, from anywhere; nothing when it is not possible there. */
export async function follow(
  from: Place,
  { event, by, data, after = 0, to }: Line,
  random: Random,
  tries: number,
): Promise<readonly Step[]> {
  const step = from.loaded.ruleSet.findByEvent(event)
  if (!step || (from.loaded.revision < 0n && !step.opens)) return []
  const place = later(from, after)
  const fixed = typeof data === 'function' ? data(place) : data
  return act(place, step, random, {
    ...(by !== undefined && { by: person(by) }),
    ...(fixed && { fixed }),
    tries,
    ...(to && { wanted: (taken) => taken.known.at[to[0]] === to[1] }),
  })
}
