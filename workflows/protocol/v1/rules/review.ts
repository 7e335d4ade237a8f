import { payloadRule } from '../language/rule.ts'
import { childTrack } from './case.ts'

/** Whether where the child lives, and what they get there, is still right (I-21, I-22, I-30). */

export const stillNecessaryAndSuitable = payloadRule<object, 'necessity' | 'suitability'>({
  id: 'I-21',
  source: 'A/RES/64/142 §67',
  sentence: { en: 'A review says whether the placement is still necessary and suitable.' },
  asks: ['necessity', 'suitability'],
  holds: (_known, { given }) => given.necessity && given.suitability,
})

/** Restrictions, school, health: what national children of the same age have, also at fifteen. */
export const asForNationalChildren = payloadRule<{ readonly asForNationalChildren: boolean }>({
  id: 'I-30',
  source: 'A/RES/64/142 §141; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'This is less than national children of the same age have. Name care or a service that is the same; the case worker can find it.',
  },
  holds: (known, { data }) => !childTrack(known) || data.asForNationalChildren,
})

/** The next review is never further away than the time set for it. */
export const reviewedAgainInTime = payloadRule<{ readonly nextReview?: string | undefined }>({
  id: 'I-22',
  source: 'A/RES/64/142 §67',
  sentence: {
    en: 'The next review comes within the time set for it. Name an earlier day, or none: then that time counts.',
  },
  holds: (known, { data: { nextReview }, occurredAt }, { clocks }) => {
    const { emergency, standard } = clocks['placement.review'].lengths
    const length = known.at['placement.care'] === 'emergency' ? emergency : standard
    return nextReview === undefined || (length !== undefined && nextReview <= after(occurredAt, length))
  },
})

function after(start: string, { n, unit }: { readonly n: number; readonly unit: string }): string {
  const end = new Date(start)
  if (unit === 'month') end.setUTCMonth(end.getUTCMonth() + n)
  else end.setTime(end.getTime() + (unit === 'ms' ? n : n * 86_400_000))
  return end.toISOString()
}
