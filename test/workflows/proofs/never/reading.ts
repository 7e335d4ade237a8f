import type { Json } from '../../../../src/jcs.ts'
import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { identity } from '../world.ts'

/**
 * What must never happen, in the words of DOMAIN, told from the file alone: who entered what, in which order, and where
 * the case then stood. Nothing here asks a rule of the process; what both say was written twice.
 */
export interface Never {
  /** `a/prohibited`: the property, and which half of it. */
  readonly id: string
  readonly never: string
  /** The events that could do it. */
  readonly on: readonly string[]
  /**
   * What is wrong with an event that was accepted; undefined when nothing is.
   *
   * @param file as it was before
   */
  readonly broken: (entry: Entry, file: CaseFile, terms: Terms) => string | undefined
}

export const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** Nobody has finally been found to be an adult. */
export const isChild = ({ before }: Entry): boolean => before.age !== 'adultFinal'

/** Adults against whom somebody wrote down indicators. Nothing takes that back. */
export const flagged = (file: CaseFile): readonly string[] =>
  file.entries.flatMap(({ type, data }) => [
    ...(['ScreeningCompleted', 'TraffickingIndicatorsRaised'].includes(type) ? texts(data.concernedAdults) : []),
    // what was added to such a report later; correcting takes nothing back
    ...(type === 'RecordCorrected' ? texts((data.payload as Entry['data']).concernedAdults) : []),
  ])

/** Adults who were met with the child, whatever they called themselves. */
export const companions = (file: CaseFile): readonly { readonly ref?: string; readonly claimedRelation?: string }[] =>
  file.entries.flatMap(({ type, data }) => {
    const payload = type === 'RecordCorrected' ? (data.payload as Entry['data']) : data
    return Array.isArray(payload.companions) ? payload.companions : []
  })

/** What the directory says somebody is; never what a payload says. */
export const roleOf = (person: string | undefined): string | undefined =>
  person === undefined ? undefined : identity.findPerson(person)?.role
export const agencyOf = (person: string | undefined): string | undefined =>
  person === undefined ? undefined : identity.findPerson(person)?.agency

/** Whether a withdrawal takes this consent back for this purpose: it names both, or leaves out which and means all. */
const takesBack = ({ data }: Entry, consent: Entry, purpose: string): boolean =>
  [consent.id, undefined].includes(text(data.consent)) &&
  (data.purposes === undefined || texts(data.purposes).includes(purpose))

/** A consent to this is on record, and neither over nor taken back. */
export const consentStands = (consent: Entry | undefined, purpose: string, file: CaseFile, at: string): boolean =>
  consent?.type === 'ConsentRecorded' &&
  texts(consent.data.purposes).includes(purpose) &&
  !(typeof consent.data.until === 'string' && consent.data.until < at) &&
  !file
    .since(consent)
    .all('ConsentWithdrawn')
    .some((each) => takesBack(each, consent, purpose))

export const verifications = ['RelationshipVerified', 'PresentParentVerified']

/** The relation to the child was verified, and no later verification said otherwise. */
export const isVerified = (adult: string | undefined, file: CaseFile): boolean =>
  file.last(verifications, ({ data }) => data.adult === adult)?.data.result === 'confirmed'

/** A parent with whom the child was found, and against whom nothing stands (I-4). */
export const isPresumed = (adult: string | undefined, { before }: Entry, file: CaseFile): boolean =>
  ['parentPresumed', 'notRequired'].includes(before.guardianship) &&
  !['indicators', 'recoveryPeriod', 'identified'].includes(before.trafficking) &&
  (companions(file).some(({ ref, claimedRelation }) => ref === adult && claimedRelation === 'parent') ||
    isProvenParent(adult, file))

/** Verified as the parent who is there, by whoever looked last. */
function isProvenParent(adult: string | undefined, file: CaseFile): boolean {
  const proven = file.last('PresentParentVerified')
  return adult !== undefined && proven?.data.result === 'confirmed' && proven.data.adult === adult
}

/** What somebody said of whether a parent is with the child; nothing where they said nothing of it. */
function saysOfParent({ type, data }: Entry): boolean | undefined {
  const says = type === 'RecordCorrected' ? (data.payload as Entry['data']) : data
  if (Array.isArray(says.companions) && says.companions.some((each) => word(each).includes('"parent"'))) return true
  if (type === 'PresentParentVerified') return data.result === 'confirmed'
  if (type === 'SeparationFromParentAuthorised') return false
  if (says.separationStatus !== undefined && says.separationStatus !== 'unknown')
    return says.separationStatus === 'accompanied'
  if (type !== 'ReferralSubmitted' || data.alone === 'unknown') return undefined
  return data.alone === 'with_parent'
}

/** Screenings and verifications settle it; whoever said anything of it since, or ever, said that a parent is there. */
export const isWithParent = (file: CaseFile): boolean => {
  const settled = file.last(
    ['ScreeningCompleted', 'PresentParentVerified'],
    ({ data }) => data.separationStatus !== 'unknown',
  )
  const said = [...(settled ? [settled] : []), ...file.since(settled).entries]
    .map(saysOfParent)
    .filter((each) => each !== undefined)
  return said.length > 0 && said.every((each) => each)
}

/** Who is there as a parent: met with the child, or verified. */
export const isParent = (adult: string | undefined, file: CaseFile): boolean =>
  companions(file).some(({ ref, claimedRelation }) => ref === adult && claimedRelation === 'parent') ||
  file.all('PresentParentVerified').some(({ data }) => data.adult === adult)

/** Nobody ever said that a parent is there. */
export const isWithoutParent = (file: CaseFile): boolean => !file.entries.some((entry) => saysOfParent(entry))

/** Grown up by what is on record; marriage makes nobody so (I-31). */
export const cameOfAge = (file: CaseFile): boolean =>
  file.all('MajorityReached').some(({ data }) => data.basis !== 'marriage')

/** A claim was raised and nobody has finally decided it. */
export function claimRuns(file: CaseFile, now: string): boolean {
  const raised = file.last('ProtectionClaimRaised')
  if (!raised) return false
  const since = file.since(raised)
  const decided = since.since(since.last('ProtectionClaimForwarded')).last('ProtectionClaimDecided')
  if (!decided || !since.has('ProtectionClaimForwarded')) return true
  return text(decided.data.appealBy) === undefined || word(decided.data.appealBy) >= now
}

export const granted = (file: CaseFile): boolean =>
  file.all('ProtectionClaimDecided').some(({ sent }) => sent.result === 'granted')

/** The risk to this child there was assessed in this case: the act names the assessment, or an earlier one did. */
export function riskAssessed(entry: Entry, file: CaseFile): boolean {
  const assessments = file.all('BiaCompleted', 'BidReportSubmitted').map(({ id }) => id)
  return [entry, ...file.all('TracingStarted', 'ReturnAuthorised')].some(({ data }) =>
    assessments.includes(text(data.securityAssessment ?? data.riskAssessment) ?? ''),
  )
}

/** What says where somebody is, or can be found. */
export const locations = ['last_place', 'whereabouts', 'address', 'contact', 'family_location']
