import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { closeTracing } from './close-tracing.ts'
import { locateRelative } from './locate-relative.ts'
import { recordReunification } from './record-reunification.ts'
import { startTracing } from './start-tracing.ts'
import { verifiedAfter, verifyRelationship } from './verify-relationship.ts'

/** Whoever turns out not to be family leaves the search where it was. */
const verifiesFrom = <const S extends string>(here: S) =>
  leadsToOneOf(['verified', here], verifyRelationship, ({ result }) => (result === 'confirmed' ? 'verified' : here))

/** Looking for family. */
export const tracing = part('tracing', {
  initial: 'open',
  fromAnywhere: [leadsTo('reunified', recordReunification)],
  states: {
    open: { on: [leadsTo('tracing_in_progress', startTracing), verifiesFrom('open'), leadsTo('closed', closeTracing)] },
    tracing_in_progress: {
      waitsOn: [{ step: locateRelative, clock: 'tracing.review' }],
      on: [allows(locateRelative), verifiesFrom('tracing_in_progress'), leadsTo('closed', closeTracing)],
    },
    verified: {
      on: [
        leadsToOneOf(['verified', 'tracing_in_progress'], verifyRelationship, (data, { verifiedAdults }) =>
          verifiedAfter(verifiedAdults, data).length > 0 ? 'verified' : 'tracing_in_progress',
        ),
        leadsTo('closed', closeTracing),
      ],
    },
    // another relative may be verified; the child lives with family all the same
    reunified: { on: [allows(verifyRelationship)] },
    closed: { on: [leadsTo('tracing_in_progress', startTracing), verifiesFrom('closed')] },
  },
})
