import type { Known } from '../known.ts'
import { type Acting, seenAt } from '../language/rule.ts'
import type { ClockRule } from '../language/step.ts'
import { childTrack, isHeld } from '../rules/case.ts'

/** Closed, and the child alive: a fact about where the child is, or somebody who asks, opens the case again. */
export const mayOpenAgain = ({ at, deathRecorded }: Known): boolean => at.lifecycle === 'closed' && !deathRecorded

/** A guardianship that ended is needed again, unless the child lives with family; by a report that is not a late one. */
export const needsGuardianAgain = (known: Known, when: string): boolean =>
  mayOpenAgain(known) &&
  known.at.guardianship === 'ended' &&
  known.at['placement.care'] !== 'withFamily' &&
  when >= (known.movedAt.custody ?? '')

/** A guardianship ended with the family, and the child lives without them again, though nobody said that it broke down (I-9). */
export const livesWithoutFamily = (known: Known, placeKind: string, when: string): boolean =>
  known.at.lifecycle === 'open' &&
  known.at.guardianship === 'ended' &&
  ['emergency_bed', 'placement'].includes(placeKind) &&
  childTrack(known) &&
  !known.majorityReached &&
  when >= (known.movedAt.custody ?? '')

/** What starts when a closed case opens again: somebody takes it, and where nobody acts for the child any more, a guardian. */
export function opensAgain(held: (known: Known) => boolean = isHeld): readonly ClockRule<Acting>[] {
  return [
    {
      starts: 'intake.decide',
      condition: 'a closed case opens again',
      when: mayOpenAgain,
      length: (known) => (held(known) ? 'held' : 'standard'),
    },
    {
      starts: 'guardian.provisional',
      condition: 'a closed case opens again, and a guardian is needed again',
      when: (known, act) => needsGuardianAgain(known, seenAt(act)),
    },
  ]
}
