import {
  actor,
  after,
  asOfficer,
  friend,
  immigration,
  type Pair,
  suspected,
  views,
  viewsFail,
  withMother,
} from '../history.ts'

/** Signs of trafficking, the referral for them, and what the team finds. */

const focalPoint = actor(41, 'nrm_focal_point', 'labour')
const recovering = after(suspected, focalPoint, 'make-nrm-referral')
const beside = after(withMother, focalPoint, 'raise-trafficking-indicators', { concernedAdults: [] })

export const traffickingPairs: readonly Pair[] = [
  {
    step: 'make-nrm-referral',
    at: suspected,
    who: focalPoint,
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'decide-victim-identification',
    at: recovering,
    who: focalPoint,
    data: { finding: 'notIdentified', supportPerson: friend, interpreterMode: 'telephone', ...views },
    given: ['views'],
    fails: [
      ['immigration', { who: immigration }, ['I-20']],
      ['a child alone without a support person', { without: ['supportPerson'] }, ['I-8']],
      ['nobody interprets', { data: { interpreterMode: 'none' } }, ['I-8']],
      ...viewsFail,
    ],
    holds: [
      ['a parent is there', { at: beside, without: ['supportPerson'] }],
      ['before any referral', { at: suspected }],
    ],
  },
]
