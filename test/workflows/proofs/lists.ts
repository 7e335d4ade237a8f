/** What the walk does not do, and why. Every list is exact: an entry that is no longer true fails. */

/** States to which the steps that exist do not lead yet. */
export const notReachedYet: readonly string[] = [
  'lifecycle.closurePending',
  'lifecycle.closed',
  'lifecycle.deceased',
  'age.multidisciplinary',
  'age.medical',
  'age.minorConfirmed',
  'age.adultFound',
  'age.adultFinal',
  'trafficking.recoveryPeriod',
  'trafficking.identified',
  'trafficking.notIdentified',
  'bestInterests.determination.bidReport',
  'bestInterests.determination.panelScheduled',
  'bestInterests.determination.deferred',
  'bestInterests.determination.decided',
  'bestInterests.determination.implementing',
  'bestInterests.determination.implemented',
  'guardianship.notRequired',
  'guardianship.suspended',
  'guardianship.ended',
  'placement.care.ended',
  'tracing.tracing_in_progress',
  'tracing.verified',
  'tracing.reunified',
  'tracing.closed',
  'solution.planned',
  'solution.underway',
  'solution.monitored',
]

/** States that are meant to last: no step leads out of them. Complete once every step of the SOP is there. */
export const wayless: Readonly<Record<string, string>> = {
  'referral.accepted':
    'an agency has said yes; from there the case is opened again, handed on or closed, never the referral',
  'trafficking.identified': 'a victim who was identified stays one',
}

/** Guards whose absence no property here sees. */
export const notWatched: Readonly<Record<string, string>> = {
  'accept-placement/0/I-20': 'an officer has no offer to answer: P-OWN-OFFER and the verified relation stand behind it',
  'accept-placement/2/I-23': 'once a place said yes the search is over, and the sequence refuses the second',
  'accept-placement/4/I-37': 'an adult who is verified and then flagged: no step verifies anybody yet',
  'appoint-guardian/6/I-16': 'that the child was heard is a property of its own, not yet told here',
  'approve-bia/2/P-BID-ANSWER': 'a matter of procedure: nothing that happens to a child hangs on it',
  'offer-placement/1/I-23': 'once a place said yes the search is over, and the sequence refuses the offer',
  'offer-placement/3/I-37': 'an adult who is verified and then flagged: no step verifies anybody yet',
  'order-detention/0/P-OPEN': 'no case is closed yet',
  'order-detention/2/I-3': 'for a child I-1 says the same; alone it stands for somebody who was found an adult',
  'order-detention/3/I-15': 'the law’s data can never admit family_unity, so that I-1 says the same',
}

/** Where a child is held, in the words of DOMAIN I-1. */
export const held: readonly string[] = ['policeHolding', 'immigrationHolding', 'alreadyDetained']

/** Steps that are walked. One that is new is walked once somebody has told here what it must never do. */
export const steps: readonly string[] = [
  'record-encounter',
  'start-screening',
  'record-detention',
  'order-detention',
  'order-release',
  'record-end-of-detention',
  'hand-over-custody',
  'record-arrival',
  'report-missing',
  'locate-child',
  'submit-referral',
  'acknowledge-referral',
  'request-referral-information',
  'provide-referral-information',
  'accept-referral',
  'decline-referral',
  'appeal-referral-decline',
  'escalate-referral',
  'assign-case-worker',
  'dispute-age',
  'complete-screening',
  'raise-urgent-medical-need',
  'give-medical-clearance',
  'record-health-screening',
  'start-bia',
  'complete-bia',
  'approve-bia',
  'return-bia',
  'designate-provisional-guardian',
  'file-guardian-application',
  'appoint-guardian',
  'assign-legal-representative',
  'request-placement',
  'offer-placement',
  'accept-placement',
  'decline-placement',
  'record-placement-breakdown',
  'review-placement',
  'record-follow-up-visit',
  'file-missing-report',
  'correct-record',
  'propose-act',
  'destroy-key',
]
