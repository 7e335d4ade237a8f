import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { isProblem, isRefused, screening, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import {
  AUNT,
  COURT,
  clocksOf,
  dueOf,
  knownOf,
  last as lastOf,
  located,
  NOTHING,
  proposed,
  takeTwo,
  tracing,
  UNCLE,
  verified,
  without,
} from './family-story.ts'

/** Looking for family, and proving who is family. */

const service = await startService()
t.teardown(() => service.close())
const last = (caseId: string) => lastOf(service, caseId)
const known = (caseId: string) => knownOf(service, caseId)
const both = ['worker', 'supervisor'] as const

t.test('family is looked for with consent or on a basis that is written down', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-04T10:00:00+07:00')
  const start = { person: 'worker', caseId, step: 'start-tracing', data: tracing }
  const bare = without(tracing, 'legitimateBasis')
  await isRefused(t, service, { ...start, data: bare }, ['I-28'])
  await isRefused(t, service, { ...start, data: { ...bare, consent: NOTHING } }, ['I-28'])
  await isRefused(t, service, { ...start, person: 'officer' }, ['I-20'])
  await isRefused(t, service, { ...start, person: 'supervisor' }, ['P-ROLE'])
  await takes(t, service, 'worker', caseId, 'start-tracing', tracing)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['tracing.tracing_in_progress'])
  t.same(clocksOf(event), ['start tracing.review'])
  t.equal(await dueOf(service, caseId, 'tracing.review'), '2025-04-03T03:00:00.000Z')
  t.equal((await known(caseId)).originRiskAssessed, false)
  await isRefused(t, service, start, ['SEQ-start-tracing'])
})

t.test('authorities of origin are asked only after the risk to this child was assessed in this case', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-04T10:00:00+07:00')
  const ask = { ...tracing, through: ['tracing_service', 'origin_state'] }
  const start = { person: 'worker', caseId, step: 'start-tracing', data: ask }
  await isRefused(t, service, start, ['I-32'])
  const [encountered] = await service.events(caseId)
  await isRefused(t, service, { ...start, data: { ...ask, riskAssessment: encountered?.id } }, ['I-32'])
  await isRefused(t, service, { ...start, data: { ...ask, riskAssessment: NOTHING } }, ['I-32'])
  isProblem(
    t,
    await service.take('worker', caseId, 'start-tracing', { ...ask, riskAssessed: true }),
    'invalid-body',
    'whether there is an assessment is not for the client to say',
  )
  for (const path of ['', '/history', '/timeline'])
    isProblem(t, await service.get('consular', `/api/cases/${caseId}${path}`), 'unknown-case', 'the consular liaison')
  isProblem(t, await service.take('consular', caseId, 'start-tracing', ask), 'unknown-case', 'knows of no such case')

  await takes(t, service, 'worker', caseId, 'start-bia', { kind: 'initial', interpreterMode: 'telephone' })
  const { body } = await takes(t, service, 'worker', caseId, 'complete-bia', {
    viewsMode: 'spoken',
    views: 'Canary wish',
    options: 'Canary options',
    recommendation: 'Ask there.',
  })
  const riskAssessment = body.event.id
  await takes(t, service, 'worker', caseId, 'start-tracing', { ...ask, riskAssessment })
  t.equal((await known(caseId)).originRiskAssessed, true)

  const seen = await service.get('consular', `/api/cases/${caseId}`)
  t.equal(seen.status, 200)
  t.same(seen.body.state, { protected: true, outcome: 'in care', custody: 'notWithOfficers' }, 'the outcome, no more')
  const history = await service.get('consular', `/api/cases/${caseId}/history`)
  t.notMatch(seen.text + history.text, /canary|sun-foster|TracingStarted|BiaCompleted/i)

  await takes(t, service, 'consular', caseId, 'locate-relative', located())
  t.same((await last(caseId)).metadata.breaches, [])
  t.notMatch((await service.get('consular', `/api/cases/${caseId}/history`)).text, /canary|RelativeLocated/i)
  const close = await proposed(t, service, 'worker', caseId, 'close-tracing', { reason: 'Canary reason' })
  await isRefused(t, service, { person: 'worker', caseId, step: 'close-tracing', data: close }, ['P-TWO', 'P-ROLE'])
  await takes(t, service, 'supervisor', caseId, 'close-tracing', close)
  t.same((await last(caseId)).metadata.entered, ['tracing.closed'])
  await takes(t, service, 'consular', caseId, 'start-tracing', ask)
  t.same((await last(caseId)).metadata.entered, ['tracing.tracing_in_progress'], 'a search can begin again')
  await takeTwo(t, service, both, caseId, 'close-tracing', { reason: 'Canary reason' })
  t.same(clocksOf(await last(caseId)), ['meet tracing.review'])
})

t.test('somebody who was found learns nothing before it is known who they are', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-04T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'locate-relative', located())
  t.same((await last(caseId)).metadata.flags, ['outOfOrder:tracing'], 'nobody was looking; it lands')
  await takes(t, service, 'worker', caseId, 'start-tracing', tracing)
  await takes(t, service, 'worker', caseId, 'locate-relative', located())
  const event = await last(caseId)
  t.same([event.metadata.breaches, event.metadata.flags, event.metadata.entered], [[], [], []])
  t.same(clocksOf(event), ['meet tracing.review'])
  t.notMatch(JSON.stringify(event.data), /canary/i, 'name, place and number are sealed')
  await takes(t, service, 'partner', caseId, 'locate-relative', { ...located(), contacted: true })
  t.same((await last(caseId)).metadata.breaches, ['I-4'])
  await takes(t, service, 'consular', caseId, 'locate-relative', located())
  t.same((await last(caseId)).metadata.breaches, ['I-32'], 'found through a channel that nobody had cleared')
  await takes(t, service, 'officer', caseId, 'complete-screening', {
    ...screening,
    signs: 'concern',
    concernedAdults: [UNCLE],
  })
  await takes(t, service, 'worker', caseId, 'locate-relative', { ...located(UNCLE), contacted: true })
  t.same((await last(caseId)).metadata.breaches, ['I-4', 'I-37'])
  await takes(t, service, 'worker', caseId, 'locate-relative', located(UNCLE))
  t.same((await last(caseId)).metadata.breaches, [], 'to know where he is, is not to tell him')
  for (const person of ['officer', 'immigration', 'sun', 'health', 'court']) {
    const { text } = await service.get(person, `/api/cases/${caseId}/history`)
    t.notMatch(text, /Canary (aunt|village)/i, `${person} reads nobody's whereabouts`)
    t.notMatch(text, new RegExp(AUNT), person)
  }
})

t.test('who is family is said by two people, with the child’s wish and the adult’s ability on record', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-04T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'start-tracing', tracing)
  const step = 'verify-relationship'
  const verify = async (data: object, person = 'supervisor') => ({
    person,
    caseId,
    step,
    data: await proposed(t, service, 'worker', caseId, step, data),
  })
  for (const missing of ['childsWish', 'adultAbility'])
    await isRefused(t, service, await verify(without(verified(), missing)), ['I-4'])
  await isRefused(t, service, await verify({ ...verified(), result: 'refuted' }), ['I-4'])
  await isRefused(t, service, await verify({ ...verified(), dna: true }), ['I-28'])
  await isRefused(t, service, await verify({ ...verified(), dna: true, consent: NOTHING }), ['I-28'])
  await isRefused(t, service, await verify(verified(), 'officer'), ['I-20'])
  await isRefused(t, service, await verify(verified(), 'worker'), ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, await verify(verified(), 'court'), ['P-ROLE'])
  const propose = { step, payload: verified() }
  await isRefused(t, service, { person: 'supervisor', caseId, step: 'propose-act', data: propose }, ['P-ROLE'])
  const changed = await verify(verified())
  await isRefused(t, service, { ...changed, data: { ...changed.data, adult: UNCLE } }, ['P-TWO'])

  await takes(t, service, 'supervisor', caseId, step, changed.data)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['tracing.verified'])
  t.same(clocksOf(event), ['cancel tracing.review'])
  t.same((await known(caseId)).verifiedAdults, [AUNT])

  const placed = { carer: AUNT, type: 'kinship', libertyClass: 'open', needs: 'A home.' }
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'A home.' })
  await isRefused(
    t,
    service,
    { person: 'worker', caseId, step: 'offer-placement', data: { ...placed, carer: UNCLE } },
    ['I-4'],
  )
  await takes(t, service, 'worker', caseId, 'offer-placement', placed)

  const test = { ...verified(), result: 'refuted', dna: true, authority: 'court' }
  const refuted = await verify(test)
  isProblem(t, await service.take('supervisor', caseId, step, refuted.data), 'invalid-body', 'a court has a day')
  await takes(t, service, 'supervisor', caseId, step, refuted.data, { body: COURT })
  t.same((await last(caseId)).metadata.entered, ['tracing.tracing_in_progress'], 'nobody is verified any more')
  t.same(clocksOf(await last(caseId)), ['start tracing.review'])
  t.same((await known(caseId)).verifiedAdults, [])
  await takeTwo(t, service, both, caseId, step, { ...test, adult: UNCLE }, COURT)
  t.equal((await known(caseId)).at.tracing, 'tracing_in_progress', 'who is not family leaves the search where it was')
})

t.test('an adult against whom indicators are recorded is not verified by the agency', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  service.at('2025-03-04T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'complete-screening', {
    ...screening,
    signs: 'concern',
    concernedAdults: [UNCLE],
  })
  const step = 'verify-relationship'
  const data = await proposed(t, service, 'worker', caseId, step, verified(UNCLE))
  await isRefused(t, service, { person: 'supervisor', caseId, step, data }, ['I-37'])
  t.same((await known(caseId)).verifiedAdults, [])

  await takeTwo(t, service, both, caseId, step, { ...verified(UNCLE), authority: 'court' }, COURT)
  t.same((await known(caseId)).verifiedAdults, [UNCLE], 'a court may find who is family')
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'A home.' })
  const offer = { carer: UNCLE, type: 'kinship', libertyClass: 'open', needs: 'A home.' }
  await isRefused(t, service, { person: 'worker', caseId, step: 'offer-placement', data: offer }, ['I-37'])
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
