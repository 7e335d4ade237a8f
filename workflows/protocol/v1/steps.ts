import { appealAgeFinding } from './age/appeal-age-finding.ts'
import { decideAgeAppeal } from './age/decide-age-appeal.ts'
import { determineAge } from './age/determine-age.ts'
import { disputeAge } from './age/dispute-age.ts'
import { makeAgeFindingFinal } from './age/make-age-finding-final.ts'
import { orderAgeAssessment } from './age/order-age-assessment.ts'
import { recordAgeOpinion } from './age/record-age-opinion.ts'
import { approveBia } from './best-interests/approve-bia.ts'
import { communicateDecisionToChild } from './best-interests/communicate-decision-to-child.ts'
import { completeBia } from './best-interests/complete-bia.ts'
import { confirmBidImplementation } from './best-interests/confirm-bid-implementation.ts'
import { consultWorkingGroup } from './best-interests/consult-working-group.ts'
import { convenePanel } from './best-interests/convene-panel.ts'
import { decideBid } from './best-interests/decide-bid.ts'
import { declineBidReopening } from './best-interests/decline-bid-reopening.ts'
import { deferBid } from './best-interests/defer-bid.ts'
import { reopenBid } from './best-interests/reopen-bid.ts'
import { requestBidReopening } from './best-interests/request-bid-reopening.ts'
import { requireBid } from './best-interests/require-bid.ts'
import { returnBia } from './best-interests/return-bia.ts'
import { startBia } from './best-interests/start-bia.ts'
import { startBidImplementation } from './best-interests/start-bid-implementation.ts'
import { submitBidReport } from './best-interests/submit-bid-report.ts'
import { decideProtectionClaim } from './custody/decide-protection-claim.ts'
import { forwardProtectionClaim } from './custody/forward-protection-claim.ts'
import { handOverCustody } from './custody/hand-over-custody.ts'
import { linkFamilyUnit } from './custody/link-family-unit.ts'
import { locateChild } from './custody/locate-child.ts'
import { orderDetention } from './custody/order-detention.ts'
import { orderRelease } from './custody/order-release.ts'
import { raiseProtectionClaim } from './custody/raise-protection-claim.ts'
import { recordArrival } from './custody/record-arrival.ts'
import { recordDetention } from './custody/record-detention.ts'
import { recordEncounter } from './custody/record-encounter.ts'
import { recordEndOfDetention } from './custody/record-end-of-detention.ts'
import { recordFamilyMemberHeld } from './custody/record-family-member-held.ts'
import { recordLegalStatus } from './custody/record-legal-status.ts'
import { recordMissedReport } from './custody/record-missed-report.ts'
import { recordOutsideAct } from './custody/record-outside-act.ts'
import { recordReport } from './custody/record-report.ts'
import { reportMissing } from './custody/report-missing.ts'
import { reviewDetention } from './custody/review-detention.ts'
import { setReportingCondition } from './custody/set-reporting-condition.ts'
import { startScreening } from './custody/start-screening.ts'
import { varyReportingCondition } from './custody/vary-reporting-condition.ts'
import { appointGuardian } from './guardianship/appoint-guardian.ts'
import { assignComplaint } from './guardianship/assign-complaint.ts'
import { assignLegalRepresentative } from './guardianship/assign-legal-representative.ts'
import { authoriseSeparation } from './guardianship/authorise-separation.ts'
import { declareGuardianConflict } from './guardianship/declare-guardian-conflict.ts'
import { designateProvisionalGuardian } from './guardianship/designate-provisional-guardian.ts'
import { endGuardianship } from './guardianship/end-guardianship.ts'
import { fileGuardianApplication } from './guardianship/file-guardian-application.ts'
import { lodgeComplaint } from './guardianship/lodge-complaint.ts'
import { lodgeGuardianComplaint } from './guardianship/lodge-guardian-complaint.ts'
import { replaceGuardian } from './guardianship/replace-guardian.ts'
import { resolveComplaint } from './guardianship/resolve-complaint.ts'
import { seizeSeparationCourt } from './guardianship/seize-separation-court.ts'
import { suspendGuardian } from './guardianship/suspend-guardian.ts'
import { verifyPresentParent } from './guardianship/verify-present-parent.ts'
import { giveMedicalClearance } from './health/give-medical-clearance.ts'
import { raiseUrgentMedicalNeed } from './health/raise-urgent-medical-need.ts'
import { recordHealthScreening } from './health/record-health-screening.ts'
import type { AnyStep } from './language/step.ts'
import { acceptCaseTransfer } from './lifecycle/accept-case-transfer.ts'
import { agreeAftercarePlan } from './lifecycle/agree-aftercare-plan.ts'
import { closeCase } from './lifecycle/close-case.ts'
import { concludeDeathInquiry } from './lifecycle/conclude-death-inquiry.ts'
import { correctRecord } from './lifecycle/correct-record.ts'
import { destroyKey } from './lifecycle/destroy-key.ts'
import { giveMonitoringReply } from './lifecycle/give-monitoring-reply.ts'
import { makeDisclosure } from './lifecycle/make-disclosure.ts'
import { proposeAct } from './lifecycle/propose-act.ts'
import { proposeCaseClosure } from './lifecycle/propose-case-closure.ts'
import { proposeCaseTransfer } from './lifecycle/propose-case-transfer.ts'
import { recordChildDeath } from './lifecycle/record-child-death.ts'
import { recordConsent } from './lifecycle/record-consent.ts'
import { recordMajority } from './lifecycle/record-majority.ts'
import { recordMonitoringFinding } from './lifecycle/record-monitoring-finding.ts'
import { refuseCaseTransfer } from './lifecycle/refuse-case-transfer.ts'
import { reopenCase } from './lifecycle/reopen-case.ts'
import { returnCaseClosure } from './lifecycle/return-case-closure.ts'
import { withdrawConsent } from './lifecycle/withdraw-consent.ts'
import { acceptPlacement } from './placement/accept-placement.ts'
import { declinePlacement } from './placement/decline-placement.ts'
import { endPlacement } from './placement/end-placement.ts'
import { fileMissingReport } from './placement/file-missing-report.ts'
import { holdReturnInterview } from './placement/hold-return-interview.ts'
import { lapsePlacementOffer } from './placement/lapse-placement-offer.ts'
import { offerPlacement } from './placement/offer-placement.ts'
import { raiseSafeguardingConcern } from './placement/raise-safeguarding-concern.ts'
import { recordChildFeedback } from './placement/record-child-feedback.ts'
import { recordFollowUpVisit } from './placement/record-follow-up-visit.ts'
import { recordPlacementBreakdown } from './placement/record-placement-breakdown.ts'
import { recordService } from './placement/record-service.ts'
import { recordSupervisorNote } from './placement/record-supervisor-note.ts'
import { referService } from './placement/refer-service.ts'
import { requestPlacement } from './placement/request-placement.ts'
import { resolveSafeguardingConcern } from './placement/resolve-safeguarding-concern.ts'
import { reviewPlacement } from './placement/review-placement.ts'
import { acceptReferral } from './referral/accept-referral.ts'
import { acknowledgeReferral } from './referral/acknowledge-referral.ts'
import { appealReferralDecline } from './referral/appeal-referral-decline.ts'
import { assignCaseWorker } from './referral/assign-case-worker.ts'
import { declineReferral } from './referral/decline-referral.ts'
import { escalateReferral } from './referral/escalate-referral.ts'
import { linkDuplicate } from './referral/link-duplicate.ts'
import { provideReferralInformation } from './referral/provide-referral-information.ts'
import { reassessRisk } from './referral/reassess-risk.ts'
import { requestReferralInformation } from './referral/request-referral-information.ts'
import { submitReferral } from './referral/submit-referral.ts'
import { agreeCasePlan } from './solution/agree-case-plan.ts'
import { authoriseReturn } from './solution/authorise-return.ts'
import { carryOutReturn } from './solution/carry-out-return.ts'
import { decideReturnAppeal } from './solution/decide-return-appeal.ts'
import { lodgeReturnAppeal } from './solution/lodge-return-appeal.ts'
import { proposeReturn } from './solution/propose-return.ts'
import { recordPostReturnVisit } from './solution/record-post-return-visit.ts'
import { recordReturnConsent } from './solution/record-return-consent.ts'
import { stayReturn } from './solution/stay-return.ts'
import { authoriseReunification } from './tracing/authorise-reunification.ts'
import { closeTracing } from './tracing/close-tracing.ts'
import { locateRelative } from './tracing/locate-relative.ts'
import { recordReunification } from './tracing/record-reunification.ts'
import { startTracing } from './tracing/start-tracing.ts'
import { verifyRelationship } from './tracing/verify-relationship.ts'
import { completeScreening } from './trafficking/complete-screening.ts'
import { decideVictimIdentification } from './trafficking/decide-victim-identification.ts'
import { makeNrmReferral } from './trafficking/make-nrm-referral.ts'
import { raiseTraffickingIndicators } from './trafficking/raise-trafficking-indicators.ts'

/** Every step of this protocol, by the region that owns it. One line per step. */
export const steps: readonly AnyStep[] = [
  // custody: where the child is and who is responsible
  recordEncounter,
  startScreening,
  recordDetention,
  orderDetention,
  reviewDetention,
  orderRelease,
  recordEndOfDetention,
  handOverCustody,
  recordArrival,
  reportMissing,
  locateChild,
  recordOutsideAct,
  linkFamilyUnit,
  recordFamilyMemberHeld,
  recordLegalStatus,
  raiseProtectionClaim,
  forwardProtectionClaim,
  decideProtectionClaim,
  // referral
  submitReferral,
  acknowledgeReferral,
  requestReferralInformation,
  provideReferralInformation,
  acceptReferral,
  declineReferral,
  appealReferralDecline,
  escalateReferral,
  assignCaseWorker,
  reassessRisk,
  linkDuplicate,
  // age
  disputeAge,
  orderAgeAssessment,
  recordAgeOpinion,
  determineAge,
  appealAgeFinding,
  decideAgeAppeal,
  makeAgeFindingFinal,
  // trafficking, health
  completeScreening,
  raiseTraffickingIndicators,
  makeNrmReferral,
  decideVictimIdentification,
  raiseUrgentMedicalNeed,
  giveMedicalClearance,
  recordHealthScreening,
  // best interests
  startBia,
  completeBia,
  approveBia,
  returnBia,
  requireBid,
  submitBidReport,
  convenePanel,
  decideBid,
  deferBid,
  requestBidReopening,
  reopenBid,
  declineBidReopening,
  startBidImplementation,
  confirmBidImplementation,
  communicateDecisionToChild,
  consultWorkingGroup,
  // guardianship
  designateProvisionalGuardian,
  fileGuardianApplication,
  appointGuardian,
  declareGuardianConflict,
  suspendGuardian,
  replaceGuardian,
  endGuardianship,
  assignLegalRepresentative,
  lodgeGuardianComplaint,
  lodgeComplaint,
  assignComplaint,
  resolveComplaint,
  // placement
  requestPlacement,
  offerPlacement,
  acceptPlacement,
  declinePlacement,
  lapsePlacementOffer,
  recordPlacementBreakdown,
  reviewPlacement,
  endPlacement,
  // follow-up
  agreeCasePlan,
  referService,
  recordService,
  recordFollowUpVisit,
  recordChildFeedback,
  raiseSafeguardingConcern,
  resolveSafeguardingConcern,
  recordSupervisorNote,
  fileMissingReport,
  holdReturnInterview,
  setReportingCondition,
  varyReportingCondition,
  recordReport,
  recordMissedReport,
  // family
  startTracing,
  locateRelative,
  verifyRelationship,
  verifyPresentParent,
  closeTracing,
  authoriseReunification,
  recordReunification,
  authoriseSeparation,
  seizeSeparationCourt,
  // what lasts
  proposeReturn,
  recordReturnConsent,
  authoriseReturn,
  stayReturn,
  lodgeReturnAppeal,
  decideReturnAppeal,
  carryOutReturn,
  recordPostReturnVisit,
  // lifecycle
  recordMajority,
  agreeAftercarePlan,
  proposeCaseTransfer,
  acceptCaseTransfer,
  refuseCaseTransfer,
  recordChildDeath,
  concludeDeathInquiry,
  proposeCaseClosure,
  returnCaseClosure,
  closeCase,
  reopenCase,
  recordConsent,
  withdrawConsent,
  makeDisclosure,
  recordMonitoringFinding,
  giveMonitoringReply,
  // the record itself
  correctRecord,
  proposeAct,
  destroyKey,
]
