import { part } from '../language/region.ts'

/** What lasts: the plan, and whether it holds. */
export const solution = part('solution', {
  initial: 'none',
  states: { none: {}, planned: {}, underway: {}, monitored: {} },
})
