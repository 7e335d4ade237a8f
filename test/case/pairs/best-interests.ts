import type { LoadedCase } from '../../../src/case/load.ts'
import type { Actor } from '../../../workflows/protocol/v1/language/rule.ts'
import {
  accepted,
  actor,
  after,
  asOfficer,
  digest,
  guardian,
  immigration,
  living,
  met,
  nothing,
  officer,
  otherWorker,
  type Pair,
  proposalOf,
  province,
  supervisor,
  toReview,
  views,
  viewsFail,
  worker,
} from '../history.ts'

/** The formal determination: report, panel, decision, and what follows. */

const secretary = actor(30, 'bid_secretary', 'dcy')
const one = actor(31, 'panel_member', 'partner')
const two = actor(32, 'panel_member', 'dcy')
const three = actor(33, 'panel_member', 'public-health')
const partner = actor(34, 'partner_worker', 'partner')
const voters = [one, two, three]

const seat = ({ id, agency }: Actor, capacity = 'voting') => ({
  person: id,
  agency,
  capacity,
  declaration: 'no_conflict',
})
const listed = ({ id, role, agency }: Actor) => ({ person: id, role, agency })
const panelOf = (...members: Actor[]) => ({
  seats: members.map((member) => seat(member)),
  chair: two.id,
  registered: members.map(listed),
})
const full = panelOf(...voters)
const alsoSeated = (member: Actor, capacity?: string) => ({
  data: { seats: [...full.seats, seat(member, capacity)], registered: [...full.registered, listed(member)] },
})

export const guarded = after(
  living,
  province,
  'designate-provisional-guardian',
  { person: guardian, conflicts: [] },
  { given: ['vettingRef'] },
)
const required = (from: LoadedCase) => after(from, supervisor, 'require-bid', { trigger: 'durable_solution' })
const reported = (from: LoadedCase) => after(from, worker, 'submit-bid-report', views, { given: ['views'] })
const convened = after(reported(required(guarded)), secretary, 'convene-panel', full)
const votes = (from: LoadedCase, by: readonly Actor[], of = digest) =>
  by.reduce((at, voter) => after(at, voter, 'propose-act', { step: 'decide-bid', payload: {}, digest: of }), from)
const voted = votes(convened, voters)
const decision = {
  outcome: 'local_integration',
  separatesSiblings: false,
  implementingAgency: 'dcy',
  reviewBy: '2025-09-01T00:00:00.000Z',
  digest,
  ...views,
}
const decide = (from: LoadedCase, data: object = {}) =>
  after(from, secretary, 'decide-bid', { ...decision, proposal: proposalOf(from), ...data }, { given: ['views'] })
const decided = decide(voted)
const asked = after(decided, worker, 'request-bid-reopening')
const proposing = (from: LoadedCase, by: Actor, step: string) =>
  after(from, by, 'propose-act', { step, payload: {}, digest })
const deferring = proposing(convened, secretary, 'defer-bid')
const done = proposing(decided, worker, 'confirm-bid-implementation')
const separating = decide(
  votes(after(convened, supervisor, 'assign-legal-representative', { lawyer: guardian }), voters),
  { outcome: 'separate_from_carer', separationGround: 'danger' },
)
const separated = (authority: LoadedCase['known']['separationAuthority']): LoadedCase => ({
  ...separating,
  known: { ...separating.known, separationAuthority: authority },
})

/** A panel has determined this of a case. */
export const determined = (from: LoadedCase, trigger: string, data: object): LoadedCase => {
  const reportOn = reported(after(from, supervisor, 'require-bid', { trigger }))
  return decide(votes(after(reportOn, secretary, 'convene-panel', full), voters), data)
}

/** The same person under another role. */
const as = ({ id }: Actor, other: Actor): Actor => ({ ...other, id })
const other = 'e'.repeat(43)

export const bestInterestsPairs: readonly Pair[] = [
  {
    step: 'approve-bia',
    at: toReview,
    who: supervisor,
    data: { bidNeeded: 'later' },
    given: ['bidNeededBy'],
    fails: [
      ['later, and nobody says when', { given: [] }, ['P-BID-ANSWER']],
      ['yes, and nobody says why', { data: { bidNeeded: 'yes' } }, ['P-BID-ANSWER']],
    ],
    holds: [
      ['no', { data: { bidNeeded: 'no' }, given: [] }],
      ['yes, and why', { data: { bidNeeded: 'yes' }, given: ['trigger'] }],
    ],
  },
  {
    step: 'require-bid',
    at: accepted(met),
    who: supervisor,
    data: { trigger: 'separation' },
    fails: [
      ['police', asOfficer, ['I-20']],
      ['the case is not open', { at: nothing }, ['P-OPEN']],
    ],
  },
  {
    step: 'submit-bid-report',
    at: required(guarded),
    who: worker,
    data: views,
    given: ['views'],
    fails: [
      ['police', { who: immigration }, ['I-20']],
      ['nobody acts for the child', { at: required(living) }, ['I-9']],
      ['whoever referred the child', { who: as(officer, worker) }, ['I-17']],
      ...viewsFail,
    ],
  },
  {
    step: 'convene-panel',
    at: reported(required(guarded)),
    who: secretary,
    data: full,
    fails: [
      ['police', { who: immigration }, ['I-20']],
      ['no report', { at: required(guarded) }, ['P-REPORT']],
      ['nobody acts for the child any more', { at: withoutGuardian(reported(required(guarded))) }, ['I-9']],
      ['two who vote', { data: panelOf(one, two) }, ['I-17']],
      ['one agency', { data: panelOf(one, as(two, one), as(three, one)) }, ['I-17']],
      ['the same member twice', { data: panelOf(one, two, two) }, ['I-17']],
      ['a chair who does not vote', { data: { chair: secretary.id } }, ['I-17']],
      ['a declaration is missing', declared('missing'), ['I-17']],
      ['a member with a conflict votes', declared('conflict'), ['I-17']],
      ['the author of the report votes', alsoSeated(as(worker, one)), ['I-17']],
      ['who referred the child votes', alsoSeated(as(officer, one)), ['I-17']],
      ['immigration votes', alsoSeated(immigration), ['I-17', 'P-CAPACITY']],
      ['somebody without an account votes', { data: { registered: [] } }, ['P-CAPACITY']],
      ['somebody under another agency', { data: { seats: panelOf(one, two, as(three, one)).seats } }, ['P-CAPACITY']],
    ],
    holds: [
      ['immigration advises', alsoSeated(immigration, 'advising')],
      ['somebody without an account advises', { data: { seats: [...full.seats, seat(partner, 'advising')] } }],
    ],
  },
  {
    step: 'decide-bid',
    at: voted,
    who: secretary,
    data: { ...decision, proposal: proposalOf(voted) },
    given: ['views'],
    fails: [
      ['police', asOfficer, ['I-20', 'I-17']],
      ['the service itself', { who: actor(40, 'service', 'kinward') }, ['I-26', 'P-ROLE']],
      ['nobody acts for the child any more', { at: withoutGuardian(voted) }, ['I-9']],
      ['a parent taken away without a lawyer', { data: { outcome: 'separate_from_carer' } }, ['I-14']],
      ['the author of the report enters it', { who: as(worker, secretary) }, ['I-17']],
      ['a member who votes enters it', { who: as(one, secretary) }, ['I-17', 'P-TWO']],
      ['a member wrote an assessment meanwhile', { at: wroteMeanwhile(voted, one) }, ['I-17']],
      ['brothers and sisters apart, and nobody says why', { data: { separatesSiblings: true } }, ['I-24']],
      ['one has not voted', { at: votes(convened, [one, two]) }, ['P-TWO']],
      ['one voted for other words', { at: votes(votes(convened, [one, two]), [three], other) }, ['P-TWO']],
      ['one thought again', { at: votes(voted, [two], other) }, ['P-TWO']],
      ['other words than proposed', { data: { digest: other } }, ['P-TWO']],
      ...viewsFail,
    ],
    holds: [
      [
        'brothers and sisters apart, and why',
        { data: { separatesSiblings: true }, given: ['views', 'siblingsReason'] },
      ],
      [
        'one who had thought otherwise',
        { at: votes(votes(convened, [three], other), voters), data: { proposal: again() } },
      ],
    ],
  },
  {
    step: 'defer-bid',
    at: deferring,
    who: two,
    data: { proposal: proposalOf(deferring), digest },
    fails: [
      ['police', { who: immigration }, ['I-20', 'P-OWN-CHAIR']],
      ['a member who is not in the chair', { who: one }, ['P-OWN-CHAIR']],
      ['other words than proposed', { data: { digest: other } }, ['P-TWO']],
    ],
  },
  {
    step: 'reopen-bid',
    at: decided,
    who: supervisor,
    fails: [
      ['police', { who: immigration }, ['I-20']],
      ['the case is closed', { at: closed(decided) }, ['P-OPEN']],
      ['the author of the first report', { who: as(worker, supervisor) }, ['I-17']],
    ],
    holds: [['the secretary, for the panel', { who: secretary }]],
  },
  {
    step: 'decline-bid-reopening',
    at: asked,
    who: supervisor,
    fails: [
      ['police', { who: immigration }, ['I-20']],
      ['nobody asked', { at: decided }, ['P-REQUEST']],
      ['the author of the report', { who: as(worker, supervisor) }, ['I-17']],
    ],
  },
  {
    step: 'start-bid-implementation',
    at: decided,
    who: worker,
    fails: [
      ['a partner that was not asked to', { who: partner }, ['P-OWN-IMPLEMENTATION']],
      ['separated before a court had it', { at: separating }, ['I-14']],
      ['an emergency that no court has', { at: separated({ emergency: true, since: decision.reviewBy }) }, ['I-14']],
    ],
    holds: [
      [
        'separated by a court',
        { at: separated({ emergency: false, since: decision.reviewBy, seizedAt: decision.reviewBy }) },
      ],
      [
        'an emergency that a court has',
        { at: separated({ emergency: true, since: decision.reviewBy, seizedAt: decision.reviewBy }) },
      ],
      ['the partner that carries it out', { at: decide(voted, { implementingAgency: 'partner' }), who: partner }],
    ],
  },
  {
    step: 'confirm-bid-implementation',
    at: done,
    who: supervisor,
    data: { proposal: proposalOf(done), digest },
    fails: [['whoever reported it', { who: as(worker, supervisor) }, ['P-TWO']]],
  },
  {
    step: 'communicate-decision-to-child',
    at: decided,
    who: otherWorker,
    data: { decision: proposalOf(decided), interpreterMode: 'in_person' },
    fails: [['in a language the child does not understand', { data: { interpreterMode: 'none' } }, ['I-16']]],
  },
  {
    step: 'consult-working-group',
    at: decided,
    who: province,
    data: { shown: 'search_profile' },
    fails: [['shown more', { data: { shown: 'more' } }, ['I-27']]],
  },
]

function withoutGuardian(at: LoadedCase): LoadedCase {
  return { ...at, known: { ...at.known, at: { ...at.known.at, guardianship: 'suspended' } } }
}

function closed(at: LoadedCase): LoadedCase {
  return { ...at, known: { ...at.known, at: { ...at.known.at, lifecycle: 'closed' } } }
}

function wroteMeanwhile(at: LoadedCase, { id }: Actor): LoadedCase {
  return { ...at, known: { ...at.known, bia: { ...at.known.bia, authors: [id] } } }
}

function declared(declaration: string) {
  return { data: { seats: [...full.seats.slice(1), { ...seat(one), declaration }] } }
}

function again(): string {
  return proposalOf(votes(votes(convened, [three], other), voters))
}
