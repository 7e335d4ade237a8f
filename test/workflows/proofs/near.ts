import type { JsonObject } from '../../../src/jcs.ts'
import { assessed, assessedAge, determined, type Line, lastId, line, sheltered } from './routes.ts'
import type { Place } from './walk.ts'
import { adults, person } from './world.ts'

/** A history that stands close to one guard: a way up to a line of it, what happens then, and who tries what in vain. */
export interface Near {
  readonly guard: string
  readonly from: string
  /** The event before which the way is left; without it, at its end. */
  readonly before?: string
  readonly lines: readonly Line[]
  /** What is tried, as far as it matters. */
  readonly data?: JsonObject | ((place: Place) => JsonObject)
  readonly by?: string
  /** Hours that pass before it is tried. */
  readonly after?: number
}

type Where = Omit<Near, 'guard'>

/** For each guard of a step the history that leads there. */
const at = (step: string, where: Partial<Where>, guards: Readonly<Record<string, Partial<Where>>>): readonly Near[] =>
  Object.entries(guards).map(([rule, more]) => ({ guard: `${step} ${rule}`, from: '', lines: [], ...where, ...more }))

const missing = line('ChildWentMissing', 'sun')
const suspended = line('GuardianSuspended', 'court')
const claimed = line('ProtectionClaimRaised', 'lawyer')
const held = line('DetentionRecorded', 'immigration', { holding: 'immigration' })
const beside = line('ScreeningCompleted', 'officer', {
  separationStatus: 'accompanied',
  signs: 'no',
  interpreterMode: 'telephone',
  concernedAdults: [],
  health: 'no_concern',
})
const signsAgainst = (adult: string): Line =>
  line('TraffickingIndicatorsRaised', 'partner', { concernedAdults: [adult] })
const supervisor = person('supervisor').id
const family = line('RelationshipVerified', 'supervisor', {
  adult: adults.aunt,
  result: 'confirmed',
  authority: 'agency',
})
const safeThere = line('TracingStarted', 'worker', ({ file }) => ({
  through: ['private'],
  riskAssessment: lastId(file, 'BiaCompleted'),
}))
const toAbroad = line('CaseTransferProposed', 'supervisor', { to: 'abroad' })
const toNorth = line('CaseTransferProposed', 'supervisor', { to: 'agency', agency: 'north-office' })

/** Whatever keeps a case open, one thing at a time: I-25. */
const open: Readonly<Record<string, Partial<Where>>> = {
  'I-25': { lines: [missing] },
  'I-25 #2': { lines: [line('CustodyHandedOver', 'sun', { toKind: 'hospital' })] },
  'I-25 #3': { lines: [held] },
  'I-25 #4': { lines: [line('PlacementBrokeDown', 'sun')] },
  'I-25 #5': { lines: [line('TraffickingIndicatorsRaised', 'partner', { concernedAdults: [] })] },
  'I-25 #6': { lines: [line('UrgentMedicalNeedRaised', 'sun', { moved: false, guarded: false })] },
  'I-25 #7': {
    lines: [...assessedAge, line('AgeDetermined', 'age', { result: 'adult', lowestAge: 21 })],
  },
  'I-25 #8': { lines: [line('BidRequired', 'supervisor')] },
  'I-25 #9': { lines: [line('ReturnAppealLodged', 'guardian')] },
  'I-25 #10': { lines: [claimed] },
  'I-25 #11': { lines: [line('MajorityReached', 'service', { basis: 'document' })] },
  'I-25 #13': { lines: [line('ComplaintLodged', 'partner', { againstPerson: person('sun').id })] },
  'I-25 #14': { lines: [line('SafeguardingConcernRaised', 'partner', { against: 'peer' })] },
}
const closing = 'about to be closed when something comes up'
const formally = { reason: 'formal_closing', goesTo: 'carer' }

/** Adults who cannot be guardian, each for one reason alone. */
const unfit = (...then: readonly Line[]): Readonly<Record<string, Partial<Where>>> => ({
  'I-4 #2': {
    from: 'no longer with a mother, and with a friend',
    lines: [suspended, ...then],
    data: { person: adults.friend },
  },
  'I-10 #2': { lines: [signsAgainst(adults.stranger), suspended, ...then], data: { person: adults.stranger } },
  'I-10 #3': {
    lines: [line('GuardianComplaintLodged', 'partner'), suspended, ...then],
    data: { person: person('guardian').id, conflicts: [] },
  },
})

export const near: readonly Near[] = [
  ...at('designate-provisional-guardian', { from: 'settled' }, unfit()),
  ...at('appoint-guardian', { from: 'settled' }, unfit(line('GuardianApplicationFiled', 'court'))),
  ...at('replace-guardian', { from: 'settled' }, unfit()),
  ...at('close-case', { from: closing, data: formally, by: 'supervisor' }, open),
  ...at('propose-case-closure', { from: closing, before: 'CaseClosureProposed', data: formally, by: 'worker' }, open),
  ...at(
    'close-case',
    { from: closing, data: formally, by: 'supervisor' },
    {
      'I-25 #15': { lines: [line('ComplaintLodged', 'partner', { againstPerson: supervisor })] },
      'I-25 #16': { lines: [line('SafeguardingConcernRaised', 'sun', { against: 'staff', person: supervisor })] },
      'I-25 #2': { lines: [toNorth] },
      'I-25 #19': { from: 'a death', before: 'DeathInquiryConcluded', data: { reason: 'death_of_child' } },
      'P-TWO': { by: 'worker-promoted' },
      'I-25 #12': {
        from: 'a family found, and together again',
        before: 'TracingStarted',
        lines: [
          line('ScreeningCompleted', 'officer', {
            signs: 'no',
            interpreterMode: 'telephone',
            concernedAdults: [],
            health: 'no_concern',
          }),
          ...sheltered,
          safeThere,
          toAbroad,
          line('CaseTransferAccepted', 'supervisor'),
          line('CaseClosureProposed', 'worker', { reason: 'transferred' }),
          line('CaseTransferProposed', 'supervisor', { to: 'agency', agency: 'dcy' }),
          line('CaseTransferAccepted', 'intake'),
        ],
        data: { reason: 'transferred', goesTo: 'carer' },
      },
    },
  ),
  ...at(
    'propose-case-closure',
    { from: closing, before: 'CaseClosureProposed', by: 'worker' },
    {
      'I-25 #12': { data: { reason: 'transferred' } },
      'I-25 #15': {
        lines: [line('ComplaintLodged', 'partner', { againstPerson: person('worker').id })],
        data: formally,
      },
      'I-25 #16': {
        lines: [line('SafeguardingConcernRaised', 'sun', { against: 'staff', person: person('worker').id })],
        data: formally,
      },
    },
  ),
  ...at(
    'authorise-return',
    { from: 'returned', before: 'ReturnAuthorised', after: 24 * 40 },
    {
      'I-18': { lines: [line('BidReopenRequested', 'guardian')] },
      'I-9': { lines: [suspended] },
      'I-14': { lines: [beside] },
      'I-32': { lines: [claimed] },
      'I-37': { lines: [family, signsAgainst(adults.aunt)], data: { carer: adults.aunt } },
      'I-19 #6': { lines: [line('ReturnAppealLodged', 'guardian')] },
      'I-19 #5': {
        before: 'LegalRepresentativeAssigned',
        lines: [
          ...assessed,
          line('BidRequired', 'supervisor', { trigger: 'return' }),
          line('ReturnProposed', 'supervisor', { mode: 'forced', towards: 'origin' }),
          ...determined.slice(1),
          line('BidDecided', 'secretary', { outcome: 'repatriation' }),
        ],
      },
      'I-34': { lines: [line('FamilyMemberHeldRecorded', 'worker', { member: adults.mother })] },
    },
  ),
  ...at(
    'authorise-reunification',
    {
      from: 'a family found, and together again',
      before: 'ReunificationAuthorised',
      data: { carer: adults.aunt, where: 'here' },
    },
    {
      'I-14': { lines: [beside] },
      'I-37': { lines: [signsAgainst(adults.aunt)] },
      'I-18': {
        lines: [line('TracingClosed', 'supervisor'), safeThere],
        data: { carer: adults.aunt, where: 'origin', restsOn: 'assessment' },
      },
      'I-32': {
        from: 'determined and carried out',
        before: 'BidDecided',
        lines: [line('BidDecided', 'secretary', { outcome: 'reunification' }), family],
        data: { carer: adults.aunt, where: 'origin', restsOn: 'determination' },
      },
    },
  ),
  ...at(
    'determine-age',
    {
      from: 'an adult in the end',
      before: 'AgeDetermined',
      data: ({ file }) => ({
        result: 'adult',
        restsOn: ['opinions'],
        opinions: [lastId(file, 'AgeOpinionRecorded')],
        lowestAge: 21,
      }),
    },
    {
      'I-5': {},
      'I-7': { data: { result: 'adult', opinions: [] } },
      'I-9': { lines: [suspended], data: { result: 'minor', restsOn: ['statement'] } },
      'P-ASSESSOR': {
        lines: [line('AgeOpinionRecorded', 'health', { method: 'documents', assessor: person('age').id })],
        data: { result: 'minor', restsOn: ['statement'] },
        by: 'age',
      },
      'I-31': {
        data: ({ file }) => ({
          result: 'adult',
          restsOn: ['opinions', 'marriage'],
          opinions: [lastId(file, 'AgeOpinionRecorded')],
          lowestAge: 21,
        }),
      },
    },
  ),
  ...at(
    'order-detention',
    { from: 'an adult in the end', before: 'DetentionOrdered' },
    { 'I-3': { data: { ownName: false } }, 'I-15': { data: { basis: 'family_unity' } } },
  ),
  ...at(
    'order-age-assessment',
    { from: 'an adult in the end', before: 'AgeAssessmentOrdered', data: { method: 'psychosocial' } },
    { 'I-9': { lines: [suspended] }, 'I-6': {}, 'I-8': {} },
  ),
  ...at(
    'decide-bid',
    { from: 'determined and carried out', before: 'BidDecided', data: { outcome: 'local_integration' } },
    {
      'I-9': { lines: [suspended] },
      'I-17': { lines: [line('BiaStarted', 'panel-was-worker', { kind: 'review' })] },
    },
  ),
  ...at(
    'convene-panel',
    { from: 'determined and carried out', before: 'PanelConvened' },
    {
      'I-9': { lines: [suspended] },
      'I-17 #3': {},
      'I-17 #4': { lines: [line('BiaStarted', 'panel-was-worker', { kind: 'review' })] },
    },
  ),
  ...at(
    'submit-bid-report',
    { from: 'determined and carried out', before: 'BidReportSubmitted', lines: [suspended] },
    { 'I-9': {} },
  ),
  ...at(
    'decline-bid-reopening',
    { from: 'determined and carried out', before: 'BidReopenDeclined', by: 'worker-promoted' },
    { 'I-17': {} },
  ),
  ...at('approve-bia', { from: 'settled', before: 'BiaApproved', by: 'worker-promoted' }, { 'I-17': {} }),
  ...at('return-bia', { from: 'settled', before: 'BiaApproved', by: 'worker-promoted' }, { 'I-17': {} }),
  ...at('defer-bid', { from: 'determined and carried out', before: 'BidDeferred' }, { 'P-OWN-CHAIR': {} }),
  ...at('link-duplicate', { from: 'settled' }, { 'I-3': {} }),
  ...at(
    'offer-placement',
    { from: 'settled', before: 'PlacementOffered', data: { provider: 'sun-foster-home', type: 'foster' } },
    {
      'I-24': { lines: [line('FamilyUnitLinked', 'worker')] },
      'I-36': {
        lines: [line('SafeguardingConcernRaised', 'partner', { against: 'provider', provider: 'sun-foster-home' })],
      },
      'P-CAPACITY': { lines: [line('PlacementRequested', 'worker', { emergency: false, accompanyingAdults: 14 })] },
    },
  ),
  ...at(
    'accept-placement',
    {
      from: 'settled',
      before: 'PlacementAccepted',
      data: { provider: 'sun-foster-home', type: 'foster' },
      by: 'sun',
    },
    {
      'I-14': { lines: [beside] },
      'I-24': { lines: [line('FamilyUnitLinked', 'worker')] },
      'I-36': {
        lines: [line('SafeguardingConcernRaised', 'partner', { against: 'provider', provider: 'sun-foster-home' })],
      },
      'P-CAPACITY': { lines: [line('PlacementRequested', 'worker', { emergency: false, accompanyingAdults: 14 })] },
    },
  ),
  ...at(
    'offer-placement',
    { from: 'an aunt against whom there are signs', data: { carer: adults.aunt } },
    { 'I-37': {} },
  ),
  ...at(
    'accept-placement',
    { from: 'an aunt against whom there are signs', data: { carer: adults.aunt }, by: 'supervisor' },
    { 'I-37': {} },
  ),
  ...at(
    'verify-present-parent',
    {
      from: 'with a mother who is verified, and apart from her',
      before: 'SeparationCourtSeized',
      data: { adult: adults.mother, result: 'confirmed', authority: 'agency', dna: false },
    },
    { 'I-4 #2': {} },
  ),
  ...at(
    'verify-present-parent',
    { from: 'with a mother', data: { adult: adults.mother, result: 'confirmed', authority: 'agency', dna: false } },
    { 'I-37': { lines: [signsAgainst(adults.mother)] } },
  ),
  ...at(
    'end-placement',
    { from: 'placed with an aunt', data: { next: 'carer', carer: adults.aunt } },
    {
      'I-37': { lines: [signsAgainst(adults.aunt)] },
      'I-14': { from: 'a mother who must report', before: 'PlacementEnded', data: { next: 'agency' } },
    },
  ),
  ...at(
    'verify-relationship',
    { from: 'an aunt against whom there are signs', data: { adult: adults.aunt, result: 'confirmed' } },
    { 'I-37': {} },
  ),
  ...at(
    'accept-case-transfer',
    { from: 'handed on, and told', before: 'CaseTransferRefused' },
    {
      'I-25': { lines: [line('PlacementBrokeDown', 'sun')] },
      'P-OWN-TRANSFER': { by: 'supervisor-north' },
      'I-32': {
        from: 'a family found, and together again',
        before: 'TracingStarted',
        lines: [...sheltered, safeThere, toAbroad, claimed],
        by: 'supervisor',
      },
    },
  ),
]
