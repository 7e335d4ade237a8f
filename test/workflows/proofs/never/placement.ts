import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { isChild, type Never, text } from './reading.ts'

const sameplace = (a: Entry, b: Entry): boolean =>
  (a.data.provider !== undefined && a.data.provider === b.data.provider) ||
  (a.data.carer !== undefined && a.data.carer === b.data.carer)

/** A place said yes, and the child has neither come there nor was the yes taken back. */
function standingYes(file: CaseFile): Entry | undefined {
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

export const placement: readonly Never[] = [
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
