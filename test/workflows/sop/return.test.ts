import t, { type Test } from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { isProblem, isRefused, screening, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import {
  AUNT,
  COURT,
  clocksOf,
  determined,
  dueOf,
  knownOf,
  last as lastOf,
  MOTHER,
  NOTHING,
  proposed,
  takeTwo,
  UNCLE,
  verified,
  withMother,
  without,
} from './family-story.ts'
import { authorisation, consent, proposal, returnUpTo, supervisorAndProvince } from './return-story.ts'

/** A return is decided by two people, and only when everything that makes it safe is there. */

const service = await startService()
t.teardown(() => service.close())
const last = (caseId: string) => lastOf(service, caseId)
const known = (caseId: string) => knownOf(service, caseId)
const step = 'authorise-return'
const at = (time: string): void => service.at(`2025-${time}:00+07:00`)

/** The province takes what a supervisor proposed. */
const authorise = async (t: Test, caseId: string, data: object, person = 'province') => ({
  person,
  caseId,
  step,
  data: await proposed(t, service, 'supervisor', caseId, step, data),
})

t.test('a return is proposed only where a panel is to say whether it is best', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  at('03-20T09:00')
  const propose = { person: 'worker', caseId, step: 'propose-return', data: proposal }
  await isRefused(t, service, propose, ['I-18'])
  await isRefused(t, service, { ...propose, person: 'immigration' }, ['I-20', 'I-18'])
  await isRefused(t, service, { ...propose, person: 'province' }, ['I-18', 'P-ROLE'])
  isProblem(t, await service.take('consular', caseId, 'propose-return', proposal), 'unknown-case', 'not before')
  await takes(t, service, 'supervisor', caseId, 'require-bid', { trigger: 'return' })
  await takes(t, service, 'worker', caseId, 'propose-return', proposal)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['solution.planned'])
  t.same(clocksOf(event), [], 'the report’s clock runs since the panel was asked')
  t.match((await known(caseId)).returning, { mode: 'voluntary', towards: 'origin', authorised: false })
  t.notMatch(JSON.stringify(event.data), /canary/i)
})

t.test('a return needs a decision of the panel that stands, for exactly this', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'record-return-consent', {
    outcome: 'local_integration',
  })
  const whole = { ...authorisation, securityAssessment }
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-18'])
  const third = await returnUpTo(t, service, 'record-return-consent', {
    outcome: 'resettlement_to_3rd_country',
  })
  const origin = { ...authorisation, securityAssessment: third.securityAssessment }
  await isRefused(t, service, await authorise(t, third.caseId, origin), ['I-18'])
  await takes(t, service, 'worker', third.caseId, 'propose-return', { ...proposal, towards: 'third_country' })
  await isRefused(t, service, await authorise(t, third.caseId, origin), ['I-34'])
  await takes(t, service, 'worker', third.caseId, 'record-return-consent', consent)
  await takeTwo(t, service, supervisorAndProvince, third.caseId, step, origin)

  const asked = await returnUpTo(t, service, 'record-return-consent')
  const then = { ...authorisation, securityAssessment: asked.securityAssessment }
  await takes(t, service, 'worker', asked.caseId, 'request-bid-reopening', { by: 'child', grounds: 'Canary fear' })
  await isRefused(t, service, await authorise(t, asked.caseId, then), ['I-18'])
  const none = await returnUpTo(t, service, 'decide-bid')
  await isRefused(t, service, await authorise(t, none.caseId, then), ['I-32', 'I-34'])
  await takes(t, service, 'worker', none.caseId, 'record-return-consent', consent)
  const own = { ...authorisation, securityAssessment: none.securityAssessment }
  await isRefused(t, service, await authorise(t, none.caseId, own), [`SEQ-${step}`])
})

t.test('everything that makes a return safe is asked by its own rule', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'record-return-consent')
  const whole = { ...authorisation, securityAssessment }
  const wrong: readonly [what: string, data: object, failed: string[]][] = [
    ['no assessment', authorisation, ['I-32']],
    ['an assessment of nobody', { ...whole, securityAssessment: NOTHING }, ['I-32']],
    ['safety in doubt', { ...whole, safetyInDoubt: true }, ['I-19']],
    ['nobody to receive the child', without(whole, 'receivingAgency'), ['I-19']],
    ['a receiver who did not agree', { ...whole, receiverAgreed: false }, ['I-19']],
    ['a receiver who is not able', { ...whole, receiverAble: false }, ['I-19']],
    ['an aunt whom nobody verified', { ...whole, carer: AUNT }, ['I-4']],
    ['no plan', without(whole, 'plan'), ['I-19']],
    ['a plan without the child', { ...whole, planMadeWithChild: false }, ['I-19']],
    ['a parent who stays', { ...whole, parentStays: true }, ['I-19']],
    ['a departure before the time to appeal has passed', { ...whole, departure: '2025-05-19T00:00:00.000Z' }, ['I-19']],
    ['no time to appeal', { ...whole, appealUntil: '2025-05-01T00:00:00.000Z' }, ['I-19']],
    ['two of them', { ...whole, safetyInDoubt: true, planMadeWithChild: false }, ['I-19', 'I-19']],
  ]
  for (const [what, data, failed] of wrong)
    await t.test(what, async (t) => void (await isRefused(t, service, await authorise(t, caseId, data), failed)))

  const right = await authorise(t, caseId, whole)
  await isRefused(t, service, { ...right, person: 'immigration' }, ['I-20'])
  await isRefused(t, service, { ...right, person: 'officer' }, ['I-20'])
  await isRefused(t, service, { ...right, person: 'supervisor-two' }, ['P-ROLE'])
  await isRefused(t, service, { ...right, person: 'supervisor' }, ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, { ...right, data: { ...right.data, departure: '2025-07-04T03:00:00.000Z' } }, ['P-TWO'])
  const payload = { step, payload: whole }
  await isRefused(t, service, { person: 'province', caseId, step: 'propose-act', data: payload }, ['P-ROLE'])
  await takes(t, service, 'province', caseId, step, right.data)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['solution.underway'])
  t.same(clocksOf(event), ['start return.pre_check'])
  t.equal(await dueOf(service, caseId, 'return.pre_check'), authorisation.departure, 'due by departure')
  t.equal(event.metadata.clocks[0]?.at, '2025-05-28T03:00:00.000Z', 'and begins a week before')
  t.match((await known(caseId)).returning, { authorised: true, appealUntil: authorisation.appealUntil })
  t.equal((await known(caseId)).originRiskAssessed, true)
  t.notMatch(JSON.stringify(event.data), /canary/i)
  for (const person of ['officer', 'immigration']) {
    const { text } = await service.get(person, `/api/cases/${caseId}/history`)
    t.notMatch(text, /Return|Canary (plan|visit)/, person)
  }
  const seen = await service.get('consular', `/api/cases/${caseId}`)
  t.same(seen.body.state, { protected: true, outcome: 'in care', custody: 'notWithOfficers' })
})

t.test('nor without a lawyer, a guardian, or while the time to appeal the determination runs', async (t) => {
  const alone = await returnUpTo(t, service, 'record-return-consent', { lawyer: false })
  const whole = { ...authorisation, securityAssessment: alone.securityAssessment }
  await isRefused(t, service, await authorise(t, alone.caseId, whole), ['I-19'])
  await takes(t, service, 'supervisor', alone.caseId, 'assign-legal-representative', {
    lawyer: service.personId('lawyer'),
  })
  await takeTwo(t, service, ['supervisor', 'national'], alone.caseId, step, whole)

  const { caseId, ...rests } = await returnUpTo(t, service, 'record-return-consent')
  const safe = { ...authorisation, ...rests }
  await takes(t, service, 'court', caseId, 'suspend-guardian', { reason: 'Canary' })
  await isRefused(t, service, await authorise(t, caseId, safe, 'national'), ['I-9'])
  await takes(t, service, 'court', caseId, 'designate-provisional-guardian', {
    person: service.personId('guardian'),
    conflicts: [],
    vettingRef: 'Demo vetting',
  })
  await takeTwo(t, service, ['supervisor', 'national'], caseId, step, safe)

  const early = await upTo(service, 'record-arrival')
  at('03-25T09:00')
  const lawyer = service.personId('lawyer')
  await takes(t, service, 'supervisor', early, 'assign-legal-representative', { lawyer })
  const securityAssessment = await determined(t, service, early, 'return', { outcome: 'repatriation' })
  await takes(t, service, 'worker', early, 'propose-return', proposal)
  await takes(t, service, 'worker', early, 'record-return-consent', consent)
  at('04-24T09:00')
  await isRefused(t, service, await authorise(t, early, { ...authorisation, securityAssessment }), ['I-19'])
  at('04-26T09:00')
  await takeTwo(t, service, supervisorAndProvince, early, step, { ...authorisation, securityAssessment })
})

t.test('no return against a parent who is there', async (t) => {
  const caseId = await withMother(service)
  at('04-05T09:00')
  const lawyer = service.personId('lawyer')
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer })
  const securityAssessment = await determined(t, service, caseId, 'return', { outcome: 'remain_with_carer' })
  at('05-05T09:00')
  const whole = { ...authorisation, securityAssessment }
  await takes(t, service, 'worker', caseId, 'propose-return', { ...proposal, mode: 'forced' })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-14'])
  await takes(t, service, 'worker', caseId, 'propose-return', { ...proposal, mode: 'with_family' })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-34'])
  await takes(t, service, 'worker', caseId, 'record-return-consent', { ...consent, by: ['parent'] })
  await isRefused(t, service, await authorise(t, caseId, { ...whole, parentStays: true }), ['I-19'])
  await isRefused(t, service, await authorise(t, caseId, { ...whole, carer: MOTHER }), ['I-4'])
  await takes(t, service, 'worker', caseId, 'record-family-member-held', held)
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-34'])
  await takes(t, service, 'worker', caseId, 'record-family-member-held', { ...held, to: '2025-05-05T01:00:00.000Z' })
  await takeTwo(t, service, supervisorAndProvince, caseId, step, whole)
})

const held = { member: MOTHER, from: '2025-05-04T03:00:00.000Z', facility: 'Canary cell', basis: 'none_stated' }

t.test('nor while protection is sought, nor back where it was granted', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'record-return-consent')
  const whole = { ...authorisation, securityAssessment }
  const decide = (result: string, appealBy: string) =>
    takes(
      t,
      service,
      'lawyer',
      caseId,
      'decide-protection-claim',
      { result, appealBy, reasons: 'Canary' },
      { body: { decidedBy: { body: 'ministry', date: '2025-05-05' } } },
    )
  await takes(t, service, 'sun', caseId, 'raise-protection-claim', {})
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
  await takes(t, service, 'worker', caseId, 'forward-protection-claim', { to: 'unhcr' })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
  await decide('refused', '2025-05-10T00:00:00.000Z')
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
  at('05-11T09:00')
  await decide('granted', '2025-05-10T00:00:00.000Z')
  t.equal((await known(caseId)).claim, 'granted')
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
  isProblem(t, await service.get('consular', `/api/cases/${caseId}`), 'unknown-case', 'the consular liaison')
  await decide('refused', '2025-05-10T00:00:00.000Z')
  t.equal((await known(caseId)).claim, 'granted', 'for good')
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
})

t.test('a claim that failed, and can no longer be appealed, bars nothing', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'record-return-consent')
  const whole = { ...authorisation, securityAssessment }
  await takes(t, service, 'sun', caseId, 'raise-protection-claim', {})
  await takes(t, service, 'worker', caseId, 'forward-protection-claim', { to: 'unhcr' })
  const refused = { result: 'refused', appealBy: '2025-05-10T00:00:00.000Z', reasons: 'Canary' }
  const ministry = { body: { decidedBy: { body: 'ministry', date: '2025-05-05' } } }
  await takes(t, service, 'lawyer', caseId, 'decide-protection-claim', refused, ministry)
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-32'])
  at('05-11T09:00')
  await takeTwo(t, service, supervisorAndProvince, caseId, step, whole)
})

t.test('a consent to return is void while somebody is held, and where it was not understood', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'propose-return')
  const whole = { ...authorisation, securityAssessment }
  const record = async (data: object) => {
    await takes(t, service, 'worker', caseId, 'record-return-consent', data)
    return (await last(caseId)).metadata.breaches
  }
  t.match(await service.take('guardian', caseId, 'record-return-consent', consent), { status: 404 }, 'by a stranger')
  t.equal((await known(caseId)).returning.consent, undefined)
  t.same(await record({ ...consent, familyMemberHeld: true }), ['I-34'])
  t.same(await record({ ...consent, understood: false }), ['I-34'])
  const cell = { start: '2025-05-05T01:00:00.000Z', basis: 'none_stated', alternativesConsidered: [] }
  for (const holding of ['immigration', 'juvenile_justice']) {
    await takes(t, service, 'worker', caseId, 'record-detention', { ...cell, holding })
    t.same(await record(consent), ['I-34'], holding)
    t.equal((await known(caseId)).returning.consent, undefined, 'and counts for nothing')
  }
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'placement', provider: 'sun-foster-home' })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-34'])
  t.same(await record({ ...consent, answer: 'refused', familyMemberHeld: true }), [], 'saying no is never void')
  t.same(await record(consent), [])
  await takes(t, service, 'worker', caseId, 'record-detention', { ...cell, holding: 'police' })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-34'])
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'placement', provider: 'sun-foster-home' })
  t.same(await record({ ...consent, answer: 'withdrawn' }), [])
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-34'])
  await takes(t, service, 'worker', caseId, 'propose-return', { ...proposal, mode: 'forced' })
  await takeTwo(t, service, supervisorAndProvince, caseId, step, whole)
  t.same(await record({ ...consent, answer: 'refused' }), [])
  t.equal((await known(caseId)).returning.authorised, true, 'against their will it was decided to be')
})

t.test('a verified aunt can receive a child; an adult with signs against them cannot', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'record-return-consent')
  const whole = { ...without(authorisation, 'receivingAgency'), securityAssessment }
  await takeTwo(t, service, ['worker', 'supervisor'], caseId, 'verify-relationship', verified())
  await takeTwo(t, service, ['worker', 'supervisor'], caseId, 'verify-relationship', verified(UNCLE))
  await takes(t, service, 'worker', caseId, 'complete-screening', {
    ...screening,
    signs: 'concern',
    concernedAdults: [UNCLE],
  })
  await isRefused(t, service, await authorise(t, caseId, { ...whole, carer: UNCLE }), ['I-37'])
  await takeTwo(t, service, supervisorAndProvince, caseId, step, { ...whole, carer: AUNT })
})

t.test('appeals stop a return; a court that allows one sends it back to a panel', async (t) => {
  const { caseId, securityAssessment } = await returnUpTo(t, service, 'authorise-return')
  const whole = { ...authorisation, securityAssessment }
  const decide = (result: string, person = 'lawyer', body: object = COURT) =>
    service.take(person, caseId, 'decide-return-appeal', { result, courtRef: 'Canary 4' }, { body })
  await takes(t, service, 'guardian', caseId, 'lodge-return-appeal', { forum: 'Canary', grounds: 'Canary' })
  t.same((await last(caseId)).metadata.entered, ['solution.planned'])
  t.same(clocksOf(await last(caseId)), ['cancel return.pre_check'])
  t.match((await known(caseId)).returning, { authorised: false, appealOpen: true })
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-19'])
  await takes(t, service, 'worker', caseId, 'propose-return', proposal)
  t.equal((await known(caseId)).returning.appealOpen, true, 'to propose it again does not end an appeal')
  await takes(t, service, 'worker', caseId, 'record-return-consent', consent)
  isProblem(t, await decide('dismissed', 'lawyer', {}), 'invalid-body', 'which court?')
  // the guardian of no child here, whoever that is
  t.match(await decide('dismissed', 'guardian'), { status: 404 }, 'not from a stranger to the child')
  t.equal((await known(caseId)).returning.appealOpen, true)
  t.equal((await decide('dismissed', 'consular')).status, 201, 'the consular liaison enters it for the court')
  await takeTwo(t, service, supervisorAndProvince, caseId, step, whole)
  await takes(t, service, 'lawyer', caseId, 'lodge-return-appeal', { forum: 'Canary', grounds: 'Canary' })
  t.equal((await decide('allowed')).status, 201)
  await isRefused(t, service, await authorise(t, caseId, whole), ['I-18'])
  await takes(t, service, 'supervisor', caseId, 'reopen-bid', { newFacts: 'The court.', interimMeasures: 'He stays.' })
})

t.test('anybody on the child’s side stays a return, at any point', async (t) => {
  const stay = { reason: 'new_facts', explanation: 'Canary fear' }
  for (const person of ['guardian', 'lawyer', 'supervisor', 'worker', 'province']) {
    const { caseId } = await returnUpTo(t, service, 'authorise-return')
    await takes(t, service, person, caseId, 'stay-return', stay)
    t.same((await last(caseId)).metadata.entered, ['solution.planned'])
    t.same(clocksOf(await last(caseId)), ['meet return.pre_check'])
    t.equal((await known(caseId)).returning.authorised, false)
  }
  const { caseId } = await returnUpTo(t, service, 'authorise-return')
  isProblem(t, await service.take('consular', caseId, 'stay-return', stay), 'invalid-body', 'for which court?')
  await takes(t, service, 'consular', caseId, 'stay-return', stay, { body: COURT })
  await isRefused(t, service, { person: 'immigration', caseId, step: 'stay-return', data: stay }, ['P-ROLE'])
  const none = await upTo(service, 'record-arrival')
  await takes(t, service, 'worker', none, 'stay-return', stay)
  t.same((await last(none)).metadata.flags, ['outOfOrder:solution'], 'never refused')

  const reopened = await returnUpTo(t, service, 'authorise-return')
  await takes(t, service, 'supervisor', reopened.caseId, 'reopen-bid', {
    newFacts: 'Canary',
    interimMeasures: 'He stays.',
  })
  t.ok((await last(reopened.caseId)).metadata.entered.includes('solution.planned'))
  t.ok(clocksOf(await last(reopened.caseId)).includes('cancel return.pre_check'))
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
