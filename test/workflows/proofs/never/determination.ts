import { canonical, type JsonObject } from '../../../../src/jcs.ts'
import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { agencyOf, isWithoutParent, type Never, roleOf, text } from './reading.ts'

type Seat = {
  readonly person: string
  readonly agency: string
  readonly capacity: string
  readonly declaration: string
}

const seats = ({ data }: Entry): readonly Seat[] => (Array.isArray(data.seats) ? data.seats : [])
const voting = (panel: Entry | undefined): readonly Seat[] =>
  panel ? seats(panel).filter(({ capacity }) => capacity === 'voting') : []

/** Whoever wrote, approved or referred anything in this case. */
const workedOnIt = (file: CaseFile): readonly string[] => [
  ...file.all('BiaStarted', 'BiaCompleted', 'BiaApproved', 'BidReportSubmitted').map(({ actor }) => actor.id),
  ...file
    .all('ReferralSubmitted')
    .slice(0, 1)
    .map(({ actor }) => actor.id),
]

const ofPolice = (agency: string | undefined, { agencies }: Terms): boolean =>
  agency !== undefined &&
  (agencies[agency]?.roles.some((role) => ['screening_officer', 'immigration_officer'].includes(role)) ?? false)

/** What is wrong with who votes; undefined when nothing is. */
function wrongPanel(panel: Entry, before: CaseFile, terms: Terms): string | undefined {
  const votes = voting(panel)
  if (new Set(votes.map(({ person }) => person)).size < terms.panel.quorum) return 'too few vote'
  if (new Set(votes.map(({ person }) => agencyOf(person))).size < terms.panel.agencies) return 'too few agencies'
  if (votes.some(({ declaration }) => declaration !== 'no_conflict')) return 'an interest of their own'
  if (votes.some(({ person }) => roleOf(person) !== 'panel_member')) return 'not a member'
  const borrowed = seats(panel).some(({ person, agency }) => ![undefined, agency].includes(agencyOf(person)))
  if (borrowed) return 'for an agency that is not theirs'
  if (votes.some(({ person, agency }) => ofPolice(agency, terms) || ofPolice(agencyOf(person), terms))) return 'police'
  return votes.some(({ person }) => workedOnIt(before).includes(person)) ? 'their own work' : undefined
}

/** The last that somebody proposed as this decision. */
const lastVote = (person: string, since: CaseFile): string | undefined => {
  const vote = since.last('ActProposed', ({ actor, sent }) => actor.id === person && sent.step === 'decide-bid')
  return vote && canonical(vote.sent.payload as JsonObject)
}

const represented = ['provisional', 'appointed', 'parentPresumed', 'notRequired']

export const determination: readonly Never[] = [
  {
    id: 'f/panel',
    never:
      'a panel is seated that is too small, of one agency, with a vote of police, of somebody with an interest, or of who worked on the case (I-17)',
    on: ['PanelConvened'],
    broken: wrongPanel,
  },
  {
    id: 'f/quorum',
    never: 'a panel decides without its quorum, or without each who votes having proposed exactly that (I-17, P-TWO)',
    on: ['BidDecided'],
    broken(entry, file, terms) {
      const panel = file.last('PanelConvened')
      if (!panel) return 'no panel'
      const wrong = wrongPanel(panel, file, terms)
      if (wrong !== undefined) return wrong
      const { proposal: _named, ...decided } = entry.sent
      const since = file.since(file.last(['PanelConvened', 'BidDeferred', 'BidReopened', 'BidDecided']))
      const against = voting(panel).filter(({ person }) => lastVote(person, since) !== canonical(decided))
      if (against.length > 0) return `${against.length} did not agree`
      return voting(panel).some(({ person }) => person === entry.actor.id) ? 'entered by a vote' : undefined
    },
  },
  {
    id: 'f/report',
    never: 'a panel meets, or decides, without a report (I-16)',
    on: ['PanelConvened', 'BidDecided'],
    broken: (_entry, file) =>
      file.since(file.last('BidReopened')).has('BidReportSubmitted') ? undefined : 'no report',
  },
  {
    id: 'f/chair',
    never: 'a panel defers by the hand of anybody but its chair',
    on: ['BidDeferred'],
    broken: ({ actor }, file) => (file.last('PanelConvened')?.data.chair === actor.id ? undefined : `by ${actor.role}`),
  },
  {
    id: 'f/asked',
    never: 'a request to meet again is declined that nobody made, or that was answered',
    on: ['BidReopenDeclined'],
    broken(_entry, file) {
      const asked = file.last('BidReopenRequested')
      return asked && !file.since(asked).has('BidReopened', 'BidReopenDeclined') ? undefined : 'nobody asked'
    },
  },
  {
    id: 'f/signed',
    never: 'an assessment is signed by somebody who did not make it, and to whom the case was not given',
    on: ['BiaCompleted'],
    broken({ actor }, file) {
      const given = file.last(
        ['ReferralAccepted', 'CaseWorkerAssigned', 'CaseTransferAccepted'],
        ({ data }) => data.worker !== undefined,
      )
      return [file.last('BiaStarted')?.actor.id, given?.data.worker].includes(actor.id) ? undefined : 'a stranger'
    },
  },
  {
    id: 'f/answered',
    never: 'an assessment is approved without saying whether a panel is needed: why, or by when',
    on: ['BiaApproved'],
    broken({ data: { bidNeeded }, sent }) {
      if (bidNeeded === 'no') return undefined
      return text(bidNeeded === 'later' ? sent.bidNeededBy : sent.trigger) === undefined ? word(bidNeeded) : undefined
    },
  },
  {
    id: 'g/supported',
    never: 'a child is heard about age, trafficking or who they are alone, or in words they do not understand (I-8)',
    on: ['AgeAssessmentOrdered', 'VictimIdentificationDecided', 'ScreeningStarted'],
    broken({ data, type }, file) {
      const alone = isWithoutParent(file)
      if (alone && data.supportPerson === undefined) return 'nobody beside them'
      return data.interpreterMode === 'none' && (alone || type !== 'ScreeningStarted') ? 'nobody interprets' : undefined
    },
  },
  {
    id: 'f/own-report',
    never: 'the report is written by who approved, voted or referred, or opened again by who wrote it (I-17)',
    on: ['BidReportSubmitted', 'BidReopened', 'BidReopenDeclined'],
    broken(entry, file) {
      const wrote = file.all('BidReportSubmitted', 'BiaStarted', 'BiaCompleted').map(({ actor }) => actor.id)
      if (entry.type !== 'BidReportSubmitted') return wrote.includes(entry.actor.id) ? 'wrote it' : undefined
      const decided = [
        ...file.all('BiaApproved').map(({ actor }) => actor.id),
        ...file
          .all('ReferralSubmitted')
          .slice(0, 1)
          .map(({ actor }) => actor.id),
        ...file.all('PanelConvened').flatMap((panel) => voting(panel).map(({ person }) => person)),
      ]
      return decided.includes(entry.actor.id) ? 'decided or referred' : undefined
    },
  },
  {
    id: 'g/guardian',
    never: 'what is decisive for a child without a parent is decided before anybody acts for the child (I-9)',
    on: [
      'AgeAssessmentOrdered',
      'AgeDetermined',
      'BidReportSubmitted',
      'PanelConvened',
      'BidDecided',
      'ReturnAuthorised',
    ],
    broken({ before }, file) {
      if (before.age === 'adultFinal' || file.has('MajorityReached')) return undefined
      if (represented.includes(before.guardianship)) return undefined
      const withFamily = before.guardianship === 'ended' && before['placement.care'] === 'withFamily'
      return withFamily ? undefined : `guardianship ${before.guardianship}`
    },
  },
  {
    id: 'g/separation',
    never: 'a child is separated from a parent by a decision without danger to that child, or without a lawyer (I-14)',
    on: ['BidDecided'],
    broken({ data }, file) {
      if (data.outcome !== 'separate_from_carer') return undefined
      if (data.separationGround !== 'danger') return `for ${word(data.separationGround)}`
      return file.has('LegalRepresentativeAssigned') ? undefined : 'no lawyer'
    },
  },
  {
    id: 'g/siblings',
    never: 'brothers and sisters are separated without a reason (I-24)',
    on: ['BidDecided', 'ReunificationAuthorised'],
    broken: ({ data, sent }) =>
      data.separatesSiblings === true && text(sent.siblingsReason) === undefined ? 'no reason' : undefined,
  },
  {
    id: 'g/heard',
    never: 'a decision says nothing of what the child wishes, nor why not (I-16)',
    on: ['heard'],
    broken({ data, sent }) {
      if (data.viewsMode === 'declined') return undefined
      const said = data.viewsMode === 'not_possible' ? sent.viewsReason : sent.views
      return text(said) === undefined ? `${word(data.viewsMode)}` : undefined
    },
  },
]
