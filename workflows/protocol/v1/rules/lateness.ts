import type { Known } from '../known.ts'
import { type Acting, seenAt } from '../language/rule.ts'

/** Where the child lives was recorded for a later time than this. */
export const homeIsNewer = (known: Known, act: Pick<Acting, 'occurredAt' | 'recordedAt'>): boolean =>
  homeMovedAfter(known, seenAt(act))

export const homeMovedAfter = ({ movedAt }: Known, when: string): boolean => (movedAt['placement.care'] ?? '') > when
