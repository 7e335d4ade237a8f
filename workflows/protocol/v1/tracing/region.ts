import { part } from '../language/region.ts'

/** Looking for family. */
export const tracing = part('tracing', {
  initial: 'open',
  states: { open: {}, tracing_in_progress: {}, verified: {}, reunified: {}, closed: {} },
})
