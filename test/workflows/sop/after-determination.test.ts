import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { assessed, isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { agreed, bidUpTo, decision, panel, proposes, report, required } from './bid-story.ts'
import { asking } from './bid-support.ts'

/** What follows a determination: carried out, told, asked again – and the assessments beside it. */

const service = await startService()
t.teardown(() => service.close())
const { breachesOf, clocksOf, dueOf, enteredOf, knownOf, last, stateOf } = asking(service)

const reopening = { newFacts: 'Canary: his father was found.', interimMeasures: 'He stays where he is.' }
const forThePanel = { body: { decidedBy: { body: 'panel', date: '2025-03-25' } } }

t.test('carrying out is reported by those who do it, and confirmed by a supervisor', async (t) => {
  const caseId = await bidUpTo(t, service, 'decide-bid', { outcome: { ...decision, implementingAgency: 'partner' } })
  const start = { caseId, step: 'start-bid-implementation', data: { what: 'School and papers.' } }
  await isRefused(t, service, { ...start, person: 'supervisor' }, ['P-ROLE'])
  await takes(t, service, 'partner', caseId, start.step, start.data)
  t.same(await enteredOf(caseId), ['bestInterests.determination.implementing', 'solution.underway'])
  t.same(await breachesOf(caseId), [])

  const step = 'confirm-bid-implementation'
  const done = { what: 'He goes to school.' }
  const proposal = await proposes(t, service, 'worker', caseId, step, done)
  t.equal(await stateOf(caseId), 'implementing')
  await isRefused(t, service, { person: 'worker', caseId, step, data: { ...done, proposal } }, ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, { person: 'supervisor', caseId, step, data: { what: 'More.', proposal } }, ['P-TWO'])
  await takes(t, service, 'supervisor', caseId, step, { ...done, proposal })
  t.same(await enteredOf(caseId), ['bestInterests.determination.implemented'])
  t.same(await clocksOf(caseId), ['meet bid.implement'])

  const ours = await bidUpTo(t, service, 'decide-bid')
  const foreign = await service.take('partner', ours, start.step, start.data)
  isProblem(t, foreign, 'unknown-case', 'a partner that does not carry it out')
  t.equal(await stateOf(ours), 'decided')
})

t.test('a return sets out when it is authorised, not when it was determined', async (t) => {
  for (const [outcome, trigger] of [
    ['repatriation', 'durable_solution'],
    ['resettlement_to_3rd_country', 'resettlement'],
    ['reunification', 'return'],
  ] as const) {
    const caseId = await bidUpTo(t, service, 'decide-bid', {
      first: { ...required, trigger },
      outcome: { ...decision, outcome },
    })
    t.same(await enteredOf(caseId), ['bestInterests.determination.decided', 'solution.planned'])
    const day = outcome === 'resettlement_to_3rd_country' ? '28' : '26'
    t.equal(await dueOf(caseId, 'child.told', (await last(caseId)).id), `2025-03-${day}T02:00:00.000Z`, outcome)
    await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'A flight is looked for.' })
    t.same(await enteredOf(caseId), ['bestInterests.determination.implementing'])
    t.equal((await knownOf(caseId)).at.solution, 'planned', outcome)
  }

  const about = await bidUpTo(t, service, 'decide-bid', {
    first: { ...required, trigger: 'return' },
    outcome: { ...decision, outcome: 'remain_with_carer' },
  })
  t.same(await enteredOf(about), ['bestInterests.determination.decided'], 'staying as it is plans no solution')
  t.equal(await dueOf(about, 'child.told', (await last(about)).id), '2025-03-26T02:00:00.000Z')
})

t.test('the child is told, in words that the child understands', async (t) => {
  const caseId = await bidUpTo(t, service, 'decide-bid')
  const told = {
    decision: (await last(caseId)).id,
    interpreterMode: 'none',
    language: 'Thai',
    how: 'By telephone.',
  }
  const step = 'communicate-decision-to-child'
  await isRefused(t, service, { person: 'officer', caseId, step, data: told }, ['P-ROLE'])
  await takes(t, service, 'worker', caseId, step, told)
  t.same(await breachesOf(caseId), ['I-16'])
  t.same(await clocksOf(caseId), [], 'what was not understood was not told')
  await takes(t, service, 'worker', caseId, step, { ...told, decision: caseId, interpreterMode: 'in_person' })
  t.same(await clocksOf(caseId), [], 'nor was another decision')
  await takes(t, service, 'worker', caseId, step, { ...told, interpreterMode: 'in_person', language: 'My' })
  t.same([await breachesOf(caseId), await clocksOf(caseId)], [[], ['meet child.told']])
})

t.test('anybody on the child’s side asks to open it again, and somebody who did not write it answers', async (t) => {
  const caseId = await bidUpTo(t, service, 'start-bid-implementation')
  const ask = { by: 'child', grounds: 'Canary: he does not want to stay.' }
  const decline = (person: string, more = {}) => ({
    person,
    caseId,
    step: 'decline-bid-reopening',
    data: { reasons: 'Nothing is new.', appealBy: '2025-04-30' },
    ...more,
  })
  await isRefused(t, service, decline('supervisor'), ['P-REQUEST'])
  await isRefused(t, service, { person: 'officer', caseId, step: 'request-bid-reopening', data: ask }, ['P-ROLE'])
  await takes(t, service, 'worker', caseId, 'request-bid-reopening', ask)
  t.same([await enteredOf(caseId), await clocksOf(caseId)], [[], ['start bid.reopen.answer']])
  await isRefused(t, service, decline('worker'), ['I-17', 'P-ROLE'])
  isProblem(t, await service.take('secretary', caseId, decline('').step, decline('').data), 'invalid-body', 'for whom')
  await takes(t, service, 'secretary', caseId, decline('').step, decline('').data, forThePanel)
  t.same([await enteredOf(caseId), await clocksOf(caseId)], [[], ['meet bid.reopen.answer']])
  await isRefused(t, service, decline('supervisor'), ['P-REQUEST'])
  for (const person of ['panel', 'guardian', 'lawyer'])
    await takes(t, service, person, caseId, 'request-bid-reopening', ask)

  const stale = await proposes(t, service, 'worker', caseId, 'confirm-bid-implementation', { what: 'Done.' })
  const reopen = { caseId, step: 'reopen-bid', data: reopening }
  await isRefused(t, service, { ...reopen, person: 'worker' }, ['I-17', 'P-ROLE'])
  await isRefused(t, service, { ...reopen, person: 'immigration' }, ['I-20'])
  isProblem(t, await service.take('secretary', caseId, 'reopen-bid', reopening), 'invalid-body', 'for whom')
  await takes(t, service, 'supervisor', caseId, 'reopen-bid', { ...reopening, trigger: 'return' })
  t.same(await enteredOf(caseId), ['bestInterests.determination.bidReport', 'solution.planned'])
  t.same(await clocksOf(caseId), [
    'cancel bid.implement',
    'meet bid.reopen.answer',
    'meet bid.review',
    'start bid.decide',
    'start bid.report',
  ])
  const { bid, returning } = await knownOf(caseId)
  t.match(bid, { about: 'return', reportReady: false, panel: [], outcome: undefined, requestOpen: false })
  t.equal(returning.authorised, false)
  await isRefused(t, service, { person: 'secretary', caseId, step: 'convene-panel', data: panel(service) }, [
    'P-REPORT',
  ])
  await takes(t, service, 'worker-two', caseId, 'submit-bid-report', report)
  await takes(t, service, 'secretary', caseId, 'convene-panel', panel(service))
  const again = await agreed(t, service, caseId, decision)
  await takes(t, service, 'secretary', caseId, 'decide-bid', { ...decision, proposal: again })
  const old = {
    person: 'supervisor',
    caseId,
    step: 'confirm-bid-implementation',
    data: { what: 'Done.', proposal: stale },
  }
  await isRefused(t, service, old, ['P-TWO'])
  await takes(t, service, 'secretary', caseId, 'reopen-bid', { ...reopening, trigger: 'temporary_care' }, forThePanel)
  t.equal((await knownOf(caseId)).bid.about, 'return', 'what is about a return stays about it')
  t.equal((await knownOf(caseId)).bid.authors.length, 2, 'whoever wrote a report is remembered')
})

t.test('a request where nothing was decided is on record, and nobody owes an answer', async (t) => {
  const caseId = await bidUpTo(t, service, 'require-bid')
  await takes(t, service, 'worker', caseId, 'request-bid-reopening', { by: 'parent', grounds: 'Too slow.' })
  t.same((await last(caseId)).metadata.flags, ['outOfOrder:bestInterests.determination'])
  t.same(await clocksOf(caseId), [])
  t.equal((await knownOf(caseId)).bid.requestOpen, false)
})

t.test('a working group sees the search profile and decides nothing', async (t) => {
  const caseId = await bidUpTo(t, service, 'require-bid')
  const consulted = { shown: 'more', question: 'Who has a place?', members: 'Demo group', outcome: 'Two families.' }
  const step = 'consult-working-group'
  await isRefused(t, service, { person: 'officer', caseId, step, data: consulted }, ['P-ROLE'])
  await takes(t, service, 'province', caseId, step, consulted)
  t.same(await breachesOf(caseId), ['I-27'])
  await takes(t, service, 'supervisor', caseId, step, { ...consulted, shown: 'search_profile' })
  t.same([await breachesOf(caseId), await enteredOf(caseId)], [[], []])
})

t.test('who wrote or approved an assessment is remembered through every later one', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-20T09:00:00+07:00')
  const start = (kind: string) => ({ kind, interpreterMode: 'telephone' })
  await takes(t, service, 'worker', caseId, 'start-bia', start('initial'))
  await takes(t, service, 'worker', caseId, 'complete-bia', assessed)
  await takes(t, service, 'worker', caseId, 'complete-bia', assessed)
  const approve = (data: object, person = 'supervisor') => ({ person, caseId, step: 'approve-bia', data })
  await isRefused(t, service, approve({ bidNeeded: 'later' }), ['P-BID-ANSWER'])
  await isRefused(t, service, approve({ bidNeeded: 'yes' }), ['P-BID-ANSWER'])
  await isRefused(t, service, approve({ bidNeeded: 'later', trigger: 'No family.' }), ['P-BID-ANSWER'])
  await takes(t, service, 'supervisor', caseId, 'approve-bia', { bidNeeded: 'yes', trigger: 'No family was found.' })
  await takes(t, service, 'worker-two', caseId, 'start-bia', start('review'))
  const { bia } = await knownOf(caseId)
  t.same(bia.authors, [service.personId('worker'), service.personId('worker-two')])
  t.same(bia.approvers, [service.personId('supervisor')])
  t.equal(bia.author, service.personId('worker-two'), 'and the one who makes it now')

  // the case worker to whom the case is given signs, nobody else who once wrote one
  await takes(t, service, 'supervisor', caseId, 'assign-case-worker', { worker: service.personId('worker-two') })
  await isRefused(t, service, { person: 'worker', caseId, step: 'complete-bia', data: assessed }, ['P-OWN-AUTHOR'])
  await takes(t, service, 'worker-two', caseId, 'complete-bia', assessed)
  await isRefused(t, service, approve({ bidNeeded: 'no' }, 'worker'), ['I-17', 'P-ROLE'])
  await takes(t, service, 'supervisor', caseId, 'approve-bia', { bidNeeded: 'no' })
  const reviewed = await bidUpTo(t, service, 'decide-bid')
  await takes(t, service, 'worker', reviewed, 'start-bia', start('initial'))
  t.same(await clocksOf(reviewed), ['meet bid.review', 'meet risk.response'])
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
