import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'
import {
  closedInside,
  decidedByWhoMay,
  removalNeedsDetermination,
  separationNeedsAuthority,
} from '../rules/outside-act.ts'

/** An act on paper, beside the procedure: a finding, an order, a closure. On record, and without effect. Source: DOMAIN §b. */
export const recordOutsideAct = step({
  name: 'record-outside-act',
  event: 'OutsideActRecorded',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: anyone,
  source: 'DOMAIN §b, act outside the system; I-14, I-18, I-20, I-25',
  rules: [decidedByWhoMay, separationNeedsAuthority, removalNeedsDetermination, closedInside],
  data: {
    actKind: code(['age_finding', 'guardian', 'bid', 'separation', 'removal_order', 'closure']),
    body: personal(text.shortText, { group: 'procedure' }),
    ref: optional(personal(text.reference, { group: 'procedure' })),
    at: optional(personal(text.instantText, { group: 'procedure' })),
    content: optional(personal(text.narrative, { group: 'procedure' })),
  },
  // somebody above whoever did it looks at it: what climbs the ladder begins with this remark
  flags: () => ['outsideAct'],
})
