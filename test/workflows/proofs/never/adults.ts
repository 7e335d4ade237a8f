import type { CaseFile, Entry } from '../file.ts'
import { agencyOf, companions, flagged, type Never, roleOf, text, texts } from './reading.ts'

/** Whom an event puts the child under, or with. */
const named = ({ type, data }: Entry): string | undefined =>
  type === 'GuardianReplaced' ? text(data.person ?? data.to) : text(data.carer ?? data.carerRef ?? data.person)

/** The relation to the child was verified, and the last verification did not say otherwise. */
function isVerified(adult: string | undefined, file: CaseFile): boolean {
  const last = file.last(['RelationshipVerified', 'PresentParentVerified'], ({ data }) =>
    [data.person, data.personRef, data.adult, data.carer].includes(adult ?? ''),
  )
  return last !== undefined && ['verified', 'confirmed', undefined].includes(text(last.data.result))
}

const guardians = ['ProvisionalGuardianDesignated', 'GuardianAppointed', 'GuardianReplaced']
const places = ['PlacementOffered', 'PlacementAccepted']

export const adults: readonly Never[] = [
  {
    id: 'e/verified',
    never: 'a child is offered to, or placed with, an adult whose relation nobody verified (I-4)',
    on: [...places, 'ReunificationAuthorised'],
    broken(entry, file) {
      const adult = named(entry)
      if (adult === undefined) return entry.data.provider === undefined ? 'nobody is named' : undefined
      return isVerified(adult, file) ? undefined : `adult ${adult}`
    },
  },
  {
    id: 'e/flagged',
    never: 'an adult against whom there are indicators is given the child by a decision (I-37, I-10)',
    on: [...places, ...guardians, 'ReunificationAuthorised'],
    broken: (entry, file) => (flagged(file).includes(named(entry) ?? '') ? `adult ${named(entry)}` : undefined),
  },
  {
    id: 'e/companion',
    never: 'somebody who merely came with the child becomes guardian (I-4)',
    on: guardians,
    broken(entry, file) {
      const adult = named(entry)
      const came = companions(file).some(({ ref }) => ref === adult)
      return came && !isVerified(adult, file) ? `adult ${adult}` : undefined
    },
  },
  {
    id: 'e/vetted',
    never: 'a child is put under a guardian whom nobody vetted, or for a provisional one will vet in time (I-4)',
    on: guardians,
    broken(entry, _file, { thresholds }) {
      if (text(entry.sent.vettingRef) !== undefined) return undefined
      const due = Date.parse(text(entry.data.vettingDue) ?? '')
      const now = Date.parse(entry.at)
      const inTime = due > now && due <= now + thresholds.vettingDueDays * 86_400_000
      return entry.type === 'ProvisionalGuardianDesignated' && inTime ? undefined : 'not vetted'
    },
  },
  {
    id: 'f/conflict',
    never: 'somebody with a conflict is made guardian: declared, or known from where they work (I-10)',
    on: guardians,
    broken(entry, file) {
      if (texts(entry.data.conflicts).length > 0) return `declared ${texts(entry.data.conflicts)}`
      const person = named(entry)
      const role = roleOf(person)
      if (['immigration_officer', 'screening_officer', 'placement_provider'].includes(role ?? '')) return `a ${role}`
      const place = file.last(['PlacementAccepted', 'ChildArrived'], ({ data }) => data.provider !== undefined)
      return place && place.data.provider === agencyOf(person) ? 'paid for the placement' : undefined
    },
  },
  {
    id: 'f/caseload',
    never: 'a guardian is appointed beyond the number of children that one person may have (I-11)',
    on: ['GuardianAppointed', 'GuardianReplaced'],
    broken({ data, sent }, _file, { thresholds: { guardianCaseload, guardianCaseloadSurge } }) {
      const children = Number(data.caseloadAtAppointment)
      const limit = text(sent.surgeReason) === undefined ? guardianCaseload : guardianCaseloadSurge
      return children < limit ? undefined : `${children} children`
    },
  },
]
