import type { Known } from '../known.ts'
import { type Actor, caseRule, payloadRule } from '../language/rule.ts'
import { withoutKnownParent } from './case.ts'

export const supportedAndUnderstood = payloadRule<{
  readonly supportPerson?: string | undefined
  readonly interpreterMode: string
}>({
  id: 'I-8',
  source: 'Regulation (EU) 2024/1356 art. 13',
  sentence: {
    en: 'An unaccompanied child is screened with a support person and in a language they understand. Call the child-protection agency for a support person; an interpreter by telephone is enough. Referral and questions on safety, health and name never wait for this.',
  },
  holds: (known, { data }) =>
    !withoutKnownParent(known) || (data.supportPerson !== undefined && data.interpreterMode !== 'none'),
})

export const interpreted = payloadRule<{ readonly interpreterMode: string }>({
  id: 'I-8',
  source: 'Regulation (EU) 2024/1356 art. 13',
  sentence: { en: 'The child must be heard in a language they understand. An interpreter by telephone is enough.' },
  holds: (_known, { data }) => data.interpreterMode !== 'none',
})

export const viewsRecorded = payloadRule<{ readonly viewsMode: string }, 'views' | 'viewsReason'>({
  id: 'I-16',
  source: 'A/RES/64/142 §57; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'A decision records the child’s own views, how they were given, and if that was not possible why. The worker who knows the child can supply them.',
  },
  asks: ['views', 'viewsReason'],
  holds: (_known, { data, given }) =>
    data.viewsMode === 'declined' || (data.viewsMode === 'not_possible' ? given.viewsReason : given.views),
})

/** What was decided goes back to the child (I-16). */
export const childIsTold = payloadRule<object, 'childTold' | 'notToldReason'>({
  id: 'I-16',
  source: 'A/RES/64/142 §57; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'The child is told what came of it. Say how they were told, or why that is not possible; the worker who knows the child can tell them.',
  },
  asks: ['childTold', 'notToldReason'],
  holds: (_known, { given }) => given.childTold || given.notToldReason,
})

export const authorSigns = caseRule({
  id: 'P-OWN-AUTHOR',
  source: 'STEPS, BiaCompleted',
  sentence: {
    en: 'The assessment is signed by the worker who made it, or by the case worker to whom the case was given since.',
  },
  holds: (known, { actor }) => known.bia.author === actor.id || known.worker === actor.id,
})

/** Author ≠ approver ≠ the officer who referred, over the whole history of the case. */
export const notOwnWork = caseRule({
  id: 'I-17',
  source: 'DOMAIN I-17',
  sentence: {
    en: 'Nobody approves what they wrote or referred themselves. Another supervisor, if need be of another province, decides.',
  },
  holds: ({ bia, bid, referrer }, { actor }) =>
    !bia.authors.includes(actor.id) && !bid.authors.includes(actor.id) && referrer?.id !== actor.id,
})

/** Guardians and lawyers speak for their own child; other roles speak for an office. */
export const standsForChild = ({ guardian, lawyer }: Known, { id, role }: Actor): boolean =>
  role === 'guardian' ? guardian?.person === id : role !== 'legal_representative' || lawyer === id

/** The second person takes the step that somebody else proposed, unchanged. */
export const secondPerson = payloadRule<{ readonly proposal: string; readonly digest: string }>({
  id: 'P-TWO',
  source: 'STEPS, "two people"',
  sentence: {
    en: 'Two people take this step: one proposes it, another confirms exactly what was proposed. Name the open proposal of somebody else.',
  },
  holds: (known, { data, actor }) =>
    known.proposals.some(({ id, by, digest }) => id === data.proposal && by !== actor.id && digest === data.digest),
})

export const ownRecord = payloadRule<{ readonly authorOfCorrected: string }>({
  id: 'P-OWN-AUTHOR',
  source: 'STEPS, RecordCorrected',
  sentence: {
    en: 'A record is corrected by the person who made it, or by a supervisor of the child-protection agency.',
  },
  holds: (_known, { data, actor }) => data.authorOfCorrected === actor.id || actor.role === 'cp_supervisor',
})
