import { digest, fromServer, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { secondPerson } from '../rules/people.ts'

/** The decision has been carried out: the worker reports it by proposing this, a supervisor confirms. Source: STEPS. */
export const confirmBidImplementation = step({
  name: 'confirm-bid-implementation',
  event: 'BidImplemented',
  kind: 'fact',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker', 'partner_worker'],
  source: 'STEPS, BidImplemented (the SOP text was not available)',
  rules: [secondPerson],
  data: {
    proposal: ref,
    digest: fromServer(digest),
    what: personal(text.narrative, { group: 'bia' }),
  },
  clocks: [{ meets: 'bid.implement' }],
})
