import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { arrival, isRefused, offer, screening, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import {
  AUNT,
  assessedAndApproved,
  clocksOf,
  determined,
  dueOf,
  knownOf,
  last as lastOf,
  MOTHER,
  reunification,
  reunited,
  takeTwo,
  tracing,
  UNCLE,
  verified,
  withMother,
  without,
} from './family-story.ts'

/** Living with family again: authorised for one verified carer, and recorded whatever was authorised. */

const service = await startService()
t.teardown(() => service.close())
const last = (caseId: string) => lastOf(service, caseId)
const known = (caseId: string) => knownOf(service, caseId)
const both = ['worker', 'supervisor'] as const
const step = 'authorise-reunification'
const authorise = (caseId: string, data: object) => ({ person: 'supervisor', caseId, step, data })

t.test('a reunification needs a verified carer, an approved assessment, and the child’s views', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-05T10:00:00+07:00')
  await isRefused(t, service, authorise(caseId, reunification), ['I-4', 'P-BEST-INTERESTS'])
  await assessedAndApproved(t, service, caseId)
  await isRefused(t, service, authorise(caseId, reunification), ['I-4'])
  await takeTwo(t, service, both, caseId, 'verify-relationship', verified())
  await isRefused(t, service, authorise(caseId, without(reunification, 'views')), ['I-16'])
  await isRefused(t, service, authorise(caseId, { ...reunification, separatesSiblings: true }), ['I-24'])
  await isRefused(t, service, authorise(caseId, { ...reunification, restsOn: 'determination' }), ['P-BEST-INTERESTS'])
  await isRefused(t, service, { ...authorise(caseId, reunification), person: 'immigration' }, ['I-20'])
  await isRefused(t, service, { ...authorise(caseId, reunification), person: 'worker' }, ['P-ROLE'])
  await isRefused(t, service, authorise(caseId, { ...reunification, where: 'origin' }), ['I-18', 'I-32'])
  await isRefused(t, service, authorise(caseId, { ...reunification, where: 'third_country' }), ['I-18', 'I-32'])
  await takes(t, service, 'supervisor', caseId, step, reunification)
  t.same((await last(caseId)).metadata.entered, [])
  t.same((await known(caseId)).reunification, { carer: AUNT, where: 'here' })

  await takes(t, service, 'worker', caseId, 'record-reunification', reunited)
  const event = await last(caseId)
  t.same(event.metadata.breaches, [])
  t.same([...event.metadata.entered].sort(), [
    'custody.atLiberty',
    'placement.care.withFamily',
    'placement.search.idle',
    'solution.underway',
    'tracing.reunified',
  ])
  t.same(clocksOf(event), ['cancel followup.visit', 'cancel placement.review', 'start followup.visit'])
  t.equal(await dueOf(service, caseId, 'followup.visit'), '2025-03-19T03:00:00.000Z', 'within a fortnight')

  service.at('2025-03-10T10:00:00+07:00')
  const visit = { type: 'after_reunification', seenAlone: true, findings: 'Canary well', action: 'none' }
  await takes(t, service, 'worker', caseId, 'record-follow-up-visit', visit)
  t.same((await last(caseId)).metadata.entered, ['solution.monitored'])
  t.equal(await dueOf(service, caseId, 'followup.visit'), '2025-04-10T03:00:00.000Z', 'then after a month')
  service.at('2025-04-08T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'record-follow-up-visit', visit)
  t.equal(await dueOf(service, caseId, 'followup.visit'), '2025-07-08T03:00:00.000Z', 'then after three')

  service.at('2025-04-09T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'hospital' })
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'family', carer: AUNT })
  t.same((await last(caseId)).metadata.breaches, [], 'back from hospital to her needs no new acceptance')

  for (const person of ['officer', 'immigration', 'sun']) {
    const { text } = await service.get(person, `/api/cases/${caseId}/history`)
    t.notMatch(text, /Reunif|village|RelationshipVerified/, `${person} does not learn where he lives`)
  }
  const { body } = await service.get('officer', `/api/cases/${caseId}`)
  t.same(body.state, { protected: true, outcome: 'in care', custody: 'notWithOfficers' })

  await takes(t, service, 'worker', caseId, 'record-placement-breakdown', {
    cause: 'relationship_breakdown',
    whereChildIsNow: 'Canary street',
  })
  t.equal((await known(caseId)).reunification, undefined)
  await takes(t, service, 'worker', caseId, 'record-reunification', reunited)
  t.same((await last(caseId)).metadata.breaches, ['I-4', 'I-14', 'I-16', 'I-24'], 'once authorised is not for ever')
})

t.test('a reunification that nobody authorised is recorded with everything that nobody looked at', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-05T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'record-reunification', reunited)
  const event = await last(caseId)
  t.same(event.metadata.breaches, ['I-4', 'I-14', 'I-16', 'I-24'])
  t.equal((await known(caseId)).at.custody, 'atLiberty')

  const other = await upTo(service, 'record-arrival')
  service.at('2025-03-05T10:00:00+07:00')
  await assessedAndApproved(t, service, other)
  await takeTwo(t, service, both, other, 'verify-relationship', verified())
  await takeTwo(t, service, both, other, 'verify-relationship', verified(UNCLE))
  await takes(t, service, 'supervisor', other, step, reunification)
  await takes(t, service, 'partner', other, 'record-reunification', { ...reunited, carer: UNCLE })
  t.same((await last(other)).metadata.breaches, ['I-4', 'I-14', 'I-16', 'I-24'], 'to another than it named')
  await takes(t, service, 'partner', other, 'record-reunification', { ...reunited, where: 'origin' })
  t.same((await last(other)).metadata.breaches, ['I-4', 'I-14', 'I-16', 'I-24', 'I-18', 'I-32'], 'or elsewhere')
  t.equal((await known(other)).at.custody, 'exited')
  await takes(t, service, 'worker', other, 'complete-screening', {
    ...screening,
    signs: 'concern',
    concernedAdults: [AUNT],
  })
  await takes(t, service, 'partner', other, 'record-reunification', reunited)
  t.same((await last(other)).metadata.breaches, ['I-37'], 'there are signs against her since')
  await isRefused(t, service, authorise(other, reunification), ['I-37'])
})

t.test('a child who is with a parent is not reunited away from them', async (t) => {
  const caseId = await withMother(service)
  service.at('2025-04-05T10:00:00+07:00')
  await assessedAndApproved(t, service, caseId)
  await takeTwo(t, service, both, caseId, 'verify-relationship', verified(UNCLE))
  await isRefused(t, service, authorise(caseId, { ...reunification, carer: UNCLE }), ['I-14'])
  await takes(t, service, 'supervisor', caseId, step, { ...reunification, carer: MOTHER })
  await takeTwo(t, service, both, caseId, 'verify-present-parent', verified(MOTHER))
  await isRefused(t, service, authorise(caseId, { ...reunification, carer: UNCLE }), ['I-14'])
  await takes(t, service, 'supervisor', caseId, step, { ...reunification, carer: MOTHER })
  await takes(t, service, 'worker', caseId, 'record-reunification', { ...reunited, carer: MOTHER })
  t.same((await last(caseId)).metadata.breaches, [])
  t.same(
    clocksOf(await last(caseId)).filter((clock) => clock.startsWith('meet')),
    ['meet custody.max'],
    'out of officers’ hands',
  )
})

t.test(
  'while a panel determines it is the panel’s to say; across a border it has said so, and it is safe',
  async (t) => {
    const caseId = await upTo(service, 'record-arrival')
    service.at('2025-03-20T10:00:00+07:00')
    await takeTwo(t, service, both, caseId, 'verify-relationship', verified())
    const riskAssessment = await assessedAndApproved(t, service, caseId)
    await determined(t, service, caseId, 'durable_solution', { outcome: 'local_integration' })
    await isRefused(t, service, authorise(caseId, reunification), ['P-BEST-INTERESTS'])
    await takes(t, service, 'supervisor', caseId, 'reopen-bid', { newFacts: 'An aunt.', interimMeasures: 'He stays.' })
    await isRefused(t, service, authorise(caseId, reunification), ['P-BEST-INTERESTS'])

    const other = await upTo(service, 'record-arrival')
    service.at('2025-03-20T10:00:00+07:00')
    await takeTwo(t, service, both, other, 'verify-relationship', verified())
    await determined(t, service, other, 'durable_solution', { outcome: 'reunification' })
    const abroad = { ...reunification, where: 'origin', restsOn: 'determination' }
    await isRefused(t, service, authorise(other, abroad), ['I-32'])
    const submitted = (await service.events(other)).find(({ type }) => type === 'BidReportSubmitted')
    const ask = { ...tracing, through: ['origin_state'] }
    await takeTwo(t, service, both, other, 'close-tracing', { reason: 'Found.' })
    const start = { person: 'worker', caseId: other, step: 'start-tracing', data: { ...ask, riskAssessment } }
    await isRefused(t, service, start, ['I-32'])
    await takes(t, service, 'worker', other, 'start-tracing', { ...ask, riskAssessment: submitted?.id })
    await takes(t, service, 'supervisor', other, step, abroad)
    await takes(t, service, 'worker', other, 'record-reunification', { ...reunited, where: 'origin' })
    t.same((await last(other)).metadata.breaches, [])
    t.equal((await known(other)).at.custody, 'exited')

    await takes(t, service, 'worker', other, 'raise-protection-claim', { to: 'asylum' })
    await isRefused(t, service, authorise(other, abroad), ['I-32'])
    await takes(t, service, 'worker', other, 'record-reunification', { ...reunited, where: 'origin' })
    t.same((await last(other)).metadata.breaches, ['I-32'])
  },
)

t.test('a reunification reported late does not undo a newer home', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-10T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: true, needs: 'A bed.' })
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('river-shelter', 'residential'))
  await takes(t, service, 'river', caseId, 'accept-placement', {
    provider: 'river-shelter',
    type: 'residential',
    libertyClass: 'open',
    familyBasedTried: false,
  })
  await takes(t, service, 'river', caseId, 'record-arrival', {
    ...arrival,
    placeKind: 'emergency_bed',
    provider: 'river-shelter',
  })
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: true, needs: 'A home.' })
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('sun-foster-home', 'foster'))
  await takes(t, service, 'sun', caseId, 'accept-placement', {
    provider: 'sun-foster-home',
    type: 'foster',
    libertyClass: 'open',
    familyBasedTried: true,
  })
  const before = await known(caseId)
  await takes(t, service, 'worker', caseId, 'record-reunification', reunited, {
    occurredAt: '2025-03-08T03:00:00.000Z',
  })
  const event = await last(caseId)
  t.same(event.metadata.flags, ['late:custody', 'late:placement.care'])
  const after = await known(caseId)
  t.same([after.livesAt, after.accepted], [before.livesAt, before.accepted], 'the bed that was found since is kept')
  t.equal(after.at['placement.search'], 'accepted')

  const hurt = await upTo(service, 'record-arrival')
  service.at('2025-03-10T12:00:00+07:00')
  await takes(t, service, 'worker', hurt, 'raise-urgent-medical-need', { moved: true, guarded: false, need: 'Fever.' })
  await takes(t, service, 'worker', hurt, 'record-reunification', reunited, {
    occurredAt: '2025-03-10T03:00:00.000Z',
  })
  t.same((await last(hurt)).metadata.flags, ['late:custody'])
  t.equal((await known(hurt)).livesAt?.carer, AUNT, 'in hospital since, and at home with her')
  t.equal((await known(hurt)).at.custody, 'medicalCare')
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
