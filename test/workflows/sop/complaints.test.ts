import t, { type Test } from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { appointment, encounter, isProblem, provisional, standing, takes, upTo } from '../../scenarios/story.ts'
import { type Answer, startService } from '../../support/service.ts'
import { helpers } from './helpers.ts'

/** A complaint always lands, from anyone, and whomever it is about does not learn of it (I-12). */

const service = await startService()
t.teardown(() => service.close())
const { at, clocksOf, dueOf, id, knownOf, last, placeOf, refused } = helpers(service)
const NOBODY = '5a0a7a4e-9999-4222-8333-444455556666'
const about = { subject: 'Canary complaint: shouts at him.', channel: 'spoken', immediateDanger: false }
const answered = { outcome: 'upheld', reasons: 'Two witnesses.', childTold: 'In his own language.' }
const guardian = service.personId('guardian')

async function appointed(): Promise<string> {
  const caseId = await upTo(service, 'record-arrival')
  at('03-04T10:00')
  await service.take('court', caseId, 'appoint-guardian', appointment(service))
  return caseId
}

/** All that somebody reads of a case, byte for byte, but for what time alone changes. */
async function reads(person: string, caseId: string): Promise<string> {
  const answers: Answer[] = []
  for (const part of ['', '/history', '/timeline'])
    answers.push(await service.get(person, `/api/cases/${caseId}${part}`))
  return answers.map(({ status, headers, text }) => `${status} ${headers.etag} ${text}`).join('\n')
}

t.test('scenario 8: the conflicted guardian', async (t) => {
  at('10-06T09:00')
  const opened = await service.open('partner', 'record-encounter', { ...encounter, hands: 'none' })
  const caseId: string = opened.body.caseId
  t.equal((await placeOf(caseId)).guardianship, 'needed')
  at('10-06T11:00')
  const step = 'designate-provisional-guardian'
  const shelter = { person: service.personId('river'), conflicts: [], vettingRef: 'V' }
  await refused(t, 'province', caseId, step, shelter, ['I-10'])
  const crowded = { ...appointment(service), person: NOBODY, caseloadAtAppointment: 30 }
  await refused(t, 'court', caseId, 'appoint-guardian', crowded, ['I-11'])
  at('10-06T15:00')
  await takes(t, service, 'province', caseId, step, provisional(service))
  at('10-08T10:00')
  await takes(t, service, 'court', caseId, 'appoint-guardian', appointment(service))

  at('11-03T09:00')
  const before = await reads('guardian', caseId)
  const complaint = await id(t, 'officer', caseId, 'lodge-guardian-complaint', about)
  t.same(clocksOf(await last(caseId)), ['start complaint.ack'])
  t.equal(await reads('guardian', caseId), before, 'to the guardian the case reads byte for byte as before')
  await refused(t, 'court', caseId, 'assign-complaint', { complaint, agency: 'family-court', person: guardian }, [
    'I-12',
  ])
  await takes(t, service, 'court', caseId, 'assign-complaint', { complaint, agency: 'province' })
  t.equal(await reads('guardian', caseId), before)
  at('11-03T11:00')
  await takes(t, service, 'court', caseId, 'suspend-guardian', { reason: 'The complaint is credible.' })
  t.equal((await service.get('guardian', `/api/cases/${caseId}`)).status, 404, 'access ended in the same act')
  at('11-03T15:00')
  await takes(t, service, 'province', caseId, step, provisional(service))
  t.equal((await placeOf(caseId)).guardianship, 'provisional', 'the same day')
  await refused(t, 'court', caseId, 'appoint-guardian', appointment(service), ['I-10'])
})

t.test('anyone may lodge one, in every state, and nothing of it is ever refused', async (t) => {
  for (const person of ['officer', 'immigration', 'sun', 'education', 'consular', 'guardian', 'lawyer', 'monitor']) {
    const caseId = await upTo(service, 'record-encounter')
    await takes(t, service, person, caseId, 'lodge-complaint', { subject: 'Canary' })
    await takes(t, service, person, caseId, 'lodge-guardian-complaint', { subject: 'Canary' })
    t.same((await last(caseId)).metadata.breaches, [])
  }
  const caseId = await upTo(service, 'record-encounter')
  for (const person of ['auditor', 'adviser'])
    t.equal(
      (await service.take(person, caseId, 'lodge-complaint', { subject: 'x' })).status,
      person === 'auditor' ? 403 : 404,
    )
})

/** What each of them could notice: the case itself, a decision on what they had read, and the answer to their own act. */
async function hidesFrom(t: Test, who: string, caseId: string, lodge: () => Promise<unknown>): Promise<void> {
  const before = await reads(who, caseId)
  const etag = /"(\d+)"/.exec(before)?.[1]
  t.ok(before.startsWith('200'), `${who} reads the case`)
  const decides = { worker: service.personId('worker') }
  const late = () => service.take(who, caseId, 'assign-case-worker', decides, { ifMatch: Number(etag) - 1 })
  const stale = await late()
  isProblem(t, stale, 'revision-stale', `${who}, on what they had not read`)
  await lodge()
  t.equal(await reads(who, caseId), before, `${who} reads what they read before`)
  t.equal((await late()).text, stale.text, `${who} is not told of it in a 412`)
  const { body, headers } = await takes(t, service, who, caseId, 'report-missing', {
    discoveredAt: service.services.clock.now(),
  })
  t.equal(body.event.revision, Number(etag) + 1, `${who} counts on without a gap`)
  t.equal(headers.etag, `"${Number(etag) + 1}"`)
}

t.test('hidden from the person or agency complained of, and from all who do not deal with complaints', async (t) => {
  const against: readonly [who: string, complaint: object][] = [
    ['guardian', { againstPerson: guardian }],
    ['supervisor', { againstPerson: service.personId('supervisor') }],
    ['supervisor', { againstAgency: 'dcy' }],
    ['worker', { againstAgency: 'dcy' }],
    ['province', { againstAgency: 'province' }],
    ['court', { againstAgency: 'family-court' }],
    ['guardian', { againstAgency: 'family-court' }],
    ['sun', { againstAgency: 'sun-foster-home' }],
    ['sun', { againstPerson: guardian }],
    ['health', { againstAgency: 'sun-foster-home' }],
    ['officer', { againstAgency: 'royal-thai-police' }],
    ['monitor', { againstAgency: 'ombudsperson' }],
  ]
  for (const [who, whom] of against) {
    const caseId = await appointed()
    at('03-05T10:00')
    await hidesFrom(t, who, caseId, async () => {
      await takes(t, service, 'partner', caseId, 'lodge-complaint', { ...whom, subject: 'Canary complaint' })
    })
  }
})

t.test('decided on what they read, it is not stale for them, and the answer is repeated alike', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const etag = (await service.get('guardian', `/api/cases/${caseId}`)).headers.etag
  await takes(t, service, 'partner', caseId, 'lodge-guardian-complaint', about)
  const ifMatch = Number(/\d+/.exec(String(etag))?.[0])
  const lawyer = { lawyer: service.personId('lawyer') }
  const step = 'assign-legal-representative'
  const first = await service.take('guardian', caseId, step, lawyer, { ifMatch, key: 'same' })
  t.equal(first.status, 201)
  await takes(t, service, 'partner', caseId, 'lodge-guardian-complaint', about)
  const again = await service.take('guardian', caseId, step, lawyer, { ifMatch, key: 'same' })
  t.equal(again.text, first.text)
  const supervisor = await service.take('supervisor', caseId, step, lawyer, { ifMatch: Number(ifMatch) })
  isProblem(t, supervisor, 'revision-stale', 'to those who may know, it is')
  t.same(supervisor.body.changed, ['GuardianComplaintLodged', 'LegalRepresentativeAssigned', 'GuardianComplaintLodged'])
  t.same(await standing(service, caseId), await standing(service, caseId))
})

t.test(
  'who deals with complaints reads them: the authority, the ombudsperson, the supervisor, the lawyer',
  async (t) => {
    const caseId = await appointed()
    at('03-05T10:00')
    await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', { lawyer: service.personId('lawyer') })
    const complaint = await id(t, 'partner', caseId, 'lodge-guardian-complaint', about)
    for (const person of ['court', 'province', 'supervisor', 'lawyer', 'monitor']) {
      const text = await reads(person, caseId)
      t.match(text, /Canary complaint/, `${person} reads what it says`)
      t.match(text, /GuardianComplaintLodged/)
    }
    const monitor = await service.get('monitor', `/api/cases/${caseId}`)
    t.same(monitor.body.complaints, [{ complaint, againstPerson: guardian }], 'the ombudsperson can route it')
    t.same(monitor.body.state.protected, true, 'and reads no more of the case')
    t.notMatch(await reads('monitor', caseId), /Canary (lane|Somchai)/)
    for (const person of ['health', 'sun', 'officer', 'immigration', 'partner', 'auditor'])
      t.notMatch(await reads(person, caseId), /Canary complaint/, `${person} does not`)
    t.match(await reads('auditor', caseId), /GuardianComplaintLodged/, 'the auditor reads that there is one')
    const authors = await reads('officer', caseId)
    t.notMatch(authors, /ComplaintLodged/)
  },
)

t.test('assigned to a body that can answer and is not the one complained of; answered by that body', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const lodge = (whom: object) => id(t, 'partner', caseId, 'lodge-complaint', { ...whom, subject: 'Canary' })
  const home = await lodge({ againstAgency: 'river-shelter' })
  const office = await lodge({ againstAgency: 'province' })
  const worker = await lodge({ againstPerson: service.personId('worker') })
  const boss = await lodge({ againstPerson: service.personId('supervisor') })
  const assign = 'assign-complaint'
  await refused(t, 'supervisor', caseId, assign, { complaint: home, agency: 'river-shelter' }, ['I-12', 'P-BODY'])
  await refused(t, 'supervisor', caseId, assign, { complaint: home, agency: 'legal-aid' }, ['P-BODY'])
  await refused(t, 'court', caseId, assign, { complaint: office, agency: 'province' }, ['I-12'])
  const officer = { complaint: office, agency: 'dcy', person: service.personId('province') }
  await refused(t, 'court', caseId, assign, officer, ['I-12'])
  const self = { complaint: worker, agency: 'dcy', person: service.personId('worker') }
  await refused(t, 'court', caseId, assign, self, ['I-12'])
  await refused(t, 'officer', caseId, assign, { complaint: home, agency: 'dcy' }, ['I-20'])
  await refused(t, 'worker', caseId, assign, { complaint: home, agency: 'dcy' }, ['P-ROLE'])

  const unknown = await refused(t, 'supervisor', caseId, assign, { complaint: NOBODY, agency: 'dcy' }, ['I-12'])
  const own = await refused(t, 'supervisor', caseId, assign, { complaint: boss, agency: 'province' }, ['I-12'])
  t.equal(own.text, unknown.text, 'who is complained of hears what they would hear of none')
  const stays = await refused(
    t,
    'supervisor',
    caseId,
    assign,
    { complaint: boss, agency: 'dcy', person: self.person },
    ['I-12'],
  )
  t.equal(stays.text, unknown.text)
  await takes(t, service, 'monitor', caseId, assign, { complaint: boss, agency: 'dcy' })

  await takes(t, service, 'supervisor', caseId, assign, { complaint: home, agency: 'ombudsperson' })
  t.same(clocksOf(await last(caseId)), ['meet complaint.ack', 'start complaint.answer'])
  t.equal(await dueOf(caseId, 'complaint.answer', home), '2025-04-04T03:00:00.000Z', 'thirty days')
  await takes(t, service, 'court', caseId, assign, { complaint: home, agency: 'province' })
  t.same(clocksOf(await last(caseId)), [], 'given to another, the time runs on')

  const resolve = 'resolve-complaint'
  const answer = { ...answered, complaint: home }
  const { childTold: _told, ...untold } = answer
  await refused(t, 'monitor', caseId, resolve, answer, ['P-OWN-COMPLAINT'])
  await refused(t, 'province', caseId, resolve, untold, ['I-16'])
  await refused(t, 'immigration', caseId, resolve, answer, ['I-20', 'P-OWN-COMPLAINT'])
  await refused(t, 'worker', caseId, resolve, answer, ['P-OWN-COMPLAINT', 'P-ROLE'])
  const none = await refused(t, 'supervisor', caseId, resolve, { ...answered, complaint: NOBODY }, ['I-12'])
  const hers = await refused(t, 'supervisor', caseId, resolve, { ...answered, complaint: boss }, ['I-12'])
  t.equal(hers.text, none.text)
  await takes(t, service, 'province', caseId, resolve, { ...untold, notToldReason: 'He is missing.' })
  t.same(clocksOf(await last(caseId)), ['meet complaint.answer'])
  t.same(
    (await knownOf(caseId)).complaints.map(({ complaint }) => complaint),
    [office, worker, boss],
  )
  await refused(t, 'province', caseId, resolve, answer, ['I-12'])
  await takes(t, service, 'national', caseId, resolve, { ...answered, complaint: boss })
  const text = await reads('supervisor', caseId)
  t.notMatch(text, new RegExp(boss), 'what is answered stays hidden from whom it was about')
  t.match(text, new RegExp(home))
})

t.test('what corrects a complaint is as hidden as the complaint', async (t) => {
  const caseId = await appointed()
  at('03-05T10:00')
  const complaint = await id(t, 'partner', caseId, 'lodge-guardian-complaint', about)
  const before = await reads('guardian', caseId)
  const correction = { correctionOf: complaint, payload: { subject: 'Canary, but worse.' }, reason: 'Misheard.' }
  await takes(t, service, 'partner', caseId, 'correct-record', correction)
  t.equal(await reads('guardian', caseId), before)
  t.match(await reads('court', caseId), /Canary, but worse/)
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
