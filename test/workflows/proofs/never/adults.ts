import type { Entry } from '../file.ts'
import { word } from '../word.ts'
import {
  agencyOf,
  companions,
  consentStands,
  flagged,
  isPresumed,
  isVerified,
  type Never,
  roleOf,
  text,
  texts,
  verifications,
} from './reading.ts'

/** Whom an event puts the child under, or with. */
const named = ({ data }: Entry): string | undefined => text(data.carer ?? data.person)

const guardians = ['ProvisionalGuardianDesignated', 'GuardianAppointed', 'GuardianReplaced']
const places = ['PlacementOffered', 'PlacementAccepted']

export const adults: readonly Never[] = [
  {
    id: 'e/proven',
    never:
      'somebody is taken for family without the child’s wish and their own ability, or for no family without a test or a court (I-4)',
    on: verifications,
    broken({ data, sent }) {
      if (data.result === 'confirmed')
        return text(sent.childsWish) && text(sent.adultAbility) ? undefined : 'wish or ability'
      return data.dna === true || data.authority === 'court' ? undefined : 'on words alone'
    },
  },
  {
    id: 'e/flagged-family',
    never: 'the agency itself verifies an adult against whom there are indicators (I-37)',
    on: verifications,
    broken: ({ data }, file) =>
      data.result === 'confirmed' && data.authority !== 'court' && flagged(file).includes(text(data.adult) ?? '')
        ? `adult ${word(data.adult)}`
        : undefined,
  },
  {
    id: 'e/dna',
    never: 'kinship is tested by DNA without consent to that, and without a court (I-28)',
    on: verifications,
    broken({ data, at }, file) {
      if (data.dna !== true || data.authority === 'court') return undefined
      return consentStands(file.find(data.consent), 'dna_test', file, at) ? undefined : 'no consent'
    },
  },
  {
    id: 'e/verified',
    never: 'a child is offered to, or placed with, an adult whose relation nobody verified (I-4)',
    on: [...places, 'ReunificationAuthorised', 'ReturnAuthorised'],
    broken(entry, file) {
      const adult = named(entry)
      const other = entry.data.provider ?? entry.sent.receivingAgency
      if (adult === undefined) return other === undefined ? 'nobody is named' : undefined
      if (isVerified(adult, file)) return undefined
      return entry.type === 'ReunificationAuthorised' && isPresumed(adult, entry, file) ? undefined : `adult ${adult}`
    },
  },
  {
    id: 'e/flagged',
    never: 'an adult against whom there are indicators is given the child by a decision (I-37, I-10)',
    on: [...places, ...guardians, 'ReunificationAuthorised', 'ReturnAuthorised', 'PlacementEnded'],
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
      if (texts(entry.data.conflicts).length > 0) return `declared ${word(texts(entry.data.conflicts))}`
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
