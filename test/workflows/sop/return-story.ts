import type { Test } from 'tap'
import { takes, upTo } from '../../scenarios/story.ts'
import type { Service } from '../../support/service.ts'
import { determined, last, takeTwo } from './family-story.ts'

/** The way back, step by step, so that each test can begin where its rule stands. */

export const proposal = {
  mode: 'voluntary',
  towards: 'origin',
  destination: 'Canary country',
  reason: 'Canary wish to be at home',
  askedBy: 'child',
}
export const consent = {
  answer: 'given',
  understood: true,
  familyMemberHeld: false,
  by: ['child', 'guardian'],
  language: 'my',
  inOwnWords: 'Canary: I want to go home.',
}
export const authorisation = {
  safetyInDoubt: false,
  receiverAgreed: true,
  receiverAble: true,
  receivingAgency: 'Canary child-protection agency there',
  receiverChecked: 'Canary visit',
  planMadeWithChild: true,
  plan: 'Canary plan',
  parentStays: false,
  appealUntil: '2025-05-20T00:00:00.000Z',
  departure: '2025-06-04T03:00:00.000Z',
  reasons: 'Canary reasons',
}
export const carriedOut = {
  preparedAndChecked: true,
  handedTo: 'Canary receiver',
  receipt: 'Canary receipt',
  route: 'Canary bridge',
  escort: 'Canary escort',
  groupSize: 1,
}
export const visited = {
  visitedBy: 'Canary partner there',
  independent: true,
  seenAlone: true,
  condition: 'Canary well',
}
export const supervisorAndProvince = ['supervisor', 'province'] as const

type Upto = 'decide-bid' | 'propose-return' | 'record-return-consent' | 'authorise-return' | 'carry-out-return'

/** @returns the case, and the report on which a return may rest */
export async function returnUpTo(
  t: Test,
  service: Service,
  upto: Upto,
  { proposed = proposal, outcome = 'repatriation', lawyer = true } = {},
): Promise<{ caseId: string; securityAssessment: string }> {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-25T09:00:00+07:00')
  if (lawyer) {
    const data = { lawyer: service.personId('lawyer') }
    await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', data)
  }
  const securityAssessment = await determined(t, service, caseId, 'return', { outcome })
  service.at('2025-05-05T09:00:00+07:00')
  const answer = { caseId, securityAssessment }
  if (upto === 'decide-bid') return answer
  await takes(t, service, 'worker', caseId, 'propose-return', proposed)
  if (upto === 'propose-return') return answer
  await takes(t, service, 'worker', caseId, 'record-return-consent', consent)
  t.same((await last(service, caseId)).metadata.breaches, [])
  if (upto === 'record-return-consent') return answer
  const whole = { ...authorisation, securityAssessment }
  await takeTwo(t, service, supervisorAndProvince, caseId, 'authorise-return', whole)
  if (upto === 'authorise-return') return answer
  service.at('2025-06-04T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'carry-out-return', carriedOut)
  return answer
}
