import t from 'tap'
import { service as itself } from '../../../src/access/demo-directory.ts'
import { checkStore } from '../../../src/audit/check.ts'
import { dueAt } from '../../../src/case/clocks.ts'
import { handle } from '../../../src/commands/handle.ts'
import { current } from '../../../workflows/registry.ts'
import { isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'

/** First contact and custody: reviews of holding, acts beside the procedure, the family, papers and claims for protection. */

const service = await startService()
t.teardown(() => service.close())

const at = (time: string): void => service.at(`2025-${time}:00+07:00`)
const last = async (caseId: string) => {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
const knownOf = async (caseId: string) => (await service.services.cases.load(caseId)).known
const clocksOf = async (caseId: string): Promise<string[]> =>
  (await last(caseId)).metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort()
const dueOf = async (caseId: string, key: string): Promise<string | undefined> => {
  const clock = (await service.services.cases.load(caseId)).running.get(`${key} ${caseId}`)
  return clock && dueAt(clock, current.terms)
}
const SISTER = '5a0a7a4e-2222-4222-8333-444455556666'
const FATHER = '5a0a7a4e-3333-4222-8333-444455556666'

const holding = {
  holding: 'immigration',
  facility: 'central-immigration-holding',
  start: '2025-03-03T03:30:00.000Z',
  basis: 'none_stated',
  alternativesConsidered: [],
}
async function held(): Promise<string> {
  const caseId = await upTo(service, 'submit-referral')
  at('03-03T11:00')
  await takes(t, service, 'immigration', caseId, 'record-detention', holding)
  return caseId
}
const byCourt = { body: { decidedBy: { body: 'court', date: '2025-03-04' } } }

t.test(
  'a review that lets a holding go on needs what an order needs, and a removal that is really in prospect',
  async (t) => {
    const caseId = await held()
    t.equal(await dueOf(caseId, 'detention.review'), '2025-03-05T03:30:00.000Z', 'first after 48 hours')
    at('03-04T11:00')
    const lawful = {
      outcome: 'continue',
      basis: 'court_order',
      alternativesConsidered: ['foster_care'],
      prospectOfRemoval: 'realistic',
      nextBy: '2025-03-10T03:00:00.000Z',
      childHeard: true,
      lawyerPresent: false,
      independent: true,
    }
    const { basis: _basis, ...baseless } = lawful
    const { nextBy: _next, ...endless } = lawful
    const reviews: readonly [what: string, data: object, breaches: string[]][] = [
      ['as the law has it', lawful, []],
      ['without a basis', baseless, ['I-1']],
      ['on a basis that no rule set admits', { ...lawful, basis: 'unpaid_bail' }, ['I-1']],
      ['without alternatives', { ...lawful, alternativesConsidered: [] }, ['I-1']],
      ['where the only alternative was none', { ...lawful, alternativesConsidered: ['none_available'] }, ['I-1']],
      ['without prospect of removal', { ...lawful, prospectOfRemoval: 'none' }, ['I-1']],
      ['where nobody asked for the prospect', { ...lawful, prospectOfRemoval: 'not_examined' }, ['I-1']],
      ['without a next review', endless, ['I-1']],
      ['out of the holding, on no basis at all', { ...baseless, outcome: 'release', prospectOfRemoval: 'none' }, []],
      ['to something milder', { ...baseless, outcome: 'alternative', prospectOfRemoval: 'none' }, []],
    ]
    for (const [what, data, breaches] of reviews) {
      const { body } = await takes(t, service, 'monitor', caseId, 'review-detention', data, byCourt)
      t.same(body.breaches, breaches, what)
      t.same((await last(caseId)).metadata.breaches, breaches, what)
      t.same((await last(caseId)).metadata.flags, [], 'expected while the child is held')
      t.same(
        await clocksOf(caseId),
        ['meet detention.review', 'start detention.review'],
        'the next one is due all the same',
      )
    }
    t.equal(await dueOf(caseId, 'detention.review'), '2025-03-11T04:00:00.000Z', 'then every seven days')
    t.equal((await knownOf(caseId)).at.custody, 'immigrationHolding', 'a review moves nobody')
    for (const person of ['immigration', 'worker', 'guardian', 'lawyer'])
      await takes(t, service, person, caseId, 'review-detention', lawful, byCourt)
    await isRefused(t, service, { person: 'officer', caseId, step: 'review-detention', data: lawful, ...byCourt }, [
      'P-ROLE',
    ])
    const unsaid = await service.take('immigration', caseId, 'review-detention', lawful)
    isProblem(t, unsaid, 'invalid-body', 'nobody reviews their own holding: which body decided is said')
    t.match(unsaid.body.issues, [{ at: 'decidedBy' }])

    const free = await upTo(service, 'submit-referral')
    await takes(t, service, 'worker', free, 'review-detention', lawful, byCourt)
    t.same((await last(free)).metadata.flags, ['outOfOrder:custody'], 'nobody is held here')
    t.same(await clocksOf(free), [], 'and no review is due')

    const young = await upTo(service, 'submit-referral')
    at('03-03T11:00')
    await takes(t, service, 'officer', young, 'record-detention', { ...holding, holding: 'juvenile_justice' })
    await takes(t, service, 'lawyer', young, 'review-detention', { ...baseless, prospectOfRemoval: 'none' }, byCourt)
    t.same((await last(young)).metadata.breaches, [], 'a youth court has its own law')
  },
)

t.test('who releases: those who hold, at any hour; and a court, which the child’s side enters', async (t) => {
  const caseId = await held()
  await takes(t, service, 'court', caseId, 'designate-provisional-guardian', {
    person: service.personId('guardian'),
    conflicts: [],
    vettingRef: 'Demo vetting',
  })
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  at('03-04T02:00')
  const release = { authority: 'Demo court' }
  for (const person of ['lawyer', 'worker', 'guardian', 'supervisor']) {
    const unsaid = await service.take(person, caseId, 'order-release', release)
    isProblem(t, unsaid, 'invalid-body', `${person} releases nobody by themselves`)
    await takes(t, service, person, caseId, 'order-release', release, byCourt)
  }
  for (const person of ['immigration', 'officer']) await takes(t, service, person, caseId, 'order-release', release)
  t.same((await last(caseId)).data.clear, { given: [] }, 'no bed, bail, paper or assessment is asked for')
  await isRefused(t, service, { person: 'health', caseId, step: 'order-release', data: release }, ['P-ROLE'])
  const free = await upTo(service, 'submit-referral')
  await isRefused(
    t,
    service,
    { person: 'immigration', caseId: free, step: 'order-release', data: release },
    ['SEQ-order-release'],
    [],
  )
})

t.test('an order to hold comes from a person, and may say where and until when', async (t) => {
  const caseId = await upTo(service, 'submit-referral')
  at('03-03T11:00')
  const order = {
    ownName: true,
    basis: 'identity_verification',
    alternativesConsidered: ['foster_care'],
    reviewBy: '2025-03-05T03:00:00.000Z',
    orderRef: 'Order 7',
    facility: 'Canary holding',
    until: '2025-03-06T03:00:00.000Z',
  }
  const { services } = service
  const before = (await services.cases.load(caseId)).revision
  const result = await handle(services, {
    person: itself,
    step: 'order-detention',
    caseId,
    body: { data: order },
    idempotencyKey: 'batch-1',
    ifMatch: before,
    correlationId: services.clock.uuid(),
  })
  t.match(result, { ok: false, error: { code: 'refused', role: true } })
  const refused = (await service.recorded(`access-${caseId}`)).at(-1)
  t.same(refused?.data.clear.failed, ['I-26', 'P-ROLE'], 'no clock, batch or import orders it')
  t.equal((await services.cases.load(caseId)).revision, before)
  await takes(t, service, 'immigration', caseId, 'order-detention', order)
  t.notOk('facility' in (await last(caseId)).data.clear, 'where is sealed')
})

t.test('an act beside the procedure is on record, as the breach that it is, and has no effect', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const before = (await knownOf(caseId)).at
  const breaches = {
    age_finding: ['I-20'],
    guardian: ['I-20'],
    bid: ['I-20'],
    separation: ['I-14'],
    removal_order: ['I-18'],
    closure: ['I-25'],
  }
  for (const [actKind, expected] of Object.entries(breaches))
    for (const person of ['immigration', 'education', 'sun', 'monitor']) {
      const { body } = await takes(t, service, person, caseId, 'record-outside-act', {
        actKind,
        body: 'Canary office 4',
        ref: 'Paper 12',
        at: '2025-03-03T04:00:00.000Z',
      })
      const event = await last(caseId)
      t.same(event.metadata.breaches, expected, actKind)
      t.same(body.breaches, expected)
      t.same(event.metadata.flags, ['outsideAct'], 'somebody looks at it')
      t.same([event.metadata.entered, event.metadata.exited, event.metadata.clocks], [[], [], []])
    }
  t.same((await knownOf(caseId)).at, before, 'age, guardian, separation, return and closure are as they were')
  isProblem(
    t,
    await service.take('auditor', caseId, 'record-outside-act', { actKind: 'closure', body: 'Canary office' }),
    'refused-role',
    'an auditor enters nothing',
  )
})

t.test('a family is linked without anybody in it being verified', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  at('03-03T09:00')
  const unit = '5a0a7a4e-7777-4222-8333-444455556666'
  const link = {
    familyUnit: unit,
    members: [
      { ref: SISTER, claimedRelation: 'sibling' },
      { ref: FATHER, claimedRelation: 'parent' },
    ],
  }
  await takes(t, service, 'officer', caseId, 'link-family-unit', link)
  const known = await knownOf(caseId)
  t.equal(known.familyUnit, unit)
  t.same(known.companions, [], 'who is listed was not thereby met with the child')
  t.same(known.verifiedAdults, [])
  t.notOk('members' in (await last(caseId)).data.clear)
  await isRefused(t, service, { person: 'health', caseId, step: 'link-family-unit', data: link }, ['P-ROLE'])
  const handOver = { toKind: 'adult', carer: FATHER, expectedArrival: '2025-03-03T05:00:00.000Z', receiver: 'Father' }
  await takes(t, service, 'officer', caseId, 'hand-over-custody', handOver)
  t.same((await last(caseId)).metadata.breaches, ['I-23', 'I-4'], 'being listed opens no door')

  const apart = { member: FATHER, from: '2025-03-03T02:00:00.000Z', facility: 'Canary holding', basis: 'public_order' }
  await takes(t, service, 'partner', caseId, 'record-family-member-held', apart)
  const event = await last(caseId)
  t.same([event.metadata.breaches, event.metadata.flags], [[], ['deviation']], 'a deviation that is counted, no breach')
  t.same((await knownOf(caseId)).familyHeld, [FATHER])
  await takes(t, service, 'officer', caseId, 'record-family-member-held', apart)
  t.same((await knownOf(caseId)).familyHeld, [FATHER], 'once')
  await takes(t, service, 'worker', caseId, 'record-family-member-held', { ...apart, member: SISTER })
  at('03-04T12:00')
  await takes(t, service, 'immigration', caseId, 'record-family-member-held', {
    ...apart,
    to: '2025-03-04T04:00:00.000Z',
  })
  t.same((await knownOf(caseId)).familyHeld, [SISTER], 'out again')
  isProblem(
    t,
    await service.take('worker', caseId, 'record-family-member-held', { ...apart, to: '2025-04-04T04:00:00.000Z' }),
    'occurred-in-future',
    'nobody is out before they are',
  )
  await isRefused(t, service, { person: 'intake', caseId, step: 'record-family-member-held', data: apart }, ['P-ROLE'])
})

t.test('papers, and a day for removal that comes before the risk was looked at', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const status = { status: 'permit_expired', permitRef: 'Canary permit', until: '2025-02-01', chargePending: true }
  const quiet = await takes(t, service, 'lawyer', caseId, 'record-legal-status', status)
  t.same(quiet.body.breaches, [])
  t.same((await last(caseId)).data.clear, { given: [] }, 'nothing of it stands in clear')
  const removal = { ...status, removalDate: '2025-04-01' }
  const told = await takes(t, service, 'worker', caseId, 'record-legal-status', removal)
  t.same(told.body.breaches, ['I-32'])
  const untold = await takes(t, service, 'immigration', caseId, 'record-legal-status', removal)
  t.same((await last(caseId)).metadata.breaches, ['I-32'])
  t.same(untold.body.breaches, [], 'whether a claim is open is not to be found out by trying')
  await isRefused(t, service, { person: 'officer', caseId, step: 'record-legal-status', data: status }, ['P-ROLE'])
})

t.test('a claim for protection is forwarded within a day, and open until nobody can appeal', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const raise = { to: 'asylum', language: 'my', ownWords: 'Canary fear.' }
  t.equal((await knownOf(caseId)).claim, 'none')
  await takes(t, service, 'officer', caseId, 'raise-protection-claim', raise)
  t.same(await clocksOf(caseId), ['start claim.forward'])
  t.equal(await dueOf(caseId, 'claim.forward'), '2025-03-04T05:00:00.000Z')
  t.equal((await knownOf(caseId)).claim, 'raised')
  for (const path of ['', '/history', '/timeline']) {
    const { text } = await service.get('officer', `/api/cases/${caseId}${path}`)
    t.notMatch(text, /ProtectionClaim|Canary fear|asylum|"claim/, `not read back: ${path || 'case'}`)
  }
  t.match((await service.get('worker', `/api/cases/${caseId}/history`)).text, /Canary fear/)

  const forward = { to: 'Demo examining body', ref: 'Claim 3', at: '2025-03-03T06:00:00.000Z' }
  await isRefused(t, service, { person: 'officer', caseId, step: 'forward-protection-claim', data: forward }, [
    'P-ROLE',
  ])
  const decision = { result: 'refused', reasons: 'Canary reasons.', appealBy: '2025-04-03T00:00:00.000Z' }
  const stranger = await service.take('lawyer', caseId, 'decide-protection-claim', decision, byCourt)
  isProblem(t, stranger, 'unknown-case', 'a lawyer of somebody else ends no claim')
  t.same((await service.recorded(`access-${caseId}`)).at(-1)?.data.clear.failed, ['P-OWN-CHILD'])
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  await takes(t, service, 'lawyer', caseId, 'decide-protection-claim', decision, byCourt)
  t.equal((await knownOf(caseId)).claim, 'raised', 'what was never forwarded was not what was decided')
  await takes(t, service, 'worker', caseId, 'forward-protection-claim', forward)
  t.same(await clocksOf(caseId), ['meet claim.forward'])
  t.equal((await knownOf(caseId)).claim, 'forwarded')

  const unsaid = await service.take('worker', caseId, 'decide-protection-claim', decision)
  isProblem(t, unsaid, 'invalid-body', 'which body decided is said')
  await takes(t, service, 'lawyer', caseId, 'decide-protection-claim', decision, byCourt)
  t.match(await knownOf(caseId), { claim: 'decided', claimAppealUntil: decision.appealBy })
  await isRefused(
    t,
    service,
    { person: 'immigration', caseId, step: 'decide-protection-claim', data: decision, ...byCourt },
    ['P-ROLE'],
  )
  await takes(t, service, 'partner', caseId, 'raise-protection-claim', {})
  t.match(await knownOf(caseId), { claim: 'raised', claimAppealUntil: undefined }, 'raised again, open again')
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
