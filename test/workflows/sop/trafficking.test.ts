import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { encounter, FRIEND, isProblem, isRefused, screening, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { asking, without } from './bid-support.ts'

/** Signs of trafficking: the adult they concern, the child's own guardian, the team that identifies victims. */

const service = await startService()
t.teardown(() => service.close())
const { breachesOf, clocksOf, dueOf, enteredOf, knownOf, last } = asking(service)

const MOTHER = '5a0a7a4e-2222-4222-8333-444455556666'
const UNCLE = '5a0a7a4e-3333-4222-8333-444455556666'
const signs = { concernedAdults: [], indicators: ['controlled'], source: 'Canary neighbour', account: 'Canary account' }
const raise = 'raise-trafficking-indicators'
const nrm = { to: 'Demo identification team' }
const byTheTeam = { body: { decidedBy: { body: 'identification_team', date: '2025-03-12' } } }
const identification = {
  finding: 'identified',
  supportPerson: FRIEND,
  interpreterMode: 'in_person',
  viewsMode: 'spoken',
  views: 'Canary said so.',
  members: 'Demo team of four',
  reasons: 'Canary reasons',
}

/** A child met with a mother and an uncle. */
async function withMother(): Promise<string> {
  service.at('2025-03-03T08:00:00+07:00')
  const companions = [
    { ref: MOTHER, claimedRelation: 'parent' },
    { ref: UNCLE, claimedRelation: 'relative' },
  ]
  const { body } = await service.open('officer', 'record-encounter', { ...encounter, companions })
  return body.caseId
}

t.test('signs against somebody other than the parent change nothing about the parent', async (t) => {
  const caseId = await withMother()
  await takes(t, service, 'officer', caseId, raise, { ...signs, concernedAdults: [UNCLE] })
  t.same(await enteredOf(caseId), ['trafficking.indicators'])
  t.same(await clocksOf(caseId), ['start nrm.refer'])
  const { at, flaggedAdults } = await knownOf(caseId)
  t.equal(at.guardianship, 'parentPresumed')
  t.same(flaggedAdults, [UNCLE])
  t.equal(await dueOf(caseId, 'nrm.refer'), '2025-03-04T01:00:00.000Z')

  await takes(t, service, 'monitor', caseId, raise, { ...signs, concernedAdults: [MOTHER] })
  t.same(await enteredOf(caseId), ['guardianship.needed'], 'the child gets somebody of their own')
  t.same(await clocksOf(caseId), ['start guardian.provisional'])
  t.same((await last(caseId)).metadata.flags, [], 'more signs are not out of order')
  const after = await knownOf(caseId)
  t.same([after.at.custody, after.separation], ['encountered', 'accompanied'], 'and is separated from nobody')
  t.same(after.flaggedAdults, [UNCLE, MOTHER])
})

t.test('an adult against whom signs stand gets neither place nor child', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  await takes(t, service, 'education', caseId, raise, { ...signs, concernedAdults: [UNCLE] })
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'Quiet.' })
  const uncle = { carer: UNCLE, type: 'kinship', libertyClass: 'open', needs: 'Quiet.' }
  await isRefused(t, service, { person: 'worker', caseId, step: 'offer-placement', data: uncle }, ['I-4', 'I-37'])
  const guardian = { person: UNCLE, conflicts: [], vettingRef: 'V' }
  const designate = { person: 'court', caseId, step: 'designate-provisional-guardian', data: guardian }
  await isRefused(t, service, designate, ['I-10'], [])
  await takes(t, service, 'officer', caseId, 'hand-over-custody', {
    toKind: 'adult',
    carer: UNCLE,
    expectedArrival: '2025-03-03T10:00:00.000Z',
    receiver: 'Canary uncle',
  })
  t.ok((await breachesOf(caseId)).includes('I-37'), 'it is on record if it happened')
})

t.test('a screening that finds signs means the same need', async (t) => {
  for (const found of ['yes', 'concern', 'no', 'not_asked']) {
    const caseId = await upTo(service, 'record-encounter')
    await takes(t, service, 'officer', caseId, 'complete-screening', { ...screening, signs: found })
    t.equal((await clocksOf(caseId)).includes('start nrm.refer'), ['yes', 'concern'].includes(found), found)
  }
  const caseId = await withMother()
  const seen = { ...screening, separationStatus: 'accompanied', signs: 'yes', concernedAdults: [MOTHER] }
  await takes(t, service, 'officer', caseId, 'complete-screening', seen)
  t.same(await clocksOf(caseId), ['start guardian.provisional', 'start nrm.refer'])
})

t.test('the team is told, and says whether the child is a victim; nothing that protects ends', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  const refer = { caseId, step: 'make-nrm-referral', data: nrm }
  isProblem(t, await service.take('nrm', caseId, refer.step, nrm), 'unknown-case', 'before there are signs')
  await isRefused(t, service, { ...refer, person: 'worker' }, ['SEQ-make-nrm-referral'])
  await takes(t, service, 'nrm', caseId, raise, { ...signs, concernedAdults: [UNCLE] })
  await isRefused(t, service, { ...refer, person: 'immigration' }, ['I-20'])
  await isRefused(t, service, { ...refer, person: 'province' }, ['P-ROLE'])
  await takes(t, service, 'nrm', caseId, refer.step, nrm)
  t.same(await enteredOf(caseId), ['trafficking.recoveryPeriod'])
  t.same(await clocksOf(caseId), ['meet nrm.refer', 'start nrm.shelter'])
  t.equal(await dueOf(caseId, 'nrm.shelter'), '2025-03-18T10:00:00.000Z', 'fifteen days')
  await takes(t, service, 'worker', caseId, raise, signs)
  t.same([await enteredOf(caseId), await clocksOf(caseId)], [[], []], 'more signs need no second referral')

  const step = 'decide-victim-identification'
  const decide = (data: object, person = 'nrm') => ({ person, caseId, step, data, ...byTheTeam })
  isProblem(t, await service.take('nrm', caseId, step, identification), 'invalid-body', 'which team, and when')
  await isRefused(t, service, decide(identification, 'officer'), ['I-20'])
  await isRefused(t, service, decide(identification, 'supervisor'), ['P-ROLE'])
  await isRefused(t, service, decide(without(identification, 'supportPerson')), ['I-8'])
  await isRefused(t, service, decide({ ...identification, interpreterMode: 'none' }), ['I-8'])
  await isRefused(t, service, decide(without(identification, 'views')), ['I-16'])
  service.at('2025-03-12T10:00:00+07:00')
  const before = await knownOf(caseId)
  await takes(t, service, 'nrm', caseId, step, { ...identification, finding: 'notIdentified' }, byTheTeam)
  t.same(await enteredOf(caseId), ['trafficking.notIdentified'])
  t.same(await clocksOf(caseId), ['meet nrm.shelter', 'start child.told'])
  t.equal(await dueOf(caseId, 'child.told', (await last(caseId)).id), '2025-03-15T03:00:00.000Z')
  const after = await knownOf(caseId)
  t.same(after.flaggedAdults, [UNCLE], 'what stands against an adult stands')
  t.same({ ...after.at, trafficking: '' }, { ...before.at, trafficking: '' }, 'and nothing else has moved')
  const uncle = { carer: UNCLE, type: 'kinship', libertyClass: 'open', needs: 'Quiet.' }
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: false, needs: 'Quiet.' })
  await isRefused(t, service, { person: 'worker', caseId, step: 'offer-placement', data: uncle }, ['I-4', 'I-37'])
  await takes(t, service, 'guardian', caseId, raise, signs)
  t.same([await enteredOf(caseId), await clocksOf(caseId)], [['trafficking.indicators'], ['start nrm.refer']])
  await takes(t, service, 'nrm', caseId, step, identification, byTheTeam)
  t.same(await enteredOf(caseId), ['trafficking.identified'])
  t.same(await clocksOf(caseId), ['cancel nrm.refer', 'start child.told'], 'decided without a second referral')
})

t.test('a wrong record can name another adult, and frees nobody', async (t) => {
  const caseId = await withMother()
  await takes(t, service, 'officer', caseId, raise, { ...signs, concernedAdults: [UNCLE] })
  await takes(t, service, 'officer', caseId, 'correct-record', {
    correctionOf: (await last(caseId)).id,
    payload: { concernedAdults: [MOTHER] },
    reason: 'It was the woman.',
  })
  const { flaggedAdults, at } = await knownOf(caseId)
  t.same(flaggedAdults, [UNCLE, MOTHER])
  t.equal(at.guardianship, 'parentPresumed', 'a correction never moves a state')
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
