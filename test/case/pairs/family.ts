import type { LoadedCase } from '../../../src/case/load.ts'
import type { Actor } from '../../../workflows/protocol/v1/language/rule.ts'
import {
  accepted,
  actor,
  after,
  asOfficer,
  digest,
  friend,
  guardian,
  living,
  met,
  mother,
  nothing,
  officer,
  type Pair,
  proposalOf,
  screening,
  supervisor,
  suspected,
  toReview,
  trafficker,
  uncle,
  views,
  viewsFail,
  withMother,
  worker,
} from '../history.ts'
import { determined } from './best-interests.ts'

/** Family: looked for, verified, separated and together again. */

const consular = actor(70, 'consular_liaison', 'foreign-affairs')
const itself = actor(71, 'service', 'kinward')
/** The first of two people under the second's role. */
const alone = { who: { ...supervisor, id: worker.id } }

const proposes = (from: LoadedCase, step: string, by: Actor = worker): LoadedCase =>
  after(from, by, 'propose-act', { step, payload: {}, digest })
const second = (at: LoadedCase) => ({ proposal: proposalOf(at), digest })

const consented = after(met, worker, 'record-consent', {
  purposes: ['tracing', 'dna_test'],
  childsPart: 'consents',
  adult: 'worker',
  withheld: [],
})
const tracing = { through: ['private'], riskAssessed: false }
const traced = (from: LoadedCase) => after(from, worker, 'start-tracing', tracing, { given: ['legitimateBasis'] })

const proof = { adult: uncle, result: 'confirmed', authority: 'agency', dna: false }
const proven = ['adultAbility', 'childsWish']
const verifying = proposes(met, 'verify-relationship')
const verifyingSuspect = proposes(suspected, 'verify-relationship')
const verifyingConsented = proposes(consented, 'verify-relationship')
const isFamily = (from: LoadedCase): LoadedCase => {
  const at = proposes(from, 'verify-relationship')
  return after(at, supervisor, 'verify-relationship', { ...proof, ...second(at) }, { given: proven })
}

const separation = { authority: 'emergency', grounds: ['danger'], parent: mother, digest }
const separated = after(withMother, supervisor, 'authorise-separation', separation, { given: ['danger'] })
const verifyingMother = proposes(withMother, 'verify-present-parent')
const verifyingSeparated = proposes(separated, 'verify-present-parent')
const suspectedMother = after(withMother, officer, 'complete-screening', {
  ...screening,
  separationStatus: 'accompanied',
  signs: 'yes',
  concernedAdults: [mother],
})
const verifyingSuspectedMother = proposes(suspectedMother, 'verify-present-parent')
const determinedSeparation = determined(
  after(accepted(withMother, 'with_parent'), supervisor, 'assign-legal-representative', { lawyer: guardian }),
  'separation',
  { outcome: 'separate_from_carer', separationGround: 'danger' },
)
const courtSeparates = proposes(determinedSeparation, 'authorise-separation')

const approved = (from: LoadedCase) => after(from, supervisor, 'approve-bia', { bidNeeded: 'no' })
const ready = isFamily(approved(toReview))
const assessedWithMother = ['initial', 'comprehensive'].reduce(
  (at) => after(at, worker, 'complete-bia', views, { given: ['views'] }),
  after(accepted(withMother, 'with_parent'), worker, 'start-bia', { kind: 'initial', interpreterMode: 'in_person' }),
)
const reunion = { carer: uncle, where: 'here', restsOn: 'assessment', separatesSiblings: false, ...views }
const authorised = after(ready, supervisor, 'authorise-reunification', reunion, { given: ['views'] })
const flaggedSince = (from: LoadedCase) =>
  after(from, officer, 'complete-screening', { ...screening, signs: 'yes', concernedAdults: [uncle] })
const everyBreach = ['I-4', 'I-14', 'I-16', 'I-24']

export const familyPairs: readonly Pair[] = [
  {
    step: 'start-tracing',
    at: consented,
    who: worker,
    data: tracing,
    given: ['legitimateBasis'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['neither consent nor another basis', { given: [] }, ['I-28']],
      ['a consent that nobody recorded', { data: { consent: uncle }, given: [] }, ['I-28']],
      ['the State of origin, and nobody assessed it', { data: { through: ['origin_state'] } }, ['I-32']],
      ['the consular liaison, and nobody assessed it', { who: consular }, ['I-32']],
      [
        'while protection is sought',
        { at: after(met, worker, 'raise-protection-claim'), data: { through: ['origin_state'], riskAssessed: true } },
        ['I-32'],
      ],
    ],
    holds: [
      ['with consent', { data: { consent: proposalOf(consented) }, given: [] }],
      ['where it was assessed', { data: { through: ['origin_state'], riskAssessed: true } }],
    ],
  },
  {
    step: 'locate-relative',
    at: traced(suspected),
    who: worker,
    data: { relative: friend, contacted: false },
    fails: [
      ['told of the child before anybody verified them', { data: { contacted: true } }, ['I-4']],
      ['told, and there are signs against them', { data: { relative: trafficker, contacted: true } }, ['I-4', 'I-37']],
      ['through a channel that nobody cleared', { who: consular }, ['I-32']],
    ],
    holds: [['somebody with signs against them, not told', { data: { relative: trafficker } }]],
  },
  {
    step: 'verify-relationship',
    at: verifying,
    who: supervisor,
    data: { ...proof, ...second(verifying) },
    given: proven,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['neither wish nor ability', { given: [] }, ['I-4']],
      ['refuted by nothing', { data: { result: 'refuted' } }, ['I-4']],
      ['a test without consent', { data: { dna: true } }, ['I-28']],
      ['signs against them', { at: verifyingSuspect, data: second(verifyingSuspect) }, ['I-37']],
      ['the same person twice', alone, ['P-TWO']],
    ],
    holds: [
      ['a court', { at: verifyingSuspect, data: { ...second(verifyingSuspect), authority: 'court' } }],
      ['refuted by a court', { data: { result: 'refuted', authority: 'court' }, given: [] }],
      [
        'a test with consent',
        {
          at: verifyingConsented,
          data: { ...second(verifyingConsented), dna: true, consent: proposalOf(consented) },
        },
      ],
    ],
  },
  {
    step: 'verify-present-parent',
    at: verifyingMother,
    who: supervisor,
    data: { ...proof, adult: mother, ...second(verifyingMother) },
    given: proven,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['missing papers refute nothing', { data: { result: 'refuted' } }, ['I-4']],
      ['a test without consent', { data: { dna: true } }, ['I-28']],
      ['signs against her', { at: verifyingSuspectedMother, data: second(verifyingSuspectedMother) }, ['I-37']],
      ['separated from her', { at: verifyingSeparated, data: second(verifyingSeparated) }, ['I-4']],
      ['the same person twice', alone, ['P-TWO']],
    ],
    holds: [
      ['once the emergency has lapsed', { at: verifyingSeparated, data: second(verifyingSeparated), later: 73 }],
      ['somebody else', { at: verifyingSeparated, data: { ...second(verifyingSeparated), adult: friend } }],
    ],
  },
  {
    step: 'close-tracing',
    at: proposes(met, 'close-tracing'),
    who: supervisor,
    data: second(proposes(met, 'close-tracing')),
    fails: [
      ['police', asOfficer, ['I-20']],
      ['the same person twice', alone, ['P-TWO']],
    ],
  },
  {
    step: 'authorise-separation',
    at: withMother,
    who: supervisor,
    data: separation,
    given: ['danger'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['the service itself', { who: itself }, ['I-26', 'P-ROLE']],
      ['poverty', { data: { grounds: ['poverty'] } }, ['I-14']],
      ['a danger that nobody names', { given: [] }, ['I-14']],
      ['a court, and nothing else', { data: { authority: 'court' } }, ['I-14', 'P-TWO']],
      [
        'a court without a determination',
        {
          at: proposes(withMother, 'authorise-separation'),
          data: { authority: 'court' },
          given: ['danger', 'courtRef'],
        },
        ['I-14', 'P-TWO'],
      ],
      [
        'a court by one person alone',
        { at: determinedSeparation, data: { authority: 'court' }, given: ['danger', 'courtRef'] },
        ['P-TWO'],
      ],
    ],
    holds: [
      ['poor, and in danger', { data: { grounds: ['danger', 'poverty'] } }],
      [
        'a court',
        {
          at: courtSeparates,
          data: { authority: 'court', proposal: proposalOf(courtSeparates) },
          given: ['danger', 'courtRef'],
        },
      ],
    ],
  },
  {
    step: 'seize-separation-court',
    at: separated,
    who: worker,
    data: { lawyer: guardian },
    fails: [
      ['nobody speaks for the child', { without: ['lawyer'] }, ['I-14']],
      ['too late', { later: 73 }, ['I-14']],
      ['nobody was separated', { at: withMother }, ['I-14']],
    ],
  },
  {
    step: 'authorise-reunification',
    at: ready,
    who: supervisor,
    data: reunion,
    given: ['views'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['there is no case', { at: nothing }, ['P-OPEN', 'I-4', 'P-BEST-INTERESTS']],
      ['somebody whom nobody verified', { data: { carer: friend } }, ['I-4']],
      ['signs against him since', { at: flaggedSince(ready) }, ['I-37']],
      ['away from the mother', { at: isFamily(approved(assessedWithMother)) }, ['I-14']],
      ['nobody approved an assessment', { at: isFamily(toReview) }, ['P-BEST-INTERESTS']],
      ['brothers elsewhere, and nobody says why', { data: { separatesSiblings: true } }, ['I-24']],
      ['across a border', { data: { where: 'origin' } }, ['I-18', 'I-32']],
      ...viewsFail,
    ],
    holds: [
      ['brothers elsewhere, and why', { data: { separatesSiblings: true }, given: ['views', 'siblingsReason'] }],
      ['to the mother', { at: isFamily(approved(assessedWithMother)), data: { carer: mother } }],
    ],
  },
  {
    step: 'record-reunification',
    at: authorised,
    who: worker,
    data: { carer: uncle, where: 'here' },
    fails: [
      ['nobody authorised it', { at: ready }, everyBreach],
      ['at his home, whoever he is', { at: living }, everyBreach],
      ['to somebody else', { data: { carer: friend } }, everyBreach],
      ['signs against him since', { at: flaggedSince(authorised) }, ['I-37']],
      ['across a border', { data: { where: 'third_country' } }, [...everyBreach, 'I-18', 'I-32']],
    ],
  },
]
