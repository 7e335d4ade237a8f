import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { dueAt } from '../../../src/case/clocks.ts'
import type { ParsedEvent } from '../../../src/case/parsed.ts'
import { current } from '../../../workflows/registry.ts'
import { isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { agreed, bidUpTo, decision, deferral, panel, proposes, report, required, seat, voters } from './bid-story.ts'

/** The formal determination: who decides what, on what, and with whom. */

const service = await startService()
t.teardown(() => service.close())

const last = async (caseId: string): Promise<ParsedEvent> => {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
const clocksOf = ({ metadata }: ParsedEvent): string[] => metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort()
const knownOf = async (caseId: string) => (await service.services.cases.load(caseId)).known
const stateOf = async (caseId: string) => (await knownOf(caseId)).at['bestInterests.determination']
const dueOf = async (caseId: string, key: string, instance = caseId): Promise<string | undefined> => {
  const clock = (await service.services.cases.load(caseId)).running.get(`${key} ${instance}`)
  return clock && dueAt(clock, current.terms)
}
const without = (data: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)))

t.test('a determination is required by a supervisor, before any assessment and any guardian', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  t.equal((await knownOf(caseId)).at.guardianship, 'needed')
  const require = { caseId, step: 'require-bid', data: required }
  await isRefused(t, service, { ...require, person: 'immigration' }, ['I-20'])
  await isRefused(t, service, { ...require, person: 'worker' }, ['P-ROLE'])
  await takes(t, service, 'supervisor', caseId, 'require-bid', required)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['bestInterests.determination.bidReport'])
  t.same(clocksOf(event), ['start bid.decide', 'start bid.report'])
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
  t.same((await last(caseId)).metadata.breaches, [])
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
  t.same(clocksOf(await last(caseId)), ['meet bid.report'])
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
  const event = await last(caseId)
  t.same(event.metadata.entered, ['bestInterests.determination.panelScheduled'])
  t.same(clocksOf(event), [], 'the time to decide keeps running')
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
  const event = await last(caseId)
  t.same([...event.metadata.entered].sort(), ['bestInterests.determination.decided', 'solution.planned'])
  t.same(clocksOf(event), ['meet bid.decide', 'start bid.implement', 'start bid.review', 'start child.told'])
  t.equal(await dueOf(caseId, 'bid.review'), '2025-09-26T00:00:00.000Z', 'the end of the day that the decision names')
  t.equal(await dueOf(caseId, 'child.told', event.id), '2025-03-28T02:00:00.000Z', 'three days')
  const { bid, proposals } = await knownOf(caseId)
  t.same(proposals, [], 'all used up')
  t.same(bid.deciders.toSorted(), [...voters, 'secretary'].map((key) => service.personId(key)).toSorted())
  t.match(bid, { outcome: 'local_integration', appealUntil: decision.appealBy, implementing: 'dcy' })
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
      t.same((await last(caseId)).metadata.entered, ['bestInterests.determination.decided'], 'no durable solution')
      await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'Moved.' })
      t.same((await last(caseId)).metadata.breaches, ['I-14'], 'carried out before a court had it')
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
  t.same((await last(caseId)).metadata.entered, ['bestInterests.determination.deferred'])
  t.same(clocksOf(await last(caseId)), [])
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
