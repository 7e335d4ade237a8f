import { word } from '../word.ts'
import { isChild, type Never, texts } from './reading.ts'

export const detention: readonly Never[] = [
  {
    id: 'a/prohibited',
    never: 'a child is ordered into holding where the law prohibits it (I-1)',
    on: ['DetentionOrdered'],
    broken: (order, _file, { detentionPolicy }) =>
      detentionPolicy === 'prohibited' && isChild(order) ? `age ${order.before.age}` : undefined,
  },
  {
    id: 'a/last-resort',
    never: 'a child is ordered into holding without all that a last resort needs (I-1)',
    on: ['DetentionOrdered'],
    broken(order, _file, { admissibleBases }) {
      if (!isChild(order)) return undefined
      const { basis, reviewBy, alternativesConsidered } = order.data
      if (!admissibleBases.includes(word(basis))) return `basis ${word(basis)}`
      if (texts(alternativesConsidered).every((each) => each === 'none_available')) return 'no alternative was tried'
      return typeof reviewBy === 'string' && reviewBy > order.at ? undefined : 'no review to come'
    },
  },
  {
    id: 'a/own-name',
    never: 'a child is ordered into holding as a note on an adult’s order, or to keep a family together (I-3, I-15)',
    on: ['DetentionOrdered'],
    broken: ({ data }) =>
      data.ownName !== true || ['attached_to_adult', 'family_unity'].includes(word(data.basis))
        ? `own name ${word(data.ownName)}, basis ${word(data.basis)}`
        : undefined,
  },
  {
    id: 'a/closed-place',
    never: 'a child is offered or given a place that they may not leave at will (I-35)',
    on: ['PlacementOffered', 'PlacementAccepted'],
    broken: (place, _file, { providers }) => {
      const provider = providers[word(place.data.provider)]
      return isChild(place) && [place.data.libertyClass, provider?.libertyClass].includes('closed')
        ? word(place.data.provider)
        : undefined
    },
  },
]
