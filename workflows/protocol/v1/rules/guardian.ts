import { payloadRule } from '../language/rule.ts'

export const vetted = payloadRule<{ readonly vettingDue?: string | undefined }, 'vettingRef'>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20',
  sentence: {
    en: 'A child is put only under an adult who was vetted. The guardianship authority can supply the vetting, or for a provisional guardian the date by which it is due.',
  },
  asks: ['vettingRef'],
  holds: (_known, { data, given }) => given.vettingRef || data.vettingDue !== undefined,
})

export const fullyVetted = payloadRule<object, 'vettingRef'>({
  id: 'I-4',
  source: 'DOMAIN I-4; Olsztyn district court VII Kz 420/20',
  sentence: { en: 'A guardian is appointed only after vetting. The guardianship authority can supply it.' },
  asks: ['vettingRef'],
  holds: (_known, { given }) => given.vettingRef,
})

export const noConflict = payloadRule<{
  readonly person: string
  readonly conflicts: readonly string[]
  readonly personRole?: string | undefined
  readonly personAgency?: string | undefined
}>({
  id: 'I-10',
  source: 'Directive 2013/33/EU art. 24; Regulation (EU) 2024/1347 art. 33',
  sentence: {
    en: 'A guardian must have no actual or possible conflict: not immigration or police staff, not the provider who is paid for the placement, not somebody against whom there are indicators. The guardianship authority can name another person.',
  },
  holds: (known, { data }) =>
    data.conflicts.length === 0 &&
    !['immigration_officer', 'screening_officer', 'placement_provider'].includes(data.personRole ?? '') &&
    (data.personAgency === undefined ||
      (data.personAgency !== known.livesAt?.provider && data.personAgency !== known.accepted?.provider)) &&
    !known.flaggedAdults.includes(data.person),
})

/** Children already held, this one not counted. By declaration; a register of guardians comes later. */
export const caseloadWithinLimit = payloadRule<{ readonly caseloadAtAppointment: number }, 'surgeReason'>({
  id: 'I-11',
  source: 'DOMAIN I-11; thresholds of the rule set',
  sentence: {
    en: 'This guardian already has as many children as one person may have. The guardianship authority can name another guardian, or write down why the higher limit is needed.',
  },
  asks: ['surgeReason'],
  holds: (_known, { data, given }, { thresholds }) =>
    data.caseloadAtAppointment < thresholds.guardianCaseload ||
    (data.caseloadAtAppointment < thresholds.guardianCaseloadSurge && given.surgeReason),
})
