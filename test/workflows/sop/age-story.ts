import type { Test } from 'tap'
import { takes, upTo } from '../../scenarios/story.ts'
import type { Service } from '../../support/service.ts'

/** What a doubt about age is made of, so that tests can begin in the middle of one. */

const SUPPORT = '5a0a7a4e-4444-4222-8333-444455556666'
/** A clinician without an account. */
export const CLINICIAN = '5a0a7a4e-5555-4222-8333-444455556666'

export const order = {
  method: 'psychosocial',
  supportPerson: SUPPORT,
  interpreterMode: 'in_person',
  safetyPlan: 'A room of his own; no younger child sleeps there.',
}
export const opinion = {
  method: 'psychosocial',
  assessor: CLINICIAN,
  conclusive: true,
  supportPerson: SUPPORT,
  interpreterMode: 'in_person',
  low: 19,
  high: 22,
  margin: 1,
  childHeard: true,
  summary: 'Canary summary.',
}
export const finding = (opinions: readonly string[]) => ({
  result: 'adult',
  restsOn: ['opinions'],
  opinions,
  appealBy: '2025-04-30T00:00:00.000Z',
  viewsMode: 'declined',
  lowestAge: 18,
  reasons: 'Canary reasons.',
  language: 'my',
})

/** Records consent to these methods; returns its id. */
export async function consents(
  t: Test,
  service: Service,
  caseId: string,
  methods: readonly string[],
  until?: string,
): Promise<string> {
  const { body } = await takes(t, service, 'worker', caseId, 'record-consent', {
    purposes: methods,
    childsPart: 'consents',
    adult: 'guardian',
    withheld: [],
    ...(until !== undefined && { until }),
    band: '15-17',
    language: 'my',
    how: 'spoken',
  })
  return body.event.id
}

export async function gives(t: Test, service: Service, caseId: string, more: object = {}): Promise<string> {
  const { body } = await takes(t, service, 'health', caseId, 'record-age-opinion', { ...opinion, ...more })
  return body.event.id
}

/** 3 March 14:10: a child who is alone has a provisional guardian, and somebody doubts the age. */
export async function disputed(t: Test, service: Service): Promise<string> {
  const caseId = await upTo(service, 'designate-provisional-guardian')
  service.at('2025-03-03T14:10:00+07:00')
  await takes(t, service, 'immigration', caseId, 'dispute-age', { grounds: ['appearance'] })
  return caseId
}

/** A psychosocial assessment is under way, with consent. */
export async function assessed(t: Test, service: Service): Promise<string> {
  const caseId = await disputed(t, service)
  const consent = await consents(t, service, caseId, ['psychosocial'])
  await takes(t, service, 'age', caseId, 'order-age-assessment', { ...order, consent })
  return caseId
}

/** Found to be an adult on 3 March; it can be appealed until 30 April. */
export async function found(t: Test, service: Service): Promise<string> {
  const caseId = await assessed(t, service)
  const data = finding([await gives(t, service, caseId)])
  await takes(t, service, 'age', caseId, 'determine-age', data)
  return caseId
}
