import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { ADDRESS, assessed, upTo } from './story.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 6: a boy in care since March is missing for nine days. He loses nothing by it. */

t.test('a missing boy is looked for, not punished, and his place waits for him', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const boy = new Tale(t, service, await upTo(service, 'record-arrival'))
  const kind = { interpreterMode: 'in_person', childSeenAlone: true }
  await boy.takes(
    '2025-03-05 10:00',
    'worker',
    'start-bia',
    { kind: 'initial', ...kind },
    {
      moves: { 'bestInterests.assessment': 'initialBIA' },
    },
  )
  await boy.takes('2025-03-06 10:00', 'worker', 'complete-bia', assessed, {
    moves: { 'bestInterests.assessment': 'comprehensiveBIA' },
  })
  await boy.takes('2025-03-13 10:00', 'worker', 'complete-bia', assessed, {
    moves: { 'bestInterests.assessment': 'supervisorReview' },
  })
  await boy.takes(
    '2025-03-14 10:00',
    'supervisor',
    'approve-bia',
    { bidNeeded: 'later', bidNeededBy: '2026-03-01' },
    {
      moves: { 'bestInterests.assessment': 'approved' },
    },
  )

  await boy.takes(
    '2025-08-08 21:00',
    'sun',
    'report-missing',
    { discoveredAt: '2025-08-08T14:00:00.000Z', circumstances: 'Did not come back from football.' },
    { moves: { custody: 'missing' } },
  )
  await boy.takes('2025-08-08 21:40', 'sun', 'file-missing-report', { descriptionShared: 'Blue shirt.' })
  await boy.refuses(
    '2025-08-13 10:00',
    'worker',
    'propose-case-closure',
    { reason: 'reunified_stable', planCompletion: 'Not found.' },
    // missing, and nobody who answers for him from then on
    ['I-25', 'I-25'],
  )

  // police ask for the addresses of shelters: logged, not given
  service.at('2025-08-14T09:00:00+07:00')
  const question = {
    kind: 'disclosure-request',
    about: boy.caseId,
    fields: ['address'],
    purpose: 'missing_child_search',
  }
  const asked = await service.post('officer', '/api/reports', question)
  t.equal(asked.status, 202)
  t.notMatch(asked.text, ADDRESS, 'no address in the answer')
  t.notMatch((await service.get('officer', `/api/cases/${boy.caseId}`)).text, ADDRESS, 'nor in the case')
  const search = {
    recipient: 'police',
    agency: 'royal-thai-police',
    fields: ['description', 'last_place'],
    bulk: false,
    purpose: 'missing_child_search',
    basis: 'imminent_danger',
    recipientName: 'Search unit',
    explanation: 'Blue shirt; last seen at the football ground.',
  }
  await boy.refuses('2025-08-14 10:00', 'supervisor', 'make-disclosure', search, ['P-TWO'])
  await boy.both('2025-08-14 10:10', ['protection', 'supervisor'], 'make-disclosure', search)

  await boy.takes(
    '2025-08-17 18:00',
    'partner',
    'locate-child',
    { withOfficers: false, condition: 'Tired.' },
    {
      moves: { custody: 'located' },
    },
  )
  await boy.refuses(
    '2025-08-17 18:30',
    'immigration',
    'order-detention',
    {
      ownName: true,
      basis: 'absconding',
      alternativesConsidered: ['reporting'],
      reviewBy: '2025-08-19T00:00:00.000Z',
      orderRef: 'Order',
    },
    ['I-1'],
  )
  await boy.takes(
    '2025-08-17 19:30',
    'sun',
    'record-arrival',
    { placeKind: 'placement', provider: 'sun-foster-home' },
    {
      moves: { custody: 'protectiveCare' },
    },
  )
  await boy.takes('2025-08-18 10:00', 'worker', 'hold-return-interview', {
    interpreterMode: 'in_person',
    viewsMode: 'spoken',
    views: 'Was looking for his brother.',
    findings: 'As he said.',
  })
  await boy.takes(
    '2025-08-20 10:00',
    'worker',
    'start-bia',
    { kind: 'after_missing', ...kind },
    {
      moves: { 'bestInterests.assessment': 'comprehensiveBIA' },
    },
  )

  const events = await boy.events()
  const episodes = events.filter(({ metadata }) => metadata.entered.includes('custody.missing'))
  t.equal(episodes.length, 1, 'one episode')
  t.ok((await boy.hoursBetween('ChildWentMissing', 'ChildLocated')) > 72, 'not located within 72 hours')
  const care = events.slice(14).flatMap(({ metadata }) => [...metadata.entered, ...metadata.exited])
  t.notOk(care.includes('placement.care.breakdown') || care.includes('placement.care.ended'), 'the place was kept')
  const missed = events.find(({ type }) => type === 'ChildWentMissing')
  t.same(
    missed?.metadata.clocks.filter(({ op }) => op === 'pause' || op === 'cancel'),
    [],
    'no clock of the child stands still',
  )
  t.same((await checkStore(service.services)).findings, [])
})
