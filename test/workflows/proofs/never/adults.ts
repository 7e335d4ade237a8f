import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { complainedOf } from './people.ts'
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

/** Who is guardian then. */
function inOffice(file: CaseFile): string | undefined {
  const last = file.last([...guardians, 'GuardianSuspended', 'GuardianshipEnded'])
  return last && guardians.includes(last.type) ? named(last) : undefined
}

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
    id: 'e/put-back',
    never:
      'the agency puts a child back under somebody from whom they were separated by saying who that is (I-4, I-14)',
    on: ['PresentParentVerified'],
    broken({ data }, file) {
      const apart = file.last('SeparationFromParentAuthorised')
      if (!apart || data.result !== 'confirmed' || data.authority === 'court') return undefined
      const again = file.since(apart).has('PresentParentVerified', 'ChildArrived', 'FamilyReunified')
      return !again && [data.adult, undefined].includes(apart.data.parent) ? `adult ${word(data.adult)}` : undefined
    },
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
    id: 'f/body',
    never: 'a body is guardian for good, or for longer than the law lets one stand in',
    on: guardians,
    broken({ data, type, at }, _file, { institutionalGuardian: law }) {
      if (data.institution === undefined) return undefined
      if (type !== 'ProvisionalGuardianDesignated' || law === 'prohibited') return word(data.institution)
      const until = Date.parse(text(data.until) ?? '')
      const now = Date.parse(at)
      return until > now && until <= now + law.provisionalOnlyDays * 86_400_000 ? undefined : 'too long'
    },
  },
  {
    id: 'f/comes-back',
    never: 'a guardian is named again whose conflict nobody settled, or about whom a complaint is open (I-10, I-12)',
    on: guardians,
    broken(entry, file) {
      const person = named(entry)
      const declared = file.last('GuardianConflictDeclared', (each) => inOffice(file.until(each)) === person)
      if (declared && !file.since(declared).has(...guardians, 'GuardianshipEnded')) return 'a conflict'
      const suspended = file.all('GuardianSuspended').some((each) => inOffice(file.until(each)) === person)
      const about = file
        .all('ComplaintLodged', 'GuardianComplaintLodged')
        .filter(({ id }) => !file.all('ComplaintResolved').some(({ data }) => data.complaint === id))
        .map((each) => complainedOf(each, file).person)
      return suspended && about.includes(person) ? 'a complaint' : undefined
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
