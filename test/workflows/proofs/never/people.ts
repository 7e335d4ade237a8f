import { canonical } from '../../../../src/case/jcs.ts'
import type { CaseFile, Entry } from '../file.ts'
import { type Never, text } from './reading.ts'

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
    broken: ({ step, sent, actor }, file) =>
      openProposals(file, step, sent).some((each) => each.id === sent.proposal && each.actor.id !== actor.id)
        ? undefined
        : 'nobody else proposed this',
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
