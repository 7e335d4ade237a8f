import t from 'tap'
import { isProblem, isRefused, takes } from '../../scenarios/story.ts'
import { type Service, startService } from '../../support/service.ts'
import { CLINICIAN, consents, found, opinion, order } from './age-story.ts'
import { bidUpTo, proposes } from './bid-story.ts'
import { AUNT, assessedAndApproved, reunification, reunited, takeTwo, tracing, verified } from './family-story.ts'
import { atHome, clocksOf, closed, closing, knownOf, last } from './lifecycle-story.ts'
import { returnUpTo } from './return-story.ts'

/** What others left open keeps a case open (I-25): each by itself, and once it is settled the case can be closed. */

const service: Service = await startService()
t.teardown(() => service.close())

const formal = closing('formal_closing')
const propose = (caseId: string, data: object = formal) => ({
  person: 'worker',
  caseId,
  step: 'propose-case-closure',
  data,
})
const byAppealBody = { body: { decidedBy: { body: 'appeal_body', date: '2025-03-20' } } }
const byCourt = { body: { decidedBy: { body: 'court', date: '2025-03-20' } } }
const byTheTeam = { body: { decidedBy: { body: 'identification_team', date: '2025-03-20' } } }
const SUPPORT = '5a0a7a4e-4444-4222-8333-444455556666'

async function staysOpen(caseId: string, says: RegExp, data: object = formal): Promise<void> {
  const { text } = await isRefused(t, service, propose(caseId, data), ['I-25'])
  t.match(text, says)
}
const closes = (caseId: string, data: object = formal) =>
  takes(t, service, 'worker', caseId, 'propose-case-closure', data)

async function determinationDone(caseId: string): Promise<void> {
  await takes(t, service, 'worker', caseId, 'start-bid-implementation', { what: 'The way home.' })
  const done = { what: 'Prepared.' }
  const proposal = await proposes(t, service, 'worker', caseId, 'confirm-bid-implementation', done)
  await takes(t, service, 'supervisor', caseId, 'confirm-bid-implementation', { ...done, proposal })
}

async function carriedOutAndDone(): Promise<string> {
  const { caseId } = await returnUpTo(t, service, 'carry-out-return')
  await determinationDone(caseId)
  return caseId
}

async function repatriated(): Promise<string> {
  const caseId = await carriedOutAndDone()
  await closes(caseId, closing('repatriated'))
  return caseId
}

async function reunitedWithAunt(): Promise<string> {
  const caseId = await atHome(service)
  await assessedAndApproved(t, service, caseId)
  await takeTwo(t, service, ['worker', 'supervisor'], caseId, 'verify-relationship', verified())
  await takes(t, service, 'supervisor', caseId, 'authorise-reunification', reunification)
  await takes(t, service, 'worker', caseId, 'record-reunification', reunited)
  return caseId
}

t.test('a finding about age that can be appealed, or is', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'immigration', caseId, 'dispute-age', { grounds: ['appearance'] })
  const consent = await consents(t, service, caseId, ['psychosocial'])
  await takes(t, service, 'age', caseId, 'order-age-assessment', { ...order, consent })
  const { body } = await takes(t, service, 'health', caseId, 'record-age-opinion', { ...opinion, assessor: CLINICIAN })
  await takes(t, service, 'age', caseId, 'determine-age', {
    result: 'adult',
    restsOn: ['opinions'],
    opinions: [body.event.id],
    appealBy: '2025-04-30T00:00:00.000Z',
    viewsMode: 'declined',
    lowestAge: 18,
    reasons: 'Demo reasons.',
    language: 'my',
  })
  await staysOpen(caseId, /finding about age is not final/)
  const appeal = { at: '2025-03-04T03:00:00.000Z', forum: 'Demo forum', grounds: 'Papers.' }
  await takes(t, service, 'worker', caseId, 'appeal-age-finding', appeal)
  await staysOpen(caseId, /finding about age is not final/)
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
  const won = { result: 'minor', reasons: 'Demo reasons.' }
  await takes(t, service, 'lawyer', caseId, 'decide-age-appeal', won, byAppealBody)
  await closes(caseId)
})

t.test('a determination until it is carried out, cannot be appealed, and nobody asks to open it again', async (t) => {
  await staysOpen(await bidUpTo(t, service, 'require-bid'), /determination is not finished/)
  const caseId = await bidUpTo(t, service, 'confirm-bid-implementation')
  service.at('2025-03-26T10:00:00+07:00')
  await staysOpen(caseId, /can still be appealed/)
  service.at('2025-04-26T10:00:00+07:00')
  await takes(t, service, 'worker', caseId, 'request-bid-reopening', { by: 'child', grounds: 'Wants to move.' })
  await staysOpen(caseId, /asked to open it again/)
  const nothingNew = { reasons: 'Nothing is new.', appealBy: '2025-05-30' }
  await takes(t, service, 'supervisor', caseId, 'decline-bid-reopening', nothingNew, {
    body: { decidedBy: { body: 'panel', date: '2025-04-26' } },
  })
  await closes(caseId)
})

t.test('an appeal against a return; after a return, nothing of it', async (t) => {
  const { caseId } = await returnUpTo(t, service, 'authorise-return')
  await determinationDone(caseId)
  await takes(t, service, 'lawyer', caseId, 'lodge-return-appeal', { forum: 'Demo court', grounds: 'Fear.' })
  service.at('2025-06-10T10:00:00+07:00')
  await staysOpen(caseId, /an appeal is open/)
  await takes(
    t,
    service,
    'lawyer',
    caseId,
    'decide-return-appeal',
    { result: 'dismissed', courtRef: 'Demo 4' },
    byCourt,
  )
  await closes(caseId)

  const gone = await carriedOutAndDone()
  await staysOpen(gone, /Nobody is named/)
  await closes(gone, closing('repatriated'))
})

t.test('signs of trafficking until the team has decided', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'worker', caseId, 'raise-trafficking-indicators', {
    indicators: ['debt'],
    concernedAdults: [],
    source: 'child',
    immediateDanger: false,
  })
  await staysOpen(caseId, /trafficked is not settled/)
  await takes(t, service, 'worker', caseId, 'make-nrm-referral', { to: 'Demo team', shelter: 'Demo shelter' })
  await staysOpen(caseId, /trafficked is not settled/)
  await takes(
    t,
    service,
    'nrm',
    caseId,
    'decide-victim-identification',
    {
      finding: 'identified',
      supportPerson: SUPPORT,
      interpreterMode: 'in_person',
      viewsMode: 'spoken',
      views: 'Demo wish.',
      members: 'Demo team',
      reasons: 'Demo reasons.',
    },
    byTheTeam,
  )
  await closes(caseId)
})

t.test('a complaint, and whoever it is about hears nothing of it (I-12)', async (t) => {
  const caseId = await atHome(service)
  const lodge = (whom: object) =>
    takes(t, service, 'partner', caseId, 'lodge-complaint', { ...whom, subject: 'Canary' })
  const answers = async (complaint: string) => {
    await takes(t, service, 'court', caseId, 'assign-complaint', { complaint, agency: 'province' })
    await takes(t, service, 'province', caseId, 'resolve-complaint', {
      complaint,
      outcome: 'not_upheld',
      childTold: 'Yes.',
    })
  }
  const { body: home } = await lodge({ againstAgency: 'sun-foster-home' })
  await staysOpen(caseId, /complaint is open/)
  await answers(home.event.id)
  const { body: hidden } = await lodge({ againstPerson: service.personId('worker') })
  const told = await isRefused(t, service, propose(caseId), ['I-25'], [])
  t.notMatch(told.text, /complaint/i, 'refused, and not told why')
  const { body: other } = await lodge({ againstAgency: 'river-shelter' })
  await isRefused(t, service, propose(caseId), ['I-25', 'I-25'], ['I-25'])
  await answers(other.event.id)
  await answers(hidden.event.id)
  await closes(caseId)
})

t.test('a concern about the child’s safety, and whoever it is about hears nothing of it', async (t) => {
  const caseId = await atHome(service)
  const raise = (whom: object) =>
    takes(t, service, 'partner', caseId, 'raise-safeguarding-concern', {
      ...whom,
      immediateDanger: false,
      what: 'Canary bruise',
    })
  const resolved = { outcome: 'not_substantiated', childTold: 'In his own language.' }
  const { body } = await raise({ against: 'peer' })
  await staysOpen(caseId, /concern about the child’s safety/)
  const { body: own } = await raise({ against: 'staff', person: service.personId('worker') })
  await takes(t, service, 'supervisor', caseId, 'resolve-safeguarding-concern', { ...resolved, concern: body.event.id })
  const told = await isRefused(t, service, propose(caseId), ['I-25'], [])
  t.notMatch(told.text, /concern about/i, 'refused, and not told why')
  await takes(t, service, 'supervisor', caseId, 'resolve-safeguarding-concern', { ...resolved, concern: own.event.id })
  await closes(caseId)
})

t.test('a claim for protection, until it is decided and cannot be appealed', async (t) => {
  const caseId = await atHome(service)
  await takes(t, service, 'officer', caseId, 'raise-protection-claim', {})
  await staysOpen(caseId, /claim for protection/)
  await takes(t, service, 'worker', caseId, 'forward-protection-claim', { to: 'Demo office', ref: 'Demo 7' })
  await staysOpen(caseId, /claim for protection/)
  const decision = { result: 'refused', reasons: 'Demo reasons.', appealBy: '2025-04-03T00:00:00.000Z' }
  await takes(t, service, 'worker', caseId, 'decide-protection-claim', decision, byCourt)
  await staysOpen(caseId, /claim for protection/)
  service.at('2025-04-04T10:00:00+07:00')
  await closes(caseId)
})

t.test('an adult’s case is closed when that is final and somebody received them', async (t) => {
  const caseId = await found(t, service)
  const adult = { reason: 'adult_final', planCompletion: 'Handed over.' }
  const received = { ...adult, goesTo: 'adult_services', receiver: 'Demo hostel' }
  await staysOpen(caseId, /finding about age is final/, received)
  service.at('2025-05-20T10:00:00+07:00')
  await takes(t, service, 'age', caseId, 'make-age-finding-final', {
    noticeAt: '2025-03-04T02:00:00.000Z',
    legalHelpOffered: true,
    handOver: 'To a hostel.',
  })
  await staysOpen(caseId, /somebody received them safely/, adult)
  await staysOpen(caseId, /somebody received them safely/, { ...adult, goesTo: 'adult_services' })
  await closes(caseId, received)
  await takes(t, service, 'supervisor', caseId, 'close-case', received)
  t.equal((await knownOf(service, caseId)).at.lifecycle, 'closed', 'although he has no place of his own here')
})

t.test('home with family, when the carer is one who may have the child', async (t) => {
  const unverified = await atHome(service)
  await takes(t, service, 'worker', unverified, 'record-reunification', reunited)
  await staysOpen(unverified, /Nobody is named/, closing('reunified_stable'))
  await staysOpen(unverified, /Nobody is named/)
  const caseId = await reunitedWithAunt()
  await closes(caseId, closing('reunified_stable', { carer: AUNT }))
  await takes(t, service, 'supervisor', caseId, 'close-case', closing('reunified_stable', { carer: AUNT }))
})

t.test('abroad by letter, after the risk there was assessed', async (t) => {
  const caseId = await atHome(service)
  const abroad = {
    to: 'abroad',
    reason: 'family_elsewhere',
    basis: 'A treaty.',
    receiver: 'Fictionland',
    explanation: 'His aunt lives there.',
    plan: 'She visits first.',
  }
  const asks = { person: 'supervisor', caseId, step: 'propose-case-transfer', data: abroad }
  await isRefused(t, service, asks, ['I-32'])
  const riskAssessment = await assessedAndApproved(t, service, caseId)
  await takes(t, service, 'worker', caseId, 'start-tracing', { ...tracing, riskAssessment })
  const consulate = {
    recipient: 'consulate',
    recipientName: 'Demo consulate',
    fields: ['identity'],
    bulk: false,
    purpose: 'family',
    basis: 'protection_task',
    explanation: 'To find his aunt.',
  }
  await takes(t, service, 'supervisor', caseId, 'make-disclosure', consulate)
  await takes(t, service, 'supervisor', caseId, 'propose-case-transfer', abroad)
  const letter = { body: { decidedBy: { body: 'receiving_agency', date: '2025-03-04', ref: 'Demo letter' } } }
  isProblem(t, await service.take('supervisor', caseId, 'accept-case-transfer', {}), 'invalid-body', 'whose letter')
  const accept = { caseId, step: 'accept-case-transfer', data: {} }
  await isRefused(t, service, { ...accept, person: 'intake' }, ['P-OWN-TRANSFER'])
  await isRefused(t, service, { ...accept, person: 'supervisor-north', ...letter }, ['P-OWN-TRANSFER'])
  await isRefused(t, service, { ...accept, person: 'officer' }, ['I-20', 'P-OWN-TRANSFER'])
  await takes(t, service, 'partner', caseId, 'raise-protection-claim', {})
  await isRefused(t, service, { ...accept, person: 'supervisor', ...letter }, ['I-32'])
  await isRefused(t, service, { ...asks, step: 'make-disclosure', data: consulate }, ['I-32'])
  await takes(t, service, 'worker', caseId, 'forward-protection-claim', { to: 'Demo office', ref: 'Demo 7' })
  const decision = { result: 'refused', reasons: 'Demo reasons.', appealBy: '2025-04-03T00:00:00.000Z' }
  await takes(t, service, 'worker', caseId, 'decide-protection-claim', decision, byCourt)
  service.at('2025-04-04T10:00:00+07:00')
  await takes(t, service, 'supervisor', caseId, 'accept-case-transfer', {}, letter)
  t.same((await last(service, caseId)).metadata.decidedBy, { body: 'receiving_agency', date: '2025-03-04' })
  t.match(await knownOf(service, caseId), { responsible: 'abroad', transferTo: undefined })
  await closes(caseId, closing('transferred'))
})

t.test('the consulate may be told of a death when that is safe', async (t) => {
  const caseId = await atHome(service)
  const riskAssessment = await assessedAndApproved(t, service, caseId)
  await takes(t, service, 'worker', caseId, 'start-tracing', { ...tracing, riskAssessment })
  const death = { custodyAtDeath: 'in_care', notified: ['family', 'consulate'] }
  await takes(t, service, 'worker', caseId, 'record-child-death', death)
  t.same((await last(service, caseId)).metadata.breaches, [])
})

t.test('a complaint is answered, and a guardian’s access taken, also when the case is closed', async (t) => {
  const caseId = await closed(t, service)
  const { body } = await takes(t, service, 'partner', caseId, 'lodge-complaint', { subject: 'Canary' })
  const complaint = body.event.id
  await takes(t, service, 'court', caseId, 'assign-complaint', { complaint, agency: 'province' })
  await takes(t, service, 'province', caseId, 'resolve-complaint', {
    complaint,
    outcome: 'upheld',
    childTold: 'Yes.',
  })
  await takes(t, service, 'court', caseId, 'suspend-guardian', { reason: 'The complaint is upheld.' })
  await isRefused(
    t,
    service,
    {
      person: 'court',
      caseId,
      step: 'designate-provisional-guardian',
      data: { person: service.personId('guardian'), conflicts: [], vettingRef: 'V' },
    },
    ['SEQ-designate-provisional-guardian'],
  )
})

t.test(
  'a guardian whose task ended with the case is needed again when it opens, unless the child lives with family',
  async (t) => {
    const gone = await repatriated()
    await takes(t, service, 'court', gone, 'end-guardianship', {
      reason: 'transferred',
      explanation: 'A guardian there.',
    })
    await takes(t, service, 'supervisor', gone, 'close-case', closing('repatriated'))
    service.at('2025-07-10T10:00:00+07:00')
    await takes(t, service, 'officer', gone, 'record-encounter', {
      hands: 'officers',
      companions: [],
      place: 'The bridge',
    })
    t.match((await knownOf(service, gone)).at, { lifecycle: 'open', guardianship: 'needed', custody: 'encountered' })
    t.match(clocksOf(await last(service, gone)), [
      'start custody.max',
      'start guardian.provisional',
      'start intake.decide',
    ])

    const asked = await repatriated()
    await takes(t, service, 'court', asked, 'end-guardianship', {
      reason: 'transferred',
      explanation: 'A guardian there.',
    })
    await takes(t, service, 'supervisor', asked, 'close-case', closing('repatriated'))
    await takes(t, service, 'supervisor', asked, 'reopen-case', { reason: 'A call.', askedBy: 'The boy' })
    t.equal((await knownOf(service, asked)).at.guardianship, 'needed')
    t.same(clocksOf(await last(service, asked)), ['start guardian.provisional', 'start intake.decide'])

    const home = await reunitedWithAunt()
    await takes(t, service, 'court', home, 'end-guardianship', { reason: 'reunified' })
    await takes(t, service, 'worker', home, 'propose-case-closure', closing('reunified_stable'))
    await takes(t, service, 'supervisor', home, 'close-case', closing('reunified_stable'))
    await takes(t, service, 'supervisor', home, 'reopen-case', { reason: 'A call.', askedBy: 'The aunt' })
    t.equal((await knownOf(service, home)).at.guardianship, 'ended')
    t.same(clocksOf(await last(service, home)), ['start intake.decide'])
  },
)
