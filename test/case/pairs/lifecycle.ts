import type { LoadedCase } from '../../../src/case/load.ts'
import type { Actor } from '../../../workflows/protocol/v1/language/rule.ts'
import {
  accepted,
  actor,
  after,
  asOfficer,
  type Clear,
  digest,
  held,
  immigration,
  met,
  nothing,
  officer,
  type Pair,
  person,
  proposalOf,
  province,
  referral,
  START,
  screening,
  sun,
  supervisor,
  suspected,
  uncle,
  views,
  viewsFail,
  withMother,
  worker,
} from '../history.ts'
import { foundAdult } from './age.ts'
import { determined, guarded } from './best-interests.ts'

/** How a case is passed on, closed and opened again, and who is told what. */

const itself = actor(71, 'service', 'kinward')
const protection = actor(72, 'data_protection_officer', 'dcy')
const north = actor(73, 'cp_intake', 'north-office')
const northSupervisor = actor(74, 'cp_supervisor', 'north-office')
/** The same person at another desk. */
const promoted: Actor = { ...worker, role: 'cp_supervisor' }

const screened = (from: LoadedCase) => after(from, worker, 'complete-screening', screening)
const settled = screened(guarded)
/** Open, about a child of whom nobody said more than that a parent is there. */
const withSomeParent = after(
  after(nothing, officer, 'submit-referral', { ...referral, placeClass: 'public_place', alone: 'with_parent' }),
  worker,
  'complete-screening',
  { ...screening, separationStatus: 'accompanied' },
)
const livingWithSome = after(withSomeParent, worker, 'record-arrival', { placeKind: 'family' })
const formal = { reason: 'formal_closing', goesTo: 'carer' }
const proposed = after(settled, worker, 'propose-case-closure', formal)
const closed = after(proposed, supervisor, 'close-case', formal)
const claimed = (from: LoadedCase) => after(from, worker, 'raise-protection-claim')
const missing = (from: LoadedCase) => after(from, sun, 'report-missing', { discoveredAt: START })
const dead = (from: LoadedCase) =>
  after(from, worker, 'record-child-death', { custodyAtDeath: 'in_care', notified: ['family'] })
const inquired = after(dead(settled), province, 'conclude-death-inquiry')
const agreement = { childsPart: 'consents', withheld: ['health'] }
const sharing = after(settled, worker, 'record-consent', { ...agreement, purposes: ['sharing'] })
/** Somebody looked at the risk to the child in the country of origin. */
const assessedRisk = (from: LoadedCase) =>
  after(from, worker, 'start-tracing', { through: ['private'], riskAssessed: true }, { given: ['legitimateBasis'] })

const handOver = {
  toKind: 'provider',
  provider: 'river-shelter',
  expectedArrival: '2025-03-04T01:00:00.000Z',
  toOfficers: false,
}
const holding = { holding: 'police', start: START, basis: 'none_stated', alternativesConsidered: [] }
const concern = { against: 'staff', immediateDanger: false }

/** Each thing that keeps a case open, by itself. */
const keepsOpen = (from: LoadedCase, by: Actor): Pair['fails'] => {
  const open = (what: string, at: LoadedCase): Pair['fails'][number] => [what, { at }, ['I-25']]
  const complaint = (data: Clear) => after(from, sun, 'lodge-complaint', data)
  const worried = (data: Clear) => after(from, sun, 'raise-safeguarding-concern', { ...concern, ...data })
  return [
    open('missing', missing(from)),
    open('on the way', after(from, sun, 'hand-over-custody', handOver)),
    open('held', after(from, worker, 'record-detention', holding)),
    open('signs of trafficking', after(from, worker, 'complete-screening', { ...screening, signs: 'concern' })),
    open('urgently ill', after(from, sun, 'raise-urgent-medical-need', { moved: false, guarded: false })),
    open('an age that can be appealed', foundAdult(from)),
    open('a determination', after(from, supervisor, 'require-bid', { trigger: 'durable_solution' })),
    open(
      'a decision that can be appealed',
      determined(from, 'durable_solution', { appealBy: '2025-09-01T00:00:00.000Z' }),
    ),
    open('a claim', claimed(from)),
    open('eighteen', after(from, supervisor, 'record-majority', { basis: 'document' })),
    open('a complaint', complaint({})),
    open('a complaint about oneself', complaint({ againstPerson: by.id })),
    open('a concern', worried({})),
    open('a concern about oneself', worried({ person: by.id })),
    ['nobody is named', { without: ['goesTo'] }, ['I-25']],
    ['a home of their own under eighteen', { data: { goesTo: 'own_home' } }, ['I-25']],
    ['nobody abroad said yes', { data: { reason: 'transferred' } }, ['I-25']],
    ['a duplicate of nothing', { data: { reason: 'duplicate' } }, ['I-25']],
    ['a duplicate of a case that nobody has', { data: { reason: 'duplicate', otherCaseAccepted: false } }, ['I-25']],
    ['an adult by nobody’s finding', { data: { reason: 'adult_final' }, given: ['receiver'] }, ['I-25']],
    ['dead, and nobody asked why', { data: { reason: 'death_of_child' } }, ['I-25']],
  ]
}

const toNorth = { to: 'agency', agency: 'north-office', takesCases: true, reason: 'child_moved' }
const abroad = { to: 'abroad', reason: 'family_elsewhere', takesCases: false }
const passing = (from: LoadedCase, data: Clear = toNorth) =>
  after(from, supervisor, 'propose-case-transfer', data, { given: ['basis'] })
const passed = passing(settled)
const passedAbroad = passing(assessedRisk(settled), abroad)

const told = {
  recipient: 'school',
  toOfficers: false,
  fields: ['needs'],
  bulk: false,
  purpose: 'care',
  basis: 'protection_task',
  digest,
}
const agreeing = (from: LoadedCase, by: Actor, step: string) =>
  after(from, by, 'propose-act', { step, payload: {}, digest })
const telling = agreeing(settled, protection, 'make-disclosure')
const planning = agreeing(settled, worker, 'agree-aftercare-plan')
const other = 'e'.repeat(43)

export const lifecyclePairs: readonly Pair[] = [
  {
    step: 'record-majority',
    at: settled,
    who: supervisor,
    data: { basis: 'latest_plausible' },
    fails: [['by marriage', { data: { basis: 'marriage' } }, ['I-31']]],
  },
  {
    step: 'agree-aftercare-plan',
    at: planning,
    who: supervisor,
    data: { ...views, proposal: proposalOf(planning), digest },
    given: ['views'],
    fails: [
      ['closed', { at: closed }, ['P-OPEN', 'P-TWO']],
      ['police', asOfficer, ['I-20']],
      ...viewsFail,
      ['nobody proposed it', { data: { proposal: person(49) } }, ['P-TWO']],
      ['another plan than was proposed', { data: { digest: other } }, ['P-TWO']],
      ['by one person alone', { who: promoted }, ['P-TWO']],
    ],
  },
  {
    step: 'propose-case-transfer',
    at: settled,
    who: supervisor,
    data: toNorth,
    given: ['basis'],
    fails: [
      ['closed', { at: closed }, ['P-OPEN']],
      ['police', asOfficer, ['I-20']],
      ['to an agency that takes no cases', { data: { takesCases: false } }, ['P-RECEIVER']],
      ['to the one that has it', { data: { agency: 'dcy' } }, ['P-RECEIVER']],
      ['to nobody', { without: ['agency'] }, ['P-RECEIVER']],
      ['nobody takes care of the child', { at: accepted(met) }, ['I-25']],
      ['with some parent, it was said, and no home', { at: accepted(nothing, 'with_parent') }, ['I-25']],
      ['for turning eighteen', { data: { reason: 'turned_eighteen' } }, ['I-25']],
      ['on no basis', { given: [] }, ['I-28']],
      ['on a consent that is none', { given: [], data: { consent: person(49) } }, ['I-28']],
      ['abroad, and nobody looked at the risk', { data: abroad, without: ['agency'] }, ['I-32']],
      [
        'abroad while protection is sought',
        { at: claimed(assessedRisk(settled)), data: abroad, without: ['agency'] },
        ['I-32'],
      ],
    ],
    holds: [
      ['with the mother who came with the child', { at: accepted(withMother, 'with_parent') }],
      ['abroad, when that is safe', { at: assessedRisk(settled), data: abroad, without: ['agency'] }],
      ['with consent', { at: sharing, given: [], data: { consent: proposalOf(sharing) } }],
      ['to somebody else than was asked before', { at: passed }],
    ],
  },
  {
    step: 'accept-case-transfer',
    at: passed,
    who: north,
    fails: [
      ['the child has died', { at: dead(passed) }, ['P-OPEN', 'I-23', 'I-25']],
      ['police', asOfficer, ['I-20', 'P-OWN-TRANSFER']],
      ['nobody was asked', { at: settled }, ['I-23']],
      ['somebody else was asked', { who: supervisor }, ['P-OWN-TRANSFER']],
      ['abroad, by somebody of no part in it', { at: passedAbroad, who: northSupervisor }, ['P-OWN-TRANSFER']],
      ['the place was lost', { at: after(passed, sun, 'record-placement-breakdown') }, ['I-25']],
      ['abroad, and protection is sought since', { at: claimed(passedAbroad), who: supervisor }, ['I-32']],
    ],
    holds: [
      ['its supervisor', { who: northSupervisor }],
      ['abroad, by letter', { at: passedAbroad, who: supervisor }],
    ],
  },
  {
    step: 'refuse-case-transfer',
    at: passed,
    who: north,
    fails: [
      ['the child has died', { at: dead(passed) }, ['P-OPEN', 'I-23']],
      ['police', { who: immigration }, ['I-20', 'P-OWN-TRANSFER']],
      ['nobody was asked', { at: settled }, ['I-23']],
      ['somebody else was asked', { who: supervisor }, ['P-OWN-TRANSFER']],
    ],
    holds: [['abroad, by letter', { at: passedAbroad, who: supervisor }]],
  },
  {
    step: 'record-child-death',
    at: settled,
    who: worker,
    data: { custodyAtDeath: 'in_care', notified: ['family', 'ombudsperson'] },
    fails: [
      ['held, by the record', { at: held }, ['I-1']],
      ['held, by what is said', { data: { custodyAtDeath: 'held' } }, ['I-1']],
      ['the consulate was told first', { data: { notified: ['consulate'] } }, ['I-32']],
    ],
    holds: [['the consulate, when that is safe', { at: assessedRisk(settled), data: { notified: ['consulate'] } }]],
  },
  {
    step: 'propose-case-closure',
    at: settled,
    who: worker,
    data: formal,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['at large with some parent, whom nobody names', { at: withSomeParent }, ['I-25']],
      ['living with some parent, whom nobody names', { at: livingWithSome }, ['I-25']],
      ...keepsOpen(settled, worker),
    ],
    holds: [
      [
        'a duplicate, although missing',
        { at: missing(settled), data: { reason: 'duplicate', otherCaseAccepted: true } },
      ],
    ],
  },
  {
    step: 'return-case-closure',
    at: proposed,
    who: supervisor,
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'close-case',
    at: proposed,
    who: supervisor,
    data: formal,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a batch', { who: itself }, ['I-26', 'P-ROLE']],
      ['whoever proposed it', { who: promoted }, ['P-TWO']],
      ...keepsOpen(proposed, supervisor),
    ],
    holds: [['a dead child’s, after the inquiry', { at: inquired, data: { reason: 'death_of_child' } }]],
  },
  {
    step: 'reopen-case',
    at: closed,
    who: supervisor,
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'record-consent',
    at: settled,
    who: worker,
    data: { ...agreement, purposes: ['services'] },
    fails: [
      ['a child who only assents, alone', { data: { childsPart: 'assents' } }, ['I-28']],
      ['a child too young, alone', { data: { childsPart: 'too_young' } }, ['I-28']],
      ['an adult with signs', { at: suspected, data: { adult: 'carer', carer: uncle } }, ['I-28']],
    ],
    holds: [['with the guardian', { data: { childsPart: 'assents', adult: 'guardian' } }]],
  },
  {
    step: 'make-disclosure',
    at: telling,
    who: supervisor,
    data: told,
    given: ['explanation'],
    fails: [
      ['there is no case', { at: nothing }, ['P-OPEN']],
      ['police tell', asOfficer, ['I-20']],
      ['to police, of a child who is here', { data: { recipient: 'police' } }, ['I-27']],
      ['to immigration by another name', { data: { recipient: 'agency', toOfficers: true } }, ['I-27']],
      ['on no basis', { given: [] }, ['I-28']],
      ['on a consent that is none', { data: { basis: 'consent' } }, ['I-28']],
      [
        'what was asked to withhold',
        { at: sharing, data: { basis: 'consent', consent: proposalOf(sharing), fields: ['health'] } },
        ['I-28'],
      ],
      ['to a person, without consent', { data: { recipient: 'person' } }, ['I-28']],
      ['to the consulate', { data: { recipient: 'consulate' } }, ['I-32']],
      ['to an adult with signs', { at: suspected, data: { recipientPerson: uncle } }, ['I-37']],
      ['where the child is, alone', { data: { fields: ['address'] } }, ['P-TWO']],
      ['many records, alone', { data: { bulk: true } }, ['P-TWO']],
      [
        'another address than was proposed',
        { data: { fields: ['address'], proposal: proposalOf(telling), digest: other } },
        ['P-TWO'],
      ],
    ],
    holds: [
      ['where the child is, by two people', { data: { fields: ['address'], proposal: proposalOf(telling) } }],
      [
        'to police, whom to look for',
        {
          at: missing(settled),
          data: { recipient: 'police', purpose: 'missing_child_search', fields: ['description'] },
        },
      ],
      ['to the consulate, when that is safe', { at: assessedRisk(settled), data: { recipient: 'consulate' } }],
      ['in a closed case', { at: closed }],
    ],
  },
]
