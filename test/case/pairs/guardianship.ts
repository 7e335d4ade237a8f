import {
  actor,
  after,
  asOfficer,
  court,
  friend,
  guardian,
  held,
  immigration,
  living,
  met,
  officer,
  type Pair,
  person,
  proposalOf,
  province,
  START,
  supervisor,
  suspected,
  trafficker,
  uncle,
  views,
} from '../history.ts'

/** Who acts for the child, what becomes of it, and what is complained of (I-9, I-10, I-12). */

const monitor = actor(42, 'monitor', 'ombudsperson')
const fit = { person: guardian, conflicts: [], caseloadAtAppointment: 29, ...views }
const given = ['vettingRef', 'views']
const appointed = after(living, court, 'appoint-guardian', fit, { given })
const conflicted = after(appointed, officer, 'declare-guardian-conflict', { since: START })
const suspended = after(conflicted, court, 'suspend-guardian')
const complained = after(appointed, officer, 'lodge-guardian-complaint')
const complaint = proposalOf(complained)
const abroad = after(complained, officer, 'lodge-complaint', { againstAgency: 'province' })
const office = proposalOf(abroad)
const given2 = after(complained, court, 'assign-complaint', { complaint, agency: 'province' })
const alone = after(
  suspected,
  province,
  'designate-provisional-guardian',
  { person: friend, conflicts: [] },
  {
    given: ['vettingRef'],
  },
)

export const guardianshipPairs: readonly Pair[] = [
  {
    step: 'designate-provisional-guardian',
    at: held,
    who: province,
    data: { person: guardian, conflicts: [] },
    given: ['vettingRef'],
    fails: [
      ['a body, and nobody says until when', { data: { institution: 'province' } }, ['P-INSTITUTION']],
      [
        'a body for half a year',
        { data: { institution: 'province', until: '2025-09-01T00:00:00.000Z' } },
        ['P-INSTITUTION'],
      ],
      [
        'a body that holds children',
        { data: { institution: 'immigration-bureau', until: '2025-03-20T00:00:00.000Z' } },
        ['I-10'],
      ],
      ['who was suspended over a conflict', { at: suspended }, ['I-10']],
    ],
    holds: [['a body for three weeks', { data: { institution: 'province', until: '2025-03-20T00:00:00.000Z' } }]],
  },
  {
    step: 'appoint-guardian',
    at: living,
    who: court,
    data: fit,
    given,
    fails: [
      ['a body', { data: { institution: 'province' } }, ['P-INSTITUTION']],
      ['who was suspended over a conflict', { at: suspended }, ['I-10']],
    ],
    holds: [['another than who was suspended', { at: suspended, data: { person: friend } }]],
  },
  {
    step: 'replace-guardian',
    at: appointed,
    who: court,
    data: { ...fit, person: friend },
    given,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['a body', { data: { institution: 'province' } }, ['P-INSTITUTION']],
      ['nobody vetted', { given: ['views'] }, ['I-4']],
      ['who came with the child and was not verified', { data: { person: uncle } }, ['I-4']],
      ['who declares a conflict', { data: { conflicts: ['other_interest'] } }, ['I-10']],
      ['an adult with signs', { at: alone, data: { person: trafficker } }, ['I-10']],
      ['the very one who has the conflict', { at: conflicted, data: { person: guardian } }, ['I-10']],
      ['thirty children already', { data: { caseloadAtAppointment: 30 } }, ['I-11']],
      ['without the child’s views', { given: ['vettingRef'] }, ['I-16']],
    ],
    holds: [['while the one before is suspended', { at: suspended }]],
  },
  {
    step: 'declare-guardian-conflict',
    at: met,
    who: officer,
    data: { since: START },
    fails: [['of a guardian in office', { at: appointed }, ['I-10']]],
  },
  {
    step: 'suspend-guardian',
    at: appointed,
    who: court,
    fails: [['police', asOfficer, ['I-20']]],
  },
  {
    step: 'end-guardianship',
    at: appointed,
    who: court,
    data: { reason: 'transferred' },
    given: ['explanation'],
    fails: [
      ['police', asOfficer, ['I-20']],
      ['nobody says who acts there', { given: [] }, ['I-9']],
      ['grown up, says who ends it', { data: { reason: 'majority' } }, ['I-9']],
      ['found an adult, says who ends it', { data: { reason: 'adult_final' } }, ['I-9']],
      ['reunified, says who ends it', { data: { reason: 'reunified' } }, ['I-9']],
      ['dead, says who ends it', { data: { reason: 'death' } }, ['I-9']],
    ],
  },
  {
    step: 'assign-complaint',
    at: complained,
    who: supervisor,
    data: { complaint, agency: 'province' },
    fails: [
      ['immigration', { who: immigration }, ['I-20']],
      ['that nobody lodged', { data: { complaint: person(99) } }, ['I-12']],
      ['to the guardian complained of', { data: { agency: 'family-court', person: guardian } }, ['I-12']],
      ['to the agency complained of', { at: abroad, data: { complaint: office } }, ['I-12']],
      [
        'to somebody of the agency complained of',
        { at: abroad, data: { complaint: office, agency: 'dcy', person: province.id, personAgency: 'province' } },
        ['I-12'],
      ],
      ['by the agency complained of', { at: abroad, who: province, data: { complaint: office } }, ['I-12']],
      ['to nobody who can answer', { data: { agency: 'legal-aid' } }, ['P-BODY']],
    ],
    holds: [
      ['by the ombudsperson', { who: monitor }],
      ['to the agency of the person complained of', { data: { agency: 'family-court' } }],
    ],
  },
  {
    step: 'resolve-complaint',
    at: given2,
    who: province,
    data: { complaint },
    given: ['childTold'],
    fails: [
      ['immigration', { who: immigration }, ['I-20', 'P-OWN-COMPLAINT']],
      ['that nobody lodged', { data: { complaint: person(99) } }, ['I-12']],
      ['by another body', { who: supervisor }, ['P-OWN-COMPLAINT']],
      ['before any body has it', { at: complained }, ['P-OWN-COMPLAINT']],
      ['the child is not told', { given: [] }, ['I-16']],
    ],
    holds: [['why the child cannot be told', { given: ['notToldReason'] }]],
  },
]
