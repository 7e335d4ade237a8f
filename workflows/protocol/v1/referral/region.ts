import { recordEncounter } from '../custody/record-encounter.ts'
import { allows, leadsTo, part } from '../language/region.ts'
import { acceptReferral } from './accept-referral.ts'
import { acknowledgeReferral } from './acknowledge-referral.ts'
import { appealReferralDecline } from './appeal-referral-decline.ts'
import { declineReferral } from './decline-referral.ts'
import { escalateReferral } from './escalate-referral.ts'
import { provideReferralInformation } from './provide-referral-information.ts'
import { requestReferralInformation } from './request-referral-information.ts'
import { submitReferral } from './submit-referral.ts'

/** From the first call to an agency that says yes. A referral is lawful without a completed screening. */
export const referral = part('referral', {
  initial: 'unopened',
  states: {
    unopened: { on: [leadsTo('screening', recordEncounter), leadsTo('submitted', submitReferral)] },
    screening: {
      waitsOn: [{ step: submitReferral, clock: 'referral.submit' }],
      on: [leadsTo('submitted', submitReferral)],
    },
    submitted: {
      waitsOn: [{ step: acknowledgeReferral, clock: 'intake.ack' }],
      on: [leadsTo('acknowledged', acknowledgeReferral), allows(escalateReferral)],
    },
    acknowledged: {
      waitsOn: [{ step: acceptReferral, clock: 'intake.decide' }],
      on: [
        leadsTo('returnedForInformation', requestReferralInformation),
        leadsTo('accepted', acceptReferral),
        leadsTo('declined', declineReferral),
        allows(escalateReferral),
      ],
    },
    returnedForInformation: {
      waitsOn: [
        { step: provideReferralInformation, clock: 'info.reply' },
        { step: acceptReferral, clock: 'intake.decide' },
      ],
      on: [
        leadsTo('acknowledged', provideReferralInformation),
        leadsTo('accepted', acceptReferral),
        leadsTo('declined', declineReferral),
        allows(escalateReferral),
      ],
    },
    accepted: {},
    declined: {
      on: [
        leadsTo('submitted', submitReferral),
        leadsTo('accepted', acceptReferral),
        allows(appealReferralDecline, escalateReferral),
      ],
    },
  },
})
