import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { isProblem, isRefused, takes } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { bidUpTo, decision, panel, proposes, seat, voters } from './bid-story.ts'
import { asking } from './bid-support.ts'

/** The panel: who sits on it, and that all who vote have agreed to the same words. */

const service = await startService()
t.teardown(() => service.close())
const { clocksOf, dueOf, enteredOf, knownOf, last } = asking(service)

t.test('who sits on the panel, who votes, and whose interests are declared', async (t) => {
  const caseId = await bidUpTo(t, service, 'submit-bid-report')
  const full = panel(service)
  const [one, two, three] = full.seats
  const convene = (change: object, person = 'secretary') => ({
    person,
    caseId,
    step: 'convene-panel',
    data: { ...full, ...change },
  })
  await isRefused(t, service, convene({}, 'immigration'), ['I-20'])
  await isRefused(t, service, convene({}, 'supervisor'), ['P-ROLE'])
  isProblem(t, await service.take('panel', caseId, 'convene-panel', full), 'unknown-case', 'who has no seat yet')
  const registered = await service.take('secretary', caseId, 'convene-panel', { ...full, registered: [] })
  isProblem(t, registered, 'invalid-body', 'what the directory knows is not for the client to say')

  await isRefused(t, service, convene({ seats: [one, two] }), ['I-17'])
  await isRefused(t, service, convene({ seats: [one, two, { ...three, capacity: 'advising' }] }), ['I-17'])
  await isRefused(t, service, convene({ seats: [one, two, two] }), ['I-17'])
  await isRefused(t, service, convene({ chair: service.personId('secretary') }), ['I-17'])
  const partners = ['panel', 'panel-four', 'panel-three'].map((key) => seat(service, key, 'partner'))
  const oneAgency = convene({ seats: partners, chair: service.personId('panel') })
  await isRefused(t, service, oneAgency, ['I-17', 'P-CAPACITY'])
  await isRefused(t, service, convene({ seats: [{ ...one, declaration: 'missing' }, two, three] }), ['I-17'])
  await isRefused(t, service, convene({ seats: [{ ...one, declaration: 'conflict' }, two, three] }), ['I-17'])
  const unknown = { ...one, person: '5a0a7a4e-7777-4222-8333-444455556666' }
  await isRefused(t, service, convene({ seats: [unknown, two, three] }), ['P-CAPACITY'])
  await isRefused(t, service, convene({ seats: [seat(service, 'supervisor', 'dcy'), two, three] }), ['P-CAPACITY'])
  // who wrote the report, and who referred the child
  await isRefused(t, service, convene({ seats: [...full.seats, seat(service, 'worker', 'dcy')] }), [
    'I-17',
    'P-CAPACITY',
  ])
  const referrer = seat(service, 'officer', 'royal-thai-police')
  await isRefused(t, service, convene({ seats: [...full.seats, referrer] }), ['I-17', 'I-17', 'P-CAPACITY'])
  // police and immigration never vote, under whatever agency they are listed
  const immigration = seat(service, 'immigration', 'immigration-bureau')
  await isRefused(t, service, convene({ seats: [...full.seats, immigration] }), ['I-17', 'P-CAPACITY'])
  const disguised = { ...immigration, agency: 'partner' }
  await isRefused(t, service, convene({ seats: [...full.seats, disguised] }), ['I-17', 'P-CAPACITY'])
  await isRefused(t, service, convene({ seats: [...full.seats, { ...disguised, capacity: 'advising' }] }), [
    'P-CAPACITY',
  ])

  const advising = { ...immigration, capacity: 'advising', declaration: 'conflict' }
  await takes(t, service, 'secretary', caseId, 'convene-panel', { ...full, seats: [...full.seats, advising] })
  t.same(await enteredOf(caseId), ['bestInterests.determination.panelScheduled'])
  t.same(await clocksOf(caseId), [], 'the time to decide keeps running')
  t.equal((await knownOf(caseId)).bid.panel.length, 4)
})

t.test('every voting member proposes exactly the decision that the secretary enters', async (t) => {
  const caseId = await bidUpTo(t, service, 'convene-panel')
  const decide = (proposal: string, person = 'secretary', data: object = decision) => ({
    person,
    caseId,
    step: 'decide-bid',
    data: { ...data, proposal },
  })
  const first = await proposes(t, service, 'panel', caseId, 'decide-bid', decision)
  await isRefused(t, service, decide(first), ['P-TWO'])
  await proposes(t, service, 'panel-two', caseId, 'decide-bid', decision)
  // somebody without a seat counts for nobody
  await proposes(t, service, 'panel-four', caseId, 'decide-bid', decision)
  await isRefused(t, service, decide(first), ['P-TWO'])
  const other = { ...decision, reasons: 'Other reasons' }
  await proposes(t, service, 'panel-three', caseId, 'decide-bid', other)
  await isRefused(t, service, decide(first), ['P-TWO'])
  await proposes(t, service, 'panel-three', caseId, 'decide-bid', decision)
  // the last word of each counts: one who has agreed may think again
  await proposes(t, service, 'panel-two', caseId, 'decide-bid', other)
  await isRefused(t, service, decide(first), ['P-TWO'])
  await proposes(t, service, 'panel-two', caseId, 'decide-bid', decision)
  await isRefused(t, service, decide(first, 'secretary', { ...decision, reasons: 'One word more' }), ['P-TWO'])
  await isRefused(t, service, decide('5a0a7a4e-9999-4222-8333-444455556666'), ['P-TWO'])
  await isRefused(t, service, decide(first, 'panel'), ['I-17', 'P-TWO', 'P-ROLE'])
  await isRefused(t, service, decide(first, 'supervisor'), ['P-ROLE'])
  await isRefused(t, service, decide(first, 'immigration'), ['I-20'])
  for (const person of ['worker', 'secretary', 'supervisor'])
    await isRefused(
      t,
      service,
      { person, caseId, step: 'propose-act', data: { step: 'decide-bid', payload: decision } },
      ['P-ROLE'],
    )

  await takes(t, service, 'secretary', caseId, 'decide-bid', { ...decision, proposal: first })
  t.same(await enteredOf(caseId), ['bestInterests.determination.decided', 'solution.planned'])
  t.same(await clocksOf(caseId), ['meet bid.decide', 'start bid.implement', 'start bid.review', 'start child.told'])
  t.equal(await dueOf(caseId, 'bid.review'), '2025-09-26T00:00:00.000Z', 'the end of the day that the decision names')
  t.equal(await dueOf(caseId, 'child.told', (await last(caseId)).id), '2025-03-28T02:00:00.000Z', 'three days')
  const { bid, proposals } = await knownOf(caseId)
  t.same(proposals, [], 'all used up')
  t.same(bid.deciders.toSorted(), [...voters, 'secretary'].map((key) => service.personId(key)).toSorted())
  t.match(bid, { outcome: 'local_integration', appealUntil: decision.appealBy, implementing: 'dcy' })
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
