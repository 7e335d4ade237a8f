import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { arrival, isProblem, isRefused, screening, takes } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import {
  COURT,
  clocksOf,
  determined,
  dueOf,
  knownOf,
  last as lastOf,
  MOTHER,
  NOTHING,
  proposed,
  separation,
  takeTwo,
  UNCLE,
  verified,
  withMother,
  without,
} from './family-story.ts'

/** A parent who is with the child: verified, or separated from the child for danger only and not without a court. */

const service = await startService()
t.teardown(() => service.close())
const last = (caseId: string) => lastOf(service, caseId)
const known = (caseId: string) => knownOf(service, caseId)
const at = (time: string): void => service.at(`2025-04-${time}:00+07:00`)
const both = ['worker', 'supervisor'] as const
const shelter = { ...arrival, placeKind: 'emergency_bed', provider: 'river-shelter' }
const home = { placeKind: 'family', carer: MOTHER }

t.test('a parent who is with the child is verified by two people, and no papers are asked of her', async (t) => {
  const caseId = await withMother(service)
  const step = 'verify-present-parent'
  const verify = async (data: object, person = 'supervisor') => ({
    person,
    caseId,
    step,
    data: await proposed(t, service, 'worker', caseId, step, data),
  })
  const whole = verified(MOTHER)
  await isRefused(t, service, await verify(without(whole, 'childsWish')), ['I-4'])
  await isRefused(t, service, await verify({ ...whole, result: 'refuted' }), ['I-4'])
  await isRefused(t, service, await verify({ ...whole, dna: true }), ['I-28'])
  await isRefused(t, service, await verify(whole, 'immigration'), ['I-20'])
  await isRefused(t, service, await verify(whole, 'worker'), ['P-TWO', 'P-ROLE'])
  const right = await verify(whole)
  await isRefused(t, service, { ...right, data: { ...right.data, proposal: NOTHING } }, ['P-TWO'])
  await takes(t, service, 'supervisor', caseId, step, right.data)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['guardianship.notRequired'])
  t.same([(await known(caseId)).verifiedAdults, (await known(caseId)).separation], [[MOTHER], 'accompanied'])
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'family', carer: MOTHER })
  t.notOk((await last(caseId)).metadata.breaches.includes('I-4'))
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'family' })
  t.ok((await last(caseId)).metadata.breaches.includes('I-4'), 'once she has a name, “with the parent” names her')
  await isRefused(t, service, await verify(whole), [`SEQ-${step}`])
})

t.test('who turns out not to be the parent leaves a child who needs a guardian', async (t) => {
  const caseId = await withMother(service)
  const refuted = { ...verified(MOTHER), result: 'refuted', authority: 'court' }
  const data = await proposed(t, service, 'worker', caseId, 'verify-present-parent', refuted)
  isProblem(t, await service.take('supervisor', caseId, 'verify-present-parent', data), 'invalid-body', 'which court?')
  await takes(t, service, 'supervisor', caseId, 'verify-present-parent', data, { body: COURT })
  t.same((await last(caseId)).metadata.entered, ['guardianship.needed'])
  t.same(clocksOf(await last(caseId)), ['start guardian.provisional'])
  t.equal((await known(caseId)).separation, 'separated')
  await takeTwo(t, service, both, caseId, 'verify-present-parent', verified(MOTHER))
  t.same((await last(caseId)).metadata.entered, ['guardianship.notRequired'], 'and she can still be verified')
  t.same(clocksOf(await last(caseId)), ['cancel guardian.provisional'])
})

t.test('a mother against whom signs are recorded is not verified by the agency', async (t) => {
  const caseId = await withMother(service)
  const signs = { ...screening, separationStatus: 'accompanied', signs: 'concern', concernedAdults: [MOTHER] }
  await takes(t, service, 'worker', caseId, 'complete-screening', signs)
  t.equal((await known(caseId)).at.guardianship, 'needed')
  const step = 'verify-present-parent'
  const data = await proposed(t, service, 'worker', caseId, step, verified(MOTHER))
  await isRefused(t, service, { person: 'supervisor', caseId, step, data }, ['I-37'])
  await takeTwo(t, service, both, caseId, step, { ...verified(MOTHER), authority: 'court' }, COURT)
  t.equal((await known(caseId)).at.guardianship, 'notRequired')
})

t.test('in acute danger a supervisor separates alone, on a danger that is named', async (t) => {
  const caseId = await withMother(service)
  const step = 'authorise-separation'
  const separate = { person: 'supervisor', caseId, step, data: separation }
  for (const grounds of [['poverty'], ['missing_papers'], ['poverty', 'missing_papers'], ['other']])
    await isRefused(t, service, { ...separate, data: { ...separation, grounds } }, ['I-14'])
  await isRefused(t, service, { ...separate, data: without(separation, 'danger') }, ['I-14'])
  await isRefused(t, service, { ...separate, person: 'officer' }, ['I-20'])
  await isRefused(t, service, { ...separate, person: 'worker' }, ['P-ROLE'])
  at('04T12:00')
  await takes(t, service, 'supervisor', caseId, step, { ...separation, grounds: ['danger', 'poverty'] })
  const event = await last(caseId)
  t.same(event.metadata.entered, ['guardianship.needed'])
  t.same(clocksOf(event), ['start guardian.provisional', 'start separation.court'])
  t.equal(await dueOf(service, caseId, 'separation.court'), '2025-04-07T05:00:00.000Z')
  await isRefused(t, service, separate, [`SEQ-${step}`])

  at('04T13:00')
  await takes(t, service, 'river', caseId, 'record-arrival', shelter)
  t.same((await last(caseId)).metadata.breaches, ['I-23'], 'lawfully apart from her; only that nobody had accepted')
  for (const person of ['officer', 'immigration', 'health', 'river'])
    t.notMatch((await service.get(person, `/api/cases/${caseId}/history`)).text, /bruises|"grounds"|"violence"/, person)
  const history = await service.get('officer', `/api/cases/${caseId}/history`)
  t.notMatch(history.text, /SeparationFromParent/, 'police do not learn of it')

  const verify = 'verify-present-parent'
  const back = await proposed(t, service, 'worker', caseId, verify, verified(MOTHER))
  await isRefused(t, service, { person: 'supervisor', caseId, step: verify, data: back }, ['I-4'])

  at('07T12:01')
  await takes(t, service, 'river', caseId, 'record-arrival', shelter)
  t.ok((await last(caseId)).metadata.breaches.includes('I-14'), 'no court had it within 72 hours: it stands no more')
  await takes(t, service, 'supervisor', caseId, verify, back)
  t.same(clocksOf(await last(caseId)), ['cancel guardian.provisional', 'meet separation.court'])
  await takes(t, service, 'worker', caseId, 'record-arrival', home)
  t.notOk((await last(caseId)).metadata.breaches.includes('I-4'))
})

t.test('without it, taking the child out of danger is recorded, and says what is missing', async (t) => {
  const caseId = await withMother(service)
  await takes(t, service, 'worker', caseId, 'record-arrival', shelter)
  t.same((await last(caseId)).metadata.breaches, ['I-23', 'I-14'])
  t.equal((await known(caseId)).at.custody, 'protectiveCare', 'and nothing waits for it')
})

t.test('a court has the emergency in time, or the child goes back', async (t) => {
  const seized = { court: 'Canary court', courtRef: 'Canary 12/2568' }
  const step = 'seize-separation-court'
  const separated = async () => {
    const caseId = await withMother(service)
    at('04T12:00')
    await takes(t, service, 'supervisor', caseId, 'authorise-separation', separation)
    return caseId
  }
  const caseId = await separated()
  await takes(t, service, 'worker', caseId, step, seized)
  t.same((await last(caseId)).metadata.breaches, ['I-14'], 'nobody speaks for the child there')
  t.same(clocksOf(await last(caseId)), ['meet separation.court'])
  await takes(t, service, 'worker', caseId, step, { ...seized, lawyer: service.personId('lawyer') })
  t.same((await last(caseId)).metadata.breaches, [])
  t.equal((await known(caseId)).lawyer, service.personId('lawyer'))
  at('20T12:00')
  await takes(t, service, 'river', caseId, 'record-arrival', shelter)
  t.notOk((await last(caseId)).metadata.breaches.includes('I-14'), 'it stands until the court has decided')

  const late = await separated()
  at('07T12:01')
  await takes(t, service, 'worker', late, step, { ...seized, lawyer: service.personId('lawyer') })
  t.same((await last(late)).metadata.breaches, ['I-14'])
  await takes(t, service, 'river', late, 'record-arrival', shelter)
  t.ok((await last(late)).metadata.breaches.includes('I-14'), 'late revives nothing')

  const never = await withMother(service)
  await takes(t, service, 'worker', never, step, { ...seized, lawyer: service.personId('lawyer') })
  t.same((await last(never)).metadata.breaches, ['I-14'], 'there was nothing to ask a court about')
  t.equal((await known(never)).separationAuthority, undefined)

  const back = await separated()
  await takes(t, service, 'worker', back, 'record-arrival', home)
  t.ok(clocksOf(await last(back)).includes('meet separation.court'), 'the child is back')
  t.equal((await known(back)).separationAuthority, undefined)
  const elsewhere = await separated()
  await takes(t, service, 'worker', elsewhere, 'record-arrival', { ...home, carer: UNCLE })
  t.notOk(clocksOf(await last(elsewhere)).includes('meet separation.court'), 'with somebody else it is not')
})

t.test('a court separates with a lawyer and a determination on the case, and two people enter it', async (t) => {
  const caseId = await withMother(service)
  const step = 'authorise-separation'
  const byCourt = { ...separation, authority: 'court', courtRef: 'Canary 12/2568' }
  const separate = async (data: object, more: object = {}) => ({
    person: 'supervisor',
    caseId,
    step,
    data: await proposed(t, service, 'worker', caseId, step, data),
    ...more,
  })
  const body = COURT
  await isRefused(t, service, await separate(byCourt, { body }), ['I-14'])
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  await isRefused(t, service, await separate(byCourt, { body }), ['I-14'])
  at('05T09:00')
  await determined(t, service, caseId, 'separation', { outcome: 'separate_from_carer', separationGround: 'danger' })
  await isRefused(t, service, await separate(without(byCourt, 'courtRef'), { body }), ['I-14'])
  const alone = { person: 'supervisor', caseId, step, data: byCourt, body }
  await isRefused(t, service, alone, ['P-TWO'])
  const right = await separate(byCourt)
  isProblem(t, await service.take('supervisor', caseId, step, right.data), 'invalid-body', 'a court has a day')
  await takes(t, service, 'supervisor', caseId, step, right.data, { body })
  t.same((await last(caseId)).metadata.entered, ['guardianship.needed'])
  t.same(clocksOf(await last(caseId)), ['start guardian.provisional'])
  await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'A foster family.' })
  t.same((await last(caseId)).metadata.breaches, [])
  at('30T09:00')
  await takes(t, service, 'river', caseId, 'record-arrival', shelter)
  t.notOk((await last(caseId)).metadata.breaches.includes('I-14'), 'it does not lapse')
})

t.test('a court confirms an emergency, whoever acts for the child by then', async (t) => {
  const caseId = await withMother(service)
  at('04T12:00')
  await takes(t, service, 'supervisor', caseId, 'authorise-separation', separation)
  await takes(t, service, 'province', caseId, 'designate-provisional-guardian', {
    person: service.personId('province'),
    conflicts: [],
    vettingRef: 'ex officio',
  })
  const lawyer = service.personId('lawyer')
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer })
  await determined(t, service, caseId, 'separation', { outcome: 'separate_from_carer', separationGround: 'danger' })
  const byCourt = { ...separation, authority: 'court', courtRef: 'Canary 12/2568' }
  await takeTwo(t, service, both, caseId, 'authorise-separation', byCourt, COURT)
  t.equal((await known(caseId)).at.guardianship, 'provisional', 'the guardian stays')
  t.same(clocksOf(await last(caseId)), ['meet separation.court'])
  t.match((await known(caseId)).separationAuthority, { emergency: false, parent: MOTHER })
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
