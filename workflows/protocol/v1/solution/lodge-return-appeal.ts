import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Somebody appeals: the return stops until a court has answered. Source: I-19. */
export const lodgeReturnAppeal = step({
  name: 'lodge-return-appeal',
  event: 'ReturnAppealLodged',
  kind: 'fact',
  owner: 'solution',
  who: ['guardian', 'legal_representative'],
  source: 'DOMAIN I-19 (comparator: order suspended while an appeal runs)',
  data: {
    forum: personal(text.shortText, { group: 'procedure' }),
    grounds: personal(text.narrative, { group: 'procedure' }),
  },
  facts: ({ returning }) => ({ returning: { ...returning, authorised: false, appealOpen: true } }),
  clocks: [{ cancels: 'return.pre_check' }],
})
