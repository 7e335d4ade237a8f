import type { Test } from 'tap'
import { takes, upTo } from '../../scenarios/story.ts'
import type { Service } from '../../support/service.ts'

/** A formal determination, step by step, so that each test can begin where its rule stands. */

export const required = { trigger: 'durable_solution', reasons: 'Canary reason', askedBy: 'guardian' }
export const report = {
  viewsMode: 'spoken',
  views: 'Canary wish: to stay.',
  history: 'Canary history',
  options: 'Canary options',
  security: 'Canary security',
  tracingResult: 'Canary uncle',
  guardianHeard: true,
}
export const seat = (service: Service, key: string, agency: string, capacity = 'voting') => ({
  person: service.personId(key),
  agency,
  capacity,
  declaration: 'no_conflict',
})
export const panel = (service: Service) => ({
  seats: [
    seat(service, 'panel', 'partner'),
    seat(service, 'panel-two', 'dcy'),
    seat(service, 'panel-three', 'public-health'),
  ],
  chair: service.personId('panel-two'),
  meetsOn: '2025-03-25',
})
export const voters = ['panel', 'panel-two', 'panel-three']
export const decision = {
  outcome: 'local_integration',
  separatesSiblings: false,
  implementingAgency: 'dcy',
  reviewBy: '2025-09-25T00:00:00.000Z',
  appealBy: '2025-04-25T00:00:00.000Z',
  viewsMode: 'spoken',
  views: 'Canary wish: to stay.',
  viewsWeight: 'Great.',
  reasons: 'Canary reasons',
  guardianHeard: true,
}
export const deferral = {
  missing: 'Canary gap',
  interimMeasures: 'He stays where he is.',
  nextDate: '2025-04-08',
}

export async function proposes(
  t: Test,
  service: Service,
  person: string,
  caseId: string,
  step: string,
  payload: object,
): Promise<string> {
  const answer = await takes(t, service, person, caseId, 'propose-act', { step, payload })
  return answer.body.event.id
}

/** Every voting member proposes it. @returns the last proposal */
export async function agreed(t: Test, service: Service, caseId: string, payload: object): Promise<string> {
  let last = ''
  for (const person of voters) last = await proposes(t, service, person, caseId, 'decide-bid', payload)
  return last
}

/** Lives a case up to and including `last` of its determination. */
export async function bidUpTo(
  t: Test,
  service: Service,
  last: string,
  { first = required, outcome = decision }: { first?: object; outcome?: object } = {},
): Promise<string> {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-20T09:00:00+07:00')
  await takes(t, service, 'supervisor', caseId, 'require-bid', first)
  if (last === 'require-bid') return caseId
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  if (last === 'submit-bid-report') return caseId
  service.at('2025-03-25T09:00:00+07:00')
  await takes(t, service, 'secretary', caseId, 'convene-panel', panel(service))
  if (last === 'convene-panel') return caseId
  const proposal = await agreed(t, service, caseId, outcome)
  if (last === 'propose-act') return caseId
  await takes(t, service, 'secretary', caseId, 'decide-bid', { ...outcome, proposal })
  if (last === 'decide-bid') return caseId
  await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'School and papers.' })
  if (last === 'start-bid-implementation') return caseId
  const done = await proposes(t, service, 'worker', caseId, 'confirm-bid-implementation', { what: 'Done.' })
  await takes(t, service, 'supervisor', caseId, 'confirm-bid-implementation', { what: 'Done.', proposal: done })
  return caseId
}
