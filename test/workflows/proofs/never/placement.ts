import type { Terms } from '../../../../workflows/protocol/v1/terms.ts'
import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { companions, isChild, isPresumed, isWithParent, type Never, text } from './reading.ts'

const sameplace = (a: Entry, b: Entry): boolean =>
  (a.data.provider !== undefined && a.data.provider === b.data.provider) ||
  (a.data.carer !== undefined && a.data.carer === b.data.carer)

/** A place said yes, and the child has neither come there nor was the yes taken back. */
export function standingYes(file: CaseFile): Entry | undefined {
  const yes = file.last('PlacementAccepted')
  const ended = yes && file.since(yes).last(['ChildArrived', 'PlacementDeclined'], (entry) => sameplace(entry, yes))
  return ended ? undefined : yes
}

const noLonger = ['FamilyReunified', 'ReturnCarriedOut', 'ChildDeathRecorded', 'PlacementBrokeDown', 'PlacementEnded']

/** Whoever has nowhere to sleep tonight gets a bed first: asked for as an emergency, or a place that ended before the next. */
const bedFirst = (file: CaseFile): boolean => {
  const asked = file.last(
    ['PlacementRequested', 'PlacementBrokeDown', 'DetentionEnded', 'MedicalClearanceGiven'],
    needsBed,
  )
  return asked !== undefined && (asked.type !== 'PlacementRequested' || asked.data.emergency === true)
}

const needsBed = ({ type, data }: Entry): boolean => {
  if (type === 'DetentionEnded')
    return data.releasedTo === 'nobody' || (data.releasedTo === 'person' && !(data.shelterTonight && data.means))
  return type !== 'MedicalClearanceGiven' || data.dischargedTo === 'nobody'
}

const ofFamily = ['parents', 'kinship', 'foster', 'host_family', 'family_in_community']

/** The kind of care that a place is licensed for; what it calls itself, where there is no licence. */
const careOf = ({ data }: Entry, { providers }: Terms): string =>
  word(providers[word(data.provider)]?.licence ?? data.type)

/** Somebody of the same family unit, or met with the child as a brother or sister. */
const hasSiblings = (file: CaseFile): boolean =>
  file.has('FamilyUnitLinked') || companions(file).some(({ claimedRelation }) => claimedRelation === 'sibling')

const DAY = 86_400_000

export const placement: readonly Never[] = [
  {
    id: 'f/family-asked',
    never: 'a residential home is asked before any family was, or tried (I-21)',
    on: ['PlacementOffered'],
    broken(entry, file, terms) {
      const asked = file.all('PlacementOffered').some((each) => ofFamily.includes(careOf(each, terms)))
      if (bedFirst(file) || asked || entry.data.familyBasedTried === true) return undefined
      return ofFamily.includes(careOf(entry, terms)) ? undefined : careOf(entry, terms)
    },
  },
  {
    id: 'g/siblings-placed',
    never: 'a place is looked for, offered or accepted apart from brothers and sisters, and nobody said why (I-24)',
    on: ['PlacementRequested', 'PlacementOffered', 'PlacementAccepted'],
    broken(entry, file) {
      const { type, data, sent } = entry
      if (!hasSiblings(file) || (type === 'PlacementRequested' ? data.emergency === true : bedFirst(file)))
        return undefined
      if (data.siblings === 'together') return undefined
      if (type !== 'PlacementAccepted')
        return data.siblings === 'apart' && text(sent.apartReason) !== undefined ? undefined : 'no reason'
      return file.all('PlacementOffered').some((offer) => sameplace(offer, entry) && offer.data.siblings !== undefined)
        ? undefined
        : 'nobody said'
    },
  },
  {
    id: 'g/room',
    never: 'a place is offered or accepted that has no room for the adults who come along',
    on: ['PlacementOffered', 'PlacementAccepted'],
    broken({ data }, file) {
      const asked = Number(file.last('PlacementRequested')?.data.accompanyingAdults ?? 0)
      return !bedFirst(file) && Number(data.accompanyingAdults ?? 0) < asked ? `${asked} adults` : undefined
    },
  },
  {
    id: 'g/with-parent',
    never: 'a child who is with a parent gets a place for the child alone (I-14)',
    on: ['PlacementAccepted'],
    broken(entry, file) {
      const { type, accompanyingAdults, carer } = entry.data
      if (!isWithParent(file) || bedFirst(file) || isPresumed(text(carer), entry, file)) return undefined
      const both = ['parents', 'family_in_community'].includes(word(type)) || Number(accompanyingAdults ?? 0) > 0
      return both ? undefined : 'alone'
    },
  },
  {
    id: 'f/reviewed',
    never: 'a review says nothing of whether the place is right, or puts off the next beyond its time (I-21, I-22)',
    on: ['PlacementReviewed'],
    broken({ data, sent, at, before }) {
      if (text(sent.necessity) === undefined || text(sent.suitability) === undefined) return 'no reasons'
      const days = before['placement.care'] === 'emergency' ? 14 : 92
      return Date.parse(text(data.nextReview) ?? at) > Date.parse(at) + days * DAY ? 'too late' : undefined
    },
  },
  {
    id: 'f/two-places',
    never: 'a second place is accepted, or offered, while one that said yes still waits for the child (I-23)',
    on: ['PlacementAccepted', 'PlacementOffered'],
    broken(_entry, file) {
      const yes = standingYes(file)
      return yes && !file.since(yes).has(...noLonger) ? `${yes.id} stands` : undefined
    },
  },
  {
    id: 'f/own-answer',
    never: 'somebody says yes for a provider that is not theirs, or that nobody asked (P-OWN-OFFER)',
    on: ['PlacementAccepted'],
    broken(entry, file) {
      const { provider, carer } = entry.data
      if (entry.actor.role === 'placement_provider' && entry.actor.agency !== provider) return `for ${word(provider)}`
      if (entry.actor.role !== 'placement_provider' && text(carer) === undefined) return 'for a provider'
      const asked = file.all('PlacementOffered').some((offer) => sameplace(offer, entry))
      return asked || bedFirst(file) ? undefined : 'nobody asked'
    },
  },
  {
    id: 'f/family-first',
    never: 'a child is placed without it being said why, or away from a family before one was tried (I-21)',
    on: ['PlacementAccepted'],
    broken({ sent, data }, file, { providers }) {
      if (bedFirst(file)) return undefined
      if (text(sent.necessity) === undefined || text(sent.suitability) === undefined) return 'no reasons'
      const care = providers[word(data.provider)]?.licence ?? data.type
      const residential = ['residential', 'independent_living'].includes(word(care))
      return residential && !(data.familyBasedTried === true && text(sent.residentialReason))
        ? `${word(care)}`
        : undefined
    },
  },
  {
    id: 'f/national-care',
    never: 'a child gets a place that a national child would not (I-30)',
    on: ['PlacementAccepted', 'PlacementOffered'],
    broken(entry, _file, { providers }) {
      const provider = providers[word(entry.data.provider)]
      if (!isChild(entry)) return undefined
      if (entry.data.type === 'independent_living') return 'alone'
      return provider && !provider.openToNationalChildren ? word(entry.data.provider) : undefined
    },
  },
]
