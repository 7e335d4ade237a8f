import { randomUUID } from 'node:crypto'
import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { FRIEND } from './story.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 4: a man says that he is the uncle of a girl of twelve. */

const uncle = randomUUID()
const shelter = { provider: 'river-shelter', type: 'residential', libertyClass: 'open' }

t.test('a claimed uncle against whom there are signs gets neither the girl nor word of her', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const girl = new Tale(t, service)
  await girl.opens(
    '2025-06-04 10:00',
    'officer',
    'record-encounter',
    {
      hands: 'officers',
      companions: [{ ref: uncle, claimedRelation: 'relative' }],
      place: 'Demo border bridge',
      statedAge: 12,
      spokenToAlone: true,
    },
    { moves: { custody: 'encountered', guardianship: 'needed' } },
  )
  await girl.takes(
    '2025-06-04 10:30',
    'officer',
    'submit-referral',
    {
      placeClass: 'police_post',
      since: '2025-06-04T03:00:00.000Z',
      alone: 'with_other_adult',
      danger: 'unknown',
      riskFlags: ['fears_someone_present'],
      couldBeUnder18: 'yes',
      location: 'Demo border post',
      callBackPhone: '+66 0 1234 0000',
    },
    { moves: { referral: 'submitted' } },
  )
  await girl.takes(
    '2025-06-04 10:45',
    'intake',
    'raise-trafficking-indicators',
    { concernedAdults: [uncle], indicators: ['contradictions', 'afraid'], account: 'Two stories of one journey.' },
    { moves: { trafficking: 'indicators' } },
  )
  await girl.takes(
    '2025-06-04 11:00',
    'intake',
    'acknowledge-referral',
    { riskLevel: 'high' },
    { moves: { referral: 'acknowledged' } },
  )
  await girl.takes(
    '2025-06-04 11:20',
    'intake',
    'accept-referral',
    { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
    { moves: { referral: 'accepted' } },
  )
  await girl.takes(
    '2025-06-04 12:00',
    'province',
    'designate-provisional-guardian',
    { person: service.personId('province'), conflicts: [], vettingRef: 'ex officio' },
    { moves: { guardianship: 'provisional' } },
  )
  await girl.takes(
    '2025-06-04 12:30',
    'worker',
    'request-placement',
    {
      emergency: false,
      needs: 'A protected place; the address stays sealed.',
      excludedPersons: 'The man she came with.',
    },
    { moves: { 'placement.search': 'matching' } },
  )
  const toUncle = { carer: uncle, type: 'kinship', libertyClass: 'open', needs: 'A girl of twelve.' }
  await girl.refuses('2025-06-04 12:40', 'worker', 'offer-placement', toUncle, ['I-4', 'I-37'])
  const asGuardian = { person: uncle, conflicts: [], vettingRef: 'none' }
  await girl.refuses(
    '2025-06-04 12:45',
    'court',
    'appoint-guardian',
    {
      ...asGuardian,
      caseloadAtAppointment: 0,
      viewsMode: 'spoken',
      views: 'She does not want him.',
      actRef: 'Demo act',
    },
    ['I-4', 'I-10'],
    ['I-4'],
  )

  await girl.takes(
    '2025-06-05 09:00',
    'nrm',
    'make-nrm-referral',
    { to: 'Demo multi-disciplinary team' },
    { moves: { trafficking: 'recoveryPeriod' } },
  )
  await girl.takes(
    '2025-06-05 09:30',
    'worker',
    'offer-placement',
    { ...shelter, familyBasedTried: true, needs: 'A girl of twelve, sealed address.' },
    {
      moves: { 'placement.search': 'offered' },
    },
  )
  await girl.takes(
    '2025-06-05 11:00',
    'river',
    'accept-placement',
    {
      ...shelter,
      familyBasedTried: true,
      necessity: 'Signs of trafficking.',
      suitability: 'A protected house.',
      residentialReason: 'No family with protection had a place.',
    },
    { moves: { 'placement.search': 'accepted' } },
  )
  await girl.takes(
    '2025-06-05 14:00',
    'officer',
    'hand-over-custody',
    {
      toKind: 'provider',
      provider: 'river-shelter',
      expectedArrival: '2025-06-05T08:00:00.000Z',
      receiver: 'Demo driver',
    },
    { moves: { custody: 'inTransfer' } },
  )
  await girl.takes(
    '2025-06-05 15:00',
    'river',
    'record-arrival',
    { placeKind: 'placement', provider: 'river-shelter', address: 'Canary lane 4' },
    { moves: { custody: 'protectiveCare', 'placement.care': 'inPlacement', 'placement.search': 'idle' } },
  )
  await girl.takes(
    '2025-06-17 10:00',
    'nrm',
    'decide-victim-identification',
    {
      finding: 'identified',
      supportPerson: FRIEND,
      interpreterMode: 'in_person',
      viewsMode: 'spoken',
      views: 'She is afraid of him.',
      members: 'Prosecutor, social worker, doctor.',
      reasons: 'As the team wrote.',
    },
    { moves: { trafficking: 'identified' }, body: { decidedBy: { body: 'identification_team', date: '2025-06-17' } } },
  )
  t.ok((await girl.hoursBetween('NrmReferralMade', 'VictimIdentificationDecided')) <= 15 * 24, 'within 15 days')

  // an officer asks for the address on his behalf
  service.at('2025-06-18T10:00:00+07:00')
  const about = (child: string) => ({
    kind: 'disclosure-request',
    about: child,
    fields: ['address'],
    purpose: 'family',
  })
  const asked = await service.post('immigration', '/api/reports', about(girl.caseId))
  const unknown = await service.post('immigration', '/api/reports', about(randomUUID()))
  t.same([asked.status, asked.body.detail], [202, unknown.body.detail], 'logged, and answered as for an unknown child')
  const toHim = {
    recipient: 'person',
    recipientPerson: uncle,
    fields: ['whereabouts'],
    bulk: false,
    purpose: 'family',
    basis: 'consent',
    recipientName: 'The man she came with',
  }
  const payload = { step: 'make-disclosure', payload: toHim }
  const proposal = await girl.takes('2025-06-18 10:50', 'protection', 'propose-act', payload)
  await girl.refuses('2025-06-18 11:00', 'supervisor', 'make-disclosure', { ...toHim, proposal }, ['I-28', 'I-37'])
  const seen = await service.get('immigration', `/api/cases/${girl.caseId}`)
  t.notMatch(seen.text, /Canary|river/, 'and reads nothing of where she is')
  t.same((await checkStore(service.services)).findings, [])
})
