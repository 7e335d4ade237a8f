import {
  accepted,
  actor,
  after,
  asOfficer,
  digest,
  friend,
  held,
  holdingOrder,
  immigration,
  intake,
  lawyer,
  met,
  nothing,
  type Pair,
  proposalOf,
  sun,
  supervisor,
  worker,
} from '../history.ts'

/** First contact and referral: reviews of holding, acts beside the procedure, papers, claims, risk and linked records. */

const { reviewBy: nextBy, ...reviewed } = holdingOrder
const claimed = after(after(met, worker, 'raise-protection-claim'), worker, 'forward-protection-claim')
const linking = after(accepted(met), intake, 'propose-act', { step: 'link-duplicate', payload: {}, digest })

export const contactPairs: readonly Pair[] = [
  {
    step: 'review-detention',
    at: held,
    who: worker,
    data: { outcome: 'continue', ...reviewed, nextBy, prospectOfRemoval: 'realistic' },
    fails: [
      ['it goes on without a basis', { without: ['basis'] }, ['I-1']],
      ['it goes on without prospect of removal', { data: { prospectOfRemoval: 'none' } }, ['I-1']],
      ['it goes on, and nobody looks again', { without: ['nextBy'] }, ['I-1']],
    ],
    holds: [['the child is let go', { data: { outcome: 'release', prospectOfRemoval: 'none' }, without: ['basis'] }]],
  },
  {
    step: 'record-outside-act',
    at: met,
    who: sun,
    data: { actKind: 'age_finding' },
    neverLawful: true,
    fails: [
      ['an age', {}, ['I-20']],
      ['a separation', { data: { actKind: 'separation' } }, ['I-14']],
      ['a removal', { data: { actKind: 'removal_order' } }, ['I-18']],
      ['a closure', { data: { actKind: 'closure' } }, ['I-25']],
    ],
  },
  {
    step: 'record-legal-status',
    at: met,
    who: immigration,
    fails: [['a day for removal, and nobody looked at the risk', { given: ['removalDate'] }, ['I-32']]],
  },
  {
    step: 'decide-protection-claim',
    at: claimed,
    who: worker,
    data: { appealBy: '2025-04-03T00:00:00.000Z', grantsProtection: false },
    fails: [['a lawyer of somebody else', { who: lawyer }, ['P-OWN-CHILD']]],
    holds: [['in the child’s favour, whoever hears of it', { who: lawyer, data: { grantsProtection: true } }]],
  },
  {
    step: 'reassess-risk',
    at: accepted(met),
    who: worker,
    data: { level: 'low' },
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN']],
      ['police', asOfficer, ['I-20']],
    ],
  },
  {
    step: 'link-duplicate',
    at: linking,
    who: supervisor,
    data: { otherCase: friend, otherCaseFound: true, proposal: proposalOf(linking), digest },
    fails: [
      ['the case is not open', { at: nothing }, ['P-OPEN', 'P-TWO']],
      ['police', asOfficer, ['I-20']],
      ['there is no such case', { data: { otherCaseFound: false } }, ['I-3']],
      ['nobody proposed it', { data: { proposal: friend } }, ['P-TWO']],
    ],
  },
  {
    step: 'order-detention',
    at: met,
    who: immigration,
    data: { ownName: true, ...holdingOrder },
    fails: [['a batch', { who: actor(43, 'service', 'kinward') }, ['I-26', 'P-ROLE']]],
  },
]
