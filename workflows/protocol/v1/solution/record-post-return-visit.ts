import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Somebody went and saw how the child is, there. Source: DOMAIN §b, return: independent monitoring. */
export const recordPostReturnVisit = step({
  name: 'record-post-return-visit',
  event: 'PostReturnVisitRecorded',
  kind: 'fact',
  owner: 'solution',
  protected: true,
  who: ['partner_worker', 'monitor', 'case_worker'],
  source: 'OHCHR 2018; A/79/213',
  data: {
    visitedBy: personal(text.shortText, { group: 'procedure' }),
    independent: personal(text.yesNo, { group: 'procedure' }),
    seenAlone: personal(text.yesNo, { group: 'bia' }),
    condition: personal(text.narrative, { group: 'bia' }),
    where: optional(personal(text.placeText, { group: 'address' })),
    complaint: optional(personal(text.narrative, { group: 'bia' })),
  },
  clocks: [
    { meets: 'return.visit' },
    { starts: 'return.visit', length: ({ at }) => (at.solution === 'monitored' ? 'later' : 'second') },
  ],
})
