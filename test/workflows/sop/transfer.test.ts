import t from 'tap'
import { isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { atHome, clocksOf, closing, knownOf, last } from './lifecycle-story.ts'

/** A case goes to another agency: the sender is responsible until the receiver says yes. */

const service: Service = await startService()
t.teardown(() => service.close())

const toNorth = {
  to: 'agency',
  agency: 'north-office',
  reason: 'child_moved',
  basis: 'The law on competence.',
  explanation: 'He moved north with his foster family.',
  plan: 'Visits go on.',
}
const { agency: _north, ...abroad } = { ...toNorth, to: 'abroad', reason: 'family_elsewhere', receiver: 'Fictionland' }
const asked = (caseId: string, data: object, person = 'supervisor') => ({
  person,
  caseId,
  step: 'propose-case-transfer',
  data,
})

t.test('the receiver must say yes; until then the sender is responsible', async (t) => {
  const caseId = await atHome(service)
  const accept = (person: string) => ({ person, caseId, step: 'accept-case-transfer', data: {} })
  const refuse = (person: string) => ({
    person,
    caseId,
    step: 'refuse-case-transfer',
    data: { code: 'no_capacity', reason: 'Nobody free.' },
  })
  await isRefused(t, service, accept('intake-north'), ['I-23'])
  await isRefused(t, service, refuse('intake-north'), ['I-23'])
  await isRefused(t, service, asked(caseId, toNorth, 'worker'), ['P-ROLE'])
  await isRefused(t, service, asked(caseId, toNorth, 'immigration'), ['I-20'])
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', toNorth)
  t.same(clocksOf(await last(service, caseId)), ['start transfer.answer'])
  t.match(await knownOf(service, caseId), { responsible: 'dcy', transferTo: 'north-office' })
  const closure = closing('formal_closing')
  const close = { person: 'worker', caseId, step: 'propose-case-closure', data: closure }
  t.match((await isRefused(t, service, close, ['I-25'])).text, /on its way/)
  await isRefused(t, service, accept('intake'), ['P-OWN-TRANSFER'])
  await isRefused(t, service, accept('supervisor'), ['P-OWN-TRANSFER'])
  await isRefused(t, service, refuse('intake'), ['P-OWN-TRANSFER'])
  await isRefused(t, service, accept('officer'), ['I-20', 'P-OWN-TRANSFER'])

  await takes(t, service, 'intake-north', caseId, 'refuse-case-transfer', refuse('').data)
  t.same(clocksOf(await last(service, caseId)), ['meet transfer.answer'])
  t.match(await knownOf(service, caseId), { responsible: 'dcy', transferTo: undefined })
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', toNorth)
  const worker = service.personId('worker-two')
  await takes(t, service, 'supervisor-north', caseId, 'accept-case-transfer', { worker })
  t.same(clocksOf(await last(service, caseId)), ['meet transfer.answer'])
  t.match(await knownOf(service, caseId), { responsible: 'north-office', transferTo: undefined, worker })
  await isRefused(t, service, accept('intake-north'), ['I-23'])
  t.match((await isRefused(t, service, { ...close, data: closing('transferred') }, ['I-25'])).text, /stays open/)
})

t.test(
  'to an agency that takes cases, with somebody named who cares for the child, and not for turning eighteen',
  async (t) => {
    const caseId = await atHome(service)
    for (const agency of ['royal-thai-police', 'immigration-bureau', 'legal-aid', 'dcy'])
      await isRefused(t, service, asked(caseId, { ...toNorth, agency }), ['P-RECEIVER'])
    await isRefused(t, service, asked(caseId, { ...abroad, to: 'agency' }), ['P-RECEIVER'])
    await isRefused(t, service, asked(caseId, { ...toNorth, to: 'abroad' }), ['P-RECEIVER', 'I-32'])
    const eighteen = await isRefused(t, service, asked(caseId, { ...toNorth, reason: 'turned_eighteen' }), ['I-25'])
    t.match(eighteen.text, /Turning eighteen/)
    const homeless = await upTo(service, 'accept-referral')
    t.match((await isRefused(t, service, asked(homeless, toNorth), ['I-25'])).text, /somebody is named/)
    isProblem(
      t,
      await service.take('supervisor', caseId, 'propose-case-transfer', { ...toNorth, takesCases: true }),
      'invalid-body',
      'what the catalogue says is not for the client to say',
    )
  },
)

t.test('with consent to sharing, or another basis that is written down', async (t) => {
  const caseId = await atHome(service)
  const { basis: _written, ...unfounded } = toNorth
  await isRefused(t, service, asked(caseId, unfounded), ['I-28'])
  const consented = await takes(t, service, 'worker', caseId, 'record-consent', {
    purposes: ['services', 'sharing'],
    childsPart: 'assents',
    adult: 'guardian',
    withheld: [],
    band: '12-14',
    language: 'my',
    how: 'written',
  })
  const consent = consented.body.event.id
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', { ...unfounded, consent })
})

t.test('an agency that does not answer is asked no longer once somebody else is', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', toNorth)
  service.at('2025-03-08T10:00:00+07:00')
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', toNorth)
  t.same(clocksOf(await last(service, caseId)), ['cancel transfer.answer', 'start transfer.answer'])
})

t.test('abroad only after the risk there was assessed, and by letter', async (t) => {
  const caseId = await atHome(service)
  await isRefused(t, service, asked(caseId, abroad), ['I-32'])
})
