import { medicalAgeMethods } from '../codes.ts'
import type { AgeOpinion, Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import type { Terms } from '../terms.ts'
import { withoutKnownParent } from './case.ts'
import { standsForChild } from './people.ts'

const effective = 'CM/Rec(2022)22 (effective remedy); DOMAIN I-5'

export const isMedical = (method: string): boolean => medicalAgeMethods.some((each) => each === method)

/** Somebody doubts the age, and nobody has decided. */
export const disputeIsOpen = ({ at }: Known): boolean => ['disputed', 'multidisciplinary', 'medical'].includes(at.age)

const consentsTo = ({ consents }: Known, method: string, at: string): boolean =>
  consents.some(({ purposes, until }) => purposes.includes(method) && (until === undefined || until > at))

/** What people see and ask has been tried and did not settle it. */
const isInconclusive = ({ ageDispute: { opinions } }: Known): boolean => {
  const asked = opinions.filter(({ method }) => !isMedical(method))
  return asked.some(({ method }) => method === 'psychosocial') && asked.every(({ conclusive }) => !conclusive)
}

export const safetyPlanned = payloadRule<object, 'safetyPlan'>({
  id: 'I-5',
  source: 'CM/Rec(2022)22; DOMAIN I-5',
  sentence: {
    en: 'While an age is doubted the child is treated as a child, with a safety plan on record: above all, no shared sleeping room with younger children. The case worker can supply it.',
  },
  asks: ['safetyPlan'],
  holds: (_known, { given }) => given.safetyPlan,
})

/** Consent that stands, to exactly this method; and for a medical test an open doubt that nothing milder settled. */
export const leastInvasiveWithConsent = payloadRule<{ readonly method: string; readonly consent?: string | undefined }>(
  {
    id: 'I-6',
    source: 'CM/Rec(2022)22; Regulation (EU) 2024/1348 art. 25 (comparators)',
    sentence: {
      en: 'An age is assessed with consent to exactly this method, recorded by the worker, guardian or lawyer; a medical test only while the age is disputed and after a psychosocial assessment that was completed and settled nothing. Nobody is an adult for declining a test.',
    },
    reveals: ['health'],
    holds: (known, { data: { method, consent }, occurredAt }) =>
      consentsTo(
        { ...known, consents: known.consents.filter((each) => each.consent === consent) },
        method,
        occurredAt,
      ) &&
      (!isMedical(method) || (disputeIsOpen(known) && isInconclusive(known))),
  },
)

/** The same test, of what was done. */
export const testedLawfully = payloadRule<{ readonly method: string }>({
  id: 'I-6',
  source: 'CM/Rec(2022)22; Regulation (EU) 2024/1348 art. 25 (comparators)',
  sentence: { en: 'A medical test of age was made that nobody ordered, or without consent to it.' },
  reveals: ['health'],
  holds: (known, { data: { method }, occurredAt }) => isLawfulTest(known, method, occurredAt),
})

export const isLawfulTest = (known: Known, method: string, at: string): boolean =>
  !isMedical(method) || (known.ageDispute.ordered.includes(method) && consentsTo(known, method, at))

/** An interview about age; papers can be read without either. */
export const supportedInAgeInterview = payloadRule<{
  readonly method: string
  readonly supportPerson?: string | undefined
  readonly interpreterMode: string
}>({
  id: 'I-8',
  source: 'Regulation (EU) 2024/1356 art. 13 (comparator)',
  sentence: {
    en: 'About their age a child is heard in a language they understand, and without a parent only with a support person. The case worker can name one; an interpreter by telephone is enough.',
  },
  holds: (known, { data: { method, supportPerson, interpreterMode } }) =>
    method === 'documents' ||
    (interpreterMode !== 'none' && (!withoutKnownParent(known) || supportPerson !== undefined)),
})

/** What carries “adult”: a conclusive opinion, lawfully obtained, whose lowest age is eighteen; and none that says less. */
const isCarried = ({ ageDispute: { opinions } }: Known, cited: readonly string[]): boolean =>
  opinions.some((each) => cited.includes(each.opinion) && each.lawful && each.conclusive && !each.reachesUnder18) &&
  !opinions.some(({ conclusive, reachesUnder18 }) => conclusive && reachesUnder18)

/** Where the law knows a presumption from a refusal: never alone, only beside an opinion, and only if none reaches below eighteen. */
const isPresumed = ({ ageDispute: { opinions } }: Known, cited: readonly string[], terms: Terms): boolean => {
  const supports = (each: AgeOpinion): boolean => cited.includes(each.opinion) && each.lawful
  return (
    terms.ageRefusalEffect === 'rebuttable' &&
    opinions.some(supports) &&
    !opinions.some(({ reachesUnder18 }) => reachesUnder18)
  )
}

interface Finding {
  readonly result: string
  readonly restsOn: readonly string[]
  readonly opinions: readonly string[]
  readonly reachesUnder18: boolean
}

export const refusalAloneIsNothing = payloadRule<Finding>({
  id: 'I-6',
  source: 'EU Agency for Fundamental Rights on consent; DOMAIN I-6 (stricter than EU law)',
  sentence: {
    en: 'Declining a test never makes somebody an adult by itself. Find “minor”, or wait for an opinion that settles the age.',
  },
  reveals: ['health'],
  holds: (known, { data: { result, restsOn, opinions } }, terms) =>
    result !== 'adult' ||
    !restsOn.includes('test_declined') ||
    isCarried(known, opinions) ||
    isPresumed(known, opinions, terms),
})

/** Inconclusive, or a range that reaches below eighteen: a minor. So is whoever only looks grown up. */
export const lowestAgeCounts = payloadRule<Finding>({
  id: 'I-7',
  source: 'CM/Rec(2022)22; Regulation (EU) 2024/1348 art. 25 (comparators)',
  sentence: {
    en: '“Adult” needs an opinion on record that is conclusive and whose lowest age within the margin is eighteen, and none that says less; how somebody looks is not enough. Otherwise the finding is “minor”.',
  },
  reveals: ['health'],
  holds: (known, { data: { result, restsOn, opinions, reachesUnder18 } }, terms) =>
    result !== 'adult' ||
    (!reachesUnder18 &&
      (isCarried(known, opinions) || (restsOn.includes('test_declined') && isPresumed(known, opinions, terms)))),
})

export const marriageMakesNobodyAdult = payloadRule<Finding>({
  id: 'I-31',
  source: 'Child Protection Act 2003; the memorandum covers all under 18; DOMAIN I-31',
  sentence: { en: 'Under eighteen somebody is a child, married or not. The finding rests on age alone.' },
  holds: (_known, { data: { result, restsOn } }) => result !== 'adult' || !restsOn.includes('marriage'),
})

/** The rule set names who finds; a supervisor only where it says so. */
export const namedToFind = caseRule({
  id: 'P-AGE-AUTHORITY',
  source: 'STEPS, AgeDetermined: "SU where rule set says"',
  sentence: {
    en: 'Here the age authority decides about age, not a supervisor. It sees the case while the age is disputed.',
  },
  holds: (_known, { actor }, terms) => actor.role !== 'cp_supervisor' || terms.ageFindingBySupervisor,
})

export const notAnAssessor = caseRule({
  id: 'P-ASSESSOR',
  source: 'DOMAIN §a: age is determined by somebody who is never one of the assessors',
  sentence: {
    en: 'Whoever gave an opinion on this age does not decide about it. Another member of the age authority does.',
  },
  holds: (known, { actor }) => !known.ageDispute.opinions.some(({ assessor }) => assessor === actor.id),
})

/** A case worker takes part as an assessor and speaks for nobody else; clinicians and the authority enter what others found. */
export const ownOpinion = payloadRule<{ readonly assessor: string }>({
  id: 'P-OWN-OPINION',
  source: 'STEPS, AgeOpinionRecorded: "CW as assessor"',
  sentence: {
    en: 'A case worker records the opinion that they gave themselves. Somebody else’s is recorded by a health officer or the age authority.',
  },
  holds: (_known, { data, actor }) => actor.role !== 'case_worker' || data.assessor === actor.id,
})

/** No shorter than the rule set’s window, as far as that can be said without a calendar: working days as days. */
const windowAfter = (from: string, { clocks }: Terms): number => {
  const day = 86_400_000
  const least = { ms: 1, wd: day, month: 28 * day }
  return (
    Date.parse(from) + Math.max(...Object.values(clocks['age.appeal'].lengths).map(({ n, unit }) => n * least[unit]))
  )
}

export const appealableInTime = payloadRule<{ readonly result: string; readonly appealBy?: string | undefined }>({
  id: 'I-5',
  source: effective,
  sentence: {
    en: 'A finding that somebody is an adult can be appealed. Name a last day that leaves at least the time which the rules give.',
  },
  holds: (_known, { data: { result, appealBy }, occurredAt }, terms) =>
    result !== 'adult' || (appealBy !== undefined && Date.parse(appealBy) >= windowAfter(occurredAt, terms)),
})

export const appealIsOver = payloadRule<{ readonly noticeAt: string; readonly legalHelpOffered: boolean }>({
  id: 'I-5',
  source: effective,
  sentence: {
    en: 'A finding becomes final when the child was told, was offered legal help, the time to appeal has passed since, and no appeal runs. Until then the child is treated as a child; the guardian or lawyer can appeal.',
  },
  holds: ({ ageDispute }, { data: { noticeAt, legalHelpOffered }, occurredAt }, terms) =>
    legalHelpOffered &&
    !ageDispute.appealRunning &&
    ageDispute.appealUntil !== undefined &&
    occurredAt > ageDispute.appealUntil &&
    Date.parse(occurredAt) >= windowAfter(noticeAt, terms),
})

/** What makes somebody an adult is not taken from a stranger to the child. */
export const lostByOwnSide = payloadRule<{ readonly result: string }>({
  id: 'P-OWN-CHILD',
  source: 'STEPS, AgeAppealDecided: who enters it for the appeal body',
  sentence: {
    en: 'That an appeal was lost is entered by the child’s own guardian or lawyer, or by the age authority. Give them the decision.',
  },
  holds: (known, { data, actor }) => data.result !== 'adult' || standsForChild(known, actor),
})

/** Nobody becomes an adult by an appeal that was never made. */
export const appealWasMade = payloadRule<{ readonly result: string }>({
  id: 'I-5',
  source: effective,
  sentence: { en: 'An appeal was said to be lost that nobody had recorded: the child stays on the child track.' },
  holds: ({ ageDispute }, { data }) => data.result !== 'adult' || ageDispute.appealRunning,
})
