import type { Known, PanelSeat } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { enforcement } from '../roles.ts'
import type { Terms } from '../terms.ts'

/** Who sits on the panel, who votes, and that all who vote have agreed to the same words. */

interface Convened {
  readonly seats: readonly (PanelSeat & { readonly declaration: string })[]
  readonly chair: string
  /** What the directory says of those whom it knows. */
  readonly registered: readonly { readonly person: string; readonly role: string; readonly agency: string }[]
}

const votes = ({ capacity }: { readonly capacity: string }): boolean => capacity === 'voting'

export const isEnforcementAgency = ({ agencies }: Pick<Terms, 'agencies'>, agency: string): boolean =>
  agencies[agency]?.roles.some((role) => enforcement.includes(role)) ?? false

const independence = {
  id: 'I-17',
  source: 'DOMAIN I-17',
  sentence: {
    en: 'Nobody votes on a case in which they referred the child, wrote an assessment or report, or approved one; nor do they enter a decision on which they voted. The panel’s secretary can seat somebody else.',
  },
}

const workedOn = ({ bia, bid, referrer }: Known, person: string): boolean =>
  referrer?.id === person || [...bia.authors, ...bia.approvers, ...bid.authors].includes(person)

export const reportIsReady = caseRule({
  id: 'P-REPORT',
  source: 'STEPS, PanelConvened',
  sentence: { en: 'A panel meets on a report. The worker who writes it submits it first.' },
  reveals: ['bia'],
  holds: ({ bid }) => bid.reportReady,
})

/** Enough who vote, from enough agencies, each seated once, one of them in the chair. */
export const quorumIsComplete = payloadRule<Convened>({
  id: 'I-17',
  source: 'DOMAIN I-17; number and agencies: rule set',
  sentence: {
    en: 'The panel has too few voting members, or they come from too few agencies, or nobody who votes is in the chair. The panel’s secretary can seat more.',
  },
  holds: (_known, { data: { seats, chair } }, { panel }) => {
    const voters = seats.filter(votes)
    return (
      new Set(seats.map(({ person }) => person)).size === seats.length &&
      voters.length >= panel.quorum &&
      new Set(voters.map(({ agency }) => agency)).size >= panel.agencies &&
      voters.some(({ person }) => person === chair)
    )
  },
})

export const declarationsComplete = payloadRule<Convened>({
  id: 'I-17',
  source: 'DOMAIN I-17',
  sentence: {
    en: 'Every member declares whether they have an interest of their own, and nobody who has one votes. The panel’s secretary asks the members for it.',
  },
  holds: (_known, { data: { seats } }) =>
    seats.every((seat) => seat.declaration === 'no_conflict' || (seat.declaration === 'conflict' && !votes(seat))),
})

/** Police and immigration never vote; whether they may advise at all is the rule set’s. */
export const enforcementOnlyAdvises = payloadRule<Convened>({
  id: 'I-17',
  source: 'DOMAIN I-17, I-20',
  sentence: {
    en: 'Somebody of police or immigration has no vote on a panel, and where the rules allow a seat at all only advises. The panel’s secretary can seat somebody else.',
  },
  holds: (_known, { data: { seats, registered } }, terms) =>
    seats.every((seat) => {
      const known = registered.filter(({ person }) => person === seat.person)
      const ofEnforcement =
        [seat.agency, ...known.map(({ agency }) => agency)].some((agency) => isEnforcementAgency(terms, agency)) ||
        known.some(({ role }) => enforcement.some((each) => each === role))
      return !ofEnforcement || (!votes(seat) && terms.panel.immigrationSeat === 'advising')
    }),
})

/** Who votes signs in person, and nobody sits for an agency that is not theirs. */
export const seatedAsRegistered = payloadRule<Convened>({
  id: 'P-CAPACITY',
  source: 'STEPS, PanelConvened (the SOP text was not available)',
  sentence: {
    en: 'A voting seat is for somebody who has an account as panel member, and everybody sits for the agency that the directory names. The panel’s secretary can correct the list.',
  },
  holds: (_known, { data: { seats, registered } }) =>
    seats.every((seat) => {
      const known = registered.find(({ person }) => person === seat.person)
      if (!known) return !votes(seat)
      return known.agency === seat.agency && (!votes(seat) || known.role === 'panel_member')
    }),
})

export const votersAreIndependent = payloadRule<Convened>({
  ...independence,
  holds: (known, { data: { seats } }) => !seats.some((seat) => votes(seat) && workedOn(known, seat.person)),
})

/** The same when the panel decides: who worked on the case in between has lost the vote, and who enters never had one. */
export const decidedByOthers = caseRule({
  ...independence,
  holds: (known, { actor }) =>
    !workedOn(known, actor.id) &&
    !known.bid.panel.some((seat) => votes(seat) && (workedOn(known, seat.person) || seat.person === actor.id)),
})

/** The last that each voting member proposed is exactly this decision, every word of it. */
export const everyVoterProposed = payloadRule<{ readonly proposal: string; readonly digest: string }>({
  id: 'P-TWO',
  source: 'STEPS, BidDecided: every voting member signs',
  sentence: {
    en: 'Every voting member of the panel proposes exactly this decision before it is entered. Those who have not, or who proposed another, can still do so; without agreement the panel defers.',
  },
  holds: ({ bid, proposals }, { data, actor }) => {
    const open = proposals.filter(({ step }) => step === 'decide-bid')
    const voters = bid.panel.filter(votes)
    return (
      voters.length > 0 &&
      open.some(({ id, digest }) => id === data.proposal && digest === data.digest) &&
      voters.every(
        ({ person }) => person !== actor.id && open.findLast(({ by }) => by === person)?.digest === data.digest,
      )
    )
  },
})

/** What was proposed to a panel that did not agree, or about a decision that no longer stands, does not count any more. */
export const withoutVotes = ({ proposals }: Known): Pick<Known, 'proposals'> => ({
  proposals: proposals.filter(({ step }) => !['decide-bid', 'defer-bid', 'confirm-bid-implementation'].includes(step)),
})

export const chairSigns = caseRule({
  id: 'P-OWN-CHAIR',
  source: 'STEPS, BidDeferred: the chair signs',
  sentence: { en: 'The chair of this panel signs that it defers, on the proposal of its secretary.' },
  reveals: ['bia'],
  holds: ({ bid }, { actor }) => bid.chair === actor.id,
})
