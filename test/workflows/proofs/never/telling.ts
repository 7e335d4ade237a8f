import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { standingYes } from './placement.ts'
import {
  claimRuns,
  companions,
  consentStands,
  flagged,
  granted,
  isPresumed,
  isVerified,
  locations,
  type Never,
  riskAssessed,
  text,
  texts,
} from './reading.ts'

/** A consent to sharing that stands, and does not withhold any of this. */
function consented({ data, at }: Entry, file: CaseFile): boolean {
  const consent = file.find(data.consent)
  return (
    consentStands(consent, 'sharing', file, at) &&
    !texts(data.fields).some((field) => texts(consent?.data.withheld).includes(field))
  )
}

const toOfficers = ({ data }: Entry, terms: Parameters<Never['broken']>[2]): boolean =>
  ['police', 'immigration'].includes(word(data.recipient)) ||
  (terms.agencies[word(data.agency)]?.roles ?? []).some((role) =>
    ['screening_officer', 'immigration_officer'].includes(role),
  )

const on = ['DisclosureMade']

export const telling: readonly Never[] = [
  {
    id: 'g/officers',
    never:
      'police or immigration are told anything but whom to look for, and that only while the child is missing (I-27)',
    on,
    broken(entry, _file, terms) {
      if (!toOfficers(entry, terms)) return undefined
      const search = entry.data.purpose === 'missing_child_search' && entry.before.custody === 'missing'
      const more = texts(entry.data.fields).filter(
        (field) => !['identity', 'description', 'last_place'].includes(field),
      )
      return search && more.length === 0 ? undefined : `${word(entry.data.purpose)}: ${word(texts(entry.data.fields))}`
    },
  },
  {
    id: 'g/consent',
    never:
      'something is told without a consent that covers it or another basis on record, or to a private person without consent or a court (I-28)',
    on,
    broken(entry, file) {
      const { basis, recipient, recipientPerson, fields } = entry.data
      if (basis === 'consent' ? !consented(entry, file) : text(entry.sent.explanation) === undefined)
        return `on ${word(basis)}`
      if (recipient !== 'person' || basis === 'court_order') return undefined
      if (basis !== 'consent') return `a person, on ${word(basis)}`
      const where = texts(fields).some((field) => locations.includes(field))
      const family = isVerified(text(recipientPerson), file) || isPresumed(text(recipientPerson), entry, file)
      return where && !family ? 'where the child is, to a stranger' : undefined
    },
  },
  {
    id: 'g/told-origin',
    never:
      'the authorities of the country of origin are told anything before the risk was assessed, or while a claim runs (I-32)',
    on,
    broken(entry, file) {
      if (!['consulate', 'origin_authority'].includes(word(entry.data.recipient))) return undefined
      if (granted(file) || claimRuns(file, entry.at)) return 'a claim'
      return riskAssessed(entry, file) ? undefined : 'not assessed'
    },
  },
  {
    id: 'g/told-flagged',
    never: 'an adult against whom there are indicators is told anything (I-37)',
    on,
    broken: ({ data }, file) => (flagged(file).includes(text(data.recipientPerson) ?? '') ? 'told' : undefined),
  },
  {
    id: 'g/sent-abroad',
    never: 'a case goes abroad before the risk was assessed, or while a claim runs (I-32)',
    on: ['CaseTransferProposed', 'CaseTransferAccepted'],
    broken(entry, file) {
      const asked = entry.type === 'CaseTransferProposed' ? entry : file.last('CaseTransferProposed')
      if (asked?.data.to !== 'abroad') return undefined
      if (granted(file) || claimRuns(file, entry.at)) return 'a claim'
      return riskAssessed(entry, file) ? undefined : 'not assessed'
    },
  },
  {
    id: 'g/receiver',
    never:
      'a case is handed on because of a birthday, to an agency that takes no children’s cases, or that has it (I-25)',
    on: ['CaseTransferProposed'],
    broken({ data }, file, { agencies }) {
      if (data.reason === 'turned_eighteen') return 'turned eighteen'
      if (data.to === 'abroad') return data.agency === undefined ? undefined : 'abroad and here'
      const taking = agencies[word(data.agency)]?.roles.some((role) => ['cp_intake', 'cp_supervisor'].includes(role))
      if (!taking) return word(data.agency)
      const last = file.last(['ReferralAccepted', 'CaseTransferAccepted'])
      const has = last?.type === 'CaseTransferAccepted' ? file.until(last).last('CaseTransferProposed') : last
      return has?.data.agency === data.agency ? 'has it already' : undefined
    },
  },
  {
    id: 'g/handed-basis',
    never: 'a case is handed on without a consent to that, or another basis that is written down (I-28)',
    on: ['CaseTransferProposed'],
    broken: ({ data, sent, at }, file) =>
      text(sent.basis) !== undefined || consentStands(file.find(data.consent), 'sharing', file, at)
        ? undefined
        : 'no basis',
  },
  {
    id: 'g/handed-child',
    never: 'a case is handed on while nobody takes care of the child (I-25)',
    on: ['CaseTransferProposed', 'CaseTransferAccepted'],
    broken(entry, file) {
      const home = file.last(['ChildArrived', 'FamilyReunified'], ({ data }) => data.placeKind !== 'hospital')
      if (home && !file.since(home).has('PlacementBrokeDown', 'PlacementEnded')) return undefined
      const beside = companions(file).some(({ ref }) => isPresumed(ref, entry, file))
      return standingYes(file) || beside ? undefined : 'nobody'
    },
  },
  {
    id: 'g/handed-on',
    never: 'a case is handed on to an agency that was not asked, or by somebody of another one (I-23)',
    on: ['CaseTransferAccepted'],
    broken({ actor }, file) {
      const asked = file.last('CaseTransferProposed')
      if (!asked || file.since(asked).has('CaseTransferAccepted', 'CaseTransferRefused')) return 'nobody was asked'
      if (asked.data.to === 'abroad') return actor.role === 'cp_supervisor' ? undefined : actor.role
      return asked.data.agency === actor.agency ? undefined : `${actor.agency} for ${word(asked.data.agency)}`
    },
  },
]
