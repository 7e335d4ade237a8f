import t, { type Test } from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { correctionsOf, truthAt } from '../../src/audit/replay.ts'
import { dueAt } from '../../src/case/clocks.ts'
import type { ParsedEvent } from '../../src/case/parsed.ts'
import { current } from '../../workflows/registry.ts'
import { type Service, startService } from '../support/service.ts'
import {
  appointment,
  arrival,
  assessed,
  declined,
  encounter,
  isProblem,
  isRefused,
  provisional,
  referral,
  takes,
  upTo,
} from './story.ts'

/** Everything that can go wrong on the path of scenario 1. One service, a case for each. */

const service: Service = await startService()
t.teardown(() => service.close())

async function last(caseId: string): Promise<ParsedEvent> {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
const clocksOf = ({ metadata }: ParsedEvent): string[] => metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort()
const placeOf = async (caseId: string) => (await service.services.cases.load(caseId)).known.at
const dueOf = async (caseId: string, key: string): Promise<string | undefined> => {
  const clock = (await service.services.cases.load(caseId)).running.get(`${key} ${caseId}`)
  return clock && dueAt(clock, current.terms)
}
const at = (time: string): void => service.at(`2025-${time}:00+07:00`)

async function propose(t: Test, person: string, caseId: string, payload: object): Promise<string> {
  const answer = await takes(t, service, person, caseId, 'propose-act', { step: 'decline-referral', payload })
  return answer.body.event.id
}

t.test('a referral is declined by two people', async (t) => {
  const twin = declined(await upTo(service, 'accept-referral'))
  const caseId = await upTo(service, 'acknowledge-referral')
  const step = 'decline-referral'
  const before = await placeOf(caseId)
  const proposal = await propose(t, 'intake', caseId, twin)
  t.same(await placeOf(caseId), before, 'a proposal moves nothing')
  await isRefused(
    t,
    service,
    {
      person: 'worker',
      caseId,
      step: 'propose-act',
      data: { step, payload: twin },
    },
    ['P-ROLE'],
  )
  const signed = { ...twin, proposal }
  const altered = { ...signed, reason: 'Another reason.' }
  await isRefused(t, service, { person: 'supervisor', caseId, step, data: altered }, ['P-TWO'])
  const unknown = { ...twin, proposal: '5a0a7a4e-9999-4222-8333-444455556666' }
  await isRefused(t, service, { person: 'supervisor', caseId, step, data: unknown }, ['P-TWO'])
  await isRefused(t, service, { person: 'worker', caseId, step, data: signed }, ['P-ROLE'])
  await isRefused(t, service, { person: 'intake', caseId, step, data: signed }, ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, { person: 'officer', caseId, step, data: signed }, ['I-20'])
  const own = await propose(t, 'supervisor', caseId, twin)
  await isRefused(t, service, { person: 'supervisor', caseId, step, data: { ...twin, proposal: own } }, ['P-TWO'])

  await takes(t, service, 'supervisor', caseId, step, signed)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['referral.declined'])
  t.same(clocksOf(event), ['meet intake.decide', 'start decline.appeal'])
  t.equal((await placeOf(caseId)).custody, 'encountered', 'the child is still where the child is')
  const usedUp = { person: 'supervisor-two', caseId, step, data: { ...twin, proposal: own } }
  await isRefused(t, service, usedUp, ['P-TWO'])
  const again = await propose(t, 'supervisor', caseId, twin)
  await isRefused(t, service, { ...usedUp, data: { ...twin, proposal: again } }, [`SEQ-${step}`])

  await takes(t, service, 'officer', caseId, 'appeal-referral-decline', { grounds: 'It is another child.' })
  t.same(clocksOf(await last(caseId)), ['meet decline.appeal'])
  t.equal((await placeOf(caseId)).referral, 'declined')
  await takes(t, service, 'intake', caseId, 'accept-referral', { agency: 'dcy', emergencyBed: true })
  t.equal((await placeOf(caseId)).referral, 'accepted', 'accepting stays open after a decline')
})

t.test('doubt about age, and a held child, are no reasons to decline', async (t) => {
  const step = 'decline-referral'
  const doubted = await upTo(service, 'acknowledge-referral')
  const adult = { ...declined(), code: 'adult_final' }
  const proposal = await propose(t, 'intake', doubted, adult)
  await isRefused(t, service, { person: 'supervisor', caseId: doubted, step, data: { ...adult, proposal } }, ['I-5'])

  const held = await upTo(service, 'acknowledge-referral')
  await takes(t, service, 'officer', held, 'record-detention', {
    holding: 'police',
    facility: 'north-post-cells',
    start: '2025-03-03T04:10:00.000Z',
    basis: 'none_stated',
    alternativesConsidered: [],
  })
  // no case named, one that nobody accepted, one that does not exist: the held child would be without an agency
  for (const elsewhere of [undefined, doubted, '5a0a7a4e-9999-8222-8333-444455556666']) {
    const dropped = await propose(t, 'intake', held, declined(elsewhere))
    const data = { ...declined(elsewhere), proposal: dropped }
    await isRefused(t, service, { person: 'supervisor', caseId: held, step, data }, ['I-2'])
  }
  const passedOn = { ...declined(await upTo(service, 'accept-referral')), code: 'accepted_elsewhere' }
  const named = await propose(t, 'intake', held, passedOn)
  await takes(t, service, 'supervisor', held, step, { ...passedOn, proposal: named })
  t.equal((await placeOf(held)).referral, 'declined')

  const both = await upTo(service, 'acknowledge-referral')
  const guessed = { ...adult, proposal: '5a0a7a4e-9999-4222-8333-444455556666' }
  await isRefused(t, service, { person: 'worker', caseId: both, step, data: guessed }, ['I-5', 'P-TWO', 'P-ROLE'])
})

t.test('a referral is returned for information, and comes back', async (t) => {
  const caseId = await upTo(service, 'submit-referral')
  const ask = { step: 'request-referral-information', data: { items: 'Which language is spoken at home?' } }
  at('03-03T10:30')
  await isRefused(t, service, { ...ask, person: 'intake', caseId }, [`SEQ-${ask.step}`])
  await isRefused(
    t,
    service,
    { person: 'supervisor', caseId, step: 'acknowledge-referral', data: { riskLevel: 'high' } },
    ['P-ESCALATED'],
  )
  await takes(t, service, 'intake', caseId, 'acknowledge-referral', { riskLevel: 'medium' })
  const decideBy = await dueOf(caseId, 'intake.decide')
  await takes(t, service, 'intake', caseId, ask.step, ask.data)
  t.same((await last(caseId)).metadata.entered, ['referral.returnedForInformation'])
  t.same(clocksOf(await last(caseId)), ['start info.reply'], 'asking pauses nothing')
  t.equal(await dueOf(caseId, 'intake.decide'), decideBy)
  await takes(t, service, 'officer', caseId, 'provide-referral-information', { answers: 'My.' })
  t.same((await last(caseId)).metadata.entered, ['referral.acknowledged'])
  t.same(clocksOf(await last(caseId)), ['meet info.reply'])
  await takes(t, service, 'intake', caseId, ask.step, ask.data)
  await takes(t, service, 'intake', caseId, 'accept-referral', { agency: 'dcy', emergencyBed: false })
  t.equal((await placeOf(caseId)).referral, 'accepted', 'accepting stays open while information is awaited')

  await takes(t, service, 'officer', caseId, 'provide-referral-information', { answers: 'Late, and welcome.' })
  const late = await last(caseId)
  t.same(late.metadata.flags, ['outOfOrder:referral'], 'a fact out of its order is recorded, flagged')
  t.same([late.metadata.entered, late.metadata.exited], [[], []], 'and moves nothing')
  t.equal((await placeOf(caseId)).referral, 'accepted')
})

t.test('a guardian is refused for a conflict and for a caseload too high', async (t) => {
  const needed = await upTo(service, 'accept-referral')
  const shelter = { person: service.personId('river'), conflicts: [], vettingRef: 'V' }
  const designate = 'designate-provisional-guardian'
  await isRefused(t, service, { person: 'province', caseId: needed, step: designate, data: shelter }, ['I-10'])
  const unvetted = { person: service.personId('guardian'), conflicts: [] }
  await isRefused(t, service, { person: 'court', caseId: needed, step: designate, data: unvetted }, ['I-4'])
  await isRefused(t, service, { person: 'immigration', caseId: needed, step: designate, data: provisional(service) }, [
    'I-20',
  ])
  await takes(t, service, 'court', needed, designate, { ...unvetted, vettingDue: '2025-03-10T00:00:00.000Z' })

  const caseId = await upTo(service, 'file-guardian-application')
  const appoint = (data: object) => ({ person: 'court', caseId, step: 'appoint-guardian', data })
  const fit = appointment(service)
  const { vettingRef: _vetting, ...notVetted } = fit
  const { views: _views, ...unheard } = fit
  await isRefused(t, service, appoint({ ...fit, person: service.personId('immigration') }), ['I-10'])
  await isRefused(t, service, appoint({ ...fit, person: service.personId('sun') }), ['I-10'])
  await isRefused(t, service, appoint({ ...fit, conflicts: ['other_interest'] }), ['I-10'])
  await isRefused(t, service, appoint({ ...fit, caseloadAtAppointment: 30 }), ['I-11'])
  await isRefused(t, service, appoint({ ...fit, caseloadAtAppointment: 49 }), ['I-11'])
  await isRefused(t, service, appoint({ ...fit, caseloadAtAppointment: 50, surgeReason: 'Nobody else.' }), ['I-11'])
  await isRefused(t, service, appoint({ ...fit, conflicts: ['placement_provider'], caseloadAtAppointment: 30 }), [
    'I-10',
    'I-11',
  ])
  await isRefused(t, service, appoint(notVetted), ['I-4'])
  await isRefused(t, service, appoint(unheard), ['I-16'])
  const claimed = await service.take('court', caseId, 'appoint-guardian', { ...fit, personRole: 'guardian' })
  isProblem(t, claimed, 'invalid-body', 'what the directory knows is not for the client to say')
  await isRefused(t, service, { ...appoint(fit), person: 'officer' }, ['I-20'])
  await isRefused(t, service, { ...appoint(fit), person: 'supervisor' }, ['P-ROLE'])
  await takes(t, service, 'court', caseId, 'appoint-guardian', {
    ...fit,
    caseloadAtAppointment: 49,
    surgeReason: 'Nobody else.',
  })
  t.equal((await placeOf(caseId)).guardianship, 'appointed')
  for (const caseload of [29, 30]) {
    const other = await upTo(service, 'file-guardian-application')
    const surge = caseload === 30 ? { surgeReason: 'Nobody else speaks the language.' } : {}
    await takes(t, service, 'court', other, 'appoint-guardian', { ...fit, caseloadAtAppointment: caseload, ...surge })
  }
})

t.test('a child arrives where nobody had accepted', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'hospital' })
  const hospital = await last(caseId)
  t.same(hospital.metadata.breaches, [], 'a hospital needs nobody’s acceptance')
  t.same(hospital.metadata.entered, ['custody.medicalCare'], 'and is not where a child lives')
  at('03-03T13:00')
  const answer = await takes(t, service, 'worker', caseId, 'record-arrival', {
    placeKind: 'emergency_bed',
    provider: 'river-shelter',
  })
  t.same(answer.body.breaches, ['I-23'])
  const bed = await last(caseId)
  t.same(bed.metadata.breaches, ['I-23'])
  t.same(bed.metadata.flags, [])
  t.same([...bed.metadata.entered].sort(), ['custody.protectiveCare', 'placement.care.emergency'])
  t.same(
    bed.metadata.clocks.find(({ key }) => key === 'placement.review')?.budget,
    { n: 14 * 24 * 3_600_000, unit: 'ms' },
    'an emergency bed is reviewed in 14 days',
  )
})

t.test('an order to hold a child', async (t) => {
  const caseId = await upTo(service, 'submit-referral')
  at('03-03T10:30')
  const lawful = {
    ownName: true,
    basis: 'identity_verification',
    alternativesConsidered: ['foster_care'],
    reviewBy: '2025-03-05T03:00:00.000Z',
    orderRef: 'Order 7',
  }
  const order = (data: object) => ({ person: 'immigration', caseId, step: 'order-detention', data })
  for (const basis of ['public_order', 'none_stated', 'absconding', 'unpaid_bail', 'missing_papers', 'no_bed'])
    await isRefused(t, service, order({ ...lawful, basis }), ['I-1'])
  await isRefused(t, service, order({ ...lawful, basis: 'attached_to_adult' }), ['I-1', 'I-3'])
  await isRefused(t, service, order({ ...lawful, basis: 'attached_to_adult', ownName: false }), ['I-1', 'I-3'])
  await isRefused(t, service, order({ ...lawful, ownName: false }), ['I-1', 'I-3'])
  await isRefused(t, service, order({ ...lawful, basis: 'family_unity' }), ['I-1', 'I-15'])
  await isRefused(t, service, order({ ...lawful, alternativesConsidered: [] }), ['I-1'])
  const { reviewBy: _never, ...unreviewed } = lawful
  await isRefused(t, service, order(unreviewed), ['I-1'])
  await isRefused(t, service, { ...order(lawful), person: 'worker' }, ['P-ROLE'])
  const before = await placeOf(caseId)
  await takes(t, service, 'immigration', caseId, 'order-detention', lawful)
  t.same(clocksOf(await last(caseId)), ['start detention.review'])
  t.same(await placeOf(caseId), before, 'an order moves nothing: the child is held when somebody holds the child')
})

t.test('a holding recorded after the fact', async (t) => {
  const holding = {
    holding: 'police',
    facility: 'north-post-cells',
    start: '2025-03-03T00:30:00.000Z',
    basis: 'attached_to_adult',
    alternativesConsidered: [],
  }
  const caseId = await upTo(service, 'record-encounter')
  at('03-03T09:00')
  const answer = await takes(t, service, 'officer', caseId, 'record-detention', holding)
  t.same(answer.body.breaches, ['I-1', 'I-3'])
  const event = await last(caseId)
  t.same(event.metadata.breaches, ['I-1', 'I-3'])
  t.same(event.metadata.entered, ['custody.policeHolding'])
  t.same(clocksOf(event), ['start custody.max', 'start detention.review', 'start referral.submit'])
  t.ok(
    event.metadata.clocks.every((clock) => clock.at === holding.start),
    'clocks run from when the holding began',
  )
  t.equal(await dueOf(caseId, 'custody.max'), '2025-03-04T00:30:00.000Z')

  const expected: readonly [basis: object, at: string, breaches: string[]][] = [
    [{ basis: 'family_unity' }, '03-03T09:00', ['I-1', 'I-15']],
    [{ basis: 'missing_papers' }, '03-03T09:00', ['I-1']],
    [
      { basis: 'court_order', alternativesConsidered: ['open_shelter'], reviewBy: '2025-03-05T00:00:00.000Z' },
      '03-03T09:00',
      ['I-1'],
    ],
    [
      {
        basis: 'court_order',
        alternativesConsidered: ['none_available'],
        reviewBy: '2025-03-05T00:00:00.000Z',
        orderRef: 'Order 7',
      },
      '03-03T09:00',
      ['I-1'],
    ],
    [
      {
        basis: 'court_order',
        alternativesConsidered: ['open_shelter'],
        reviewBy: '2025-03-01T00:00:00.000Z',
        orderRef: 'Order 7',
      },
      '03-03T09:00',
      ['I-1'],
    ],
    [{ basis: 'none_stated' }, '03-05T09:00', ['I-1', 'I-2']],
    [
      {
        basis: 'court_order',
        alternativesConsidered: ['open_shelter'],
        reviewBy: '2025-03-05T00:00:00.000Z',
        orderRef: 'Order 7 of the court',
      },
      '03-03T09:00',
      [],
    ],
  ]
  for (const [more, time, breaches] of expected) {
    const other = await upTo(service, 'record-encounter')
    at(time)
    await takes(t, service, 'monitor', other, 'record-detention', { ...holding, ...more })
    t.same((await last(other)).metadata.breaches, breaches, JSON.stringify(more))
    t.equal((await placeOf(other)).custody, 'policeHolding', 'the child is recorded to be where the child is')
  }
  const referred = await upTo(service, 'record-encounter')
  await takes(t, service, 'officer', referred, 'record-detention', { ...holding, basis: 'none_stated' })
  at('03-05T09:00')
  await takes(t, service, 'officer', referred, 'submit-referral', { ...referral, placeClass: 'police_cell' })
  t.same((await last(referred)).metadata.breaches, ['I-2'], 'a referral of a held child that comes late')
  t.equal((await placeOf(referred)).referral, 'submitted', 'is never refused')
})

t.test('a late fact does not un-miss a child', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  at('08-08T21:00')
  await takes(t, service, 'sun', caseId, 'report-missing', { discoveredAt: '2025-08-08T14:00:00.000Z' })
  t.same((await last(caseId)).metadata.entered, ['custody.missing'])
  at('08-08T21:40')
  await takes(t, service, 'worker', caseId, 'file-missing-report', {})
  t.same(clocksOf(await last(caseId)), ['meet missing.report'])
  const before = await last(caseId)
  const { known } = await service.services.cases.load(caseId)

  at('08-09T08:00')
  const occurredAt = '2025-08-07T11:00:00.000Z'
  await takes(t, service, 'sun', caseId, 'record-arrival', arrival, { occurredAt })
  const late = await last(caseId)
  t.same(late.metadata.flags, ['late:custody'])
  t.same(late.metadata.reported, ['custody.protectiveCare'], 'where it would have led is on record')
  t.same(late.metadata.state, before.metadata.state, 'the state has not changed')
  t.notOk(late.metadata.exited.includes('custody.missing'))
  const after = (await service.services.cases.load(caseId)).known
  t.equal(after.at.custody, 'missing')
  t.same(after.livesAt, known.livesAt, 'the place is kept')

  const events = await service.events(caseId)
  const truth = (when: string) => truthAt(caseId, events, service.services.proofs, when)
  t.equal(truth('2025-08-07T12:00:00.000Z').knownNow.custody, 'protectiveCare')
  t.equal(truth('2025-08-08T15:00:00.000Z').knownNow.custody, 'missing')
  t.equal(truth('2025-08-09T02:00:00.000Z').knownNow.custody, 'missing')

  const encountered = await upTo(service, 'record-encounter')
  at('03-03T12:00')
  await takes(t, service, 'worker', encountered, 'record-arrival', {
    placeKind: 'emergency_bed',
    provider: 'river-shelter',
  })
  await takes(
    t,
    service,
    'officer',
    encountered,
    'hand-over-custody',
    { toKind: 'agency', agency: 'dcy', expectedArrival: '2025-03-03T05:00:00.000Z', receiver: 'Driver' },
    { occurredAt: '2025-03-03T04:00:00.000Z' },
  )
  const handed = await last(encountered)
  t.match(handed.metadata.flags, ['late:custody'])
  t.same(handed.metadata.reported, ['custody.inTransfer'])
  t.equal((await placeOf(encountered)).custody, 'protectiveCare')
  const seen = truthAt(
    encountered,
    await service.events(encountered),
    service.services.proofs,
    '2025-03-03T04:30:00.000Z',
  )
  t.equal(seen.knownNow.custody, 'inTransfer', 'known now')
  t.equal(seen.knownThen.custody, 'encountered', 'known then')
  t.same(seen.differ, ['custody'])
})

t.test('facts that nobody expected at this point', async (t) => {
  const caseId = await upTo(service, 'record-encounter')
  at('03-03T09:00')
  await takes(t, service, 'officer', caseId, 'locate-child', { withOfficers: true })
  const located = await last(caseId)
  t.same(located.metadata.flags, ['outOfOrder:custody'])
  t.same(located.metadata.entered, ['custody.located'], 'it says where the child is: it moves')
  at('03-03T09:30')
  await takes(t, service, 'officer', caseId, 'record-end-of-detention', {
    releasedTo: 'nobody',
    shelterTonight: false,
    means: false,
  })
  const ended = await last(caseId)
  t.same(ended.metadata.flags, ['outOfOrder:custody'])
  t.same(ended.metadata.breaches, ['I-33'])
  t.equal((await placeOf(caseId)).custody, 'atLiberty')
})

t.test(
  'urgent medical need stops the clock in officers’ hands; meeting the child again goes on with what is left',
  async (t) => {
    const caseId = await upTo(service, 'record-encounter')
    t.equal(await dueOf(caseId, 'custody.max'), '2025-03-04T01:00:00.000Z')
    at('03-03T10:00')
    await takes(t, service, 'officer', caseId, 'raise-urgent-medical-need', {
      moved: true,
      guarded: false,
      need: 'Fever.',
    })
    const moved = await last(caseId)
    t.same([...moved.metadata.entered].sort(), ['custody.medicalCare', 'health.urgent'])
    t.same(moved.metadata.breaches, [], 'no guardian, no assessment, no consent is waited for')
    t.same(clocksOf(moved), ['pause custody.max', 'start health.review'])
    t.equal(await dueOf(caseId, 'custody.max'), undefined, 'it stands still')
    t.equal(await dueOf(caseId, 'referral.submit'), '2025-03-04T01:00:00.000Z', 'nothing else does')
    at('03-03T14:00')
    await takes(t, service, 'health', caseId, 'give-medical-clearance', { dischargedTo: 'transfer' })
    t.same(clocksOf(await last(caseId)), ['meet health.review'])
    at('03-03T15:00')
    await takes(t, service, 'officer', caseId, 'record-encounter', encounter)
    const again = await last(caseId)
    t.same(again.metadata.flags, ['outOfOrder:custody'])
    t.same(again.metadata.entered, ['custody.encountered'])
    t.same(clocksOf(again), ['resume custody.max'], 'nothing starts anew')
    t.equal(await dueOf(caseId, 'custody.max'), '2025-03-04T06:00:00.000Z', 'five hours were not in officers’ hands')

    const guarded = await upTo(service, 'record-encounter')
    at('03-03T10:00')
    await takes(t, service, 'officer', guarded, 'raise-urgent-medical-need', {
      moved: true,
      guarded: true,
      need: 'Fever.',
    })
    t.same(clocksOf(await last(guarded)), ['start health.review'], 'a guarded ward is holding: nothing pauses')
    t.equal(await dueOf(guarded, 'custody.max'), '2025-03-04T01:00:00.000Z')
  },
)

t.test('what was recorded wrongly is corrected by an event', async (t) => {
  const caseId = await upTo(service, 'submit-referral')
  const screened = (await service.events(caseId)).find(({ type }) => type === 'ScreeningCompleted')
  const correction = {
    correctionOf: screened?.id,
    payload: { separationStatus: 'separated' },
    reason: 'An uncle was seen with him.',
  }
  at('03-03T10:30')
  const wrong = { caseId, step: 'correct-record', data: correction }
  await isRefused(t, service, { ...wrong, person: 'worker' }, ['P-OWN-AUTHOR'])
  await isRefused(t, service, { ...wrong, person: 'intake' }, ['P-OWN-AUTHOR'])
  await isRefused(t, service, { ...wrong, person: 'immigration' }, ['P-OWN-AUTHOR'])
  isProblem(
    t,
    await service.take('officer', caseId, 'correct-record', { ...correction, payload: { canary: true } }),
    'invalid-body',
    'a field that the corrected step does not have',
  )
  isProblem(
    t,
    await service.take('officer', caseId, 'correct-record', { ...correction, correctionOf: caseId }),
    'invalid-body',
    'an event that is not in this case',
  )
  const before = await service.services.cases.load(caseId)
  await takes(t, service, 'officer', caseId, 'correct-record', correction)
  const event = await last(caseId)
  t.equal(event.metadata.correctionOf, screened?.id)
  t.same([event.metadata.entered, event.metadata.exited], [[], []], 'a correction never moves a state')
  const after = await service.services.cases.load(caseId)
  t.same(after.known.at, before.known.at)
  t.equal(before.known.separation, 'unaccompanied')
  t.equal(after.known.separation, 'separated', 'what is known changes from here on')

  at('03-03T10:40')
  await takes(t, service, 'supervisor', caseId, 'correct-record', {
    ...correction,
    payload: {},
    happenedAt: '2025-03-03T02:00:00.000Z',
  })
  const events = await service.events(caseId)
  t.same(
    correctionsOf(events).map(({ of, field, recorded, corrected }) => [of, field, recorded, corrected]),
    [
      [1n, 'separationStatus', 'unaccompanied', 'separated'],
      [1n, 'occurredAt', '2025-03-03T01:20:00.000Z', '2025-03-03T02:00:00.000Z'],
    ],
    'known then, beside known now',
  )
  t.equal(events[1]?.data.clear.separationStatus, 'unaccompanied', 'the old event stands')
  const truth = truthAt(caseId, events, service.services.proofs, '2025-03-03T01:30:00.000Z')
  t.equal(truth.knownNow.trafficking, 'unscreened', 'known now: at half past eight he had not been screened')
  t.equal(truth.knownThen.trafficking, 'clear', 'known then')
  t.same(truth.differ, ['trafficking'])
})

t.test('an assessment records the child’s views', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  at('03-04T10:00')
  await isRefused(
    t,
    service,
    { person: 'worker', caseId, step: 'start-bia', data: { kind: 'initial', interpreterMode: 'none' } },
    ['I-8'],
  )
  await isRefused(t, service, { person: 'worker', caseId, step: 'complete-bia', data: assessed }, ['SEQ-complete-bia'])
  await takes(t, service, 'worker', caseId, 'start-bia', { kind: 'initial', interpreterMode: 'telephone' })
  const complete = (person: string, data: object) => ({ person, caseId, step: 'complete-bia', data })
  const { views: _views, ...unheard } = assessed
  await isRefused(t, service, complete('worker', unheard), ['I-16'])
  await isRefused(t, service, complete('worker', { ...unheard, viewsMode: 'not_possible' }), ['I-16'])
  await isRefused(t, service, complete('worker', { ...unheard, viewsMode: 'drawn' }), ['I-16'])
  await isRefused(t, service, complete('worker-two', assessed), ['P-OWN-AUTHOR'])
  await isRefused(t, service, complete('worker-two', unheard), ['P-OWN-AUTHOR', 'I-16'])
  await isRefused(t, service, complete('officer', assessed), ['I-20', 'P-OWN-AUTHOR'])
  await takes(t, service, 'worker', caseId, 'complete-bia', {
    ...unheard,
    viewsMode: 'not_possible',
    viewsReason: 'Too ill to speak.',
  })
  await takes(t, service, 'worker', caseId, 'complete-bia', { ...unheard, viewsMode: 'declined' })
  await takes(t, service, 'supervisor', caseId, 'return-bia', { reasons: 'Ask again.' })
  t.equal((await placeOf(caseId))['bestInterests.assessment'], 'comprehensiveBIA')
})

t.test('after all of it the check is clean', async (t) => {
  const checked = await checkStore(service.services)
  t.same(checked.findings, [])
  t.ok(checked.refusals > 50, `${checked.refusals} refusals derived again`)
})
