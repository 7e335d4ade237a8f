import { canonical } from '../../../../src/jcs.ts'
import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { locations, type Never, text, texts } from './reading.ts'

/** What police and immigration do decide: to ask, to hold, to let go, and what an adult must report (STEPS). */
const theirs = [
  'ScreeningStarted',
  'DetentionOrdered',
  'ReleaseOrdered',
  'ReportingConditionSet',
  'ReportingConditionVaried',
]

/** What the service may write by itself (I-26). */
const itself = [
  'MajorityReached',
  'ReferralEscalated',
  'PlacementOfferLapsed',
  'ReportingConditionMissed',
  'EscalationRaised',
  'ClockWarned',
  'ClockMissed',
  'ClockMetReportedLate',
  'KeyDestroyed',
]

/** The assessment that is open, or was approved last: from where it began. */
const assessment = (file: CaseFile): readonly Entry[] => {
  const begun = file.last('BiaStarted')
  return begun ? [begun, ...file.since(begun).all('BiaCompleted')] : []
}

/** Acts that somebody proposed and that nobody has taken since. */
const openProposals = (file: CaseFile, step: string, sent: Entry['sent']): readonly Entry[] => {
  const { proposal: _named, ...payload } = sent
  const same = (each: Entry): boolean =>
    each.sent.step === step && canonical(each.sent.payload as Entry['sent']) === canonical(payload)
  const proposed = file.all('ActProposed').filter(same)
  const used = file.entries.findLast(
    (each) => each.step === step && proposed.some(({ id }) => id === each.sent.proposal),
  )
  return used ? file.since(used).all('ActProposed').filter(same) : proposed
}

/** In acute danger the agency takes a child away alone (I-13, I-14); and of one child not everything says where it is. */
const oneIsEnough = (type: string, sent: Entry['sent']): boolean =>
  (type === 'SeparationFromParentAuthorised' && sent.authority === 'emergency') ||
  (type === 'DisclosureMade' && sent.bulk === false && !texts(sent.fields).some((each) => locations.includes(each)))

/** Whom a complaint is about, as it was lodged: a person, an agency, or the guardian there was. */
export function complainedOf(complaint: Entry, file: CaseFile): { readonly person?: string; readonly agency?: string } {
  const { againstPerson, againstAgency } = complaint.data
  if (complaint.type === 'ComplaintLodged')
    return {
      ...(typeof againstPerson === 'string' && { person: againstPerson }),
      ...(typeof againstAgency === 'string' && { agency: againstAgency }),
    }
  const guardian =
    text(complaint.data.guardian) ??
    text(
      file.until(complaint).last(['ProvisionalGuardianDesignated', 'GuardianAppointed', 'GuardianReplaced'])?.data
        .person,
    )
  return guardian === undefined ? {} : { person: guardian }
}

/** Who answers complaints, in STEPS' words: the supervisor, guardianship, the province, the coordinator, the ombudsperson. */
const answering = ['cp_supervisor', 'guardianship_authority', 'provincial_authority', 'national_coordinator', 'monitor']

export const people: readonly Never[] = [
  {
    id: 'f/enforcement',
    never: 'police or immigration decide about a child’s care (I-20)',
    on: ['*'],
    broken: ({ kind, type, actor }) =>
      kind === 'decision' && ['screening_officer', 'immigration_officer'].includes(actor.role) && !theirs.includes(type)
        ? `${type} by ${actor.role}`
        : undefined,
  },
  {
    id: 'f/service',
    never: 'the service itself decides anything, or an adviser or auditor enters anything (I-26)',
    on: ['*'],
    broken: ({ type, actor }) =>
      ['auditor', 'adviser'].includes(actor.role) || (actor.role === 'service' && !itself.includes(type))
        ? `${type} by ${actor.role}`
        : undefined,
  },
  {
    id: 'f/author',
    never: 'an assessment is approved by who wrote it, or by who referred the child (I-17)',
    on: ['BiaApproved', 'BiaReturned'],
    broken(entry, file) {
      if (assessment(file).some(({ actor }) => actor.id === entry.actor.id)) return 'wrote it'
      return file.all('ReferralSubmitted')[0]?.actor.id === entry.actor.id ? 'referred the child' : undefined
    },
  },
  {
    id: 'f/two',
    never: 'one person alone takes an act of two people, or another act than was proposed, or one proposal twice',
    on: ['two people'],
    broken: ({ step, sent, actor, type }, file) =>
      oneIsEnough(type, sent) ||
      openProposals(file, step, sent).some((each) => each.id === sent.proposal && each.actor.id !== actor.id)
        ? undefined
        : 'nobody else proposed this',
  },
  {
    id: 'g/complaint',
    never: 'a complaint is given to, dealt with or answered by whom it is about (I-12)',
    on: ['ComplaintAssigned', 'ComplaintResolved'],
    broken({ type, data, actor }, file) {
      const complaint = file.find(data.complaint)
      if (!complaint) return 'no complaint'
      const { person, agency } = complainedOf(complaint, file)
      const dealing = [
        { person: actor.id, agency: actor.agency },
        ...(type === 'ComplaintAssigned' ? [{ person: text(data.person), agency: text(data.agency) }] : []),
      ]
      const about = dealing.find((each) => (person && each.person === person) || (agency && each.agency === agency))
      if (about) return `about ${person ?? agency}`
      if (type === 'ComplaintAssigned') return undefined
      const given = file.last('ComplaintAssigned', (each) => each.data.complaint === data.complaint)
      return given?.data.agency === actor.agency ? undefined : 'not given to them'
    },
  },
  {
    id: 'g/answerable',
    never:
      'a complaint is given to an agency where nobody can answer it, or answered without telling the child (I-12, I-16)',
    on: ['ComplaintAssigned', 'ComplaintResolved'],
    broken({ type, data, sent }, _file, { agencies }) {
      if (type === 'ComplaintResolved')
        return text(sent.childTold ?? sent.notToldReason) === undefined ? 'the child was not told' : undefined
      return agencies[word(data.agency)]?.roles.some((role) => answering.includes(role)) ? undefined : word(data.agency)
    },
  },
  {
    id: 'f/linked',
    never: 'a child’s record is linked to one that is not there (I-3)',
    on: ['DuplicateLinked'],
    broken: ({ data }) => (data.otherCaseFound === true ? undefined : 'no such case'),
  },
  {
    id: 'f/dropped',
    never: 'a referral is declined because of a doubt about age, or a child whom nobody else accepted (I-2, I-5)',
    on: ['ReferralDeclined'],
    broken({ before, data }) {
      if (data.code === 'adult_final' && before.age !== 'adultFinal') return `age ${before.age}`
      const isHeld = ['policeHolding', 'immigrationHolding', 'alreadyDetained'].includes(before.custody)
      if (data.code === 'adult_final' && !isHeld) return undefined
      return text(data.acceptedElsewhere) !== undefined && data.otherCaseAccepted === true
        ? undefined
        : 'no other agency'
    },
  },
]
