import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { cameOfAge, claimRuns, isPresumed, isVerified, type Never, text } from './reading.ts'

/** Closed only into another case, into adulthood that is final, or after a death (I-25). */
const exceptional = ({ data }: Entry): boolean =>
  ['duplicate', 'adult_final', 'death_of_child'].includes(word(data.reason))

const on = ['CaseClosureProposed', 'CaseClosed']

/** One thing that keeps every case open but the exceptional ones. */
const keepsOpen = (id: string, never: string, broken: Never['broken']): Never => ({
  id: `b/${id}`,
  never: `a case is closed, or that is proposed, ${never} (I-25)`,
  on,
  broken: (entry, file, terms) => (exceptional(entry) ? undefined : broken(entry, file, terms)),
})

const holdings = ['policeHolding', 'immigrationHolding', 'alreadyDetained', 'juvenileJustice', 'encountered']

/** In a ward under guard: as whoever brought the child there said last. */
function isGuarded({ before }: Entry, file: CaseFile): boolean {
  if (before.custody !== 'medicalCare' && before.custody !== 'inTransfer') return false
  const brought = file.last(
    ['UrgentMedicalNeedRaised', 'ChildArrived', 'CustodyHandedOver', 'ReferralSubmitted', 'DetentionEnded'],
    ({ after, data }) => after.custody === before.custody && (data.guarded !== undefined || data.moved === true),
  )
  return brought?.data.guarded === true
}

/** Where the child was said to live last, and that somebody answers for it: a place that accepted, or family that is family. */
function hasHome(entry: Entry, file: CaseFile): boolean {
  if (!['inPlacement', 'withFamily'].includes(entry.before['placement.care'])) return false
  const home = file.last(['ChildArrived', 'FamilyReunified'], ({ data }) => data.placeKind !== 'hospital')
  if (!home) return false
  const adult = text(home.data.carer)
  if (adult !== undefined && (isVerified(adult, file) || isPresumed(adult, entry, file))) return true
  const accepted = file.until(home).all('PlacementAccepted')
  return home.type === 'FamilyReunified' || accepted.some(({ data }) => samePlace(data, home.data))
}

const samePlace = (a: Entry['data'], b: Entry['data']): boolean =>
  (a.provider !== undefined && a.provider === b.provider) || (a.carer !== undefined && a.carer === b.carer)

function isAnsweredFor(entry: Entry, file: CaseFile): boolean {
  const { reason, goesTo, carer } = entry.data
  if (['formal_closing', 'aftercare_complete'].includes(word(reason)) && !['carer', 'own_home'].includes(word(goesTo)))
    return false
  if (entry.before.custody === 'exited') return ['repatriated', 'transferred'].includes(word(reason))
  if (hasHome(entry, file) && reason !== 'repatriated') return true
  if (goesTo === 'own_home') return cameOfAge(file) || entry.before.age === 'adultFinal'
  return entry.before.custody === 'atLiberty' && (isVerified(text(carer), file) || isPresumed(text(carer), entry, file))
}

/** Of these, some were answered by none of those. */
const unanswered = (file: CaseFile, asked: readonly string[], answered: string, by: string): boolean =>
  file.all(...asked).some(({ id }) => !file.all(answered).some(({ data }) => data[by] === id))

const closedPlace = (file: CaseFile, { providers }: Terms): boolean => {
  const home = file.last(['ChildArrived', 'FamilyReunified'], ({ data }) => data.placeKind !== 'hospital')
  return providers[word(home?.data.provider)]?.libertyClass === 'closed'
}

export const closures: readonly Never[] = [
  keepsOpen('missing', 'while the child is missing', ({ before }) =>
    ['missing', 'located'].includes(before.custody) ? before.custody : undefined,
  ),
  keepsOpen('transfer', 'while the child, or the case, is on the way to somebody else', ({ before }, file) => {
    if (before.custody === 'inTransfer') return 'in transfer'
    const asked = file.last('CaseTransferProposed')
    return asked && !file.since(asked).has('CaseTransferAccepted', 'CaseTransferRefused') ? 'not answered' : undefined
  }),
  keepsOpen('held', 'while the child is held, or in officers’ hands', (entry, file, terms) => {
    if (holdings.includes(entry.before.custody)) return entry.before.custody
    return isGuarded(entry, file) || closedPlace(file, terms) ? 'guarded or closed' : undefined
  }),
  keepsOpen('carer', 'without a named carer or, once grown, an own home', (entry, file) =>
    isAnsweredFor(entry, file) ? undefined : `${word(entry.data.reason)} to ${word(entry.data.goesTo)}`,
  ),
  keepsOpen('trafficking', 'while it is not settled whether the child was trafficked', ({ before }) =>
    ['clear', 'identified', 'notIdentified'].includes(before.trafficking) ? undefined : before.trafficking,
  ),
  keepsOpen('health', 'while the child is urgently ill', ({ before }) =>
    before.health === 'urgent' ? 'urgent' : undefined,
  ),
  keepsOpen('age-appeal', 'while a finding about age can be appealed, or is', ({ before: now }, file) => {
    if (now.age === 'adultFound') return 'can be appealed'
    const appealed = file.last('AgeAppealed', ({ before }) => ['adultFound', 'adultFinal'].includes(before.age))
    return appealed && !file.since(appealed).has('AgeAppealDecided', 'AgeDetermined') && !reopened(file, appealed)
      ? 'open'
      : undefined
  }),
  keepsOpen('bid', 'while a panel determines, or was asked to again and nobody answered', ({ before }, file) => {
    const state = before['bestInterests.determination']
    if (!['notRequired', 'implemented'].includes(state)) return state
    const asked = file.last('BidReopenRequested', (each) =>
      ['decided', 'implementing', 'implemented'].includes(each.before['bestInterests.determination']),
    )
    return asked && !file.since(asked).has('BidReopened', 'BidReopenDeclined') ? 'asked' : undefined
  }),
  keepsOpen('appeal', 'while a decision can be appealed, or is', ({ at }, file) => {
    const lodged = file.last('ReturnAppealLodged')
    if (lodged && !file.since(lodged).has('ReturnAppealDecided')) return 'an appeal'
    const decided = file.last('BidDecided')
    if (!decided || file.since(decided).has('BidReopened')) return undefined
    return word(decided.data.appealBy ?? '') > at ? 'appealable' : undefined
  }),
  keepsOpen('abroad', 'as handed on abroad, and nobody abroad took it', ({ data }, file) => {
    if (data.reason !== 'transferred') return undefined
    const taken = file.last('CaseTransferAccepted')
    const asked = taken && file.until(taken).last('CaseTransferProposed')
    return asked?.data.to === 'abroad' ? undefined : 'within the country'
  }),
  keepsOpen('claim', 'while a claim for protection is open', ({ at }, file) =>
    claimRuns(file, at) ? 'a claim' : undefined,
  ),
  keepsOpen('complaint', 'while a complaint is open', (_entry, file) =>
    unanswered(file, ['ComplaintLodged', 'GuardianComplaintLodged'], 'ComplaintResolved', 'complaint')
      ? 'unanswered'
      : undefined,
  ),
  keepsOpen('concern', 'while a concern about the child’s safety is open', (_entry, file) =>
    unanswered(file, ['SafeguardingConcernRaised'], 'SafeguardingConcernResolved', 'concern')
      ? 'unanswered'
      : undefined,
  ),
  keepsOpen('eighteen', 'solely because the young person turned eighteen', ({ data }, file) => {
    if (file.has('AftercarePlanAgreed')) return undefined
    return data.reason === 'aftercare_complete' || (data.reason === 'formal_closing' && cameOfAge(file))
      ? 'no plan for the time after'
      : undefined
  }),
  {
    id: 'b/exceptions',
    never:
      'a case is closed as a duplicate without the other case, as an adult’s without finality and a safe hand-over, after a death without the inquiry (I-25)',
    on,
    broken({ data, sent, before }, file) {
      if (data.reason === 'duplicate') return data.otherCaseAccepted === true ? undefined : 'no other case'
      if (data.reason === 'adult_final') {
        if (before.age !== 'adultFinal') return `age ${before.age}`
        return text(sent.receiver) !== undefined && data.goesTo !== undefined ? undefined : 'nobody receives them'
      }
      if (data.reason !== 'death_of_child') return undefined
      return file.has('ChildDeathRecorded') && file.has('DeathInquiryConcluded') ? undefined : 'no inquiry'
    },
  },
  {
    id: 'b/two',
    never: 'one person alone proposes the closing and closes, or closes for another reason than was proposed (I-25)',
    on: ['CaseClosed'],
    broken({ data, actor, before }, file) {
      if (before.lifecycle === 'deceased') return undefined
      const proposed = file.last('CaseClosureProposed')
      if (!proposed || proposed.data.reason !== data.reason) return 'not proposed'
      return proposed.actor.id === actor.id ? 'the same person' : undefined
    },
  },
  {
    id: 'b/dead',
    never: 'the case of a child who died is worked on as if they lived, or opened again',
    on: ['CaseReopened', 'ReturnAuthorised', 'PlacementAccepted', 'AgeFindingMadeFinal', 'BidDecided'],
    broken: (_entry, file) => (file.has('ChildDeathRecorded') ? 'recorded dead' : undefined),
  },
]

const reopened = (file: CaseFile, appealed: Entry): boolean =>
  file
    .since(appealed)
    .all('AgeDisputed')
    .some(({ after, before }) => before.age !== 'disputed' && after.age === 'disputed')
