import t from 'tap'
import { isProblem, isRefused, takes, upTo } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { atHome, clocksOf, closed, closing, knownOf, last, runningIn } from './lifecycle-story.ts'

/** When a case may be closed (I-25), and what closing and opening again do. */

const service: Service = await startService()
t.teardown(() => service.close())

const propose = (caseId: string, data: object, person = 'worker') => ({
  person,
  caseId,
  step: 'propose-case-closure',
  data,
})
const close = (caseId: string, data: object, person = 'supervisor') => ({ person, caseId, step: 'close-case', data })
const formal = closing('formal_closing')

/** What keeps a case open, the words that say so, and – where somebody can do it already – what settles it. */
const keepers: readonly (readonly [
  what: string,
  says: RegExp,
  happens: readonly [person: string, step: string, data: object],
  settles?: readonly [person: string, step: string, data: object],
])[] = [
  [
    'missing',
    /child is missing/,
    ['worker', 'report-missing', { discoveredAt: '2025-03-04T02:00:00.000Z' }],
    ['sun', 'record-arrival', { placeKind: 'placement', provider: 'sun-foster-home' }],
  ],
  [
    'on the way',
    /on its way/,
    [
      'sun',
      'hand-over-custody',
      {
        toKind: 'provider',
        provider: 'river-shelter',
        expectedArrival: '2025-03-04T04:00:00.000Z',
        receiver: 'Driver',
      },
    ],
    ['sun', 'record-arrival', { placeKind: 'placement', provider: 'sun-foster-home' }],
  ],
  [
    'held',
    /is held/,
    [
      'officer',
      'record-detention',
      { holding: 'police', start: '2025-03-04T02:00:00.000Z', basis: 'absconding', alternativesConsidered: [] },
    ],
    ['sun', 'record-arrival', { placeKind: 'placement', provider: 'sun-foster-home' }],
  ],
  [
    'in officers’ hands',
    /is held/,
    ['officer', 'record-encounter', { hands: 'officers', companions: [], place: 'Post' }],
  ],
  [
    'trafficking not settled',
    /trafficked is not settled/,
    [
      'worker',
      'complete-screening',
      {
        separationStatus: 'unaccompanied',
        signs: 'concern',
        concernedAdults: [],
        health: 'no_concern',
        interpreterMode: 'telephone',
        supportPerson: '5a0a7a4e-1111-4222-8333-444455556666',
      },
    ],
  ],
  [
    'urgently ill',
    /urgent medical care/,
    ['sun', 'raise-urgent-medical-need', { moved: false, guarded: false, need: 'Fever.' }],
    ['health', 'give-medical-clearance', { dischargedTo: 'stays' }],
  ],
]

t.test('what keeps a case open is said by name, and once it is settled the case can be closed', async (t) => {
  for (const [what, says, [person, step, data], settles] of keepers) {
    const caseId = await atHome(service)
    await takes(t, service, person, caseId, step, data)
    const refused = await isRefused(t, service, propose(caseId, formal), ['I-25'])
    t.match(refused.body.rules[0].sentence, says, what)
    if (!settles) continue
    await takes(t, service, settles[0], caseId, settles[1], settles[2])
    await takes(t, service, 'worker', caseId, 'propose-case-closure', formal)
  }
})

t.test('what comes up between the proposal and the closing is tested again', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'worker', caseId, 'propose-case-closure', formal)
  t.same((await last(service, caseId)).metadata.entered, ['lifecycle.closurePending'])
  await takes(t, service, 'worker', caseId, 'report-missing', { discoveredAt: '2025-03-04T02:00:00.000Z' })
  t.match((await isRefused(t, service, close(caseId, formal), ['I-25'])).text, /never closed/)
  await takes(t, service, 'supervisor', caseId, 'return-case-closure', { reasons: 'He ran away.' })
  t.same((await last(service, caseId)).metadata.entered, ['lifecycle.open'])
  t.equal((await knownOf(service, caseId)).closure, undefined)
  await isRefused(t, service, { ...close(caseId, {}), step: 'return-case-closure', data: { reasons: 'Again.' } }, [
    'SEQ-return-case-closure',
  ])
})

t.test('somebody is named who takes care of the child', async (t) => {
  const caseId = await atHome(service)
  const { goesTo: _who, ...nobody } = formal
  t.match((await isRefused(t, service, propose(caseId, nobody), ['I-25'])).text, /Nobody is named/)
  await isRefused(t, service, propose(caseId, { ...formal, goesTo: 'own_home' }), ['I-25'])
  await isRefused(t, service, propose(caseId, closing('repatriated')), ['I-25'])
  await isRefused(t, service, propose(caseId, closing('reunified_stable')), ['I-25'])
  const nowhere = await upTo(service, 'accept-referral')
  const stranger = '5a0a7a4e-1111-4222-8333-444455556666'
  await takes(t, service, 'worker', nowhere, 'record-encounter', { hands: 'none', companions: [], place: 'A street' })
  await isRefused(t, service, propose(nowhere, { ...formal, carer: stranger }), ['I-25'])
  await takes(t, service, 'worker', caseId, 'propose-case-closure', formal)
})

t.test('turning eighteen is no reason to close', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'supervisor', caseId, 'record-majority', { basis: 'latest_plausible', date: '2025-03-01' })
  t.match((await isRefused(t, service, propose(caseId, formal), ['I-25'])).text, /no reason to close/)
  await isRefused(t, service, propose(caseId, closing('aftercare_complete')), ['I-25'])
  const plan = {
    viewsMode: 'spoken',
    views: 'Wants to stay with them.',
    goals: 'School.',
    housing: 'With the foster family.',
    until: '2026-03-01',
  }
  const payload = { step: 'agree-aftercare-plan', payload: plan }
  const { body } = await takes(t, service, 'worker', caseId, 'propose-act', payload)
  await takes(t, service, 'supervisor', caseId, 'agree-aftercare-plan', { ...plan, proposal: body.event.id })
  await takes(
    t,
    service,
    'worker',
    caseId,
    'propose-case-closure',
    closing('aftercare_complete', { goesTo: 'own_home' }),
  )
  await takes(t, service, 'supervisor', caseId, 'return-case-closure', { reasons: 'Not for this reason.' })
  await takes(t, service, 'worker', caseId, 'propose-case-closure', formal)
})

t.test(
  'a duplicate needs a receiving case, an adult a safe hand-over, a death its inquiry: nothing else',
  async (t) => {
    const other = await upTo(service, 'accept-referral')
    const held = await upTo(service, 'acknowledge-referral')
    await takes(t, service, 'officer', held, 'record-detention', {
      holding: 'police',
      start: '2025-03-03T02:00:00.000Z',
      basis: 'none_stated',
      alternativesConsidered: [],
    })
    const twin = (elsewhere?: string) => ({
      reason: 'duplicate',
      planCompletion: 'The same boy.',
      ...(elsewhere !== undefined && { acceptedElsewhere: elsewhere }),
    })
    const unaccepted = await upTo(service, 'acknowledge-referral')
    const over = await closed(t, service)
    const unknown = '5a0a7a4e-9999-8222-8333-444455556666'
    for (const elsewhere of [undefined, unaccepted, over, unknown, held])
      t.match((await isRefused(t, service, propose(held, twin(elsewhere)), ['I-25'])).text, /duplicate is closed only/)
    await takes(t, service, 'worker', held, 'propose-case-closure', twin(other))
    await takes(t, service, 'supervisor', held, 'close-case', twin(other))
    t.equal((await knownOf(service, held)).at.lifecycle, 'closed', 'although the child is held: the other case goes on')

    const itself = await upTo(service, 'accept-referral')
    await isRefused(t, service, propose(itself, twin(itself)), ['I-25'])
    const adult = closing('adult_final', { receiver: 'Demo hostel' })
    t.match((await isRefused(t, service, propose(itself, adult), ['I-25'])).text, /finding about age is final/)
    await isRefused(t, service, propose(itself, closing('death_of_child')), ['I-25'])
    t.match(
      (await isRefused(t, service, propose(await atHome(service), closing('transferred')), ['I-25'])).text,
      /abroad/,
    )
  },
)

t.test('two people close a case, for the reason that was proposed; what still ran ends by name', async (t) => {
  const caseId = await atHome(service)
  for (const person of ['officer', 'immigration'])
    await isRefused(t, service, propose(caseId, formal, person), ['I-20'])
  await isRefused(t, service, propose(caseId, formal, 'supervisor'), ['P-ROLE'])
  await isRefused(t, service, close(caseId, formal), ['SEQ-close-case'])
  const before = await runningIn(service, caseId)
  t.ok(before.length > 3, before.join(', '))
  await takes(t, service, 'worker', caseId, 'propose-case-closure', formal)
  t.same(await runningIn(service, caseId), before, 'a proposal ends nothing')
  await isRefused(t, service, close(caseId, formal, 'worker'), ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, close(caseId, formal, 'immigration'), ['I-20'])
  await isRefused(t, service, close(caseId, closing('aftercare_complete')), ['I-25'])
  const other = await upTo(service, 'accept-referral')
  service.at('2025-03-04T10:00:00+07:00')
  const duplicate = { reason: 'duplicate', acceptedElsewhere: other, planCompletion: 'No.' }
  await isRefused(t, service, close(caseId, duplicate), ['SEQ-close-case'])
  await takes(t, service, 'supervisor', caseId, 'close-case', formal)
  const event = await last(service, caseId)
  t.same(event.metadata.entered, ['lifecycle.closed'])
  t.same(
    clocksOf(event),
    before.map((key) => `cancel ${key}`),
  )
  t.same(await runningIn(service, caseId), [])
  const officer = await service.get('officer', `/api/cases/${caseId}`)
  t.equal(officer.body.state.outcome, 'closed')
  t.same((await service.get('supervisor', `/api/cases/${caseId}`)).body.waitsFor, [], 'nothing is waited for')
})

t.test('in a closed case nothing is decided but its reopening, a release and a disclosure', async (t) => {
  const caseId = await closed(t, service)
  const refused = (person: string, step: string, data: object, rules: string[]) =>
    isRefused(t, service, { person, caseId, step, data }, rules)
  await refused('worker', 'start-bia', { kind: 'initial', interpreterMode: 'telephone' }, ['SEQ-start-bia'])
  await refused('worker', 'request-placement', { emergency: true, needs: 'A bed.' }, ['SEQ-request-placement'])
  await refused('supervisor', 'assign-case-worker', { worker: service.personId('worker') }, ['P-OPEN'])
  await refused('officer', 'reopen-case', { reason: 'A call.', askedBy: 'Police' }, ['I-20'])
  await refused('worker', 'reopen-case', { reason: 'A call.', askedBy: 'The boy' }, ['P-ROLE'])
  await takes(t, service, 'intake', caseId, 'reopen-case', { reason: 'He called.', askedBy: 'The boy himself' })
  const event = await last(service, caseId)
  t.same(event.metadata.entered, ['lifecycle.open'])
  t.same(clocksOf(event), ['start intake.decide'])
  t.equal((await knownOf(service, caseId)).reopened, 1)
  await refused('intake', 'reopen-case', { reason: 'Again.', askedBy: 'Him' }, ['SEQ-reopen-case'])
  await takes(t, service, 'intake', caseId, 'assign-case-worker', { worker: service.personId('worker-two') })
  t.same(clocksOf(await last(service, caseId)), ['meet intake.decide'], 'somebody has the case again')
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: true, needs: 'A bed.' })
})

t.test(
  'a fact about where the child is opens a closed case again, also one that is older than the closing',
  async (t) => {
    const found = await closed(t, service)
    service.at('2025-03-20T10:00:00+07:00')
    const detention = {
      holding: 'immigration',
      start: '2025-03-20T01:00:00.000Z',
      basis: 'absconding',
      alternativesConsidered: [],
    }
    await takes(t, service, 'immigration', found, 'record-detention', detention)
    const event = await last(service, found)
    t.ok(event.metadata.entered.includes('lifecycle.open'))
    t.match(clocksOf(event), ['start custody.max', 'start detention.review', 'start intake.decide'])
    t.equal((await knownOf(service, found)).reopened, 1)

    const missed = await closed(t, service)
    service.at('2025-03-06T10:00:00+07:00')
    const discoveredAt = '2025-03-04T01:00:00.000Z'
    await takes(t, service, 'worker', missed, 'report-missing', { discoveredAt }, { occurredAt: discoveredAt })
    t.same((await last(service, missed)).metadata.flags, [])
    t.match((await knownOf(service, missed)).at, { lifecycle: 'open', custody: 'missing' }, 'it was closed unaware')

    const old = await closed(t, service)
    service.at('2025-03-06T10:00:00+07:00')
    const before = await knownOf(service, old)
    const occurredAt = '2025-03-03T05:00:00.000Z'
    const beds = { placeKind: 'emergency_bed', provider: 'river-shelter' }
    await takes(t, service, 'worker', old, 'record-arrival', beds, { occurredAt })
    const late = await last(service, old)
    t.same(late.metadata.flags, ['late:custody', 'late:lifecycle', 'late:placement.care'])
    t.same(clocksOf(late), [], 'nothing becomes due in a closed case')
    t.same((await knownOf(service, old)).at, before.at, 'what is older than what is known of the child moves nothing')

    const ill = await closed(t, service)
    const need = { moved: true, guarded: false, need: 'A fall.' }
    await takes(t, service, 'partner', ill, 'raise-urgent-medical-need', { ...need, moved: false })
    t.equal((await knownOf(service, ill)).at.lifecycle, 'closed')
    await takes(t, service, 'partner', ill, 'raise-urgent-medical-need', need)
    t.equal((await knownOf(service, ill)).at.lifecycle, 'open')
    t.ok(clocksOf(await last(service, ill)).includes('start intake.decide'))
  },
)

t.test('bad fields are said as such', async (t) => {
  const caseId = await atHome(service)
  isProblem(
    t,
    await service.take('worker', caseId, 'propose-case-closure', { ...formal, reason: 'turned_eighteen' }),
    'invalid-body',
    'there is no such reason',
  )
  isProblem(
    t,
    await service.take('worker', caseId, 'propose-case-closure', { ...formal, otherCaseAccepted: true }),
    'invalid-body',
    'what another case says is not for the client to say',
  )
})
