import t from 'tap'
import { isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { atHome, closed, knownOf, last } from './lifecycle-story.ts'

/** What somebody outside may be told (I-27, I-28, I-32, I-37), and by how many people. */

const service: Service = await startService()
t.teardown(() => service.close())

const UNCLE = '5a0a7a4e-2222-4222-8333-444455556666'
const told = {
  recipient: 'school',
  recipientName: 'Demo school',
  fields: ['needs'],
  bulk: false,
  purpose: 'care',
  basis: 'protection_task',
  explanation: 'So that he can go to school.',
}
const makes = (caseId: string, data: object, person = 'supervisor') => ({
  person,
  caseId,
  step: 'make-disclosure',
  data,
})
const propose = async (caseId: string, payload: object): Promise<string> => {
  const answer = await service.take('protection', caseId, 'propose-act', { step: 'make-disclosure', payload })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body.event.id
}
const consents = {
  purposes: ['sharing'],
  childsPart: 'assents',
  adult: 'guardian',
  withheld: ['health'],
  band: '12-14',
  language: 'my',
  how: 'written',
}

t.test('a supervisor tells what is needed, and never where the child is, alone', async (t) => {
  const caseId = await atHome(service)
  for (const person of ['worker', 'protection', 'monitor'])
    await isRefused(t, service, makes(caseId, told, person), ['P-ROLE'])
  for (const person of ['officer', 'immigration']) await isRefused(t, service, makes(caseId, told, person), ['I-20'])
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', told)
  t.same((await last(service, caseId)).metadata.entered, [])

  for (const field of ['address', 'whereabouts', 'last_place', 'contact', 'family_location'])
    await isRefused(t, service, makes(caseId, { ...told, fields: ['needs', field] }), ['P-TWO'])
  await isRefused(t, service, makes(caseId, { ...told, bulk: true }), ['P-TWO'])
  const where = { ...told, fields: ['address'] }
  const proposal = await propose(caseId, where)
  await isRefused(t, service, makes(caseId, { ...where, fields: ['address', 'contact'], proposal }), ['P-TWO'])
  await isRefused(t, service, makes(caseId, { ...where, proposal }, 'protection'), ['P-TWO', 'P-ROLE'])
  await isRefused(
    t,
    service,
    { person: 'supervisor-two', caseId, step: 'propose-act', data: { step: 'make-disclosure', payload: where } },
    ['P-ROLE'],
  )
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', { ...where, proposal })
  await isRefused(t, service, makes(caseId, { ...where, proposal }, 'supervisor-two'), ['P-TWO'])
})

t.test('with consent that stands and covers it, or another basis that is written down', async (t) => {
  const caseId = await atHome(service)
  const { explanation: _none, ...unfounded } = told
  await isRefused(t, service, makes(caseId, unfounded), ['I-28'])
  const byConsent = { ...unfounded, basis: 'consent' }
  await isRefused(t, service, makes(caseId, byConsent), ['I-28'])
  const { body } = await takes(t, service, 'worker', caseId, 'record-consent', consents)
  const consent = body.event.id
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', { ...byConsent, consent })
  await isRefused(t, service, makes(caseId, { ...byConsent, fields: ['health'], consent }), ['I-28'])
  await isRefused(t, service, makes(caseId, { ...told, fields: ['health'] }), ['I-28'])
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', {
    ...told,
    fields: ['health'],
    basis: 'imminent_danger',
  })
  await takes(t, service, 'guardian', caseId, 'withdraw-consent', { consent, saidBy: 'child' })
  await isRefused(t, service, makes(caseId, { ...byConsent, consent }), ['I-28'])

  const short = await takes(t, service, 'worker', caseId, 'record-consent', {
    ...consents,
    until: '2025-03-05T00:00:00.000Z',
  })
  service.at('2025-03-06T10:00:00+07:00')
  await isRefused(t, service, makes(caseId, { ...byConsent, consent: short.body.event.id }), ['I-28'])
  const elsewhere = await takes(t, service, 'worker', caseId, 'record-consent', { ...consents, purposes: ['services'] })
  await isRefused(t, service, makes(caseId, { ...byConsent, consent: elsewhere.body.event.id }), ['I-28'])
})

t.test('the claimed uncle against whom there are signs is told nothing (scenario 4)', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  service.at('2025-03-03T08:20:00+07:00')
  await takes(t, service, 'officer', caseId, 'complete-screening', {
    separationStatus: 'separated',
    signs: 'yes',
    concernedAdults: [UNCLE],
    health: 'no_concern',
    interpreterMode: 'telephone',
    supportPerson: '5a0a7a4e-1111-4222-8333-444455556666',
  })
  const uncle = {
    recipient: 'person',
    recipientPerson: UNCLE,
    recipientName: 'Demo uncle',
    fields: ['address'],
    bulk: false,
    purpose: 'family',
    basis: 'protection_task',
    explanation: 'He asks.',
  }
  const proposal = await propose(caseId, uncle)
  await isRefused(t, service, makes(caseId, { ...uncle, proposal }), ['I-28', 'I-37'])
  t.equal((await service.get('officer', `/api/cases/${caseId}`)).body.known, undefined)

  // a stranger against whom nothing is known is told no place either, whoever consents
  const someone = { ...uncle, recipientPerson: '5a0a7a4e-3333-4222-8333-444455556666', basis: 'consent' }
  const { body } = await takes(t, service, 'worker', caseId, 'record-consent', { ...consents, withheld: [] })
  const consented = { ...someone, consent: body.event.id }
  await isRefused(t, service, makes(caseId, { ...consented, proposal: await propose(caseId, consented) }), ['I-28'])
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', { ...consented, fields: ['needs'] })
  const ordered = { ...someone, basis: 'court_order' }
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', {
    ...ordered,
    proposal: await propose(caseId, ordered),
  })
})

t.test('police learn whom to look for and where they were last seen, of a missing child (scenario 6)', async (t) => {
  const caseId = await atHome(service)
  const search = {
    recipient: 'police',
    recipientName: 'Demo station',
    fields: ['description', 'last_place'],
    bulk: false,
    purpose: 'missing_child_search',
    basis: 'imminent_danger',
    explanation: 'Missing since last night.',
  }
  const two = async (data: object) => makes(caseId, { ...data, proposal: await propose(caseId, data) })
  await isRefused(t, service, await two(search), ['I-27'])
  await takes(t, service, 'worker', caseId, 'report-missing', { discoveredAt: '2025-03-04T02:00:00.000Z' })
  await isRefused(t, service, await two({ ...search, fields: ['address'] }), ['I-27'])
  await isRefused(t, service, makes(caseId, { ...search, fields: ['trafficking'] }), ['I-27'])
  await isRefused(t, service, await two({ ...search, purpose: 'proceedings' }), ['I-27'])
  const disguised = { ...search, recipient: 'agency', agency: 'immigration-bureau', fields: ['health'] }
  await isRefused(t, service, makes(caseId, disguised), ['I-27'])
  await isRefused(t, service, makes(caseId, search), ['P-TWO'])
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', (await two(search)).data)
  const seen = await service.get('officer', `/api/cases/${caseId}/history`)
  t.notOk(seen.text.includes('DisclosureMade'), 'whom else the agency told is not for police')
})

t.test('the authorities of the child’s country are told nothing before the risk there was assessed', async (t) => {
  const caseId = await atHome(service)
  for (const recipient of ['consulate', 'origin_authority'])
    await isRefused(t, service, makes(caseId, { ...told, recipient, fields: ['identity'] }), ['I-32'])
})

t.test('families and courts ask also when a case is closed', async (t) => {
  const caseId = await closed(t, service)
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', { ...told, recipient: 'court' })
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'closed')
  const wrong = await service.take('supervisor', caseId, 'make-disclosure', { ...told, fields: [] })
  isProblem(t, wrong, 'invalid-body', 'nothing told is no disclosure')
  const more = await service.take('supervisor', caseId, 'make-disclosure', { ...told, toOfficers: false })
  isProblem(t, more, 'invalid-body', 'who is police is not for the client to say')
})
