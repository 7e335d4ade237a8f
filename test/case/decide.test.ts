import t from 'tap'
import { decide, possible } from '../../src/case/decide.ts'
import type { LoadedCase } from '../../src/case/load.ts'
import type { Actor, Rule } from '../../workflows/protocol/v1/language/rule.ts'
import { type AnyStep, failing } from '../../workflows/protocol/v1/language/step.ts'
import { parts } from '../../workflows/protocol/v1/parts.ts'
import { current } from '../../workflows/registry.ts'
import {
  acceptance,
  accepted,
  acknowledged,
  act,
  after,
  arrival,
  asksFor,
  asOfficer,
  assessing,
  auditor,
  before,
  byIntake,
  bySupervisor,
  type Change,
  type Clear,
  colleague,
  court,
  digest,
  friend,
  fromCell,
  guardian,
  held,
  holdingOrder,
  immigration,
  intake,
  lawyer,
  living,
  met,
  mother,
  nothing,
  nurse,
  offered,
  officer,
  otherWorker,
  type Pair,
  person,
  place,
  placed,
  proposalOf,
  province,
  reasons,
  referral,
  referred,
  river,
  START,
  screening,
  sun,
  supervisor,
  suspected,
  toReview,
  trafficker,
  uncle,
  views,
  viewsFail,
  withMother,
  worker,
} from './history.ts'
import { agePairs } from './pairs/age.ts'
import { bestInterestsPairs } from './pairs/best-interests.ts'
import { carePairs } from './pairs/care.ts'
import { contactPairs } from './pairs/contact.ts'
import { familyPairs } from './pairs/family.ts'
import { guardianshipPairs } from './pairs/guardianship.ts'
import { lifecyclePairs } from './pairs/lifecycle.ts'
import { returnPairs } from './pairs/return.ts'
import { traffickingPairs } from './pairs/trafficking.ts'

/**
 * Every rule on every step that carries it, in pairs: the act that it allows, and the same act with one thing wrong,
 * refused for exactly that. Histories are made of acts that were decided and folded one after the other.
 */

/** An emergency waits for nobody: a place for the child alone, although the mother is there. */
const inHaste = (from: LoadedCase) =>
  after(
    after(asksFor(from, true, 'with_parent'), worker, 'offer-placement', place('sun-foster-home')),
    sun,
    'accept-placement',
    acceptance,
  )

const pairs: Pair[] = [
  ...bestInterestsPairs,
  ...traffickingPairs,
  ...agePairs,
  ...contactPairs,
  ...familyPairs,
  ...returnPairs,
  ...lifecyclePairs,
  ...guardianshipPairs,
  ...carePairs,
  {
    step: 'start-screening',
    at: met,
    who: officer,
    data: { supportPerson: friend, interpreterMode: 'telephone' },
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN']],
      ['no support person', { without: ['supportPerson'] }, ['I-8']],
      ['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']],
    ],
    holds: [['a parent is there', { at: withMother, without: ['supportPerson'] }]],
  },
  {
    step: 'record-detention',
    at: referred(met),
    who: officer,
    data: { holding: 'police', start: START, ...holdingOrder },
    given: ['orderRef'],
    fails: [
      ['the basis is not admissible', { data: { basis: 'missing_papers' } }, ['I-1']],
      ['lack of a bed is no alternative', { data: { alternativesConsidered: ['none_available'] } }, ['I-1']],
      ['no review', { without: ['reviewBy'] }, ['I-1']],
      ['the review lies in the past', { data: { reviewBy: START } }, ['I-1']],
      ['no order was written', { given: [] }, ['I-1']],
      ['attached to an adult’s order', { data: { basis: 'attached_to_adult' } }, ['I-1', 'I-3']],
      ['for the family’s unity', { data: { basis: 'family_unity' } }, ['I-1', 'I-15']],
      [
        'nobody referred the child in time',
        { at: met, later: 25, data: { reviewBy: '2025-03-09T01:00:00.000Z' } },
        ['I-2'],
      ],
    ],
    holds: [['a youth court has its own law', { data: { holding: 'juvenile_justice', basis: 'public_order' } }]],
  },
  {
    step: 'order-detention',
    at: met,
    who: immigration,
    data: { ownName: true, ...holdingOrder },
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN']],
      ['bail is unpaid', { data: { basis: 'unpaid_bail' } }, ['I-1']],
      ['for having been away', { data: { basis: 'absconding' } }, ['I-1']],
      ['nothing else was considered', { data: { alternativesConsidered: [] } }, ['I-1']],
      ['no review', { without: ['reviewBy'] }, ['I-1']],
      ['in an adult’s name', { data: { ownName: false } }, ['I-1', 'I-3']],
      ['attached to an adult’s order', { data: { basis: 'attached_to_adult' } }, ['I-1', 'I-3']],
      ['for the family’s unity', { data: { basis: 'family_unity' } }, ['I-1', 'I-15']],
    ],
  },
  {
    step: 'record-end-of-detention',
    at: held,
    who: officer,
    data: { releasedTo: 'agency', shelterTonight: true, means: true },
    fails: [
      ['to nobody', { data: { releasedTo: 'nobody' } }, ['I-33']],
      ['without shelter tonight', { data: { shelterTonight: false } }, ['I-33']],
      ['without means', { data: { means: false } }, ['I-33']],
      ['to an adult whom nobody verified', { data: { releasedTo: 'person', carer: uncle } }, ['I-4']],
      ['to an adult whom nobody names', { data: { releasedTo: 'person' } }, ['I-4']],
      ['to an adult with signs', { at: suspected, data: { releasedTo: 'person', carer: uncle } }, ['I-4', 'I-37']],
      ['out of the country', { data: { releasedTo: 'left_country' } }, ['I-18', 'I-32']],
    ],
    holds: [['to the mother found with the child', { at: withMother, data: { releasedTo: 'person', carer: mother } }]],
  },
  {
    step: 'hand-over-custody',
    at: placed(met),
    who: officer,
    data: { toKind: 'provider', provider: 'sun-foster-home', expectedArrival: START, toOfficers: false },
    fails: [
      ['to a provider who did not accept', { data: { provider: 'river-shelter' } }, ['I-23']],
      [
        'to an agency that is not responsible',
        { data: { toKind: 'agency', agency: 'partner' }, without: ['provider'] },
        ['I-23'],
      ],
      [
        'to an adult whom nobody verified',
        { data: { toKind: 'adult', carer: uncle }, without: ['provider'] },
        ['I-23', 'I-4'],
      ],
      [
        'to an adult with signs',
        { at: suspected, data: { toKind: 'adult', carer: uncle }, without: ['provider'] },
        ['I-23', 'I-4', 'I-37'],
      ],
    ],
    holds: [
      ['to a hospital', { at: met, data: { toKind: 'hospital' }, without: ['provider'] }],
      ['to the responsible agency', { data: { toKind: 'agency', agency: 'dcy' }, without: ['provider'] }],
      [
        'to the mother found with the child',
        { at: withMother, data: { toKind: 'adult', carer: mother }, without: ['provider'] },
      ],
    ],
  },
  {
    step: 'record-arrival',
    at: placed(met),
    who: sun,
    data: arrival,
    fails: [
      ['a provider speaks for another place', { data: { provider: 'river-shelter' } }, ['P-OWN-PLACE']],
      ['where nobody accepted', { who: worker, data: { provider: 'river-shelter' } }, ['I-23']],
      ['where the door is locked', { data: { providerLiberty: 'closed' } }, ['I-35']],
      [
        'with an adult whom nobody verified',
        { who: worker, data: { placeKind: 'family', carer: uncle }, without: ['provider'] },
        ['I-23', 'I-4'],
      ],
      [
        'with an adult with signs',
        { at: suspected, who: worker, data: { placeKind: 'family', carer: uncle }, without: ['provider'] },
        ['I-23', 'I-4', 'I-37'],
      ],
      ['without the mother', { at: inHaste(withMother) }, ['I-14']],
    ],
    holds: [
      ['in hospital, which nobody need accept', { who: nurse, at: met, data: { placeKind: 'hospital' } }],
      [
        'back where they lived',
        { at: after(living, sun, 'report-missing', { discoveredAt: START }), data: { placeKind: 'placement' } },
      ],
    ],
  },
  {
    step: 'submit-referral',
    at: held,
    who: officer,
    data: referral,
    fails: [
      ['a day too late for a child who is held', { later: 25 }, ['I-2']],
      [
        'from a cell, after more than a day, as the first that anybody says',
        { at: nothing, data: { placeClass: 'police_cell', since: before(START, 25) } },
        ['I-2'],
      ],
    ],
    holds: [
      ['late, and nobody was held', { at: met, later: 25 }],
      ['a second time, when an agency has it', { at: referred(held), later: 25 }],
    ],
  },
  {
    step: 'acknowledge-referral',
    at: referred(met),
    who: intake,
    data: { riskLevel: 'high' },
    fails: [
      ['police', asOfficer, ['I-20', 'P-ESCALATED']],
      ['a supervisor to whom nobody turned', { who: supervisor }, ['P-ESCALATED']],
      ['the province to which nobody turned', { who: province }, ['P-ESCALATED']],
    ],
    holds: [['a supervisor, once escalated', { who: supervisor, at: after(referred(met), sun, 'escalate-referral') }]],
  },
  {
    step: 'provide-referral-information',
    at: after(acknowledged(met), intake, 'request-referral-information'),
    who: colleague,
    fails: [['somebody who referred nobody', { who: immigration }, ['P-OWN-REFERRAL']]],
    holds: [['the officer who referred', { who: officer }]],
  },
  {
    step: 'accept-referral',
    at: acknowledged(met),
    who: intake,
    data: { agency: 'dcy', emergencyBed: false },
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'decline-referral',
    at: byIntake,
    who: supervisor,
    data: { code: 'duplicate', otherCaseAccepted: true, proposal: proposalOf(byIntake), digest },
    fails: [
      ['police', asOfficer, ['I-20']],
      ['as an adult, before a finding is final', { data: { code: 'adult_final' } }, ['I-5']],
      [
        'as an adult, from a cell, to nobody',
        { at: fromCell, data: { code: 'adult_final', proposal: proposalOf(fromCell) }, without: ['otherCaseAccepted'] },
        ['I-5', 'I-2'],
      ],
      ['no other case is named', { without: ['otherCaseAccepted'] }, ['I-2']],
      ['the other case was not accepted', { data: { otherCaseAccepted: false } }, ['I-2']],
      ['nobody proposed it', { data: { proposal: friend } }, ['P-TWO']],
      ['something else was proposed', { data: { digest: 'e'.repeat(43) } }, ['P-TWO']],
      ['the same person proposed it', { at: bySupervisor, data: { proposal: proposalOf(bySupervisor) } }, ['P-TWO']],
    ],
  },
  {
    step: 'assign-case-worker',
    at: met,
    who: supervisor,
    data: { worker: worker.id },
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN']],
      ['police', asOfficer, ['I-20']],
    ],
  },
  {
    step: 'complete-screening',
    at: met,
    who: officer,
    data: screening,
    fails: [
      ['no support person', { without: ['supportPerson'] }, ['I-8']],
      ['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']],
    ],
    holds: [['a parent is there', { at: withMother, without: ['supportPerson'] }]],
  },
  {
    step: 'give-medical-clearance',
    at: after(met, officer, 'raise-urgent-medical-need', { moved: true, guarded: false }),
    who: nurse,
    data: { dischargedTo: 'care' },
    fails: [
      ['into holding', { data: { dischargedTo: 'holding' } }, ['I-1']],
      ['to nobody', { data: { dischargedTo: 'nobody' } }, ['I-33']],
    ],
  },
  {
    step: 'start-bia',
    at: accepted(met),
    who: worker,
    data: { kind: 'initial', interpreterMode: 'telephone' },
    fails: [
      ['police', asOfficer, ['I-20']],
      ['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']],
    ],
  },
  {
    step: 'complete-bia',
    at: assessing,
    who: worker,
    data: views,
    given: ['views'],
    fails: [
      ['police', asOfficer, ['I-20', 'P-OWN-AUTHOR']],
      ['somebody who did not write it', { who: otherWorker }, ['P-OWN-AUTHOR']],
      ...viewsFail,
    ],
    holds: [
      ['the child would rather not', { data: { viewsMode: 'declined' }, given: [] }],
      ['it was not possible, and why', { data: { viewsMode: 'not_possible' }, given: ['viewsReason'] }],
      [
        'whoever has the case since',
        { who: otherWorker, at: after(assessing, supervisor, 'assign-case-worker', { worker: otherWorker.id }) },
      ],
    ],
  },
  ...['approve-bia', 'return-bia'].map(
    (step): Pair => ({
      step,
      at: toReview,
      who: supervisor,
      data: step === 'approve-bia' ? { bidNeeded: 'no' } : {},
      fails: [
        ['police', { who: immigration }, ['I-20']],
        ['whoever wrote it, as a supervisor', { who: { ...supervisor, id: worker.id } }, ['I-17']],
        ['whoever referred the child', { who: { ...supervisor, id: officer.id } }, ['I-17']],
        ['whoever referred the child, still an officer', asOfficer, ['I-20', 'I-17']],
      ],
    }),
  ),
  {
    step: 'designate-provisional-guardian',
    at: placed(met),
    who: province,
    data: { person: guardian, conflicts: [] },
    given: ['vettingRef'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['nobody vetted', { given: [] }, ['I-4']],
      ['vetting some day', { given: [], data: { vettingDue: '2025-06-01T00:00:00.000Z' } }, ['I-4']],
      ['vetting was due', { given: [], data: { vettingDue: START } }, ['I-4']],
      ['who came with the child and was not verified', { data: { person: uncle } }, ['I-4']],
      ['who declares a conflict', { data: { conflicts: ['other_interest'] } }, ['I-10']],
      ['immigration staff', { data: { personRole: 'immigration_officer' } }, ['I-10']],
      ['the provider who is paid for the place', { data: { personAgency: 'sun-foster-home' } }, ['I-10']],
      ['an adult with signs', { at: suspected, data: { person: trafficker } }, ['I-10']],
    ],
    holds: [['vetting within the time allowed', { given: [], data: { vettingDue: '2025-03-20T00:00:00.000Z' } }]],
  },
  {
    step: 'appoint-guardian',
    at: living,
    who: court,
    data: { person: guardian, conflicts: [], caseloadAtAppointment: 29, ...views },
    given: ['vettingRef', 'views'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['nobody vetted', { given: ['views'] }, ['I-4']],
      ['who came with the child and was not verified', { data: { person: uncle } }, ['I-4']],
      ['who declares a conflict', { data: { conflicts: ['placement_provider'] } }, ['I-10']],
      ['the provider with whom the child lives', { data: { personAgency: 'sun-foster-home' } }, ['I-10']],
      ['an adult with signs', { at: suspected, data: { person: trafficker } }, ['I-10']],
      ['thirty children already', { data: { caseloadAtAppointment: 30 } }, ['I-11']],
      [
        'fifty children already, whatever the reason',
        { data: { caseloadAtAppointment: 50 }, given: ['vettingRef', 'views', 'surgeReason'] },
        ['I-11'],
      ],
      ['without the child’s views', { given: ['vettingRef'] }, ['I-16']],
    ],
    holds: [
      [
        'forty-nine children, with a reason',
        { data: { caseloadAtAppointment: 49 }, given: ['vettingRef', 'views', 'surgeReason'] },
      ],
    ],
  },
  {
    step: 'assign-legal-representative',
    at: met,
    who: supervisor,
    data: { lawyer: lawyer.id },
    fails: [['the case is not open', { at: nothing }, ['P-OPEN']]],
  },
  {
    step: 'request-placement',
    at: accepted(met),
    who: worker,
    data: { emergency: false },
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'offer-placement',
    at: asksFor(met),
    who: worker,
    data: place('sun-foster-home'),
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a place was accepted already', { at: placed(met) }, ['I-23']],
      ['an adult whom nobody verified', { data: { carer: uncle }, without: ['provider'] }, ['I-4']],
      ['a licensed place as a cover for one', { data: { carer: uncle } }, ['I-4']],
      ['to nobody', { without: ['provider'] }, ['I-4']],
      [
        'an adult with signs',
        { at: asksFor(suspected), data: { carer: uncle }, without: ['provider'] },
        ['I-4', 'I-37'],
      ],
      ['not open to national children', { data: { openToNationalChildren: false } }, ['I-30']],
      ['to live alone', { data: { type: 'independent_living' } }, ['I-21', 'I-30']],
      ['closed, by what is said', { data: { libertyClass: 'closed' } }, ['I-35']],
      ['closed, by what is known of the place', { data: { providerLiberty: 'closed' } }, ['I-35']],
    ],
  },
  {
    step: 'accept-placement',
    at: offered(met),
    who: sun,
    data: acceptance,
    given: reasons,
    fails: [
      ['police', asOfficer, ['I-20', 'P-OWN-OFFER']],
      ['a supervisor for a provider', { who: supervisor }, ['P-OWN-OFFER']],
      ['a provider for another', { who: river }, ['P-OWN-OFFER']],
      ['who was not asked', { at: asksFor(met) }, ['P-OWN-OFFER']],
      ['the second that says yes', { at: placed(met), who: river, data: { provider: 'river-shelter' } }, ['I-23']],
      [
        'an adult whom nobody verified',
        { at: asksFor(met, true), who: supervisor, data: { carer: uncle }, without: ['provider', 'licence'] },
        ['I-4'],
      ],
      [
        'an adult with signs',
        { at: asksFor(suspected, true), who: supervisor, data: { carer: uncle }, without: ['provider', 'licence'] },
        ['I-4', 'I-37'],
      ],
      ['nobody says why it is necessary', { given: ['suitability'] }, ['I-21']],
      ['nobody says why it is suitable', { given: ['necessity'] }, ['I-21']],
      [
        'residential, before a family was tried',
        { data: { licence: 'residential', familyBasedTried: false }, given: [...reasons, 'residentialReason'] },
        ['I-21'],
      ],
      ['residential by licence, whatever it says, without a reason', { data: { licence: 'residential' } }, ['I-21']],
      ['not open to national children', { data: { openToNationalChildren: false } }, ['I-30']],
      ['closed, by what is said', { data: { libertyClass: 'closed' } }, ['I-35']],
      ['closed, by what is known of the place', { data: { providerLiberty: 'closed' } }, ['I-35']],
    ],
    holds: [
      ['in an emergency, unasked and without reasons', { at: asksFor(met, true), given: [] }],
      ['residential, with its reason', { data: { licence: 'residential' }, given: [...reasons, 'residentialReason'] }],
    ],
  },
  {
    step: 'decline-placement',
    at: offered(met),
    who: sun,
    data: { provider: 'sun-foster-home' },
    fails: [
      ['for another provider', { who: river }, ['P-OWN-OFFER']],
      ['who was not asked', { at: asksFor(met) }, ['P-OWN-OFFER']],
    ],
    holds: [
      ['a supervisor, for one who stays silent', { who: supervisor }],
      ['taking back a yes', { at: placed(met) }],
    ],
  },
  {
    step: 'review-placement',
    at: living,
    who: supervisor,
    data: { ...views, asForNationalChildren: true },
    given: [...reasons, 'views'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['without the child’s views', { given: reasons }, ['I-16']],
      ['nobody says that it is still necessary', { given: ['suitability', 'views'] }, ['I-21']],
    ],
  },
  {
    step: 'correct-record',
    at: met,
    who: officer,
    data: {
      correctionOf: person(49),
      step: 'record-encounter',
      payload: { companions: [] },
      authorOfCorrected: officer.id,
    },
    fails: [['somebody else’s record', { who: colleague }, ['P-OWN-AUTHOR']]],
    holds: [['a supervisor', { who: supervisor }]],
  },
]

const covered = new Set<string>()
const nameOf = (step: AnyStep, rule: Rule<never>): string => `${step.name}: ${step.rules.indexOf(rule)} ${rule.id}`
const ids = (rules: readonly { readonly id: string }[]): string[] => [...new Set(rules.map(({ id }) => id))]

for (const { step: name, at, who, data = {}, given = [], fails, holds = [], neverLawful } of pairs) {
  const step = current.getStep(name)
  const tried = (change: Change) => {
    const changed = Object.fromEntries(
      Object.entries({ ...data, ...change.data }).filter(([field]) => !change.without?.includes(field)),
    )
    const on = change.at ?? at
    const saying = { given: change.given ?? given, ...(change.later !== undefined && { later: change.later }) }
    const event = act(on, change.who ?? who, step, changed, saying)
    return { event, on, decision: decide(on, step, event) }
  }

  t.test(name, async (t) => {
    for (const [what, change] of [...(neverLawful ? [] : [['as it should be', {}] as const]), ...holds]) {
      const { decision } = tried(change)
      t.same(decision.ok ? decision.outcome.consequences.breaches : ids(decision.failed), [], `${what}: taken`)
      t.ok(decision.ok, what)
    }
    for (const [what, change, rules] of fails) {
      const { event, on, decision } = tried(change)
      for (const rule of failing(step, on.known, event, current.terms)) covered.add(nameOf(step, rule))
      if (step.kind === 'fact' && rules.every((id) => id.startsWith('I-'))) {
        t.ok(decision.ok, `${what}: recorded all the same`)
        t.same(decision.ok && decision.outcome.consequences.breaches, rules, `${what}: ${rules.join(', ')}`)
        continue
      }
      t.same(!decision.ok && ids(decision.failed), rules, `${what}: refused, ${rules.join(', ')}`)
      const folded = current.fast(on.known, event)
      if (step.kind === 'decision' && !rules.every((id) => id === 'P-ROLE'))
        t.same([folded.took, folded.known === on.known], [[], true], `${what}: nothing moved`)
    }
  })
}

t.test('no rule of any step is left without its pair', async (t) => {
  const all = current.steps.flatMap((step) => step.rules.map((rule) => nameOf(step, rule)))
  t.same(
    all.filter((each) => !covered.has(each)),
    [],
  )
  t.ok(all.length > 60, `${all.length} pairs of step and rule`)
})

t.test('whose role it is not is told that alone; police hear I-20 and no second time', async (t) => {
  const failed = (at: LoadedCase, by: Actor, name: string, data: Clear = {}) => {
    const step = current.getStep(name)
    const decision = decide(at, step, act(at, by, step, data))
    return decision.ok ? 'taken' : decision.failed.map(({ id }) => id)
  }
  const acceptance = { agency: 'dcy', emergencyBed: false }
  t.same(failed(acknowledged(met), court, 'accept-referral', acceptance), ['P-ROLE'])
  t.same(failed(acknowledged(met), immigration, 'accept-referral', acceptance), ['I-20'])
  t.same(failed(acknowledged(met), immigration, 'request-referral-information'), ['P-ROLE'])
  t.same(failed(met, auditor, 'report-missing', { discoveredAt: START }), ['P-ROLE'], 'a fact too')
  t.same(
    failed(living, sun, 'review-placement', { ...views, asForNationalChildren: true }),
    ['I-16', 'I-21', 'P-ROLE'],
    'the record names all',
  )
  t.same(
    failed(acknowledged(met), worker, 'propose-act', { step: 'decline-referral', payload: {}, digest }),
    ['P-ROLE'],
    'who may propose is said by the step that is proposed',
  )
})

t.test('the sequence is named only when nothing else failed', async (t) => {
  const failed = (at: LoadedCase, by: Actor, name: string, data: Clear = {}, given: readonly string[] = []) => {
    const step = current.getStep(name)
    const decision = decide(at, step, act(at, by, step, data, { given }))
    return decision.ok ? 'taken' : decision.failed.map(({ id }) => id)
  }
  t.same(failed(referred(met), intake, 'accept-referral', { agency: 'dcy', emergencyBed: false }), [
    'SEQ-accept-referral',
  ])
  t.same(failed(living, sun, 'accept-placement', acceptance, reasons), ['P-OWN-OFFER'])
  t.same(failed(accepted(met), worker, 'offer-placement', { ...place('sun-foster-home'), libertyClass: 'closed' }), [
    'I-35',
  ])
  t.same(failed(accepted(met), worker, 'offer-placement', place('sun-foster-home')), ['SEQ-offer-placement'])
  const review = { kind: 'review', interpreterMode: 'telephone' }
  t.same(failed(accepted(met), worker, 'start-bia', review), ['SEQ-start-bia'], 'another outcome than is offered here')
  t.same(failed(met, supervisor, 'order-release'), ['SEQ-order-release'], 'nobody is held')
  t.same(failed(held, supervisor, 'order-release'), 'taken', 'release is open while somebody is')
})

t.test('what is possible is said from the case alone; rules over the payload never run for it', async (t) => {
  const asked = (at: LoadedCase, step: AnyStep, by: Actor) => {
    const { failed, furtherChecks } = possible(at, step, by, START)
    return [failed.map(({ id }) => id), furtherChecks]
  }
  const rules = (step: AnyStep): AnyStep => ({
    ...step,
    rules: step.rules.map((rule) =>
      rule.needs === 'case'
        ? rule
        : {
            ...rule,
            holds: () => {
              throw new Error(`${rule.id} asked without a payload`)
            },
          },
    ),
  })
  for (const at of [nothing, met, placed(met), living, toReview])
    for (const step of current.steps) for (const by of [officer, sun, supervisor]) asked(at, rules(step), by)
  t.same(asked(met, current.getStep('order-detention'), officer), [[], true], 'further checks apply')
  t.same(asked(nothing, current.getStep('order-detention'), officer), [['P-OPEN'], true])
  t.same(asked(met, current.getStep('order-detention'), worker), [['P-ROLE'], true])
  t.same(asked(placed(met), current.getStep('offer-placement'), worker), [['I-23'], true])
  t.same(asked(met, current.getStep('accept-referral'), intake), [['SEQ-accept-referral'], false])
  t.same(asked(toReview, current.getStep('return-bia'), supervisor), [[], false])
  t.same(asked(held, current.getStep('record-detention'), officer), [[], true], 'a fact is always possible')
  const without = { actor: officer, occurredAt: START, recordedAt: START } as never
  for (const step of current.steps)
    for (const rule of step.rules.filter(({ needs }) => needs === 'case'))
      t.doesNotThrow(() => rule.holds(met.known, without, current.terms), `${step.name} ${rule.id}`)
  for (const name of ['order-detention', 'offer-placement', 'appoint-guardian'])
    t.throws(() => failing(current.getStep(name), met.known, without, current.terms), TypeError, `${name}: throws`)
})

t.test('a fact is refused in no case for a rule that protects the child', async (t) => {
  for (const at of [nothing, met, held, withMother, suspected, placed(met), living, toReview])
    for (const { step: name, who, data = {} } of pairs) {
      const step = current.getStep(name)
      if (step.kind !== 'fact') continue
      const decision = decide(at, step, act(at, who, step, data))
      // who may speak, and that two do, is a matter of procedure
      const invariants = decision.ok
        ? []
        : decision.failed.filter(({ id }) => !id.startsWith('P-OWN') && id !== 'P-TWO')
      t.same(invariants, [], `${name} at ${parts.map((part) => at.known.at[part]).join(' ')}`)
    }
})
