import { z } from 'zod'
import { listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import { concernsParent, indicatorCodes, notYetReferred } from './complete-screening.ts'

/**
 * Somebody saw signs of trafficking. Adults whom they concern get neither place nor contact from now on; a presumed parent
 * among them no longer acts for the child, who is separated from nobody by this. Source: I-4, I-10, I-37.
 */
export const raiseTraffickingIndicators = step({
  name: 'raise-trafficking-indicators',
  event: 'TraffickingIndicatorsRaised',
  kind: 'fact',
  owner: 'trafficking',
  protected: true,
  who: anyone,
  source: 'STEPS, TraffickingIndicatorsRaised; I-27, I-37 (the SOP text was not available)',
  data: {
    /** Adults whom the signs concern. */
    concernedAdults: listOf(ref),
    indicators: personal(z.array(z.enum(indicatorCodes)).max(20), { group: 'trafficking', dimension: true }),
    source: optional(personal(text.shortText, { group: 'trafficking' })),
    account: optional(personal(text.narrative, { group: 'trafficking' })),
    immediateDanger: optional(personal(text.yesNo, { group: 'trafficking' })),
  },
  facts: ({ flaggedAdults }, { data }) => ({ flaggedAdults: union(flaggedAdults, data.concernedAdults) }),
  corrects: ({ flaggedAdults }, { concernedAdults = [] }) => ({ flaggedAdults: union(flaggedAdults, concernedAdults) }),
  clocks: [
    { starts: 'nrm.refer', condition: 'nobody has referred the child for them yet', when: notYetReferred },
    {
      starts: 'guardian.provisional',
      condition: 'the signs concern the parent, and no guardian yet',
      when: (known, { data }) => known.guardian === undefined && concernsParent(known, data.concernedAdults),
    },
  ],
})

const union = (some: readonly string[], more: readonly string[]): string[] => [...new Set([...some, ...more])]
