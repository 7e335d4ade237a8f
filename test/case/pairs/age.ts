import type { LoadedCase } from '../../../src/case/load.ts'
import {
  accepted,
  actor,
  after,
  asOfficer,
  friend,
  lawyer,
  met,
  nurse,
  type Pair,
  person,
  province,
  START,
  supervisor,
  views,
  viewsFail,
  worker,
} from '../history.ts'

/** A doubt about age: what is ordered, found, appealed and made final. */

const authority = actor(42, 'age_authority', 'age-panel')
const asBatch = { who: actor(43, 'service', 'kinward') }

const doubted = (from: LoadedCase): LoadedCase => after(from, worker, 'dispute-age', { grounds: ['statement'] })
const guarded = after(accepted(met), province, 'designate-provisional-guardian', {
  person: person(24),
  conflicts: [],
  vettingDue: '2025-03-20T00:00:00.000Z',
})
/** With consent to every way of assessing an age. */
const agreed = (from: LoadedCase): LoadedCase =>
  after(doubted(from), worker, 'record-consent', {
    purposes: ['psychosocial', 'imaging'],
    childsPart: 'consents',
    withheld: [],
  })
const idOfLast = ({ revision }: LoadedCase): string => person(50 + Number(revision) - 1)

const ready = agreed(guarded)
const consent = idOfLast(ready)
const order = { method: 'psychosocial', consent, supportPerson: friend, interpreterMode: 'in_person' }
const asking = after(ready, authority, 'order-age-assessment', order, { given: ['safetyPlan'] })
const opinion = {
  method: 'psychosocial',
  assessor: friend,
  conclusive: true,
  supportPerson: friend,
  interpreterMode: 'in_person',
  reachesUnder18: false,
}
const unsettled = after(asking, nurse, 'record-age-opinion', { ...opinion, conclusive: false })
const settled = after(asking, nurse, 'record-age-opinion', opinion)
const finding = {
  result: 'adult',
  restsOn: ['opinions'],
  opinions: [idOfLast(settled)],
  appealBy: '2025-04-30T00:00:00.000Z',
  reachesUnder18: false,
  ...views,
}
const found = after(settled, authority, 'determine-age', finding, { given: ['views'] })
/** Somebody with a guardian is found to be an adult; that can be appealed. */
export function foundAdult(from: LoadedCase): LoadedCase {
  const willing = agreed(from)
  const ordered = { ...order, consent: idOfLast(willing) }
  const begun = after(willing, authority, 'order-age-assessment', ordered, { given: ['safetyPlan'] })
  const said = after(begun, nurse, 'record-age-opinion', opinion)
  const rests = { ...finding, opinions: [idOfLast(said)] }
  return after(said, authority, 'determine-age', rests, { given: ['views'] })
}
const appealed = after(found, worker, 'appeal-age-finding', { at: START })
/** 83 days on; nothing happened but a paper. */
const later = (from: LoadedCase): LoadedCase => after(from, worker, 'record-legal-status', {}, { later: 2_000 })
const alone = agreed(accepted(met))
const final = { noticeAt: START, legalHelpOffered: true }
export const finalAdult = (from: LoadedCase): LoadedCase =>
  after(later(foundAdult(from)), authority, 'make-age-finding-final', final)

export const agePairs: readonly Pair[] = [
  {
    step: 'order-age-assessment',
    at: ready,
    who: authority,
    data: order,
    given: ['safetyPlan'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a batch', asBatch, ['I-26', 'P-ROLE']],
      ['without a safety plan', { given: [] }, ['I-5']],
      ['without consent', { without: ['consent'] }, ['I-6']],
      ['with consent to something else', { data: { method: 'dental_examination' } }, ['I-6']],
      ['a body first', { data: { method: 'imaging' } }, ['I-6']],
      ['without a support person', { without: ['supportPerson'] }, ['I-8']],
      ['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']],
      ['without a guardian', { at: alone, data: { consent: idOfLast(alone) } }, ['I-9']],
    ],
    holds: [
      ['a supervisor', { who: supervisor }],
      ['a body last', { at: unsettled, data: { method: 'imaging' } }],
    ],
  },
  {
    step: 'record-age-opinion',
    at: asking,
    who: nurse,
    data: opinion,
    fails: [
      ['a case worker speaks for somebody else', { who: worker }, ['P-OWN-OPINION']],
      ['a test that nobody ordered', { data: { method: 'imaging' } }, ['I-6']],
      ['without a support person', { without: ['supportPerson'] }, ['I-8']],
    ],
    holds: [
      ['a case worker’s own', { who: worker, data: { assessor: worker.id } }],
      [
        'papers, which need neither',
        { data: { method: 'documents', interpreterMode: 'none' }, without: ['supportPerson'] },
      ],
    ],
  },
  {
    step: 'determine-age',
    at: settled,
    who: authority,
    data: finding,
    given: ['views'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a batch', asBatch, ['I-26', 'P-ROLE']],
      ['a supervisor, where the rule set names the authority', { who: supervisor }, ['P-AGE-AUTHORITY']],
      ['an assessor', { who: actor(23, 'age_authority', 'age-panel') }, ['P-ASSESSOR']],
      ['no time to appeal', { data: { appealBy: START } }, ['I-5']],
      ['on nothing but a refusal', { data: { restsOn: ['test_declined'], opinions: [] } }, ['I-6', 'I-7']],
      ['on looks', { data: { restsOn: ['appearance'], opinions: [] } }, ['I-7']],
      ['with a lowest age of a child', { data: { reachesUnder18: true } }, ['I-7']],
      ['on an opinion that settled nothing', { at: unsettled }, ['I-7']],
      ['for being married', { data: { restsOn: ['opinions', 'marriage'] } }, ['I-31']],
      ['a child without a guardian', { at: alone, data: { result: 'minor', opinions: [] } }, ['I-9']],
      ...viewsFail,
    ],
    holds: [['a minor, on anything', { data: { result: 'minor', restsOn: ['statement'], opinions: [] } }]],
  },
  {
    step: 'decide-age-appeal',
    at: appealed,
    who: authority,
    data: { result: 'adult' },
    fails: [
      ['a lawyer of somebody else', { who: lawyer }, ['P-OWN-CHILD']],
      ['nobody had appealed', { at: found }, ['I-5']],
    ],
    holds: [['in the child’s favour, whoever hears of it', { who: lawyer, data: { result: 'minor' } }]],
  },
  {
    step: 'make-age-finding-final',
    at: later(found),
    who: authority,
    data: final,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a batch', asBatch, ['I-26', 'P-ROLE']],
      ['while it can be appealed', { at: found }, ['I-5']],
      ['while it is appealed', { at: later(appealed) }, ['I-5']],
      ['without legal help', { data: { legalHelpOffered: false } }, ['I-5']],
    ],
  },
]
