import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 5: a feverish toddler, alone, at two in the morning. Nothing stands before the hospital. */

t.test('a feverish toddler is in hospital twenty minutes after she is found', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const girl = new Tale(t, service)
  await girl.opens(
    '2025-07-01 02:00',
    'officer',
    'record-encounter',
    { hands: 'officers', companions: [], place: 'Demo bridge', statedAge: 2, dobBasis: 'estimated' },
    { moves: { custody: 'encountered', guardianship: 'needed' } },
  )
  await girl.takes(
    '2025-07-01 02:05',
    'officer',
    'raise-urgent-medical-need',
    { moved: false, guarded: false, need: 'High fever.' },
    { moves: { health: 'urgent' } },
  )
  await girl.takes(
    '2025-07-01 02:20',
    'officer',
    'raise-urgent-medical-need',
    { moved: true, guarded: false, need: 'High fever.', hospital: 'Demo hospital' },
    { moves: { custody: 'medicalCare' } },
  )
  await girl.takes(
    '2025-07-01 02:40',
    'officer',
    'submit-referral',
    {
      placeClass: 'hospital',
      since: '2025-06-30T19:00:00.000Z',
      alone: 'alone',
      danger: 'illness',
      riskFlags: ['alone', 'under_five', 'illness'],
      couldBeUnder18: 'yes',
      location: 'Demo hospital',
      callBackPhone: '+66 0 1234 0000',
    },
    { moves: { referral: 'submitted' } },
  )
  await girl.takes(
    '2025-07-01 03:30',
    'intake',
    'acknowledge-referral',
    { riskLevel: 'high' },
    { moves: { referral: 'acknowledged' } },
  )
  await girl.takes(
    '2025-07-01 09:00',
    'province',
    'designate-provisional-guardian',
    { person: service.personId('province'), conflicts: [], vettingRef: 'ex officio' },
    { moves: { guardianship: 'provisional' } },
  )
  await girl.takes(
    '2025-07-01 09:30',
    'intake',
    'accept-referral',
    { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
    { moves: { referral: 'accepted' } },
  )
  await girl.takes(
    '2025-07-02 10:00',
    'supervisor',
    'require-bid',
    { trigger: 'temporary_care' },
    { moves: { 'bestInterests.determination': 'bidReport' } },
  )
  await girl.takes(
    '2025-07-04 09:00',
    'worker',
    'request-placement',
    { emergency: true, needs: 'A family used to small children.' },
    { moves: { 'placement.search': 'matching' } },
  )
  await girl.takes(
    '2025-07-04 10:00',
    'sun',
    'accept-placement',
    { provider: 'sun-foster-home', type: 'foster', libertyClass: 'open', familyBasedTried: true },
    { moves: { 'placement.search': 'accepted' } },
  )
  await girl.takes(
    '2025-07-04 11:00',
    'health',
    'give-medical-clearance',
    { dischargedTo: 'care', receiver: 'Sun foster family' },
    { moves: { health: 'stable' } },
  )
  await girl.takes(
    '2025-07-04 14:00',
    'sun',
    'record-arrival',
    { placeKind: 'placement', provider: 'sun-foster-home', condition: 'Well.' },
    { moves: { custody: 'protectiveCare', 'placement.care': 'inPlacement', 'placement.search': 'idle' } },
  )

  const events = await girl.events()
  const hospital = events.find(({ metadata }) => metadata.entered.includes('custody.medicalCare'))
  t.equal(Date.parse(hospital?.metadata.occurredAt ?? '') - Date.parse('2025-06-30T19:00:00Z'), 20 * 60_000, '20 min')
  const held = events.flatMap(({ metadata }) => metadata.entered).filter((state) => /Holding|Detained/.test(state))
  t.same(held, [], 'no night in hospital is a night held')
  t.notOk((await service.services.cases.load(girl.caseId)).known.guarded)
  const clocks = events.flatMap(({ metadata }) => metadata.clocks)
  const paused = clocks.filter(({ op }) => op === 'pause').map(({ key }) => key)
  t.same([...new Set(paused)], ['custody.max'], 'only the time in officers’ hands stands still')
  const restarted = clocks.filter(
    ({ op, key }, i) => op === 'start' && clocks.slice(0, i).some((c) => c.op === 'start' && c.key === key),
  )
  t.same(
    restarted.map(({ key }) => key).filter((key) => !['health.review', 'followup.visit'].includes(key)),
    [],
    'none is reset',
  )
  t.same((await checkStore(service.services)).findings, [])
})
