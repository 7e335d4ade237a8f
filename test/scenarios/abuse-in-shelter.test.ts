import { randomUUID } from 'node:crypto'
import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { agreed, decision, panel, report } from '../workflows/sop/bid-story.ts'
import { acceptance, offer, provisional, referral, screening } from './story.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 7: a girl is hurt in a shelter. Safety first, the formal determination afterwards. */

const aunt = randomUUID()
const friend = randomUUID()

const residential = { ...offer('river-shelter', 'residential'), familyBasedTried: true }

t.test('a girl who was hurt in a shelter is with her aunt by the afternoon', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const girl = new Tale(t, service)
  const open = { moves: { custody: 'encountered', guardianship: 'needed' } }
  const encounter = { hands: 'officers', companions: [], place: 'Demo post', statedAge: 13 }
  await girl.opens('2025-06-02 08:00', 'officer', 'record-encounter', encounter, open)
  await girl.takes('2025-06-02 08:20', 'officer', 'complete-screening', screening, { moves: { trafficking: 'clear' } })
  const since = { ...referral, since: '2025-06-02T01:00:00.000Z' }
  await girl.takes('2025-06-02 09:00', 'officer', 'submit-referral', since, { moves: { referral: 'submitted' } })
  await girl.takes(
    '2025-06-02 09:30',
    'intake',
    'acknowledge-referral',
    { riskLevel: 'high' },
    {
      moves: { referral: 'acknowledged' },
    },
  )
  await girl.takes(
    '2025-06-02 10:00',
    'intake',
    'accept-referral',
    { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
    { moves: { referral: 'accepted' } },
  )
  await girl.takes('2025-06-02 11:00', 'province', 'designate-provisional-guardian', provisional(service), {
    moves: { guardianship: 'provisional' },
  })
  await girl.takes(
    '2025-06-02 12:00',
    'worker',
    'request-placement',
    { emergency: false, needs: 'A quiet place.' },
    {
      moves: { 'placement.search': 'matching' },
    },
  )
  await girl.takes('2025-06-02 12:10', 'worker', 'offer-placement', residential, {
    moves: { 'placement.search': 'offered' },
  })
  await girl.takes('2025-06-02 13:00', 'river', 'accept-placement', acceptance('river-shelter', 'residential'), {
    moves: { 'placement.search': 'accepted' },
  })
  await girl.takes(
    '2025-06-02 16:00',
    'river',
    'record-arrival',
    { placeKind: 'placement', provider: 'river-shelter' },
    {
      moves: { custody: 'protectiveCare', 'placement.care': 'inPlacement', 'placement.search': 'idle' },
    },
  )

  // the aunt is found and verified in July
  const related = {
    adult: aunt,
    result: 'confirmed',
    authority: 'agency',
    dna: false,
    how: 'Papers and both their stories.',
    childsWish: 'She would like to live with her.',
    adultAbility: 'Has a room.',
  }
  await girl.both('2025-07-10 10:00', ['worker', 'supervisor'], 'verify-relationship', related, {
    moves: { tracing: 'verified' },
  })

  await girl.takes('2025-09-01 10:00', 'partner', 'raise-safeguarding-concern', {
    against: 'provider',
    provider: 'river-shelter',
    immediateDanger: true,
    what: 'Hit by a member of staff.',
  })
  await girl.takes(
    '2025-09-01 10:30',
    'worker',
    'record-placement-breakdown',
    { cause: 'abuse_exploitation', whereChildIsNow: 'With her worker.' },
    { moves: { 'placement.care': 'breakdown', 'placement.search': 'matching' } },
  )
  const kin = (carer: string) => ({ carer, type: 'kinship', libertyClass: 'open', needs: 'A girl of thirteen.' })
  await girl.refuses('2025-09-01 12:00', 'worker', 'offer-placement', kin(friend), ['I-4'])
  const determination = (await girl.service.services.cases.load(girl.caseId)).known.at['bestInterests.determination']
  t.equal(determination, 'notRequired', 'no formal determination stands before safety')
  await girl.takes(
    '2025-09-01 13:00',
    'supervisor',
    'accept-placement',
    { carer: aunt, type: 'kinship', libertyClass: 'open', familyBasedTried: true },
    { moves: { 'placement.search': 'accepted' } },
  )
  await girl.takes(
    '2025-09-01 14:00',
    'worker',
    'record-arrival',
    { placeKind: 'family', carer: aunt },
    {
      moves: { custody: 'atLiberty', 'placement.care': 'withFamily', 'placement.search': 'idle' },
    },
  )
  await girl.takes(
    '2025-09-01 15:00',
    'worker',
    'request-placement',
    { emergency: false, needs: 'Should it not last.' },
    {
      moves: { 'placement.search': 'matching' },
    },
  )
  await girl.refuses('2025-09-01 15:10', 'worker', 'offer-placement', residential, ['I-36'])

  await girl.takes(
    '2025-09-02 09:00',
    'supervisor',
    'require-bid',
    { trigger: 'durable_solution' },
    {
      moves: { 'bestInterests.determination': 'bidReport' },
    },
  )
  await girl.takes('2025-09-10 09:00', 'worker', 'submit-bid-report', report)
  await girl.takes(
    '2025-09-12 09:00',
    'secretary',
    'convene-panel',
    { ...panel(service), meetsOn: '2025-09-19' },
    {
      moves: { 'bestInterests.determination': 'panelScheduled' },
    },
  )
  service.at('2025-09-19T10:00:00+07:00')
  const stays = {
    ...decision,
    outcome: 'remain_with_carer',
    reviewBy: '2026-03-19T00:00:00.000Z',
    appealBy: '2025-10-19T00:00:00.000Z',
  }
  const proposal = await agreed(t, service, girl.caseId, stays)
  await girl.takes(
    '2025-09-19 11:00',
    'secretary',
    'decide-bid',
    { ...stays, proposal },
    {
      moves: { 'bestInterests.determination': 'decided' },
    },
  )
  t.same((await checkStore(service.services)).findings, [])
})
