import type { Test } from 'tap'
import { problemTypes } from '../../src/http/problems.ts'
import type { Answer, Sending, Service } from '../support/service.ts'

/** What scenario 1 of DOMAIN §i is made of, so that other tests can begin in the middle of it. */

/** A name that must never be seen outside a sealed field that somebody may read. */
export const CHILD = 'Canary Somchai'
export const ADDRESS = 'Canary lane 9'
export const FRIEND = '5a0a7a4e-1111-4222-8333-444455556666'

export const encounter = {
  hands: 'officers',
  companions: [],
  place: 'Canary bridge post',
  province: 'Canary province',
  name: CHILD,
  statedAge: 14,
  dobBasis: 'stated',
  sex: 'male',
  nationalityClaimed: 'Fictionland',
  language: 'my',
  spokenToAlone: true,
}
export const screening = {
  separationStatus: 'unaccompanied',
  signs: 'no',
  concernedAdults: [],
  health: 'no_concern',
  supportPerson: FRIEND,
  interpreterMode: 'telephone',
}
export const referral = {
  placeClass: 'police_post',
  since: '2025-03-03T01:00:00.000Z',
  alone: 'alone',
  danger: 'none',
  riskFlags: ['alone'],
  couldBeUnder18: 'yes',
  location: 'Canary bridge post, front room',
  callBackPhone: '+66 0 1234 0000',
}
export const provisional = (service: Service) => ({
  person: service.personId('province'),
  conflicts: [],
  vettingRef: 'ex officio',
})
export const offer = (provider: string, type: string) => ({
  provider,
  type,
  libertyClass: 'open',
  needs: `Needs as told to ${provider}`,
})
export const acceptance = (provider: string, type: string) => ({
  provider,
  type,
  libertyClass: 'open',
  familyBasedTried: true,
  necessity: 'No parent within reach.',
  suitability: 'Speaks his language.',
  ...(type === 'residential' && { residentialReason: 'No family had a place.' }),
  address: ADDRESS,
})
export const handOver = {
  toKind: 'provider',
  provider: 'sun-foster-home',
  expectedArrival: '2025-03-03T10:00:00.000Z',
  receiver: 'Canary driver',
}
export const arrival = {
  placeKind: 'placement',
  provider: 'sun-foster-home',
  address: ADDRESS,
  condition: 'Tired, well.',
}
export const appointment = (service: Service) => ({
  person: service.personId('guardian'),
  conflicts: [],
  caseloadAtAppointment: 12,
  viewsMode: 'spoken',
  views: 'Agrees.',
  actRef: 'Act 1',
  vettingRef: 'Vetting 1',
})
export const assessed = {
  viewsMode: 'spoken',
  views: 'Canary wish: to go to school.',
  options: 'Stay; kin abroad.',
  recommendation: 'Stay for now.',
}
/** @param elsewhere the case in which another agency accepted the child */
export const declined = (elsewhere?: string) => ({
  code: 'duplicate',
  ...(elsewhere !== undefined && { acceptedElsewhere: elsewhere }),
  reason: 'The same child under another number.',
  whereChildIsNow: 'Canary bridge post',
  appealBy: '2025-03-18',
  noticeLanguage: 'my',
})

type Turn = readonly [time: string, person: string, step: string, data: object]

/** The steps up to the child's arrival, by the minute; scenario 1 is its own test, this is how others get there. */
const turns = (service: Service): readonly Turn[] => [
  ['2025-03-03T08:20:00+07:00', 'officer', 'complete-screening', screening],
  ['2025-03-03T10:00:00+07:00', 'officer', 'submit-referral', referral],
  ['2025-03-03T11:00:00+07:00', 'intake', 'acknowledge-referral', { riskLevel: 'high' }],
  [
    '2025-03-03T11:20:00+07:00',
    'intake',
    'accept-referral',
    { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
  ],
  ['2025-03-03T14:00:00+07:00', 'province', 'designate-provisional-guardian', provisional(service)],
  ['2025-03-03T14:20:00+07:00', 'court', 'file-guardian-application', { to: 'Demo court' }],
  ['2025-03-03T14:30:00+07:00', 'worker', 'request-placement', { emergency: false, needs: 'A quiet place.' }],
  ['2025-03-03T14:31:00+07:00', 'worker', 'offer-placement', offer('sun-foster-home', 'foster')],
  ['2025-03-03T14:32:00+07:00', 'worker', 'offer-placement', offer('river-shelter', 'residential')],
  ['2025-03-03T15:00:00+07:00', 'sun', 'accept-placement', acceptance('sun-foster-home', 'foster')],
  ['2025-03-03T16:15:00+07:00', 'officer', 'hand-over-custody', handOver],
  ['2025-03-03T17:00:00+07:00', 'sun', 'record-arrival', arrival],
]

/** Lives scenario 1 up to and including `last`; the number-th time that this step comes. */
export async function upTo(service: Service, last: string, number = 1): Promise<string> {
  service.at('2025-03-03T08:00:00+07:00')
  const opened = await service.open('officer', 'record-encounter', encounter)
  if (opened.status !== 201) throw new Error(`not opened: ${opened.text}`)
  const caseId: string = opened.body.caseId
  let left = number
  if (last === 'record-encounter') return caseId
  for (const [time, person, step, data] of turns(service)) {
    service.at(time)
    const { status, text } = await service.take(person, caseId, step, data)
    if (status !== 201) throw new Error(`${step}: ${text}`)
    if (step === last && --left === 0) return caseId
  }
  throw new Error(`scenario 1 has no ${last}`)
}

/** What must be the same before and after whatever changes nothing. */
export async function standing(service: Service, caseId: string): Promise<readonly [string, string, number]> {
  const { revision, head } = await service.services.cases.load(caseId)
  return [String(revision), head, (await service.events(caseId)).length]
}

export async function accessOf(service: Service, caseId: string) {
  return service.recorded(`access-${caseId}`)
}

/** Takes a step that must be recorded. */
export async function takes(
  t: Test,
  service: Service,
  person: string,
  caseId: string,
  step: string,
  data: object,
  more: Sending = {},
): Promise<Answer> {
  const answer = await service.take(person, caseId, step, data, more)
  t.equal(answer.status, 201, `${person} takes ${step}: ${answer.status === 201 ? 'recorded' : answer.text}`)
  return answer
}

/**
 * Takes a step that must be refused for exactly these rules: the answer says so, the record of it names every rule that
 * failed, and the case has not changed.
 */
const isRole = (rule: string): boolean => rule === 'P-ROLE' || rule === 'I-20'

export async function isRefused(
  t: Test,
  service: Service,
  { person, caseId, step, data, ...more }: { person: string; caseId: string; step: string; data: object } & Sending,
  failed: readonly string[],
  // who may not take a step at all is told that alone
  shown: readonly string[] = failed.some(isRole) ? failed.filter(isRole) : failed,
): Promise<Answer> {
  const before = await standing(service, caseId)
  const recorded = (await accessOf(service, caseId)).length
  const answer = await service.take(person, caseId, step, data, more)
  const type = failed.some((rule) => rule === 'P-ROLE' || rule === 'I-20') ? 'refused-role' : 'refused-rule'
  const what = `${person} is refused ${step}`
  isProblem(t, answer, type, what)
  t.same(
    answer.body?.rules?.map(({ rule }: { rule: string }) => rule),
    shown,
    `${what}: shown ${shown.join(', ')}`,
  )
  for (const { sentence } of answer.body?.rules ?? []) t.match(sentence, /\w{3,}.*\.$/, `${what}: in a sentence`)
  const access = await accessOf(service, caseId)
  t.equal(access.length, recorded + 1, `${what}: recorded once`)
  const last = access.at(-1)
  t.equal(last?.type, 'StepRefused')
  t.same(last?.data.clear.failed, failed, `${what}: the record names ${failed.join(', ')}`)
  t.equal(last?.data.clear.step, step)
  t.equal(last?.data.clear.revision, before[0])
  t.equal(last?.metadata.actor.id, service.personId(person))
  t.same(await standing(service, caseId), before, `${what}: the case has not changed`)
  return answer
}

/** A problem document of exactly this type. */
export function isProblem(t: Test, answer: Answer, type: keyof typeof problemTypes, what: string): void {
  t.equal(answer.status, problemTypes[type][0], `${what}: ${answer.status} ${answer.text.slice(0, 200)}`)
  t.equal(answer.body?.type, `urn:kinward:problem:${type}`, `${what}: ${type}`)
  t.match(answer.headers['content-type'], /^application\/problem\+json\b/, `${what}: a problem document`)
  t.equal(answer.body?.status, answer.status, `${what}: the document says the status too`)
}
