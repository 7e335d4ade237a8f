import { type Terms, termsSchema } from '../../protocol/v1/terms.ts'
import { agencies, facilities, providers } from './agencies.ts'
import { clocks } from './clocks.ts'

/** Thailand, first version. A working model of the MoU of 21 January 2019; the signed texts were not available. */
export const thailand: Terms = termsSchema.parse({
  name: 'thailand',
  version: 1,
  timeZone: 'Asia/Bangkok',
  detentionPolicy: 'lastResortRecorded',
  admissibleBases: ['identity_verification', 'court_order'],
  thresholds: { guardianCaseload: 30, guardianCaseloadSurge: 50, urgentActHours: 72, vettingDueDays: 30 },
  panel: { quorum: 3, agencies: 2, immigrationSeat: 'advising' },
  institutionalGuardian: { provisionalOnlyDays: 30 },
  ageRefusalEffect: 'none',
  ageFindingBySupervisor: false,
  clocks,
  calendar: {
    version: 'th-2025-2026',
    weekend: [0, 6],
    // 2025 as listed for the test scenarios; 2026 and other years are to be entered from the cabinet's announcements
    holidays: [
      '2025-01-01',
      '2025-02-12',
      '2025-04-07',
      '2025-04-14',
      '2025-04-15',
      '2025-04-16',
      '2025-05-01',
      '2025-05-05',
      '2025-05-12',
      '2025-06-02',
      '2025-06-03',
      '2025-07-10',
      '2025-07-28',
      '2025-08-11',
      '2025-08-12',
      '2025-10-13',
      '2025-10-23',
      '2025-12-05',
      '2025-12-10',
      '2025-12-31',
    ],
  },
  agencies,
  facilities,
  providers,
  languages: ['th', 'en', 'my', 'km', 'lo', 'vi'],
})
