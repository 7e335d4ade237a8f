import { z } from 'zod'
import { careTypes } from './codes.ts'
import { contradictions } from './contradictions.ts'
import { roles } from './roles.ts'

/** Every clock of DOMAIN §b that a step of this protocol starts or meets. */
export const clockKeys = [
  'referral.submit',
  'intake.ack',
  'intake.decide',
  'risk.response',
  'custody.max',
  'transfer.arrive',
  'release.effect',
  'detention.review',
  'placement.find',
  'placement.review',
  'care.suitablePerson',
  'bia.initial',
  'bia.full',
  'bid.report',
  'bid.decide',
  'bid.implement',
  'child.told',
  'guardian.provisional',
  'guardian.apply',
  'guardian.appoint',
  'lawyer.assign',
  'separation.court',
  'nrm.refer',
  'nrm.shelter',
  'age.decide',
  'age.appeal',
  'concern.act',
  'missing.report',
  'missing.review',
  'missing.interview',
  'complaint.ack',
  'complaint.answer',
  'followup.visit',
  'return.visit',
  'aftercare.start',
  'info.reply',
  'decline.appeal',
  'escalation.answer',
  'offer.lapse',
  'health.review',
  'claim.forward',
  'bid.review',
  'bid.reopen.answer',
  'guardian.conflict',
  'tracing.review',
  'transfer.answer',
  'return.pre_check',
  'consent.expiry',
  'monitor.reply',
  'death.inquiry',
  'service.response',
  'reporting.due',
] as const
export type ClockKey = (typeof clockKeys)[number]

const length = z.strictObject({ n: z.int().positive(), unit: z.enum(['ms', 'wd', 'month']) })

const clock = z.strictObject({
  /** One length, or several by a name that the step picks (`held`, `emergency`, `high` …). */
  lengths: z.record(z.string(), length),
  /** Never pauses: the child waits, whoever is slow. */
  neverPauses: z.boolean(),
  source: z.string().min(1),
  /** False: a working assumption of this project, not read in law. */
  verified: z.boolean(),
  /** Roles that must meet it when no state of the case points to a step. */
  metBy: z.array(z.enum(roles)).default([]),
})

const entries = z.strictObject({
  name: z.string().regex(/^[a-z]+$/),
  version: z.int().positive(),
  timeZone: z.string().refine(isTimeZone, 'no time zone'),
  detentionPolicy: z.enum(['prohibited', 'lastResortRecorded']),
  /** Bases on which holding a child can at all be ordered (I-1); every basis can be recorded. */
  admissibleBases: z.array(z.string()),
  thresholds: z.strictObject({
    guardianCaseload: z.int().positive(),
    guardianCaseloadSurge: z.int().positive(),
    urgentActHours: z.int().positive(),
    /** Within how many days a provisional guardian's vetting must be there. */
    vettingDueDays: z.int().positive(),
  }),
  panel: z.strictObject({
    /** Voting members that must sit, and agencies that they must come from (I-17). */
    quorum: z.int().min(2),
    agencies: z.int().min(2),
    /** Whether somebody of immigration or police may sit on the panel; never with a vote. */
    immigrationSeat: z.enum(['none', 'advising']),
  }),
  /** Whether a body, not a person, can be guardian; if so only provisionally and for so many days. */
  institutionalGuardian: z.union([
    z.literal('prohibited'),
    z.strictObject({ provisionalOnlyDays: z.int().positive() }),
  ]),
  /** What it means for the finding of age that somebody declines a test: nothing, or a presumption that can be rebutted. */
  ageRefusalEffect: z.enum(['none', 'rebuttable']),
  /** Whether a supervisor of child protection may find the age where the age authority does not. */
  ageFindingBySupervisor: z.boolean(),
  clocks: z.record(z.enum(clockKeys), clock),
  calendar: z.strictObject({
    version: z.string(),
    weekend: z.array(z.int().min(0).max(6)),
    holidays: z.array(z.iso.date()),
  }),
  agencies: z.record(z.string(), z.strictObject({ name: z.string(), roles: z.array(z.enum(roles)).min(1) })),
  facilities: z.record(
    z.string(),
    z.strictObject({ name: z.string(), libertyClass: z.enum(['open', 'restricted', 'closed']) }),
  ),
  providers: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      /** The type of care it is licensed for. */
      licence: z.enum(careTypes),
      libertyClass: z.enum(['open', 'restricted', 'closed']),
      openToNationalChildren: z.boolean(),
    }),
  ),
  languages: z.array(z.string()).min(1),
})
export type Terms = z.output<typeof entries>

/** The data that makes the shared process one country's. A missing or contradictory entry does not load. */
export const termsSchema = entries.superRefine((terms, context) => {
  for (const message of contradictions(terms)) context.addIssue({ code: 'custom', message })
})

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
