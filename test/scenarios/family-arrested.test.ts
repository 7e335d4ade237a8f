import { randomUUID } from 'node:crypto'
import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { dueAt } from '../../src/case/clocks.ts'
import { current } from '../../workflows/registry.ts'
import { startService } from '../support/service.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 2: mother, two children, father. One stream per child; the parents are people in both. */

const mother = randomUUID()
const father = randomUUID()

const asAttachment = {
  ownName: false,
  basis: 'attached_to_adult',
  alternativesConsidered: [],
  orderRef: 'Father’s order',
}
const keepTogether = {
  ownName: true,
  basis: 'family_unity',
  alternativesConsidered: [],
  orderRef: 'Bail unpaid',
}
const inTheCell = {
  holding: 'police',
  facility: 'north-post-cells',
  basis: 'attached_to_adult',
  alternativesConsidered: [],
}
const together = { siblings: 'together', accompanyingAdults: 1 }
const place = { provider: 'hill-family-network', type: 'family_in_community', libertyClass: 'open', ...together }
const needs = 'A flat for a mother and two children, near a school.'

t.test('a family is arrested, and mother and children leave the cell together', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const family = randomUUID()
  const children = [new Tale(t, service), new Tale(t, service)]
  const each = async (tell: (child: Tale) => Promise<unknown>): Promise<void> => {
    for (const child of children) await tell(child)
  }

  await each((child) =>
    child.opens(
      '2025-04-04 09:00',
      'officer',
      'record-encounter',
      {
        hands: 'officers',
        companions: [
          { ref: mother, claimedRelation: 'parent' },
          { ref: father, claimedRelation: 'parent' },
        ],
        place: 'Demo lorry park',
      },
      {
        moves: { custody: 'encountered', guardianship: 'parentPresumed', age: 'assertedMinor', referral: 'screening' },
      },
    ),
  )
  await each((child) =>
    child.takes('2025-04-04 09:05', 'officer', 'link-family-unit', { familyUnit: family, members: [] }),
  )

  await each((child) =>
    child.refuses('2025-04-04 12:00', 'immigration', 'order-detention', asAttachment, ['I-1', 'I-3']),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 12:10',
      'officer',
      'record-detention',
      { ...inTheCell, start: '2025-04-04T05:10:00.000Z' },
      { moves: { custody: 'policeHolding' }, breaches: ['I-1', 'I-3'] },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 12:30',
      'officer',
      'submit-referral',
      {
        placeClass: 'police_cell',
        since: '2025-04-04T05:10:00.000Z',
        alone: 'with_parent',
        danger: 'none',
        riskFlags: ['held'],
        couldBeUnder18: 'yes',
        location: 'North post, cell 2',
        callBackPhone: '+66 0 1234 0000',
      },
      { moves: { referral: 'submitted' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 13:00',
      'intake',
      'acknowledge-referral',
      { riskLevel: 'high' },
      { moves: { referral: 'acknowledged' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 13:30',
      'intake',
      'accept-referral',
      { agency: 'dcy', worker: service.personId('worker'), emergencyBed: false },
      { moves: { referral: 'accepted' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 14:00',
      'worker',
      'request-placement',
      { emergency: false, needs, ...together },
      { moves: { 'placement.search': 'matching' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 14:10',
      'worker',
      'offer-placement',
      { ...place, needs },
      { moves: { 'placement.search': 'offered' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-04 16:00',
      'hill',
      'accept-placement',
      { ...place, familyBasedTried: true, necessity: 'The family was arrested.', suitability: 'They stay together.' },
      { moves: { 'placement.search': 'accepted' } },
    ),
  )
  await each((child) => child.stands({ guardianship: 'parentPresumed' }, 'the mother is presumed a parent'))

  await each(async ({ caseId }) => {
    const clock = (await service.services.cases.load(caseId)).running.get(`custody.max ${caseId}`)
    t.equal(clock && dueAt(clock, current.terms), '2025-04-05T02:00:00.000Z', 'custody.max is over on 5 April at 09:00')
  })
  await each((child) =>
    child.refuses('2025-04-05 10:00', 'immigration', 'order-detention', keepTogether, ['I-1', 'I-15']),
  )
  await each((child) =>
    child.takes('2025-04-05 12:00', 'immigration', 'order-release', {
      authority: 'Immigration Bureau',
      receiver: 'Partner organisation, with the mother, without deposit',
    }),
  )
  await each((child) =>
    child.takes(
      '2025-04-05 14:00',
      'officer',
      'hand-over-custody',
      {
        toKind: 'provider',
        provider: 'hill-family-network',
        expectedArrival: '2025-04-05T08:00:00.000Z',
        receiver: 'Demo case manager',
      },
      { moves: { custody: 'inTransfer' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-05 15:00',
      'hill',
      'record-arrival',
      { placeKind: 'family', provider: 'hill-family-network', carer: mother },
      { moves: { custody: 'atLiberty', 'placement.care': 'withFamily', 'placement.search': 'idle' } },
    ),
  )
  await each((child) =>
    child.takes(
      '2025-04-05 15:30',
      'worker',
      'record-family-member-held',
      { member: father, from: '2025-04-04T02:00:00.000Z', facility: 'Central immigration holding' },
      { flags: ['deviation'] },
    ),
  )
  await each((child) =>
    child.takes('2025-04-08 10:00', 'supervisor', 'consult-working-group', {
      shown: 'search_profile',
      question: 'What would let the father join the family?',
      members: 'Immigration, child protection, a partner.',
      outcome: 'Reporting instead of holding is examined.',
    }),
  )

  for (const child of children) {
    t.equal(await child.hoursBetween('DetentionRecorded', 'CustodyHandedOver'), 25 + 50 / 60, 'held for 25 h 50')
    t.equal(await child.hoursBetween('ChildEncountered', 'CustodyHandedOver'), 29, '29 h in officers’ hands')
    const { known } = await service.services.cases.load(child.caseId)
    t.equal(known.familyUnit, family)
    t.same(known.familyHeld, [father])
  }
  t.same((await checkStore(service.services)).findings, [], 'the check is clean')
})
