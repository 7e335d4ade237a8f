import type { Known } from '../known.ts'
import { type Actor, caseRule, payloadRule } from '../language/rule.ts'
import type { Terms } from '../terms.ts'
import { childTrack, hasHome, isHeld, isNamedSafeAdult } from './case.ts'
import { claimIsOpen } from './claim.ts'
import { isAbout, raisedAgainst } from './complaints.ts'

/**
 * When a case may be closed: I-25, one rule for each thing that keeps it open, so that whoever is refused hears which.
 * `duplicate` and `adult_final` need only a receiving case or a safe hand-over, `death_of_child` only the inquiry.
 */

interface Closing {
  readonly reason: string
  readonly goesTo?: string | undefined
  readonly carer?: string | undefined
}

const source = 'CMW/C/GC/4-CRC/C/GC/23; DOMAIN I-25'

const needsLittle = ({ reason }: Closing): boolean => ['duplicate', 'adult_final', 'death_of_child'].includes(reason)

type Holds = (known: Known, act: { readonly data: Closing; readonly occurredAt: string }, terms: Terms) => boolean

/** Something that keeps every case open but those that need little. */
const unless = (en: string, holds: Holds, reveals: ('trafficking' | 'health' | 'bia' | 'procedure')[] = []) =>
  payloadRule<Closing>({
    id: 'I-25',
    source,
    sentence: { en },
    reveals,
    holds: (known, act, terms) => needsLittle(act.data) || holds(known, act, terms),
  })

/** Under a roof that somebody answers for: an accepted place, or an adult whose relation is verified or presumed. */
const livesSafely = (known: Known): boolean =>
  known.at.custody !== 'exited' && ['inPlacement', 'withFamily'].includes(known.at['placement.care']) && hasHome(known)

function isAnsweredFor(known: Known, { reason, goesTo, carer }: Closing): boolean {
  switch (reason) {
    case 'repatriated':
      return known.at.custody === 'exited'
    case 'transferred':
      return known.at.custody === 'exited' || livesSafely(known)
    case 'reunified_stable':
      return known.at['placement.care'] === 'withFamily' && livesSafely(known)
    default:
      if (goesTo === 'own_home') return known.majorityReached || !childTrack(known)
      return (
        goesTo === 'carer' &&
        (livesSafely(known) || (known.at.custody === 'atLiberty' && isNamedSafeAdult(known, carer)))
      )
  }
}

const closedPlace = ({ livesAt }: Known, { providers }: Terms): boolean =>
  providers[livesAt?.provider ?? '']?.libertyClass === 'closed'

/** Everything that must be settled first, as the proposal and the closing itself are tested. */
export const closable = [
  unless(
    'The child is missing, and a missing child’s case is never closed. The supervisor reviews it every month; the search goes on.',
    ({ at }) => !['missing', 'located'].includes(at.custody),
  ),
  unless(
    'The child, or the case, is on its way to somebody else. Whoever receives it must say first that it arrived.',
    ({ at, transferTo }) => at.custody !== 'inTransfer' && transferTo === undefined,
  ),
  unless(
    'The child is held, or in officers’ hands. The case worker must first see the child released to somebody who takes care of them.',
    (known, _act, terms) =>
      !isHeld(known) && !['encountered', 'juvenileJustice'].includes(known.at.custody) && !closedPlace(known, terms),
  ),
  unless(
    'Nobody is named who takes care of the child from now on, or an own home once they are grown. The case worker names a verified carer, or the place where the child lives.',
    (known, { data }) => isAnsweredFor(known, data),
  ),
  unless(
    'Whether the child was trafficked is not settled. A case worker completes the screening; signs go to the identification team.',
    ({ at }) => ['clear', 'identified', 'notIdentified'].includes(at.trafficking),
    ['trafficking'],
  ),
  unless(
    'The child needs urgent medical care. A clinician says when that is over.',
    ({ at }) => at.health !== 'urgent',
    ['health'],
  ),
  unless(
    'The finding about age is not final: an appeal is open, or can still be made. The appeal body or the age authority ends that first.',
    ({ at, ageDispute }) => at.age !== 'adultFound' && !ageDispute.appealRunning,
  ),
  unless(
    'A best interests determination is not finished, or somebody asked to open it again. The panel’s secretary can say when it will be.',
    ({ at, bid }) => ['notRequired', 'implemented'].includes(at['bestInterests.determination']) && !bid.requestOpen,
    ['bia'],
  ),
  unless(
    'A decision can still be appealed, or an appeal is open. Wait until the time is over or the court has decided.',
    ({ bid, returning }, { occurredAt }) =>
      !returning.appealOpen && (bid.appealUntil === undefined || bid.appealUntil <= occurredAt),
    ['bia'],
  ),
  unless(
    'A claim for protection, or an appeal in it, is open. Whoever represents the child can say when it is decided.',
    (known, { occurredAt }) => !claimIsOpen(known, occurredAt),
    ['procedure'],
  ),
  unless(
    'Turning eighteen is no reason to close a case. A case worker agrees a plan for the time after with the young person, and a supervisor signs it.',
    ({ majorityReached, aftercareAgreed }, { data: { reason } }) =>
      reason === 'aftercare_complete'
        ? majorityReached && aftercareAgreed
        : reason !== 'formal_closing' || !majorityReached || aftercareAgreed,
  ),
  unless(
    'Nobody abroad has accepted the case. Within the country a case that is passed on stays open with whoever received it.',
    ({ responsible }, { data }) => data.reason !== 'transferred' || responsible === 'abroad',
  ),
  ...nothingUnanswered('others'),
  ...nothingUnanswered('own'),
  payloadRule<Closing & { readonly otherCaseAccepted?: boolean | undefined }>({
    id: 'I-25',
    source,
    sentence: {
      en: 'A duplicate is closed only into another case of this child that is open and was accepted. Name that case.',
    },
    holds: (_known, { data }) => data.reason !== 'duplicate' || data.otherCaseAccepted === true,
  }),
  payloadRule<Closing, 'receiver'>({
    id: 'I-25',
    source,
    sentence: {
      en: 'An adult’s case is closed when the finding about age is final and somebody received them safely. The case worker names who did.',
    },
    asks: ['receiver'],
    holds: (known, { data, given }) =>
      data.reason !== 'adult_final' || (!childTrack(known) && data.goesTo !== undefined && given.receiver),
  }),
  payloadRule<Closing>({
    id: 'I-25',
    source,
    sentence: {
      en: 'The inquiry into the child’s death is not concluded. The province or the national coordinator enters what it found.',
    },
    holds: ({ deathInquiryConcluded }, { data }) => data.reason !== 'death_of_child' || deathInquiryConcluded,
  }),
]

/** Whoever a complaint or concern is about must not learn from a refusal that there is one (I-12). */
function nothingUnanswered(whose: 'own' | 'others') {
  const keeps = (en: string, group: 'complaints' | 'bia', about: (known: Known, actor: Actor) => boolean[]) =>
    payloadRule<Closing>({
      id: 'I-25',
      source,
      sentence: { en },
      // `dimensions` is read by nobody: on record, and never shown
      reveals: [whose === 'own' ? 'dimensions' : group],
      holds: (known, { data, actor }) => needsLittle(data) || !about(known, actor).includes(whose === 'own'),
    })
  return [
    keeps(
      'A complaint is open. The body to which it was given answers it first.',
      'complaints',
      ({ complaints }, actor) => complaints.map((each) => isAbout(each, actor)),
    ),
    keeps('A concern about the child’s safety is open. A supervisor resolves it first.', 'bia', ({ concerns }, actor) =>
      concerns.map((each) => raisedAgainst(each, actor)),
    ),
  ]
}

export const closedByAnother = caseRule({
  id: 'P-TWO',
  source: 'STEPS, CaseClosed: not the proposer',
  sentence: { en: 'Nobody closes a case whose closing they proposed. Another supervisor does.' },
  holds: ({ closure }, { actor }) => closure?.by !== actor.id,
})
