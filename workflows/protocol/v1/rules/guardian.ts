import { caseRule, payloadRule } from '../language/rule.ts'
import { childTrack } from './case.ts'

const olsztyn = 'DOMAIN I-4; Olsztyn district court VII Kz 420/20 (comparator)'

export const vetted = payloadRule<{ readonly vettingDue?: string | undefined }, 'vettingRef'>({
  id: 'I-4',
  source: olsztyn,
  sentence: {
    en: 'A child is put only under an adult who was vetted. The guardianship authority can supply the vetting, or for a provisional guardian the date, within the time allowed, by which it is due.',
  },
  asks: ['vettingRef'],
  holds: (_known, { data: { vettingDue }, given, occurredAt }, { thresholds }) =>
    given.vettingRef ||
    (vettingDue !== undefined &&
      vettingDue > occurredAt &&
      Date.parse(vettingDue) <= Date.parse(occurredAt) + thresholds.vettingDueDays * 86_400_000),
})

export const fullyVetted = payloadRule<object, 'vettingRef'>({
  id: 'I-4',
  source: olsztyn,
  sentence: { en: 'A guardian is appointed only after vetting. The guardianship authority can supply it.' },
  asks: ['vettingRef'],
  holds: (_known, { given }) => given.vettingRef,
})

/** Somebody who travelled with the child and says who they are is not thereby a guardian. */
export const notAnUnverifiedCompanion = payloadRule<{ readonly person: string }>({
  id: 'I-4',
  source: olsztyn,
  sentence: {
    en: 'An adult who came with the child cannot become guardian before the relation is verified. The guardianship authority can name another person.',
  },
  holds: (known, { data: { person } }) =>
    !known.companions.some(({ ref }) => ref === person) || known.verifiedAdults.includes(person),
})

export const noConflict = payloadRule<{
  readonly conflicts: readonly string[]
  readonly personRole?: string | undefined
  readonly personAgency?: string | undefined
  readonly institution?: string | undefined
}>({
  id: 'I-10',
  source: 'Directive 2013/33/EU art. 24; Regulation (EU) 2024/1347 art. 33 (comparators)',
  sentence: {
    en: 'A guardian must have no actual or possible conflict: not immigration or police staff, not the provider who is paid for the placement. The guardianship authority can name another person.',
  },
  holds: (known, { data: { conflicts, personRole = '', personAgency, institution } }, { agencies }) =>
    conflicts.length === 0 &&
    !conflicted.includes(personRole) &&
    (institution === undefined || !agencies[institution]?.roles.some((role) => conflicted.includes(role))) &&
    (personAgency === undefined || ![known.livesAt?.provider, known.accepted?.provider].includes(personAgency)),
})

const conflicted: readonly string[] = ['immigration_officer', 'screening_officer', 'placement_provider']

/** The report that a guardian in office is not free is itself a breach, whoever makes it. */
export const guardianIsFree = caseRule({
  id: 'I-10',
  source: 'Directive 2013/33/EU art. 24 (comparator)',
  sentence: { en: 'The child has a guardian who may have an interest of their own.' },
  holds: ({ guardian }) => guardian === undefined,
})

/** Who was suspended comes back only once nothing stands against them. */
export const conflictIsSettled = payloadRule<{ readonly person: string }>({
  id: 'I-10',
  source: 'DOMAIN I-10, I-12',
  sentence: {
    en: 'This person was suspended or has declared a conflict, and that is not settled. The guardianship authority can name another person.',
  },
  reveals: ['complaints'],
  holds: ({ guardian, guardianConflictSince, suspended, complaints }, { data: { person } }) =>
    suspended.includes(person)
      ? guardianConflictSince === undefined && !complaints.some(({ againstPerson }) => againstPerson === person)
      : guardianConflictSince === undefined || guardian?.person !== person,
})

/** Whether a body, not a person, may act as guardian, is the jurisdiction's to say: at most provisionally. */
export const provisionallyABody = payloadRule<{
  readonly institution?: string | undefined
  readonly until?: string | undefined
}>({
  id: 'P-INSTITUTION',
  source: 'DOMAIN, thresholds: guardian.institutional',
  sentence: {
    en: 'A body acts as guardian only provisionally, and only until a day within the time that the rules allow. The guardianship authority can name that day, or a person.',
  },
  holds: (_known, { data: { institution, until }, occurredAt }, { institutionalGuardian }) =>
    institution === undefined ||
    (institutionalGuardian !== 'prohibited' &&
      until !== undefined &&
      until > occurredAt &&
      Date.parse(until) <= Date.parse(occurredAt) + institutionalGuardian.provisionalOnlyDays * 86_400_000),
})

export const aPersonOnly = payloadRule<{ readonly institution?: string | undefined }>({
  id: 'P-INSTITUTION',
  source: 'DOMAIN, thresholds: guardian.institutional',
  sentence: { en: 'A person is appointed guardian, never a body. The guardianship authority can name one.' },
  holds: (_known, { data }) => data.institution === undefined,
})

/** The record bears out why no guardian is needed any more. */
export const nobodyLeftAlone = payloadRule<{ readonly reason: string }, 'explanation'>({
  id: 'I-9',
  source: 'Directive (EU) 2024/1346 art. 27 (comparator); DOMAIN I-9',
  sentence: {
    en: 'A child is not left without a guardian: what is given as the reason is not on record yet. Whoever has that to record can do so first; where the case goes elsewhere, say who acts for the child there.',
  },
  asks: ['explanation'],
  holds: ({ at, majorityReached }, { data, given }) => {
    switch (data.reason) {
      case 'majority':
        return majorityReached
      case 'adult_final':
        return at.age === 'adultFinal'
      case 'death':
        return at.lifecycle === 'deceased'
      case 'reunified':
        return at.tracing === 'reunified' || at['placement.care'] === 'withFamily'
      default:
        return given.explanation
    }
  },
})

/** Said to those only who may know why. */
export const notFlaggedAsGuardian = payloadRule<{ readonly person: string }>({
  id: 'I-10',
  source: 'DOMAIN I-10',
  sentence: {
    en: 'There are indicators against this adult: they cannot be guardian. The guardianship authority can name another person.',
  },
  reveals: ['trafficking'],
  holds: (known, { data }) => !known.flaggedAdults.includes(data.person),
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

/**
 * Somebody acts for the child: a guardian, provisional or appointed, or a parent who is with the child. A guardianship
 * that ended because the child lives with family again needs no new one.
 */
export const representedByGuardian = caseRule({
  id: 'I-9',
  source: 'Directive (EU) 2024/1346 art. 27; CM/Rec(2019)11 (comparators)',
  sentence: {
    en: 'A child without a parent needs a guardian before this. The guardianship authority, or the province where it cannot act in time, designates a provisional one the same day.',
  },
  holds: (known) =>
    !childTrack(known) ||
    known.majorityReached ||
    ['provisional', 'appointed', 'parentPresumed', 'notRequired'].includes(known.at.guardianship) ||
    (known.at.guardianship === 'ended' && known.at['placement.care'] === 'withFamily'),
})
