import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { isRefused, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { clocksOf, dueOf, knownOf, last as lastOf, without } from './family-story.ts'
import { authorisation, carriedOut, consent, proposal, returnUpTo, visited } from './return-story.ts'

/** A departure is recorded whatever went before it; and somebody goes to see how the child is. */

const service = await startService()
t.teardown(() => service.close())
const last = (caseId: string) => lastOf(service, caseId)
const known = (caseId: string) => knownOf(service, caseId)
const leaves = async (caseId: string, data: object = carriedOut, person = 'worker') => {
  service.at('2025-06-04T10:00:00+07:00')
  const { body } = await service.take(person, caseId, 'carry-out-return', data)
  t.ok(body.event, JSON.stringify(body))
  return (await last(caseId)).metadata.breaches
}

t.test('a return with everything that makes it safe is no breach of anything', async (t) => {
  const { caseId } = await returnUpTo(t, service, 'authorise-return')
  t.same(await leaves(caseId), [])
  const event = await last(caseId)
  t.same([...event.metadata.entered].sort(), [
    'custody.exited',
    'placement.care.ended',
    'placement.search.idle',
    'solution.underway',
  ])
  t.same(clocksOf(event), [
    'cancel followup.visit',
    'cancel placement.review',
    'meet return.pre_check',
    'start return.visit',
  ])
  t.equal(await dueOf(service, caseId, 'return.visit'), '2025-06-18T03:00:00.000Z')
  t.notMatch(JSON.stringify(event.data), /canary/i)
  const state = (await service.get('officer', `/api/cases/${caseId}`)).body.state
  t.same(state, { protected: true, outcome: 'left care', custody: 'notWithOfficers' })
  for (const person of ['officer', 'immigration', 'consular'])
    t.notMatch((await service.get(person, `/api/cases/${caseId}/history`)).text, /Canary re|ReturnCarriedOut/, person)

  service.at('2025-06-16T10:00:00+07:00')
  await takes(t, service, 'partner', caseId, 'record-post-return-visit', visited)
  t.same((await last(caseId)).metadata.entered, ['solution.monitored'])
  t.same(clocksOf(await last(caseId)), ['meet return.visit', 'start return.visit'])
  t.equal(await dueOf(service, caseId, 'return.visit'), '2025-09-16T03:00:00.000Z', 'then after three months')
  await takes(t, service, 'monitor', caseId, 'record-post-return-visit', visited)
  t.same((await last(caseId)).metadata.flags, [])
  t.equal(await dueOf(service, caseId, 'return.visit'), '2025-12-16T03:00:00.000Z', 'then every six')
  const visit = { person: 'officer', caseId, step: 'record-post-return-visit', data: visited }
  await isRefused(t, service, visit, ['P-ROLE'])
  t.same(await leaves(caseId), ['I-19'], 'authorised once is carried out once')
})

t.test('a return that nobody decided is recorded with everything that is missing', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  t.same(await leaves(caseId, without({ ...carriedOut, preparedAndChecked: false }, 'handedTo'), 'immigration'), [
    'I-18',
    'I-9',
    'I-19',
    'I-32',
  ])
  t.equal((await known(caseId)).at.custody, 'exited', 'the child is recorded to be where the child is')
  t.same(
    clocksOf(await last(caseId)).filter((clock) => clock.startsWith('meet')),
    ['meet custody.max'],
  )
  const { text } = await service.get('immigration', `/api/cases/${caseId}/history`)
  t.notMatch(text, /Canary (bridge|escort)|ReturnCarriedOut/, 'not even to whoever entered it')
})

t.test('each part of what makes it safe is missed by itself', async (t) => {
  const unchecked = await returnUpTo(t, service, 'authorise-return')
  t.same(await leaves(unchecked.caseId, { ...carriedOut, preparedAndChecked: false }), ['I-19'])
  t.notOk(clocksOf(await last(unchecked.caseId)).includes('meet return.pre_check'), 'a check that nobody made')

  const toNobody = await returnUpTo(t, service, 'authorise-return')
  t.same(await leaves(toNobody.caseId, without(carriedOut, 'handedTo')), ['I-19'])

  const stayed = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'guardian', stayed.caseId, 'stay-return', { reason: 'health', explanation: 'Canary' })
  t.same(await leaves(stayed.caseId), ['I-19'])
  t.same((await last(stayed.caseId)).metadata.entered.includes('solution.underway'), true)

  const appealed = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'lawyer', appealed.caseId, 'lodge-return-appeal', { forum: 'Canary', grounds: 'Canary' })
  t.same(await leaves(appealed.caseId), ['I-19'])

  const early = await returnUpTo(t, service, 'authorise-return')
  service.at('2025-05-19T10:00:00+07:00')
  await takes(t, service, 'worker', early.caseId, 'carry-out-return', carriedOut)
  t.same((await last(early.caseId)).metadata.breaches, ['I-19'], 'before the time to appeal had passed')

  const asked = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'guardian', asked.caseId, 'request-bid-reopening', { by: 'child', grounds: 'Canary' })
  t.same(await leaves(asked.caseId), ['I-18'])

  const alone = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'court', alone.caseId, 'suspend-guardian', { reason: 'Canary' })
  t.same(await leaves(alone.caseId), ['I-9'])

  const seeking = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'worker', seeking.caseId, 'raise-protection-claim', {})
  t.same(await leaves(seeking.caseId), ['I-32'])

  const withdrawn = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'worker', withdrawn.caseId, 'record-return-consent', { ...consent, answer: 'withdrawn' })
  t.same(await leaves(withdrawn.caseId), ['I-19', 'I-34'])

  const fromCell = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'worker', fromCell.caseId, 'record-detention', {
    holding: 'immigration',
    start: '2025-05-05T02:00:00.000Z',
    basis: 'none_stated',
    alternativesConsidered: [],
  })
  t.same(await leaves(fromCell.caseId), ['I-34'])
  t.ok(clocksOf(await last(fromCell.caseId)).includes('meet custody.max'))

  const forced = await returnUpTo(t, service, 'authorise-return', { proposed: { ...proposal, mode: 'forced' } })
  await takes(t, service, 'worker', forced.caseId, 'record-return-consent', { ...consent, answer: 'refused' })
  t.same(await leaves(forced.caseId), [])
})

t.test('a departure reported late does not take a child away who was seen since', async (t) => {
  const { caseId } = await returnUpTo(t, service, 'authorise-return')
  service.at('2025-06-10T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'emergency_bed', provider: 'river-shelter' })
  const before = await known(caseId)
  await takes(t, service, 'consular', caseId, 'carry-out-return', carriedOut, {
    occurredAt: authorisation.departure,
  })
  const event = await last(caseId)
  t.same(event.metadata.flags, ['late:custody', 'late:placement.care'])
  t.same(event.metadata.reported, ['custody.exited', 'placement.care.ended'])
  t.same((await known(caseId)).livesAt, before.livesAt)
  t.equal((await known(caseId)).at.custody, 'protectiveCare')
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
