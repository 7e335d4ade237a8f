import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 8: who may become a guardian, and what a complaint about one does. */

t.test('a guardian is free and has time; a complaint is hidden from whom it is about', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const child = new Tale(t, service)
  const named = (person: string, caseloadAtAppointment: number) => ({
    person: service.personId(person),
    conflicts: [],
    caseloadAtAppointment,
    viewsMode: 'spoken',
    views: 'Would like somebody who speaks her language.',
    actRef: 'Demo act',
    vettingRef: 'Demo vetting',
  })

  await child.opens(
    '2025-10-06 09:00',
    'partner',
    'record-encounter',
    { hands: 'none', companions: [], place: 'Demo market' },
    { moves: { custody: 'atLiberty', guardianship: 'needed' } },
  )
  await child.refuses('2025-10-06 11:00', 'court', 'appoint-guardian', named('river', 3), ['I-10'])
  await child.refuses('2025-10-06 11:10', 'court', 'appoint-guardian', named('guardian', 30), ['I-11'])
  await child.takes(
    '2025-10-06 15:00',
    'province',
    'designate-provisional-guardian',
    { person: service.personId('province'), conflicts: [], vettingRef: 'ex officio' },
    { moves: { guardianship: 'provisional' } },
  )
  await child.takes('2025-10-08 10:00', 'court', 'appoint-guardian', named('guardian', 29), {
    moves: { guardianship: 'appointed' },
  })
  const path = `/api/cases/${child.caseId}`
  t.equal((await service.get('guardian', path)).status, 200, 'the guardian sees the case')

  const complaint = await child.takes('2025-11-03 09:00', 'worker', 'lodge-guardian-complaint', {
    subject: 'Canary complaint: never visits.',
  })
  for (const part of ['', '/history', '/timeline', '/steps']) {
    const seen = await service.get('guardian', `${path}${part}`)
    t.notMatch(seen.text, /Canary complaint|GuardianComplaintLodged/, `hidden in ${part || 'the case'}`)
    t.notMatch(seen.text, complaint, 'and its id')
  }
  const family = { complaint, agency: 'family-court' }
  const toGuardian = { ...family, person: service.personId('guardian') }
  await child.refuses('2025-11-03 09:30', 'court', 'assign-complaint', toGuardian, ['I-12'])
  await child.takes('2025-11-03 09:40', 'monitor', 'assign-complaint', { complaint, agency: 'ombudsperson' })

  await child.takes(
    '2025-11-03 10:00',
    'court',
    'suspend-guardian',
    { reason: 'Nobody was visited.', actRef: 'Demo act 2' },
    { moves: { guardianship: 'suspended' } },
  )
  t.equal((await service.get('guardian', path)).status, 404, 'access ended in the same act')
  await child.takes(
    '2025-11-03 16:00',
    'court',
    'designate-provisional-guardian',
    { person: service.personId('province'), conflicts: [], vettingRef: 'ex officio' },
    { moves: { guardianship: 'provisional' } },
  )
  t.ok((await child.hoursBetween('GuardianComplaintLodged', 'GuardianSuspended')) < 24, 'the same day')
  t.same((await checkStore(service.services)).findings, [])
})
