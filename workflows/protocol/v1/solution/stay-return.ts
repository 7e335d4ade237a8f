import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The return stops, for whatever reason and at whatever point. It needs to be authorised anew. Never refused. Source: I-19. */
export const stayReturn = step({
  name: 'stay-return',
  event: 'ReturnStayed',
  kind: 'fact',
  owner: 'solution',
  who: ['guardian', 'legal_representative', 'cp_supervisor', 'case_worker', 'provincial_authority', 'consular_liaison'],
  onBehalf: ['consular_liaison'],
  source: 'DOMAIN I-19 (comparator: order suspended while an appeal runs)',
  data: {
    reason: personal(text.coded(['appeal', 'carer_withdrew', 'new_facts', 'health', 'claim', 'other']), {
      group: 'procedure',
    }),
    explanation: personal(text.narrative, { group: 'procedure' }),
  },
  facts: ({ returning }) => ({ returning: { ...returning, authorised: false } }),
  clocks: [{ meets: 'return.pre_check' }],
})
