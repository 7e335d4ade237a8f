import { personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { ownImplementation, separationWasAuthorised } from '../rules/determination.ts'

/** The decision is being carried out. Source: STEPS; I-14. */
export const startBidImplementation = step({
  name: 'start-bid-implementation',
  event: 'BidImplementationStarted',
  kind: 'fact',
  owner: 'bestInterests.determination',
  protected: true,
  who: ['case_worker', 'partner_worker'],
  source: 'STEPS, BidImplementationStarted; I-14 (the SOP text was not available)',
  rules: [ownImplementation, separationWasAuthorised],
  data: { what: personal(text.narrative, { group: 'bia' }) },
})
