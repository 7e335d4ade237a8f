import t, { type Test } from 'tap'
import { service as itself } from '../../../src/access/demo-directory.ts'
import { checkStore } from '../../../src/audit/check.ts'
import { dueAt } from '../../../src/case/clocks.ts'
import { handle } from '../../../src/commands/handle.ts'
import { failing } from '../../../workflows/protocol/v1/language/step.ts'
import { current } from '../../../workflows/registry.ts'
import { isProblem, isRefused, provisional, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { assessed, CLINICIAN, consents, disputed, finding, found, gives, opinion, order } from './age-story.ts'

/** A doubt about age: who may ask what of the child, what carries a finding, and when it becomes final. */

const service = await startService()
t.teardown(() => service.close())

const at = (time: string): void => service.at(`2025-${time}:00+07:00`)
const last = async (caseId: string) => {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
const knownOf = async (caseId: string) => (await service.services.cases.load(caseId)).known
const ageOf = async (caseId: string): Promise<string> => (await knownOf(caseId)).at.age
const clocksOf = async (caseId: string): Promise<string[]> =>
  (await last(caseId)).metadata.clocks.map(({ op, key }) => `${op} ${key}`)
const refuses =
  (step: string) =>
  (t: Test, person: string, caseId: string, data: object, failed: readonly string[], shown?: readonly string[]) =>
    isRefused(t, service, { person, caseId, step, data }, failed, shown)
const without = <T extends object>(data: T, name: keyof T): Partial<T> =>
  Object.fromEntries(Object.entries(data).filter(([each]) => each !== name)) as Partial<T>

t.test('scenario 3: who looks grown up stays a child', async (t) => {
  const day = (time: string): void => at(`05-${time}`)
  day('10T10:00')
  const opened = await service.open('officer', 'record-encounter', {
    hands: 'officers',
    companions: [],
    place: 'Canary road post',
    name: 'Canary Somsak',
    statedAge: 16,
  })
  const caseId: string = opened.body.caseId
  day('10T10:30')
  await takes(t, service, 'officer', caseId, 'submit-referral', {
    placeClass: 'police_post',
    since: '2025-05-10T03:00:00.000Z',
    alone: 'alone',
    danger: 'none',
    riskFlags: ['alone'],
    couldBeUnder18: 'unknown',
    location: 'Canary road post',
    callBackPhone: '+66 0 1234 0000',
  })
  day('10T11:00')
  const adult = { ...finding([]), restsOn: ['appearance'], appealBy: '2025-06-10T00:00:00.000Z' }
  await refuses('determine-age')(t, 'immigration', caseId, adult, ['I-7', 'I-9', 'I-20'], ['I-20'])
  t.equal(await ageOf(caseId), 'assertedMinor')
  isProblem(t, await service.get('age', `/api/cases/${caseId}`), 'unknown-case', 'nobody doubts: nothing to see')
  await takes(t, service, 'immigration', caseId, 'dispute-age', { grounds: ['appearance'] })
  t.same((await last(caseId)).metadata.flags, ['appearanceOnly'])
  t.same(await clocksOf(caseId), ['start age.decide'])
  await takes(t, service, 'immigration', caseId, 'record-outside-act', { actKind: 'age_finding', body: 'Canary desk' })
  t.same((await last(caseId)).metadata.breaches, ['I-20'])
  t.equal(await ageOf(caseId), 'disputed', 'a paper changes nothing')

  day('11T09:00')
  await takes(t, service, 'province', caseId, 'designate-provisional-guardian', provisional(service))
  const consent = await consents(t, service, caseId, ['psychosocial'])
  day('13T10:00')
  await takes(t, service, 'age', caseId, 'order-age-assessment', { ...order, consent })
  day('20T10:00')
  const range = await gives(t, service, caseId, { low: 16, high: 19, margin: 0 })
  t.same((await last(caseId)).metadata.breaches, [])
  await takes(t, service, 'age', caseId, 'determine-age', { ...finding([range]), result: 'minor', lowestAge: 16 })
  t.equal(await ageOf(caseId), 'minorConfirmed')

  day('21T10:00')
  await refuses('order-age-assessment')(t, 'immigration', caseId, { ...order, method: 'imaging' }, ['I-20', 'I-6'])
  t.equal(await ageOf(caseId), 'minorConfirmed')
  for (const { metadata } of await service.events(caseId)) t.not(metadata.state.age, 'adultFinal', 'a child throughout')
})

t.test('an assessment is ordered', async (t) => {
  const refused = refuses('order-age-assessment')
  const caseId = await disputed(t, service)
  await refused(t, 'age', caseId, order, ['I-6'])
  const consent = await consents(t, service, caseId, ['psychosocial', 'dental_examination'])
  const lawful = { ...order, consent }
  await refused(t, 'age', caseId, without(lawful, 'safetyPlan'), ['I-5'])
  await refused(t, 'age', caseId, without(lawful, 'consent'), ['I-6'])
  await refused(t, 'age', caseId, { ...lawful, consent: CLINICIAN }, ['I-6'])
  const other = await consents(t, service, caseId, ['documents', 'imaging'])
  await refused(t, 'age', caseId, { ...lawful, consent: other }, ['I-6'])
  const short = await consents(t, service, caseId, ['psychosocial'], '2025-03-03T07:30:00.000Z')
  await refused(t, 'age', caseId, without(lawful, 'supportPerson'), ['I-8'])
  await refused(t, 'age', caseId, { ...lawful, interpreterMode: 'none' }, ['I-8'])
  await refused(t, 'immigration', caseId, lawful, ['I-20'])
  await refused(t, 'officer', caseId, lawful, ['I-20'])
  await refused(t, 'worker', caseId, lawful, ['P-ROLE'])
  // a body last: not before anybody was asked, whatever was consented to
  await refused(t, 'age', caseId, { ...lawful, method: 'dental_examination' }, ['I-6'])
  at('03-03T15:00')
  await refused(t, 'age', caseId, { ...lawful, consent: short }, ['I-6'])
  await takes(t, service, 'worker', caseId, 'withdraw-consent', { consent, saidBy: 'child' })
  await refused(t, 'age', caseId, lawful, ['I-6'])
  t.equal(await ageOf(caseId), 'disputed')

  const again = await consents(t, service, caseId, ['psychosocial'])
  await takes(t, service, 'supervisor', caseId, 'order-age-assessment', { ...lawful, consent: again })
  t.same((await last(caseId)).metadata.entered, ['age.multidisciplinary'])
  t.notOk('safetyPlan' in (await last(caseId)).data.clear, 'where the child sleeps is sealed')
  await refused(t, 'supervisor', caseId, { ...lawful, consent: again }, ['SEQ-order-age-assessment'])

  const unguarded = await upTo(service, 'accept-referral')
  await takes(t, service, 'worker', unguarded, 'dispute-age', { grounds: ['statement'] })
  const theirs = { ...order, consent: await consents(t, service, unguarded, ['psychosocial']) }
  await refused(t, 'supervisor', unguarded, theirs, ['I-9'])
  at('03-03T14:00')
  await takes(t, service, 'province', unguarded, 'designate-provisional-guardian', provisional(service))
  await takes(t, service, 'supervisor', unguarded, 'order-age-assessment', theirs)
})

t.test(
  'a medical test comes after a psychosocial assessment that settled nothing, and with consent to it',
  async (t) => {
    const refused = refuses('order-age-assessment')
    const medical = { ...order, method: 'dental_examination' }
    const settled = await assessed(t, service)
    const agreed = { ...medical, consent: await consents(t, service, settled, ['dental_examination']) }
    await refused(t, 'age', settled, agreed, ['I-6'])
    await gives(t, service, settled, { method: 'documents', conclusive: false })
    await refused(t, 'age', settled, agreed, ['I-6'])
    await gives(t, service, settled)
    await refused(t, 'age', settled, agreed, ['I-6'])

    const caseId = await assessed(t, service)
    await gives(t, service, caseId, { conclusive: false, low: 15 })
    const consent = await consents(t, service, caseId, ['dental_examination'])
    await refused(t, 'age', caseId, medical, ['I-6'])
    await refused(t, 'age', caseId, { ...medical, method: 'imaging', consent }, ['I-6'])
    await takes(t, service, 'age', caseId, 'order-age-assessment', { ...medical, consent })
    t.same((await last(caseId)).metadata.entered, ['age.medical'])
    const breaches = async (): Promise<readonly string[]> => (await last(caseId)).metadata.breaches
    const tested = await gives(t, service, caseId, { method: 'dental_examination' })
    t.same(await breaches(), [], 'ordered, and consented to')
    await takes(t, service, 'worker', caseId, 'withdraw-consent', { consent, saidBy: 'child' })
    await gives(t, service, caseId, { method: 'dental_examination' })
    t.same(await breaches(), ['I-6'], 'no longer consented to')
    await gives(t, service, caseId, { method: 'dental_examination', low: 16 })
    await refuses('determine-age')(t, 'age', caseId, finding([tested]), ['I-7'])

    // nobody doubts any more: nothing is left to test
    const over = await assessed(t, service)
    await gives(t, service, over, { conclusive: false })
    const still = await consents(t, service, over, ['dental_examination'])
    await takes(t, service, 'age', over, 'determine-age', { ...finding([]), result: 'minor' })
    await refused(t, 'age', over, { ...medical, consent: still }, ['I-6'])
  },
)

t.test('an opinion is always recorded; how it came about is on record with it', async (t) => {
  const step = 'record-age-opinion'
  const caseId = await assessed(t, service)
  const expect = async (person: string, data: object, breaches: string[], flags: string[] = []): Promise<void> => {
    await takes(t, service, person, caseId, step, data)
    const { metadata } = await last(caseId)
    t.same([metadata.breaches, metadata.flags], [breaches, flags], JSON.stringify(data).slice(0, 60))
  }
  const own = { ...opinion, assessor: service.personId('worker') }
  await refuses(step)(t, 'worker', caseId, opinion, ['P-OWN-OPINION'])
  await refuses(step)(t, 'immigration', caseId, opinion, ['P-ROLE'])
  await expect('worker', own, [])
  await expect('health', opinion, [])
  await expect('age', without(opinion, 'supportPerson'), ['I-8'])
  await expect('age', { ...opinion, interpreterMode: 'none' }, ['I-8'])
  const papers = { ...without(opinion, 'supportPerson'), method: 'documents', interpreterMode: 'none' }
  await expect('health', papers, [])
  await expect('health', { ...opinion, method: 'imaging' }, ['I-6'])
  await consents(t, service, caseId, ['imaging'])
  await expect('health', { ...opinion, method: 'imaging' }, ['I-6'])

  const { ageDispute } = await knownOf(caseId)
  t.same(
    ageDispute.opinions.map(({ method, lawful, reachesUnder18 }) => [method, lawful, reachesUnder18]),
    [
      ['psychosocial', true, false],
      ['psychosocial', true, false],
      ['psychosocial', true, false],
      ['psychosocial', true, false],
      ['documents', true, false],
      ['imaging', false, false],
      ['imaging', false, false],
    ],
  )
  const lows: readonly [low: object, reaches: boolean][] = [
    [{ low: 18, margin: 0 }, false],
    [{ low: 18, margin: 1 }, true],
    [{ low: 17, margin: 0 }, true],
    [{ low: 18, margin: undefined }, false],
    [{ low: undefined }, true],
  ]
  for (const [low, reaches] of lows) {
    await gives(t, service, caseId, low)
    t.equal((await knownOf(caseId)).ageDispute.opinions.at(-1)?.reachesUnder18, reaches, JSON.stringify(low))
  }
  for (const name of ['low', 'high', 'margin', 'summary']) t.notOk(name in (await last(caseId)).data.clear, name)

  const early = await upTo(service, 'submit-referral')
  await takes(t, service, 'health', early, step, opinion)
  t.same((await last(early)).metadata.flags, ['outOfOrder:age'], 'nobody asked for it')
  t.equal(await ageOf(early), 'assertedMinor')
})

t.test('“adult” is carried by the lowest age that the opinions leave', async (t) => {
  const step = 'determine-age'
  const refused = refuses(step)
  const caseId = await assessed(t, service)
  const open = await gives(t, service, caseId, { conclusive: false })
  const young = await gives(t, service, await assessed(t, service), { low: 16, high: 19 })
  await refused(t, 'age', caseId, finding([open]), ['I-7'])
  await refused(t, 'age', caseId, finding([young]), ['I-7'])
  await refused(t, 'age', caseId, { ...finding([]), restsOn: ['appearance', 'statement'] }, ['I-7'])
  const declining = { ...finding([open]), restsOn: ['test_declined'] }
  await refused(t, 'age', caseId, declining, ['I-6', 'I-7'])
  await takes(t, service, 'health', caseId, 'record-age-opinion', { ...opinion, method: 'imaging' })
  const forced = (await last(caseId)).id
  await refused(t, 'age', caseId, finding([forced]), ['I-7'])

  const old = await gives(t, service, caseId)
  const adult = finding([open, old])
  await refused(t, 'age', caseId, finding([open]), ['I-7'])
  await refused(t, 'age', caseId, { ...adult, lowestAge: 17 }, ['I-7'])
  await refused(t, 'age', caseId, without(adult, 'lowestAge'), ['I-7'])
  await refused(t, 'age', caseId, { ...adult, viewsMode: 'spoken' }, ['I-16'])
  await refused(t, 'age', caseId, { ...adult, restsOn: ['opinions', 'marriage'] }, ['I-31'])
  await refused(t, 'age', caseId, without(adult, 'appealBy'), ['I-5'])
  await refused(t, 'age', caseId, { ...adult, appealBy: '2025-03-10T00:00:00.000Z' }, ['I-5'])
  await refused(t, 'supervisor', caseId, adult, ['P-AGE-AUTHORITY'])
  await refused(t, 'worker', caseId, adult, ['P-ROLE'])
  await refused(t, 'officer', caseId, adult, ['I-20'])
  await refused(t, 'immigration', caseId, { ...adult, result: 'minor' }, ['I-20'])

  await takes(t, service, 'age', caseId, step, { ...adult, restsOn: ['opinions', 'appearance', 'test_declined'] })
  t.same((await last(caseId)).metadata.entered, ['age.adultFound'])
  t.same(await clocksOf(caseId), ['meet age.decide', 'start age.appeal', 'start child.told'])
  const told = (await service.services.cases.load(caseId)).running.get(`child.told ${(await last(caseId)).id}`)
  t.equal(told && dueAt(told, current.terms), '2025-03-04T07:10:00.000Z', 'the child hears of it within a day')
  await refused(t, 'age', caseId, adult, ['SEQ-determine-age'], [])

  const both = await assessed(t, service)
  const one = await gives(t, service, both)
  await gives(t, service, both, { low: 16 })
  await refused(t, 'age', both, finding([one]), ['I-7'])
  await takes(t, service, 'age', both, step, { ...finding([one]), result: 'minor' })
  t.same(await clocksOf(both), ['meet age.decide', 'start child.told'])
})

t.test('a minor is found at any time; an adult only after people were asked, and never by an assessor', async (t) => {
  const step = 'determine-age'
  const minor = { ...finding([]), result: 'minor', restsOn: ['documents'] }
  const unguarded = await upTo(service, 'accept-referral')
  await takes(t, service, 'worker', unguarded, 'dispute-age', { grounds: ['document'] })
  await refuses(step)(t, 'age', unguarded, minor, ['I-9'])
  at('03-03T14:00')
  await takes(t, service, 'province', unguarded, 'designate-provisional-guardian', provisional(service))
  await takes(t, service, 'age', unguarded, step, minor)
  t.equal(await ageOf(unguarded), 'minorConfirmed', 'without any assessment')

  const hasty = await disputed(t, service)
  const early = await gives(t, service, hasty)
  await refuses(step)(t, 'age', hasty, finding([early]), ['SEQ-determine-age'], [])

  const caseId = await assessed(t, service)
  await gives(t, service, caseId, { assessor: service.personId('age') })
  await refuses(step)(t, 'age', caseId, { ...minor, restsOn: ['opinions'] }, ['P-ASSESSOR'])
})

t.test('what a refusal means, and whether a supervisor finds the age, is the rule set’s to say', async (t) => {
  const caseId = await assessed(t, service)
  const open = await gives(t, service, caseId, { conclusive: false })
  const step = current.getStep('determine-age')
  const before = await knownOf(caseId)
  await gives(t, service, caseId, { conclusive: false, low: 17 })
  const after = await knownOf(caseId)
  const failed = (terms: object, data: object, role = 'age_authority', known = before): string[] => {
    const now = '2025-03-03T08:00:00.000Z'
    const clear = { ...finding([open]), reachesUnder18: false, ...data }
    const actor = { id: service.personId('age'), role, agency: 'age-panel' }
    const act = { id: CLINICIAN, data: clear, given: {}, occurredAt: now, recordedAt: now, actor }
    return failing(step, known, act, { ...current.terms, ...terms }).map(({ id }) => id)
  }
  const declining = { restsOn: ['opinions', 'test_declined'] }
  const rebuttable = { ageRefusalEffect: 'rebuttable' }
  t.same(failed({}, declining), ['I-6', 'I-7'], 'here it means nothing')
  t.same(failed(rebuttable, declining), [], 'elsewhere a presumption, beside an opinion')
  t.same(failed(rebuttable, { ...declining, opinions: [] }), ['I-6', 'I-7'], 'but never alone')
  t.same(failed(rebuttable, { restsOn: ['opinions'] }), ['I-7'], 'and of nothing but a refusal')
  t.same(failed(rebuttable, declining, undefined, after), ['I-6', 'I-7'], 'nor where an opinion says less')
  t.same(failed({}, { result: 'minor' }, 'cp_supervisor'), ['P-AGE-AUTHORITY'])
  t.same(failed({ ageFindingBySupervisor: true }, { result: 'minor' }, 'cp_supervisor'), [])
})

t.test('a finding is appealed: nothing changes until that is decided', async (t) => {
  const caseId = await found(t, service)
  at('04-20T10:00')
  const appeal = { at: '2025-04-20T02:00:00.000Z', forum: 'Demo court', grounds: 'Canary grounds.' }
  await takes(t, service, 'lawyer', caseId, 'appeal-age-finding', appeal)
  t.same(await clocksOf(caseId), ['meet age.appeal'])
  t.same((await last(caseId)).metadata.flags, [])
  t.equal((await knownOf(caseId)).ageDispute.appealRunning, true)
  t.equal(await ageOf(caseId), 'adultFound')
  at('06-20T10:00')
  const final = { noticeAt: '2025-03-04T02:00:00.000Z', legalHelpOffered: true, handOver: 'To a hostel.' }
  await refuses('make-age-finding-final')(t, 'age', caseId, final, ['I-5'])
  const lost = { result: 'adult', reasons: 'Canary reasons.' }
  const onPaper = { body: { decidedBy: { body: 'appeal_body', date: '2025-06-20', ref: 'Decision 9' } } }
  isProblem(
    t,
    await service.take('age', caseId, 'decide-age-appeal', lost),
    'invalid-body',
    'which body decided is said',
  )
  await isRefused(t, service, { person: 'worker', caseId, step: 'decide-age-appeal', data: lost, ...onPaper }, [
    'P-ROLE',
  ])
  for (const person of ['lawyer', 'guardian'])
    isProblem(
      t,
      await service.take(person, caseId, 'decide-age-appeal', lost, onPaper),
      'unknown-case',
      `a ${person} of somebody else makes nobody an adult`,
    )
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  await takes(t, service, 'lawyer', caseId, 'decide-age-appeal', lost, onPaper)
  t.same((await last(caseId)).metadata.entered, ['age.adultFinal'])
  t.same((await last(caseId)).metadata.breaches, [])
  t.same(await clocksOf(caseId), ['start child.told'])
  const won = { result: 'minor', reasons: 'Canary reasons.' }
  await takes(t, service, 'guardian', caseId, 'decide-age-appeal', won, onPaper)
  t.equal(await ageOf(caseId), 'minorConfirmed', 'a later court says otherwise')

  const silent = await found(t, service)
  await takes(t, service, 'age', silent, 'decide-age-appeal', lost, onPaper)
  t.same((await last(silent)).metadata.breaches, ['I-5'], 'nobody had appealed')
  t.same(await clocksOf(silent), ['cancel age.appeal', 'start child.told'])
  t.equal(await ageOf(silent), 'adultFound', 'an appeal that was never made makes nobody an adult')

  const late = await found(t, service)
  at('05-20T10:00')
  await takes(t, service, 'worker', late, 'appeal-age-finding', { ...appeal, at: '2025-05-20T02:00:00.000Z' })
  t.same((await last(late)).metadata.flags, ['appealedLate'])
  t.equal((await knownOf(late)).ageDispute.appealRunning, true, 'late or not, it is decided by whom it was made to')
  await takes(t, service, 'lawyer', late, 'decide-age-appeal', won, onPaper)
  t.equal(await ageOf(late), 'minorConfirmed')
  await takes(t, service, 'worker', late, 'appeal-age-finding', { ...appeal, at: '2025-05-20T02:00:00.000Z' })
  t.same((await last(late)).metadata.flags, ['appealedLate', 'outOfOrder:age'].toSorted().toReversed())
  t.equal((await knownOf(late)).ageDispute.appealRunning, false, 'there is nothing to appeal')
})

t.test('a finding becomes final by a person, when the child was told and nobody can appeal any more', async (t) => {
  const step = 'make-age-finding-final'
  const refused = refuses(step)
  const caseId = await found(t, service)
  const final = { noticeAt: '2025-03-04T02:00:00.000Z', legalHelpOffered: true, handOver: 'To a hostel.' }
  at('03-25T10:00')
  await refused(t, 'age', caseId, final, ['I-5'])
  at('05-01T10:00')
  await refused(t, 'age', caseId, { ...final, noticeAt: '2025-04-28T02:00:00.000Z' }, ['I-5'])
  await refused(t, 'age', caseId, { ...final, legalHelpOffered: false }, ['I-5'])
  await refused(t, 'immigration', caseId, final, ['I-20'])
  await refused(t, 'worker', caseId, final, ['P-ROLE'])
  for (const name of ['order-age-assessment', 'determine-age', step]) {
    const { services } = service
    const batch = await handle(services, {
      person: itself,
      step: name,
      caseId,
      body: { data: name === step ? final : name === 'determine-age' ? finding([]) : order },
      idempotencyKey: `batch-${name}`,
      ifMatch: (await services.cases.load(caseId)).revision,
      correlationId: services.clock.uuid(),
    })
    t.match(batch, { ok: false, error: { code: 'refused', role: true } })
    const failed = (await service.recorded(`access-${caseId}`)).at(-1)?.data.clear.failed
    t.ok((failed as string[]).includes('I-26'), `${name}: no clock, batch or import does it`)
  }
  await takes(t, service, 'supervisor', caseId, step, final)
  t.same((await last(caseId)).metadata.entered, ['age.adultFinal'])
  t.same(await clocksOf(caseId), ['meet age.appeal'])

  await takes(t, service, 'worker', caseId, 'dispute-age', { grounds: ['document'], document: CLINICIAN })
  t.equal(await ageOf(caseId), 'disputed')
  t.same((await knownOf(caseId)).ageDispute.opinions, [], 'what was found about the earlier doubt does not answer this')
})

t.test('the age authority sees a case from the first doubt on, and no more of it than it needs', async (t) => {
  const caseId = await upTo(service, 'complete-screening')
  await takes(t, service, 'officer', caseId, 'submit-referral', {
    placeClass: 'police_post',
    since: '2025-03-03T01:00:00.000Z',
    alone: 'alone',
    danger: 'none',
    riskFlags: ['alone'],
    couldBeUnder18: 'yes',
    location: 'Canary bridge post',
    callBackPhone: '+66 0 1234 0000',
    ownWords: 'Canary own words.',
    companions: 'Canary uncle.',
    medication: 'Canary tablets.',
  })
  const path = `/api/cases/${caseId}`
  isProblem(t, await service.get('age', path), 'unknown-case', 'before anybody doubts')
  await takes(t, service, 'health', caseId, 'dispute-age', { grounds: ['statement'] })
  const { status, body, text } = await service.get('age', path)
  t.equal(status, 200)
  t.match(body.personal, { identity: { name: 'Canary Somchai' }, health: { medication: 'Canary tablets.' } })
  t.notMatch(text, /own words|uncle|1234 0000|flaggedAdults|companions|concernedAdults/)
  await takes(t, service, 'province', caseId, 'designate-provisional-guardian', provisional(service))
  await takes(t, service, 'age', caseId, 'determine-age', { ...finding([]), result: 'minor', restsOn: ['statement'] })
  t.equal((await service.get('age', path)).status, 200, 'and afterwards, to answer for it')

  await takes(t, service, 'age', caseId, 'record-age-opinion', opinion)
  for (const person of ['officer', 'immigration'])
    for (const what of ['', '/history', '/timeline']) {
      const { text } = await service.get(person, `${path}${what}`)
      t.notMatch(text, /AgeOpinion|AgeDetermined|minorConfirmed|Canary summary|reachesUnder18/, `${person} ${what}`)
    }
  const court = await service.get('court', `${path}/history`)
  t.notMatch(
    court.text,
    /Canary summary|reachesUnder18|"conclusive"/,
    'a court that appoints guardians needs none of it',
  )
})

t.test('after all of it the check is clean', async (t) => {
  const checked = await checkStore(service.services)
  t.same(checked.findings, [])
  t.ok(checked.refusals > 50, `${checked.refusals} refusals derived again`)
})
