import type { CaseFile, Entry } from '../file.ts'
import {
  cameOfAge,
  companions,
  consentStands,
  isChild,
  isPresumed,
  isVerified,
  isWithParent,
  type Never,
  text,
} from './reading.ts'

/** What is written down or arranged beside the child's way, and moves nobody. */
const beside = [
  'ServiceReferred',
  'ServiceDelivered',
  'ChildFeedbackRecorded',
  'SafeguardingConcernRaised',
  'SafeguardingConcernResolved',
  'SupervisorNoteRecorded',
  'ReturnInterviewHeld',
  'ReportingConditionSet',
  'ReportingConditionVaried',
  'ReportingConditionMet',
  'ReportingConditionMissed',
]

const moved = ({ before, after }: Entry): readonly string[] =>
  Object.entries(after).flatMap(([part, state]) => (before[part as keyof Entry['before']] === state ? [] : [part]))

/** Whom a concern is about, as it was raised: a person, a provider, or the guardian there was. */
function feared(concern: Entry, file: CaseFile): readonly (string | undefined)[] {
  const { person, provider, against } = concern.data
  const guardian = file
    .until(concern)
    .last(['ProvisionalGuardianDesignated', 'GuardianAppointed', 'GuardianReplaced', 'GuardianSuspended'])
  return [text(provider), text(person) ?? (against === 'guardian' ? text(guardian?.data.person) : undefined)]
}

/** Concerns that nobody has resolved. */
export const openConcerns = (file: CaseFile): readonly Entry[] =>
  file
    .all('SafeguardingConcernRaised')
    .filter(({ id }) => !file.all('SafeguardingConcernResolved').some(({ data }) => data.concern === id))

/** Lives with that parent from now on, or by themselves. */
const staysWithParent = (entry: Entry, file: CaseFile): boolean =>
  entry.data.next === 'own_home' || (entry.data.next === 'carer' && isPresumed(text(entry.data.carer), entry, file))

export const following: readonly Never[] = [
  {
    id: 'h/moves',
    never:
      'a child, or the case, is moved by a note, a service, a concern, an interview, or by what an adult reports or fails to (I-26)',
    on: beside,
    broken: (entry) => (moved(entry).length > 0 ? moved(entry).join() : undefined),
  },
  {
    id: 'h/lapsed',
    never: 'time does more than take an offer that nobody answered out of the search (I-26)',
    on: ['PlacementOfferLapsed'],
    broken(entry, file) {
      const parts = moved(entry)
      if (entry.actor.role !== 'service') return `by ${entry.actor.role}`
      if (parts.length === 0) return undefined
      if (parts.join() !== 'placement.search' || entry.before['placement.search'] !== 'offered') return parts.join()
      const since = file.since(file.last(['PlacementRequested', 'PlacementAccepted', 'ChildArrived']))
      const others = since.all('PlacementOffered').filter(({ id }) => id !== entry.data.offer)
      const open = others.filter((offer) => !since.since(offer).has('PlacementOfferLapsed', 'PlacementDeclined'))
      return open.length > 0 ? `${open.length} others were asked` : undefined
    },
  },
  {
    id: 'h/under-way',
    never: 'a plan, or anything but a decision that is carried out and an act that was authorised, sends a child off',
    on: ['*'],
    broken({ before, after, type }) {
      const lawful = ['BidImplementationStarted', 'ReturnAuthorised', 'FamilyReunified', 'ReturnCarriedOut']
      return before.solution !== 'underway' && after.solution === 'underway' && !lawful.includes(type)
        ? type
        : undefined
    },
  },
  {
    id: 'h/nowhere',
    never: 'care ends with nobody by name, no shelter for the night or no means (I-33)',
    on: ['PlacementEnded'],
    broken({ data, sent }) {
      if (data.shelterTonight !== true || data.means !== true) return 'no shelter or means'
      return text(data.next === 'own_home' ? sent.address : sent.nextCarer) === undefined ? 'nobody' : undefined
    },
  },
  {
    id: 'h/alone',
    never: 'care ends so that somebody under eighteen lives alone (I-25, I-30)',
    on: ['PlacementEnded'],
    broken: (entry, file) =>
      entry.data.next === 'own_home' && isChild(entry) && !cameOfAge(file) ? 'an own home' : undefined,
  },
  {
    id: 'h/grown',
    never: 'care ends as that of an adult before the finding is final, or of a young person without a plan (I-5, I-25)',
    on: ['PlacementEnded'],
    broken({ before, data: { reason } }, file) {
      if (reason === 'adult_final') return before.age === 'adultFinal' ? undefined : `age ${before.age}`
      return reason !== 'majority' || (cameOfAge(file) && file.has('AftercarePlanAgreed')) ? undefined : 'no plan'
    },
  },
  {
    id: 'h/left-with',
    never: 'a child is left with an adult whose relation nobody verified (I-4)',
    on: ['PlacementEnded'],
    broken(entry, file) {
      const carer = text(entry.data.carer)
      if (entry.data.next !== 'carer' || isVerified(carer, file) || isPresumed(carer, entry, file)) return undefined
      const unnamed = carer === undefined && ['parentPresumed', 'notRequired'].includes(entry.before.guardianship)
      return unnamed ? undefined : `adult ${carer}`
    },
  },
  {
    id: 'h/apart',
    never: 'care ends so that a child is apart from the parent who is with them, and nobody separated them (I-14)',
    on: ['PlacementEnded'],
    broken: (entry, file) => (isWithParent(file) && !staysWithParent(entry, file) ? 'apart' : undefined),
  },
  {
    id: 'h/same-service',
    never: 'a child is sent to, or planned, less than national children get, but for urgent need (I-30)',
    on: ['ServiceReferred', 'CasePlanAgreed', 'PlacementReviewed'],
    broken: (entry) =>
      isChild(entry) && entry.data.asForNationalChildren !== true && entry.data.urgent !== true ? 'less' : undefined,
  },
  {
    id: 'h/told-service',
    never: 'a service is told of a child without a consent that stands or another basis, but for urgent need (I-28)',
    on: ['ServiceReferred'],
    broken: ({ data, at }, file) =>
      data.urgent === true || data.basis !== undefined || consentStands(file.find(data.consent), 'services', file, at)
        ? undefined
        : 'no basis',
  },
  {
    id: 'h/concern',
    never:
      'a concern is resolved that is none or is resolved already, by whom it is about, or without telling the child (I-12, I-16)',
    on: ['SafeguardingConcernResolved'],
    broken({ data, sent, actor }, file) {
      const concern = openConcerns(file).find(({ id }) => id === data.concern)
      if (!concern) return 'no concern'
      if (feared(concern, file).some((about) => about === actor.id || about === actor.agency)) return 'about them'
      return text(sent.childTold ?? sent.notToldReason) === undefined ? 'the child was not told' : undefined
    },
  },
  {
    id: 'h/feared-place',
    never: 'a child is offered to, or placed with, a provider about whom a concern is open (I-36)',
    on: ['PlacementOffered', 'PlacementAccepted'],
    broken: ({ data }, file) =>
      data.provider !== undefined && openConcerns(file).some((concern) => concern.data.provider === data.provider)
        ? `${text(data.provider)}`
        : undefined,
  },
  {
    id: 'h/interview',
    never: 'police or immigration question a child who came back about why they went',
    on: ['ReturnInterviewHeld'],
    broken: ({ actor }) => (['case_worker', 'partner_worker'].includes(actor.role) ? undefined : actor.role),
  },
  {
    id: 'h/reports',
    never: 'anybody must report who is not an adult that came along, or while the child is not at liberty (I-1)',
    on: ['ReportingConditionSet'],
    broken({ data, before, actor }, file) {
      if (before.custody !== 'atLiberty') return before.custody
      const came = companions(file).filter(({ ref }) => ref === data.adult)
      if (came.length === 0 || came.some(({ claimedRelation }) => claimedRelation === 'sibling')) return 'no adult'
      return ['immigration_officer', 'legal_representative'].includes(actor.role) ? undefined : actor.role
    },
  },
  {
    id: 'h/lifted',
    never: 'a condition is varied that was never set, or was lifted',
    on: ['ReportingConditionVaried'],
    broken({ data }, file) {
      const set = file.find(data.condition)
      if (set?.type !== 'ReportingConditionSet') return 'never set'
      const lifts = ({ data: each }: Entry): boolean => each.condition === set.id && each.change === 'lifted'
      return file.all('ReportingConditionVaried').some(lifts) ? 'lifted' : undefined
    },
  },
]
