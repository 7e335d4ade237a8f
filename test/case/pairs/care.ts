import type { LoadedCase } from '../../../src/case/load.ts'
import {
  acceptance,
  accepted,
  after,
  arrival,
  asksFor,
  asOfficer,
  digest,
  encounter,
  friend,
  immigration,
  living,
  met,
  mother,
  nothing,
  officer,
  type Pair,
  person,
  place,
  proposalOf,
  reasons,
  referral,
  sun,
  supervisor,
  suspected,
  uncle,
  views,
  viewsFail,
  withMother,
  worker,
} from '../history.ts'
import { finalAdult, foundAdult } from './age.ts'
import { guarded } from './best-interests.ts'

/** A place for a child who is not alone; how it is reviewed and ends; what follows it (I-14, I-21 … I-36). */

const brother = person(25)
const withBrother = after(nothing, officer, 'record-encounter', encounter([brother, 'sibling']))
const asked = after(accepted(withBrother), worker, 'request-placement', { emergency: false, siblings: 'together' })
const together = after(asked, worker, 'offer-placement', { ...place('sun-foster-home'), siblings: 'together' })
const apart = after(
  asked,
  worker,
  'offer-placement',
  { ...place('sun-foster-home'), siblings: 'apart' },
  { given: ['apartReason'] },
)
const forTwo = after(accepted(met), worker, 'request-placement', { emergency: false, accompanyingAdults: 1 })
const beside = (from: LoadedCase, emergency: boolean) =>
  after(asksFor(from, emergency, 'with_parent'), worker, 'offer-placement', place('sun-foster-home'))
const concern = { against: 'provider', provider: 'sun-foster-home', immediateDanger: true }
const feared = after(asksFor(met), officer, 'raise-safeguarding-concern', concern)
const fearedThen = after(
  after(asksFor(met), worker, 'offer-placement', place('sun-foster-home')),
  officer,
  'raise-safeguarding-concern',
  concern,
)
const residential = { ...place('river-shelter', 'residential'), licence: 'residential' }
const hasty = after(
  after(asksFor(met, true), worker, 'offer-placement', residential),
  { ...sun, agency: 'river-shelter' },
  'accept-placement',
  { ...residential, familyBasedTried: false },
)
const shelter = { placeKind: 'placement', provider: 'river-shelter', licence: 'residential' }
const separately = after(together, sun, 'accept-placement', acceptance, { given: reasons })
const lawfullyApart = after(apart, sun, 'accept-placement', acceptance, { given: reasons })
const home = after(withMother, worker, 'record-arrival', { placeKind: 'family', carer: mother })
const withSomeParent = after(nothing, officer, 'submit-referral', { ...referral, alone: 'with_parent' })
const unnamed = after(withSomeParent, worker, 'record-arrival', { placeKind: 'family' })
const sheltered = after(suspected, worker, 'record-arrival', { placeKind: 'emergency_bed', provider: 'river-shelter' })
const ending = { reason: 'transferred', next: 'agency', shelterTonight: true, means: true }
const ownHome = { data: { reason: 'independent', next: 'own_home' }, given: ['address'] }
const grown = after(living, supervisor, 'record-majority', { basis: 'document' })
const plan = { durable: true, asForNationalChildren: true, digest, ...views }
const planned = after(living, worker, 'propose-act', { step: 'agree-case-plan', payload: {}, digest })
const service = { urgent: false, asForNationalChildren: true, basis: 'legal_duty' }
const reports = after(home, immigration, 'set-reporting-condition', { adult: mother, interval: 'weekly' })

export const carePairs: readonly Pair[] = [
  {
    step: 'request-placement',
    at: accepted(withBrother),
    who: worker,
    data: { emergency: false, siblings: 'together' },
    fails: [
      ['nobody says what of the brother', { without: ['siblings'] }, ['I-24']],
      ['apart, and nobody says why', { data: { siblings: 'apart' } }, ['I-24']],
    ],
    holds: [
      ['apart, and why', { data: { siblings: 'apart' }, given: ['apartReason'] }],
      ['in an emergency', { data: { emergency: true }, without: ['siblings'] }],
    ],
  },
  {
    step: 'offer-placement',
    at: asked,
    who: worker,
    data: { ...place('sun-foster-home'), siblings: 'together' },
    fails: [
      ['nobody says what of the brother', { without: ['siblings'] }, ['I-24']],
      ['apart, and nobody says why', { data: { siblings: 'apart' } }, ['I-24']],
      ['without room for the adult who comes along', { at: forTwo }, ['P-CAPACITY']],
      ['to a provider whom somebody fears', { at: feared }, ['I-36']],
      ['to a residential home, before a family is asked', { data: residential }, ['I-21']],
      ['to one that calls itself a family', { data: { ...residential, type: 'foster' } }, ['I-21']],
    ],
    holds: [
      ['apart, and why', { data: { siblings: 'apart' }, given: ['apartReason'] }],
      ['with room', { at: forTwo, data: { accompanyingAdults: 1 } }],
      ['to a residential home, where a family was tried', { data: { ...residential, familyBasedTried: true } }],
      ['after a family was asked', { at: together, data: residential }],
      ['in an emergency', { at: asksFor(met, true), data: residential }],
    ],
  },
  {
    step: 'accept-placement',
    at: together,
    who: sun,
    data: acceptance,
    given: reasons,
    fails: [
      ['apart from the brother', { data: { siblings: 'apart' } }, ['I-24']],
      ['without the mother', { at: beside(withMother, false) }, ['I-14']],
      [
        'without room for the adult who comes along',
        { at: after(forTwo, worker, 'offer-placement', { ...place('sun-foster-home'), accompanyingAdults: 1 }) },
        ['P-CAPACITY'],
      ],
      ['while somebody fears it', { at: fearedThen }, ['I-36']],
    ],
    holds: [
      ['apart, as it was offered', { at: apart }],
      ['with the mother', { at: beside(withMother, false), data: { accompanyingAdults: 1 } }],
      ['in an emergency, without the mother', { at: beside(withMother, true), given: [] }],
    ],
  },
  {
    step: 'record-arrival',
    at: separately,
    who: sun,
    data: arrival,
    fails: [
      ['apart, where both were expected', { data: { siblings: 'apart' } }, ['I-24']],
      ['in haste, to stay', { at: hasty, who: worker, data: shelter }, ['I-21']],
    ],
    holds: [
      ['apart, for a reason', { at: lawfullyApart, data: { siblings: 'apart' } }],
      ['for some nights', { at: hasty, who: worker, data: { ...shelter, placeKind: 'emergency_bed' } }],
      [
        'with the mother',
        {
          at: after(beside(withMother, true), sun, 'accept-placement', acceptance),
          data: { parentCameAlong: true },
        },
      ],
    ],
  },
  {
    step: 'review-placement',
    at: living,
    who: supervisor,
    data: { ...views, asForNationalChildren: true },
    given: [...reasons, 'views'],
    fails: [
      ['less than national children have', { data: { asForNationalChildren: false } }, ['I-30']],
      ['again in half a year', { data: { nextReview: '2025-09-03T00:00:00.000Z' } }, ['I-22']],
    ],
    holds: [['again in two months', { data: { nextReview: '2025-05-03T00:00:00.000Z' } }]],
  },
  {
    step: 'end-placement',
    at: living,
    who: supervisor,
    data: ending,
    given: ['nextCarer'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['by a clock', { who: { ...supervisor, role: 'service' } }, ['I-26', 'P-ROLE']],
      ['to nobody', { given: [] }, ['I-33']],
      ['without shelter tonight', { data: { shelterTonight: false } }, ['I-33']],
      ['grown up, and no more', { data: { reason: 'majority' } }, ['I-25']],
      ['a child in a home of their own', ownHome, ['I-25']],
      ['an adult by nobody’s finding', { data: { reason: 'adult_final' } }, ['I-5']],
      ['an adult, and that can be appealed', { at: foundAdult(guarded), data: { reason: 'adult_final' } }, ['I-5']],
      ['an adult whom nobody verified', { data: { next: 'carer', carer: uncle } }, ['I-4']],
      ['an adult with signs', { at: sheltered, data: { next: 'carer', carer: uncle } }, ['I-4', 'I-37']],
      ['away from the mother', { at: home }, ['I-14']],
      ['to a parent whom nobody names', { at: unnamed, data: { next: 'carer' } }, ['I-4', 'I-14']],
    ],
    holds: [
      ['with the mother', { at: home, data: { next: 'carer', carer: mother } }],
      ['grown up, in a home of their own', { at: grown, ...ownHome }],
      ['an adult, once that is final', { at: finalAdult(guarded), ...ownHome }],
      ['an adult, to an agency', { at: finalAdult(guarded), data: { reason: 'adult_final' } }],
    ],
  },
  {
    step: 'agree-case-plan',
    at: planned,
    who: supervisor,
    data: { ...plan, proposal: proposalOf(planned) },
    given: ['views'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['less than national children have', { data: { asForNationalChildren: false } }, ['I-30']],
      ['that nobody proposed', { data: { proposal: person(99) } }, ['P-TWO']],
      ['another than was proposed', { data: { digest: 'e'.repeat(43) } }, ['P-TWO']],
      ...viewsFail,
    ],
  },
  {
    step: 'refer-service',
    at: living,
    who: worker,
    data: service,
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN']],
      ['police', asOfficer, ['I-20']],
      ['nobody agreed, and on no other basis', { without: ['basis'] }, ['I-28']],
      ['less than national children have', { data: { asForNationalChildren: false } }, ['I-30']],
    ],
    holds: [['what is urgent', { data: { urgent: true, asForNationalChildren: false }, without: ['basis'] }]],
  },
  {
    step: 'record-service',
    at: living,
    who: sun,
    data: { asForNationalChildren: true },
    fails: [['less than national children have', { data: { asForNationalChildren: false } }, ['I-30']]],
  },
  {
    step: 'resolve-safeguarding-concern',
    at: fearedThen,
    who: supervisor,
    data: { concern: proposalOf(fearedThen) },
    given: ['childTold'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['that nobody raised', { data: { concern: person(99) } }, ['I-12']],
      ['by the provider it is about', { who: { ...supervisor, agency: 'sun-foster-home' } }, ['I-12']],
      ['the child is not told', { given: [] }, ['I-16']],
    ],
    holds: [['why the child cannot be told', { given: ['notToldReason'] }]],
  },
  {
    step: 'hold-return-interview',
    at: living,
    who: worker,
    data: { ...views, interpreterMode: 'telephone' },
    given: ['views'],
    fails: [['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']], ...viewsFail],
  },
  {
    step: 'set-reporting-condition',
    at: home,
    who: immigration,
    data: { adult: mother, interval: 'weekly' },
    fails: [
      ['a child', { data: { adult: person(26) } }, ['I-1']],
      ['somebody who did not come along', { data: { adult: friend } }, ['I-1']],
    ],
  },
  {
    step: 'vary-reporting-condition',
    at: reports,
    who: immigration,
    data: { condition: proposalOf(reports), change: 'lifted' },
    fails: [
      ['that nobody set', { data: { condition: person(99) } }, ['P-CONDITION']],
      ['the case is not open', { at: nothing }, ['P-OPEN', 'P-CONDITION']],
    ],
  },
]
