import t from 'tap'
import { ADDRESS, CHILD, isProblem, takes } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { agreed, bidUpTo, decision, panel, proposes, report, seat } from './bid-story.ts'

/** Who reads of a determination and of signs of trafficking (DOMAIN §f). */

const service = await startService()
t.teardown(() => service.close())

const text = async (person: string, caseId: string): Promise<string> => {
  const answers = await Promise.all(
    ['', '/history', '/timeline'].map((path) => service.get(person, `/api/cases/${caseId}${path}`)),
  )
  return answers.map((answer) => `${answer.status} ${answer.text}`).join('\n')
}
const isStranger = async (person: string, caseId: string): Promise<boolean> =>
  (await service.get(person, `/api/cases/${caseId}`)).status === 404

t.test('secretary and panel read what they decide on, and not where the child lives', async (t) => {
  const caseId = await bidUpTo(t, service, 'require-bid')
  await takes(t, service, 'health', caseId, 'record-health-screening', { result: 'stable', summary: 'Canary health' })
  await takes(t, service, 'officer', caseId, 'raise-trafficking-indicators', {
    concernedAdults: [],
    indicators: ['debt'],
    account: 'Canary account',
  })
  for (const person of ['panel', 'panel-two', 'panel-four'])
    t.ok(await isStranger(person, caseId), `${person} has no seat yet`)
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  const advising = {
    ...seat(service, 'immigration', 'immigration-bureau', 'advising'),
    declaration: 'conflict',
  }
  const { seats, ...rest } = panel(service)
  await takes(t, service, 'secretary', caseId, 'convene-panel', { ...rest, seats: [...seats, advising] })
  await proposes(t, service, 'panel', caseId, 'decide-bid', decision)
  for (const person of ['secretary', 'panel', 'panel-two', 'panel-three']) {
    const read = await text(person, caseId)
    for (const word of [CHILD, 'Canary history', 'Canary uncle', 'Canary health', 'Canary account', 'Canary reasons'])
      t.ok(read.includes(word), `${person} reads ${word}`)
    t.notMatch(read, new RegExp(ADDRESS), `${person} does not read the address`)
    t.notMatch(read, /sun-foster-home/, `${person} is not told the home`)
  }
  t.ok(await isStranger('panel-four', caseId), 'a member of another panel')
  // who advises for immigration learns the outcome like every officer, never the report
  for (const person of ['immigration', 'officer', 'monitor']) {
    const read = await text(person, caseId)
    t.notMatch(read, /Canary (history|uncle|health|account|reasons|wish)/, person)
    t.notMatch(read, /Panel|Bid|Trafficking|local_integration|panelScheduled/, person)
  }
  // what a proposal says in clear is not read by those who may not read the assessment
  for (const person of ['health', 'sun', 'auditor']) {
    const read = await text(person, caseId)
    t.notMatch(read, /local_integration|durable_solution|"chair"|"seats"/, `${person} reads no outcome`)
    t.notMatch(read, /Canary (history|reasons)/, person)
  }
})

t.test('a seat opens the case while the panel has something to do', async (t) => {
  const caseId = await bidUpTo(t, service, 'start-bid-implementation')
  t.notOk(await isStranger('panel', caseId))
  const done = await proposes(t, service, 'worker', caseId, 'confirm-bid-implementation', { what: 'Done.' })
  await takes(t, service, 'supervisor', caseId, 'confirm-bid-implementation', { what: 'Done.', proposal: done })
  t.ok(await isStranger('panel', caseId), 'it has been carried out')
  t.notOk(await isStranger('secretary', caseId))
  await takes(t, service, 'supervisor', caseId, 'reopen-bid', { newFacts: 'x', interimMeasures: 'x' })
  t.ok(await isStranger('panel', caseId), 'another panel may be convened')
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  await takes(t, service, 'secretary', caseId, 'convene-panel', panel(service))
  await agreed(t, service, caseId, decision)
  t.notOk(await isStranger('panel', caseId))
})

t.test('the focal point for trafficking sees a case from the first signs on', async (t) => {
  const caseId = await bidUpTo(t, service, 'require-bid')
  isProblem(t, await service.get('nrm', `/api/cases/${caseId}`), 'unknown-case', 'no signs')
  const answer = await takes(t, service, 'nrm', caseId, 'raise-trafficking-indicators', {
    concernedAdults: [],
    indicators: ['debt'],
    account: 'Canary account',
  })
  t.notMatch(answer.text, /indicators"|state"|Canary/, 'the answer says nothing of the case')
  const read = await text('nrm', caseId)
  for (const word of [CHILD, 'Canary account']) t.ok(read.includes(word), `reads ${word}`)
  t.notMatch(read, /Canary (history|reasons|wish)|durable_solution/)
  t.notMatch(read, new RegExp(ADDRESS))
})
