import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { appointment, FRIEND, isRefused, provisional, referral, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { helpers } from './helpers.ts'

/** What becomes of a guardianship: conflict, suspension, another guardian, its end; and a body as guardian. */

const service = await startService()
t.teardown(() => service.close())
const { at, breaks, clocksOf, knownOf, last, placeOf, refused } = helpers(service)
const OTHER = '5a0a7a4e-2222-4222-8333-444455556666'
const replacement = (person = OTHER) => ({ ...appointment(service), person, reason: 'A conflict.', handover: 'Done.' })
const suspension = { reason: 'Works for the home.', actRef: 'Act 2' }

/** A case with an appointed guardian. */
async function appointed(): Promise<string> {
  const caseId = await upTo(service, 'record-arrival')
  at('03-04T10:00')
  await service.take('court', caseId, 'appoint-guardian', appointment(service))
  return caseId
}

t.test('a conflict is declared, by the guardian or by anyone, and is a breach while they are in office', async (t) => {
  const step = 'declare-guardian-conflict'
  const conflict = { since: '2025-03-03T20:00:00.000Z', kind: 'other_interest', explanation: 'Related to the home.' }
  const without = await upTo(service, 'accept-referral')
  at('03-04T09:00')
  await takes(t, service, 'worker', without, step, conflict)
  t.same((await last(without)).metadata.breaches, [], 'nobody is guardian: nobody has a conflict')
  t.same(clocksOf(await last(without)), [])
  t.equal((await knownOf(without)).guardianConflictSince, undefined)

  for (const person of ['guardian', 'officer', 'partner', 'sun']) {
    const caseId = await appointed()
    at('03-05T10:00')
    await breaks(t, person, caseId, step, conflict, ['I-10'])
    t.same(clocksOf(await last(caseId)), ['start guardian.conflict'])
    t.same((await last(caseId)).metadata.entered, [], 'it moves nothing')
    t.equal((await knownOf(caseId)).guardianConflictSince, conflict.since)
    await breaks(t, person, caseId, step, { ...conflict, since: '2025-03-02T20:00:00.000Z' }, ['I-10'])
    t.equal((await knownOf(caseId)).guardianConflictSince, '2025-03-02T20:00:00.000Z', 'the earlier counts')
    await breaks(t, person, caseId, step, conflict, ['I-10'])
    t.equal((await knownOf(caseId)).guardianConflictSince, '2025-03-02T20:00:00.000Z')
  }
  const caseId = await appointed()
  await refused(t, 'auditor', caseId, step, conflict, ['P-ROLE'])
})

t.test('suspended: access ends in the same act, and another must act that day', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const path = `/api/cases/${caseId}`
  t.equal((await service.get('guardian', path)).status, 200)
  await refused(t, 'officer', caseId, 'suspend-guardian', suspension, ['I-20'])
  await refused(t, 'supervisor', caseId, 'suspend-guardian', suspension, ['P-ROLE'])
  await takes(t, service, 'guardian', caseId, 'declare-guardian-conflict', {
    since: '2025-03-05T00:00:00.000Z',
    kind: 'placement_provider',
    explanation: 'Was hired by the home.',
  })
  await takes(t, service, 'court', caseId, 'suspend-guardian', suspension)
  const event = await last(caseId)
  t.same(event.metadata.entered, ['guardianship.suspended'])
  t.same(clocksOf(event), ['meet guardian.conflict', 'start guardian.provisional'])
  t.same(event.metadata.flags, ['reviewActsSinceConflict'])
  for (const part of ['', '/history', '/timeline']) {
    const answer = await service.get('guardian', `${path}${part}`)
    t.equal(answer.status, 404, `reads no ${part || 'case'} any more`)
  }
  const decides = await service.take('guardian', caseId, 'assign-legal-representative', { lawyer: OTHER })
  t.equal(decides.body.type, 'urn:kinward:problem:unknown-case', 'and decides nothing')
  await takes(t, service, 'guardian', caseId, 'report-missing', { discoveredAt: '2025-03-05T03:00:00.000Z' })
  t.same((await last(caseId)).metadata.flags, ['bySuspended'], 'a report is taken, and looked at twice')
  await refused(t, 'court', caseId, 'suspend-guardian', suspension, ['SEQ-suspend-guardian'])

  const back = { person: service.personId('guardian'), conflicts: [], vettingRef: 'V' }
  await refused(t, 'court', caseId, 'designate-provisional-guardian', back, ['I-10'])
  await refused(t, 'court', caseId, 'appoint-guardian', appointment(service), ['I-10'])
  await refused(t, 'court', caseId, 'replace-guardian', replacement(back.person), ['I-10'])
  await takes(t, service, 'province', caseId, 'designate-provisional-guardian', provisional(service))
  t.match(clocksOf(await last(caseId)), ['meet guardian.provisional'])
  t.equal((await knownOf(caseId)).guardianConflictSince, undefined)
  t.same((await knownOf(caseId)).suspended, [back.person])
  t.not((await knownOf(caseId)).guardian?.person, back.person)
  await takes(t, service, 'court', caseId, 'appoint-guardian', appointment(service))
  t.same((await knownOf(caseId)).suspended, [], 'once it is settled they may come back')
  t.equal((await service.get('guardian', path)).status, 200)

  const { body: own } = await service.open('guardian', 'submit-referral', referral)
  await takes(t, service, 'court', own.caseId, 'designate-provisional-guardian', back)
  await takes(t, service, 'court', own.caseId, 'suspend-guardian', suspension)
  t.equal((await knownOf(own.caseId)).guardian, undefined, 'the child has nobody meanwhile')
  t.equal((await service.get('guardian', `/api/cases/${own.caseId}`)).status, 404, 'also who opened the case')

  const early = await upTo(service, 'designate-provisional-guardian')
  await takes(t, service, 'court', early, 'suspend-guardian', suspension)
  t.same((await last(early)).metadata.flags, [], 'a provisional one too; no conflict is on record')
})

t.test('replaced: by somebody whom the rules allow', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const step = 'replace-guardian'
  const fit = replacement()
  const { vettingRef: _vetting, ...notVetted } = fit
  const { views: _views, ...unheard } = fit
  const failing: readonly [data: object, rules: string[]][] = [
    [notVetted, ['I-4']],
    [{ ...fit, person: service.personId('sun') }, ['I-10']],
    [{ ...fit, conflicts: ['other_interest'] }, ['I-10']],
    [{ ...fit, caseloadAtAppointment: 30 }, ['I-11']],
    [unheard, ['I-16']],
    [{ ...fit, institution: 'province' }, ['P-INSTITUTION']],
  ]
  for (const [data, rules] of failing) await refused(t, 'court', caseId, step, data, rules)
  await refused(t, 'immigration', caseId, step, fit, ['I-20'])
  await refused(t, 'worker', caseId, step, fit, ['P-ROLE'])
  await takes(t, service, 'worker', caseId, 'declare-guardian-conflict', {
    since: '2025-03-05T00:00:00.000Z',
    kind: 'other_interest',
    explanation: 'A cousin of the employer.',
  })
  await refused(t, 'court', caseId, step, replacement(service.personId('guardian')), ['I-10'])
  await takes(t, service, 'court', caseId, step, fit)
  const event = await last(caseId)
  t.same([event.metadata.exited, event.metadata.entered], [['guardianship.appointed'], ['guardianship.appointed']])
  t.same(clocksOf(event), ['meet guardian.conflict'])
  t.same(event.metadata.flags, ['reviewActsSinceConflict'])
  t.same((await knownOf(caseId)).guardian, { person: OTHER, kind: 'appointed' })
  t.equal((await service.get('guardian', `/api/cases/${caseId}`)).status, 404, 'the one before reads nothing more')

  const suspendedOne = await appointed()
  at('03-05T10:00')
  await takes(t, service, 'court', suspendedOne, 'suspend-guardian', suspension)
  await takes(t, service, 'court', suspendedOne, step, fit)
  t.same(clocksOf(await last(suspendedOne)), ['meet guardian.provisional'])
  const never = await upTo(service, 'accept-referral')
  await refused(t, 'court', never, step, fit, [`SEQ-${step}`])
  const companion = await upTo(service, 'record-encounter')
  await takes(t, service, 'officer', companion, 'record-encounter', {
    hands: 'officers',
    companions: [{ ref: FRIEND, claimedRelation: 'friend' }],
    place: 'Canary post',
  })
  await takes(t, service, 'court', companion, 'designate-provisional-guardian', { ...provisional(service) })
  await refused(t, 'court', companion, step, replacement(FRIEND), ['I-4'])
  await takes(t, service, 'officer', companion, 'complete-screening', {
    separationStatus: 'unaccompanied',
    signs: 'yes',
    concernedAdults: [OTHER],
    health: 'no_concern',
    supportPerson: FRIEND,
    interpreterMode: 'telephone',
  })
  const flagged = { person: 'court', caseId: companion, step, data: replacement() }
  await isRefused(t, service, flagged, ['I-10'], [])
})

t.test('ended: only for a reason that is on record, and by the authority', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const step = 'end-guardianship'
  for (const reason of ['majority', 'adult_final', 'death', 'reunified', 'transferred'])
    await refused(t, 'court', caseId, step, { reason }, ['I-9'])
  await refused(t, 'immigration', caseId, step, { reason: 'transferred', explanation: 'x' }, ['I-20'])
  await refused(t, 'supervisor', caseId, step, { reason: 'transferred', explanation: 'x' }, ['P-ROLE'])
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'family', carer: FRIEND })
  await takes(t, service, 'court', caseId, step, { reason: 'reunified' })
  t.same((await last(caseId)).metadata.entered, ['guardianship.ended'])
  t.equal((await knownOf(caseId)).guardian, undefined)
  t.equal((await service.get('guardian', `/api/cases/${caseId}`)).status, 404)

  const waiting = await upTo(service, 'file-guardian-application')
  at('03-03T15:00')
  await takes(t, service, 'court', waiting, step, { reason: 'transferred', explanation: 'The court of the next town.' })
  t.same(clocksOf(await last(waiting)), ['cancel guardian.appoint'], 'nobody is awaited any more')
  t.equal((await placeOf(waiting)).guardianship, 'ended')
})

t.test('a body may be guardian provisionally, for so many days, and never by appointment', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const step = 'designate-provisional-guardian'
  const body = { ...provisional(service), institution: 'province' }
  await refused(t, 'province', caseId, step, body, ['P-INSTITUTION'])
  await refused(t, 'province', caseId, step, { ...body, until: '2025-04-03T00:00:00.000Z' }, ['P-INSTITUTION'])
  await refused(t, 'province', caseId, step, { ...body, until: '2025-03-01T00:00:00.000Z' }, ['P-INSTITUTION'])
  for (const institution of ['royal-thai-police', 'immigration-bureau', 'river-shelter'])
    await refused(t, 'province', caseId, step, { ...body, institution, until: '2025-03-20T00:00:00.000Z' }, ['I-10'])
  await takes(t, service, 'province', caseId, step, { ...body, until: '2025-04-02T00:00:00.000Z' })
  t.equal((await placeOf(caseId)).guardianship, 'provisional')
  const court = { ...appointment(service), institution: 'family-court' }
  await refused(t, 'court', caseId, 'appoint-guardian', court, ['P-INSTITUTION'])
  await takes(t, service, 'court', caseId, 'appoint-guardian', appointment(service))
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
