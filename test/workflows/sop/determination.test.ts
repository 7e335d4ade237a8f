import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { current } from '../../../workflows/registry.ts'
import { isRefused, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { agreed, bidUpTo, decision, deferral, panel, proposes, report, required } from './bid-story.ts'
import { asking, without } from './bid-support.ts'

/** The formal determination: who decides what, on what, and with whom. */

const service = await startService()
t.teardown(() => service.close())

const { breachesOf, clocksOf, dueOf, enteredOf, knownOf, stateOf } = asking(service)

t.test('a determination is required by a supervisor, before any assessment and any guardian', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  t.equal((await knownOf(caseId)).at.guardianship, 'needed')
  const require = { caseId, step: 'require-bid', data: required }
  await isRefused(t, service, { ...require, person: 'immigration' }, ['I-20'])
  await isRefused(t, service, { ...require, person: 'worker' }, ['P-ROLE'])
  await takes(t, service, 'supervisor', caseId, 'require-bid', required)
  t.same(await enteredOf(caseId), ['bestInterests.determination.bidReport'])
  t.same(await clocksOf(caseId), ['start bid.decide', 'start bid.report'])
  t.equal((await knownOf(caseId)).bid.about, 'durable_solution')
  await isRefused(t, service, { ...require, person: 'province' }, ['SEQ-require-bid'])

  await isRefused(t, service, { person: 'worker', caseId, step: 'submit-bid-report', data: report }, ['I-9'])
  await isRefused(t, service, { person: 'worker', caseId, step: 'submit-bid-report', data: without(report, 'views') }, [
    'I-9',
    'I-16',
  ])
  // what protects the child waits for none of it
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: true, needs: 'A bed tonight.' })
  await takes(t, service, 'worker', caseId, 'offer-placement', {
    provider: 'river-shelter',
    type: 'residential',
    libertyClass: 'open',
    needs: 'A bed tonight.',
  })
  await takes(t, service, 'river', caseId, 'accept-placement', {
    provider: 'river-shelter',
    type: 'residential',
    libertyClass: 'open',
    familyBasedTried: false,
  })
  await takes(t, service, 'river', caseId, 'record-arrival', { placeKind: 'emergency_bed', provider: 'river-shelter' })
  t.same(await breachesOf(caseId), [])
  await takes(t, service, 'province', caseId, 'designate-provisional-guardian', {
    person: service.personId('province'),
    conflicts: [],
    vettingRef: 'ex officio',
  })
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
})

t.test('the report is signed by its author, who did not refer the child or decide about them', async (t) => {
  const caseId = await bidUpTo(t, service, 'require-bid')
  const submit = (person: string, data: object = report) => ({ person, caseId, step: 'submit-bid-report', data })
  await isRefused(t, service, submit('worker', without(report, 'views')), ['I-16'])
  await isRefused(t, service, submit('officer'), ['I-20', 'I-17'])
  await isRefused(t, service, submit('supervisor'), ['P-ROLE'])
  await isRefused(t, service, { person: 'secretary', caseId, step: 'convene-panel', data: panel(service) }, [
    'P-REPORT',
  ])
  const before = await stateOf(caseId)
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  t.equal(await stateOf(caseId), before, 'a report moves nothing')
  t.same(await clocksOf(caseId), ['meet bid.report'])
  t.same((await knownOf(caseId)).bid.authors, [service.personId('worker')])

  const referredByPartner = await service.open('partner', 'submit-referral', {
    placeClass: 'police_post',
    since: '2025-03-20T01:00:00.000Z',
    alone: 'alone',
    danger: 'none',
    riskFlags: ['alone'],
    couldBeUnder18: 'yes',
    location: 'Demo post',
    callBackPhone: '+66 0 0000 0000',
  })
  const other: string = referredByPartner.body.caseId
  await takes(t, service, 'intake', other, 'acknowledge-referral', { riskLevel: 'high' })
  await takes(t, service, 'intake', other, 'accept-referral', {
    agency: 'partner',
    worker: service.personId('partner'),
    emergencyBed: false,
  })
  await takes(t, service, 'province', other, 'designate-provisional-guardian', {
    person: service.personId('province'),
    conflicts: [],
    vettingRef: 'ex officio',
  })
  await takes(t, service, 'supervisor', other, 'require-bid', required)
  await isRefused(t, service, { ...submit('partner'), caseId: other }, ['I-17'])
  await takes(t, service, 'worker', other, 'submit-bid-report', report)
})

t.test('what a decision must say', async (t) => {
  const cases: [what: string, change: object, lacks: string[], failed: string[]][] = [
    ['no views', {}, ['views'], ['I-16']],
    ['brothers and sisters apart without a reason', { separatesSiblings: true }, [], ['I-24']],
    [
      'a parent taken away, and no lawyer',
      { outcome: 'separate_from_carer', separationGround: 'danger' },
      [],
      ['I-14'],
    ],
  ]
  for (const [what, change, lacks, failed] of cases) {
    const data = without({ ...decision, ...change }, ...lacks)
    const caseId = await bidUpTo(t, service, 'propose-act', { outcome: data })
    const proposal = (await knownOf(caseId)).proposals.at(-1)?.id
    await isRefused(
      t,
      service,
      { person: 'secretary', caseId, step: 'decide-bid', data: { ...data, proposal } },
      failed,
    )
    t.pass(what)
  }
  const apart = { ...decision, separatesSiblings: true, siblingsReason: 'The brother hurt him.' }
  t.equal(await stateOf(await bidUpTo(t, service, 'decide-bid', { outcome: apart })), 'decided')

  for (const ground of ['poverty', 'missing_papers', undefined, 'danger']) {
    const data = { ...decision, outcome: 'separate_from_carer', ...(ground && { separationGround: ground }) }
    const caseId = await bidUpTo(t, service, 'convene-panel')
    await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
    const proposal = await agreed(t, service, caseId, data)
    const decide = { person: 'secretary', caseId, step: 'decide-bid', data: { ...data, proposal } }
    if (ground !== 'danger') await isRefused(t, service, decide, ['I-14'])
    else {
      await takes(t, service, 'secretary', caseId, 'decide-bid', decide.data)
      t.same(await enteredOf(caseId), ['bestInterests.determination.decided'], 'no durable solution')
      await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'Moved.' })
      t.same(await breachesOf(caseId), ['I-14'], 'carried out before a court had it')
    }
  }
})

t.test('a child who has lost the guardian gets one before the panel decides', async (t) => {
  const step = current.getStep('decide-bid')
  const rule = step.rules.find(({ id }) => id === 'I-9')
  const at = (guardianship: string, care = 'none', age = 'assertedMinor') => ({
    ...current.built.start,
    at: { ...current.built.start.at, guardianship, age, 'placement.care': care },
  })
  const holds = (known: object): boolean => rule?.holds(known as never, {} as never, current.terms) ?? false
  for (const state of ['needed', 'suspended', 'ended', 'unopened']) t.notOk(holds(at(state)), state)
  for (const state of ['provisional', 'appointed', 'parentPresumed', 'notRequired']) t.ok(holds(at(state)), state)
  t.ok(holds(at('ended', 'withFamily')), 'who lives with family again needs no new one')
  t.ok(holds(at('ended', 'inPlacement', 'adultFinal')), 'nor does an adult')
  for (const name of ['submit-bid-report', 'convene-panel', 'decide-bid'])
    t.ok(current.getStep(name).rules.includes(rule as never), name)
  t.notOk(current.getStep('require-bid').rules.includes(rule as never), 'never before a determination is required')
})

t.test('the chair signs that the panel defers; its time keeps running, and it begins to vote anew', async (t) => {
  const caseId = await bidUpTo(t, service, 'propose-act')
  const due = await dueOf(caseId, 'bid.decide')
  const [vote] = (await knownOf(caseId)).proposals
  const proposal = await proposes(t, service, 'secretary', caseId, 'defer-bid', deferral)
  const defer = (person: string) => ({ person, caseId, step: 'defer-bid', data: { ...deferral, proposal } })
  await isRefused(t, service, defer('panel'), ['P-OWN-CHAIR'])
  await isRefused(t, service, defer('secretary'), ['P-OWN-CHAIR', 'P-TWO', 'P-ROLE'])
  await isRefused(t, service, { ...defer('panel-two'), data: { ...deferral, missing: 'More', proposal } }, ['P-TWO'])
  await takes(t, service, 'panel-two', caseId, 'defer-bid', { ...deferral, proposal })
  t.same(await enteredOf(caseId), ['bestInterests.determination.deferred'])
  t.same(await clocksOf(caseId), [])
  t.equal(await dueOf(caseId, 'bid.decide'), due, 'deferral does not pause')
  await isRefused(
    t,
    service,
    { person: 'secretary', caseId, step: 'decide-bid', data: { ...decision, proposal: vote?.id } },
    ['P-TWO'],
  )
  await takes(t, service, 'worker', caseId, 'submit-bid-report', report)
  await takes(t, service, 'secretary', caseId, 'convene-panel', panel(service))
  await isRefused(
    t,
    service,
    { person: 'secretary', caseId, step: 'decide-bid', data: { ...decision, proposal: vote?.id } },
    ['P-TWO'],
  )
  const again = await agreed(t, service, caseId, decision)
  await takes(t, service, 'secretary', caseId, 'decide-bid', { ...decision, proposal: again })
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
