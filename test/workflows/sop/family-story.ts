import type { Test } from 'tap'
import { dueAt } from '../../../src/case/clocks.ts'
import type { ParsedEvent } from '../../../src/case/parsed.ts'
import type { Known } from '../../../workflows/protocol/v1/known.ts'
import { current } from '../../../workflows/registry.ts'
import { assessed, encounter, referral, takes } from '../../scenarios/story.ts'
import type { Service } from '../../support/service.ts'
import { agreed, decision, panel, report, required } from './bid-story.ts'

/** Family found, separated and together again; texts that nobody may see by accident say Canary. */

export const AUNT = '5a0a7a4e-2222-4222-8333-444455556666'
export const MOTHER = '5a0a7a4e-3333-4222-8333-444455556666'
export const UNCLE = '5a0a7a4e-4444-4222-8333-444455556666'
export const NOTHING = '5a0a7a4e-9999-4222-8333-444455556666'

export const tracing = {
  through: ['private'],
  legitimateBasis: 'Eleven, and no adult of the family is here.',
  doNotContact: 'Canary uncle',
  how: 'A call to the Canary village.',
}
export const located = (relative = AUNT) => ({
  relative,
  contacted: false,
  name: 'Canary Aunt',
  claimedRelation: 'aunt',
  where: 'Canary village 4',
  phone: '+66 0 4444 0000',
})
export const verified = (adult = AUNT) => ({
  adult,
  result: 'confirmed',
  authority: 'agency',
  dna: false,
  how: 'Canary photographs, and what both remember.',
  adultAbility: 'Canary house with room.',
  childsWish: 'Canary wish: to live with her.',
})
export const separation = {
  authority: 'emergency',
  grounds: ['danger'],
  parent: MOTHER,
  danger: 'violence',
  explanation: 'Canary bruises',
}
export const COURT = { decidedBy: { body: 'court', date: '2025-03-05', ref: 'Canary 12/2568' } }

export const last = async (service: Service, caseId: string): Promise<ParsedEvent> => {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
export const clocksOf = ({ metadata }: ParsedEvent): string[] =>
  metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort()
export const knownOf = async (service: Service, caseId: string): Promise<Known> =>
  (await service.services.cases.load(caseId)).known
export const dueOf = async (service: Service, caseId: string, key: string): Promise<string | undefined> => {
  const clock = (await service.services.cases.load(caseId)).running.get(`${key} ${caseId}`)
  return clock && dueAt(clock, current.terms)
}
export const without = (data: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)))

/** One proposes, the other takes the step. */
export async function takeTwo(
  t: Test,
  service: Service,
  [first, second]: readonly [string, string],
  caseId: string,
  step: string,
  payload: object,
  body: object = {},
): Promise<string> {
  const { body: proposed } = await takes(t, service, first, caseId, 'propose-act', { step, payload })
  const answer = await takes(t, service, second, caseId, step, { ...payload, proposal: proposed.event.id }, { body })
  return answer.body.event.id
}

/** What somebody proposed, as the second person sends it. */
export async function proposed(
  t: Test,
  service: Service,
  person: string,
  caseId: string,
  step: string,
  payload: object,
): Promise<object> {
  const { body } = await takes(t, service, person, caseId, 'propose-act', { step, payload })
  return { ...payload, proposal: body.event.id }
}

/** A girl found with a woman who says that she is the mother; the referral was accepted. */
export async function withMother(service: Service): Promise<string> {
  const at = (time: string): void => service.at(`2025-04-04T${time}:00+07:00`)
  at('09:00')
  const companions = [{ ref: MOTHER, claimedRelation: 'parent' }]
  const { body, status, text } = await service.open('officer', 'record-encounter', { ...encounter, companions })
  if (status !== 201) throw new Error(text)
  const turns: readonly [string, string, string, object][] = [
    ['10:00', 'officer', 'submit-referral', { ...referral, since: '2025-04-04T02:00:00.000Z', alone: 'with_parent' }],
    ['11:00', 'intake', 'acknowledge-referral', { riskLevel: 'medium' }],
    ['11:30', 'intake', 'accept-referral', { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false }],
  ]
  for (const [time, person, step, data] of turns) {
    at(time)
    const answer = await service.take(person, body.caseId, step, data)
    if (answer.status !== 201) throw new Error(`${step}: ${answer.text}`)
  }
  return body.caseId
}

/** A panel determines this of a case; at the time that the clock shows. @returns the id of the report */
export async function determined(
  t: Test,
  service: Service,
  caseId: string,
  trigger: string,
  outcome: object,
): Promise<string> {
  await takes(t, service, 'supervisor', caseId, 'require-bid', { ...required, trigger })
  const { body } = await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  await takes(t, service, 'secretary', caseId, 'convene-panel', panel(service))
  const whole = { ...decision, ...outcome }
  const proposal = await agreed(t, service, caseId, whole)
  await takes(t, service, 'secretary', caseId, 'decide-bid', { ...whole, proposal })
  return body.event.id
}

/** A first and a comprehensive assessment, approved. @returns the id of the last that its author signed */
export async function assessedAndApproved(t: Test, service: Service, caseId: string): Promise<string> {
  await takes(t, service, 'worker', caseId, 'start-bia', { kind: 'initial', interpreterMode: 'telephone' })
  await takes(t, service, 'worker', caseId, 'complete-bia', assessed)
  const { body } = await takes(t, service, 'worker', caseId, 'complete-bia', assessed)
  await takes(t, service, 'supervisor', caseId, 'approve-bia', { bidNeeded: 'no' })
  return body.event.id
}

export const reunification = {
  carer: AUNT,
  where: 'here',
  restsOn: 'assessment',
  separatesSiblings: false,
  viewsMode: 'spoken',
  views: 'Canary wish: to live with her.',
  reasons: 'Canary reasons',
}
export const reunited = { carer: AUNT, where: 'here', address: 'Canary village 4', receipt: 'Canary receipt' }
