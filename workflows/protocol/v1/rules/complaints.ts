import type { Complaint, Concern, Known } from '../known.ts'
import { type Actor, payloadRule } from '../language/rule.ts'
import type { Role } from '../roles.ts'

/** Complaints and concerns: who deals with them. Whomever they are about hears the same as about none at all (I-12). */

const hearing = 'Council draft 5939/17 (comparator); DOMAIN I-12'

type OfComplaint = { readonly complaint: string }
type OfConcern = { readonly concern: string }

const findComplaint = (known: Known, { complaint }: OfComplaint): Complaint | undefined =>
  known.complaints.find((each) => each.complaint === complaint)

export const isAbout = (
  { againstPerson, againstAgency }: Complaint,
  { id, agency }: { readonly id?: string | undefined; readonly agency?: string | undefined },
): boolean =>
  (againstPerson !== undefined && againstPerson === id) || (againstAgency !== undefined && againstAgency === agency)

export const complaintIsOpen = payloadRule<OfComplaint>({
  id: 'I-12',
  source: hearing,
  sentence: {
    en: 'There is no open complaint of this number for you to deal with. Whoever a complaint concerns does not deal with it; the guardianship authority, the province or the ombudsperson can.',
  },
  holds: (known, { data, actor }) => {
    const found = findComplaint(known, data)
    return found !== undefined && !isAbout(found, actor)
  },
})

export const notToWhomItConcerns = payloadRule<
  OfComplaint & {
    readonly agency: string
    readonly person?: string | undefined
    readonly personAgency?: string | undefined
  }
>({
  id: 'I-12',
  source: hearing,
  sentence: {
    en: 'A complaint does not go to the person or agency complained of. Name another body: the guardianship authority, the province or the ombudsperson.',
  },
  reveals: ['complaints'],
  holds: (known, { data, actor }) => {
    const found = findComplaint(known, data)
    if (found === undefined || isAbout(found, actor)) return true
    return !isAbout(found, { id: data.person, agency: data.agency }) && !isAbout(found, { agency: data.personAgency })
  },
})

const answering: readonly Role[] = [
  'cp_supervisor',
  'guardianship_authority',
  'provincial_authority',
  'national_coordinator',
  'monitor',
]

/** A complaint that is given to somebody who cannot answer it is given to nobody. */
export const bodyCanAnswer = payloadRule<{ readonly agency: string }>({
  id: 'P-BODY',
  source: 'STEPS, ComplaintResolved: that body',
  sentence: {
    en: 'This agency cannot answer a complaint here. Child protection, the guardianship authority, the province and the ombudsperson can.',
  },
  holds: (_known, { data }, { agencies }) =>
    agencies[data.agency]?.roles.some((role) => answering.includes(role)) === true,
})

export const ownComplaint = payloadRule<OfComplaint>({
  id: 'P-OWN-COMPLAINT',
  source: 'STEPS, ComplaintResolved: that body',
  sentence: {
    en: 'A complaint is answered by the body to which it was given. Whoever routes complaints can give it to you.',
  },
  reveals: ['complaints'],
  holds: (known, { data, actor }) => {
    const found = findComplaint(known, data)
    return found === undefined || isAbout(found, actor) || found.body === actor.agency
  },
})

const findConcern = (known: Known, { concern }: { readonly concern?: string | undefined }): Concern | undefined =>
  known.concerns.find((each) => each.concern === concern)

export const raisedAgainst = ({ person, provider }: Concern, { id, agency }: Actor): boolean =>
  person === id || provider === agency

export const concernIsOpen = payloadRule<OfConcern>({
  id: 'I-12',
  source: hearing,
  sentence: {
    en: 'There is no open concern of this number for you to deal with. Whoever a concern is about does not deal with it; another supervisor can.',
  },
  holds: (known, { data, actor }) => {
    const found = findConcern(known, data)
    return found !== undefined && !raisedAgainst(found, actor)
  },
})
