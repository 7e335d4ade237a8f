import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import {
  ADDRESS,
  acceptance,
  accessOf,
  appointment,
  arrival,
  assessed,
  CHILD,
  encounter,
  isProblem,
  screening,
  standing,
  takes,
  upTo,
} from '../scenarios/story.ts'
import { type Answer, startService } from '../support/service.ts'

/** Nobody sees more than they need (DOMAIN §f), and every look is on record before it is answered. */

const CANARY = /canary/i
const NOBODY = '00000000-0000-4000-8000-000000000000'

const service = await startService()
t.teardown(() => service.close())
const { store } = service.services

/** A child in care, with a guardian, a lawyer and an assessment; texts that nobody may see by accident say Canary. */
const caseId = await upTo(service, 'record-arrival')
await t.test('a rich case', async (t) => {
  service.at('2025-03-04T10:00:00+07:00')
  const visit = { type: 'in_care', seenAlone: true, findings: 'Canary finding', action: 'none' }
  await takes(t, service, 'worker', caseId, 'record-follow-up-visit', visit)
  await takes(t, service, 'supervisor', caseId, 'assign-legal-representative', {
    lawyer: service.personId('lawyer'),
    lawyerName: 'Canary Lawyer',
  })
  await takes(t, service, 'worker', caseId, 'start-bia', { kind: 'initial', interpreterMode: 'telephone' })
  await takes(t, service, 'worker', caseId, 'complete-bia', assessed)
  await takes(t, service, 'court', caseId, 'appoint-guardian', {
    ...appointment(service),
    personName: 'Canary Guardian',
    views: 'Canary view of the guardian',
  })
  await takes(t, service, 'health', caseId, 'record-health-screening', {
    result: 'stable',
    summary: 'Canary health',
    careNeeds: 'Canary care',
  })
})

const paths = (id: string) => [`/api/cases/${id}`, `/api/cases/${id}/history`, `/api/cases/${id}/timeline`]

/** Everything one person can read of a case, as one text; each look must be on record. */
async function look(t: Test, person: string, id = caseId): Promise<{ one: Answer; history: Answer; text: string }> {
  const answers: Answer[] = []
  for (const path of paths(id)) {
    const before = (await accessOf(service, id)).length
    const answer = await service.get(person, path)
    t.equal(answer.status, 200, `${person} reads ${path}`)
    const access = await accessOf(service, id)
    t.equal(access.length, before + 1, 'on record')
    const last = access.at(-1)
    t.equal(last?.type, 'CaseRead')
    t.equal(last?.metadata.actor.id, service.personId(person))
    t.equal(last?.data.clear.stream, `case-${id}`)
    t.equal(last?.data.clear.revision, String((await service.services.cases.load(id)).revision))
    t.match(last?.data.clear.shown, /^[\w-]{43}$/, 'with a digest of what was shown')
    answers.push(answer)
  }
  const [one, history] = answers
  if (!one || !history) throw new Error('not read')
  return { one, history, text: answers.map(({ text }) => text).join('\n') }
}

const typesIn = ({ body }: Answer): string[] => body.events.map(({ type }: { type: string }) => type)

t.test('to a stranger a sealed case and no case are the same', async (t) => {
  const node = async () => (await service.recorded('access-node-test')).length
  for (const person of ['consular', 'secretary', 'panel', 'age', 'adviser', 'education', 'partner', 'river', 'hill']) {
    const sealed = paths(caseId)
    const absent = paths(NOBODY)
    for (const [i, path] of sealed.entries()) {
      const looks = await node()
      const before = (await accessOf(service, caseId)).length
      const here = await service.get(person, path)
      const nowhere = await service.get(person, absent[i] ?? '')
      isProblem(t, here, 'unknown-case', `${person} reads ${path}`)
      same(t, here, nowhere, `${person}: as for a case that is not there`)
      t.equal(await node(), looks + 2, 'both looks are on record')
      t.equal((await accessOf(service, caseId)).length, before, 'nothing was read')
    }
    const before = await standing(service, caseId)
    const occurredAt = service.services.clock.now()
    const tries: readonly [step: string, data: object, headers: Record<string, string>, occurredAt: string][] = [
      ['approve-bia', { bidNeeded: 'no' }, { 'if-match': '"3"' }, occurredAt],
      ['approve-bia', { bidNeeded: 'no' }, {}, occurredAt],
      ['accept-placement', acceptance('river-shelter', 'residential'), { 'if-match': `"${before[0]}"` }, occurredAt],
      ['complete-screening', screening, {}, occurredAt],
      ['complete-screening', screening, { 'if-match': '"0"' }, occurredAt],
      ['give-medical-clearance', { dischargedTo: 'care' }, {}, occurredAt],
      ['report-missing', { discoveredAt: occurredAt }, {}, '2099-01-01T00:00:00.000Z'],
      ['correct-record', { correctionOf: NOBODY, payload: {}, reason: 'x' }, {}, occurredAt],
    ]
    for (const [step, data, headers, when] of tries) {
      const body = { occurredAt: when, data }
      const here = await service.post(person, `/api/cases/${caseId}/steps/${step}`, body, headers)
      const nowhere = await service.post(person, `/api/cases/${NOBODY}/steps/${step}`, body, headers)
      isProblem(t, here, 'unknown-case', `${person} tries ${step}`)
      same(t, here, nowhere, `${person} tries ${step}`)
    }
    t.same(await standing(service, caseId), before)
  }
})

function same(t: Test, one: Answer, other: Answer, what: string): void {
  t.equal(one.status, other.status, what)
  t.equal(one.text, other.text, `${what}: the same bytes`)
  const plain = ({ date: _date, ...headers }: Answer['headers']) => headers
  t.same(plain(one.headers), plain(other.headers), `${what}: the same headers`)
}

/** STEPS, †: the content never reaches police or immigration. Of this path. */
const protectedTypes = [
  'ChildArrived',
  'BiaStarted',
  'BiaCompleted',
  'BiaApproved',
  'BiaReturned',
  'PlacementRequested',
  'PlacementOffered',
  'PlacementAccepted',
  'PlacementReviewed',
  'PlacementBrokeDown',
  'FollowUpVisitRecorded',
  'HealthScreeningRecorded',
]

t.test('police and immigration learn the outcome, where the child is in custody, and what they entered', async (t) => {
  for (const person of ['officer', 'immigration', 'monitor']) {
    const { one, history, text } = await look(t, person)
    t.same(one.body.state, { protected: true, outcome: 'in care', custody: 'notWithOfficers' }, person)
    t.strictSame(Object.keys(one.body).sort(), ['caseId', 'personal', 'reference', 'revision', 'state', 'steps'])
    for (const type of protectedTypes) t.notMatch(text, new RegExp(type), `${person} reads of no ${type}`)
    for (const type of ['GuardianAppointed', 'LegalRepresentativeAssigned', 'GuardianApplicationFiled'])
      t.notOk(typesIn(history).includes(type), `${person} reads of no ${type}`)
    t.notMatch(text, new RegExp(ADDRESS), `${person} never reads the address`)
    t.notMatch(text, /Canary (finding|wish|view|Lawyer|Guardian|health|care)/)
    for (const event of history.body.events) {
      const own = event.actor.id === service.personId(person)
      t.equal('data' in event, own, `${person}: ${event.type}: the content of their own entries only`)
      t.same(own ? {} : event.personal, {})
      t.notOk('entered' in event || 'breaches' in event || 'clocks' in event)
    }
    if (person === 'officer') {
      t.equal(one.body.personal.identity.name, CHILD, 'the officer reads what the officer entered')
      const groups = ['contact', 'custody', 'identity', 'procedure']
      t.same(
        Object.keys(one.body.personal).filter((group) => !groups.includes(group)),
        [],
      )
    } else {
      t.same(one.body.personal, {}, `${person} entered nothing`)
      t.notMatch(text, CANARY)
      t.notMatch(text, /sun-foster|river-shelter/, `${person} is not told which place`)
      t.notMatch(text, /high|medium/, `${person} is not told which risk`)
    }
  }
  const before = await standing(service, caseId)
  const read = await service.take('officer', caseId, 'record-arrival', arrival)
  isProblem(t, read, 'refused-role', 'the officer')
  t.notMatch(read.text, CANARY)
  t.notOk('next' in read.body, 'is not told what the case waits for')
  t.same(await standing(service, caseId), before)
})

t.test('a provider with an offer sees the needs and the revision', async (t) => {
  const offered = await upTo(service, 'offer-placement', 2)
  const { one, history, text } = await look(t, 'sun', offered)
  t.strictSame(Object.keys(one.body).sort(), ['caseId', 'personal', 'reference', 'revision', 'steps'])
  t.equal(one.headers.etag, `"${one.body.revision}"`)
  t.same(Object.keys(one.body.personal), ['needs'])
  t.match(JSON.stringify(one.body.personal.needs), /Needs as told/)
  t.same(history.body.events, [], 'no history')
  t.notMatch(text, CANARY, 'no name, no place, no word of the child')
  const possible: string[] = one.body.steps.possible.map(({ step }: { step: string }) => step)
  t.ok(possible.includes('accept-placement') && possible.includes('decline-placement'), 'and can answer')
  isProblem(t, await service.get('hill', `/api/cases/${offered}`), 'unknown-case', 'one without an offer')

  await takes(t, service, 'sun', offered, 'accept-placement', acceptance('sun-foster-home', 'foster'))
  const accepted = await look(t, 'sun', offered)
  t.equal(accepted.one.body.personal.identity.name, CHILD, 'the name follows acceptance')
  const beaten = await look(t, 'river', offered)
  t.same(Object.keys(beaten.one.body.personal), ['needs'], 'and only for whom accepted')
  t.notMatch(beaten.text, CANARY)
  t.notMatch(beaten.text, /sun-foster/)
})

t.test('those who work with the child', async (t) => {
  const everything = await look(t, 'supervisor')
  for (const word of [CHILD, ADDRESS, 'Canary finding', 'Canary wish', 'Canary Guardian', 'Canary health'])
    t.ok(everything.text.includes(word), `the supervisor reads ${word}`)
  t.ok(protectedTypes.filter((type) => typesIn(everything.history).includes(type)).length >= 7)

  for (const person of ['guardian', 'lawyer']) {
    const { text } = await look(t, person)
    for (const word of [CHILD, ADDRESS, 'Canary wish']) t.ok(text.includes(word), `${person} reads ${word}`)
  }
  const health = await look(t, 'health')
  t.same(Object.keys(health.one.body.personal).sort(), ['health', 'identity', 'needs'])
  t.notMatch(health.text, /Canary (lane|finding|wish|view)/, 'a nurse reads no address and no assessment')
  const home = await look(t, 'sun')
  t.ok(home.text.includes(CHILD) && home.text.includes(ADDRESS), 'the home reads who lives there')
  t.notMatch(home.text, /Canary (finding|wish|view|Guardian|health|driver)/, 'and no assessment, no guardian’s file')
  const other = await upTo(service, 'offer-placement')
  isProblem(t, await service.get('guardian', `/api/cases/${other}`), 'unknown-case', 'the guardian of another child')
  isProblem(t, await service.get('lawyer', `/api/cases/${other}`), 'unknown-case', 'the lawyer of another child')
})

t.test('the auditor reads what was done, and nothing personal', async (t) => {
  for (const person of ['auditor', 'protection']) {
    const { one, history, text } = await look(t, person)
    t.same(one.body.personal, {}, person)
    t.notMatch(text, CANARY)
    t.equal(one.body.state.custody, 'protectiveCare')
    t.ok(typesIn(history).includes('GuardianAppointed'))
    t.ok(history.body.events.every((event: { personal: object }) => Object.keys(event.personal).length === 0))
  }
})

/** The same store, where appending is done otherwise for a while. */
async function whenAppending(append: Store['append'], run: () => Promise<void>): Promise<void> {
  const target = store as { append: Store['append'] }
  const before = target.append
  target.append = append
  try {
    await run()
  } finally {
    target.append = before
  }
}

t.test('a look is on record before it is answered', async (t) => {
  const append = store.append.bind(store)
  let recorded = 0
  await whenAppending(
    async (...args) => {
      const positions = await append(...args)
      await new Promise((resolve) => setTimeout(resolve, 40))
      recorded++
      return positions
    },
    async () => {
      for (const [i, path] of paths(caseId).entries()) {
        t.equal((await service.get('worker', path)).status, 200)
        t.equal(recorded, i + 1, path)
      }
      await service.get('consular', `/api/cases/${caseId}`)
      t.equal(recorded, 4, 'also one that is shown nothing')
    },
  )
})

t.test('what cannot be recorded is not answered', async (t) => {
  service.at('2025-03-04T11:00:00+07:00')
  const decision = { data: { emergency: false, needs: 'Canary needs' } }
  const at = (await service.services.cases.load(caseId)).revision
  const refused = { 'if-match': `"${at}"`, 'idempotency-key': 'not-recorded' }
  const taken = { 'if-match': `"${at}"`, 'idempotency-key': 'not-stored' }
  const request = `/api/cases/${caseId}/steps/request-placement`
  const before = await standing(service, caseId)
  const looks = (await accessOf(service, caseId)).length
  await whenAppending(
    () => Promise.reject(new StoreUnavailable('Canary disk')),
    async () => {
      const answers: [string, Answer][] = [
        ...(await Promise.all(
          ['worker', 'officer', 'auditor', 'sun'].flatMap((person) =>
            paths(caseId).map(
              async (path): Promise<[string, Answer]> => [`${person} ${path}`, await service.get(person, path)],
            ),
          ),
        )),
        ['a refused decision', await service.post('court', request, decision, refused)],
        ['a decision', await service.post('worker', request, decision, taken)],
        ['an encounter', await service.open('officer', 'record-encounter', encounter)],
      ]
      for (const [what, answer] of answers) {
        isProblem(t, answer, 'unavailable', what)
        t.match(answer.headers['retry-after'], /^\d+$/, `${what}: says when to try again`)
        t.notOk(answer.headers.etag, `${what}: not even the revision`)
        t.strictSame(Object.keys(answer.body).sort(), ['status', 'title', 'type'], `${what}: no data`)
        t.notMatch(answer.text, CANARY)
      }
      const stranger = await service.get('consular', `/api/cases/${caseId}`)
      isProblem(t, stranger, 'unavailable', 'a stranger’s look')
      same(t, stranger, await service.get('consular', `/api/cases/${NOBODY}`), 'alike for no case')
    },
  )
  t.same(await standing(service, caseId), before, 'the case has not changed')
  t.equal((await accessOf(service, caseId)).length, looks)
  isProblem(t, await service.post('court', request, decision, refused), 'refused-role', 'the same once it can be')
  t.equal((await service.post('worker', request, decision, taken)).status, 201, 'and the decision is taken')
})

t.test('nothing personal lies in clear', async (t) => {
  for await (const stream of store.streams('')) {
    t.notMatch(stream, CANARY)
    for (const event of await store.readStream(stream)) {
      t.notMatch(event.type + event.metadata, CANARY, `${stream} ${event.revision}: metadata`)
      t.notMatch(JSON.stringify(parseEvent(event).data), CANARY, `${stream} ${event.revision}: data`)
    }
  }
  for (const file of readdirSync(service.folder))
    t.notOk(/canary/i.test(readFileSync(join(service.folder, file)).toString('latin1')), file)
  t.same((await checkStore(service.services)).findings, [])
})

t.test('no log line names anybody', async (t) => {
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
    env: {
      PATH: process.env.PATH,
      KINWARD_DATA: t.testdir(),
      KINWARD_PORT: '0',
      KINWARD_LOG: 'debug',
      KINWARD_DEMO_CASES: '0',
    },
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', (text) => (said += text))
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      said += text
      const found = /listens on (http:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(said)))
  })
  const statuses: number[] = []
  const send = async (path: string, body?: string, person = 'officer'): Promise<Response> => {
    const response = await fetch(`${address}${path}`, {
      headers: {
        authorization: `Demo ${person}`,
        'content-type': 'application/json',
        'idempotency-key': 'Canary-key',
      },
      ...(body !== undefined && { method: 'POST', body }),
    })
    statuses.push(response.status)
    return response
  }
  const occurredAt = new Date().toISOString()
  const opened = await send('/api/cases', JSON.stringify({ step: 'record-encounter', occurredAt, data: encounter }))
  const { caseId: id } = (await opened.json()) as { caseId: string }
  await send(`/api/cases/${id}`)
  await send(`/api/cases/${id}?name=Canary`)
  await send('/api/cases/Canary')
  await send('/Canary/%zzCanary')
  await send(`/api/cases/${id}`, undefined, 'Canary')
  await send(`/api/cases/${id}/steps/Canary`, '{}')
  await send('/api/cases', '{"step": "Canary", Canary}')
  await send('/api/cases', JSON.stringify({ step: 'record-encounter', occurredAt, data: { ...encounter, Canary: 1 } }))
  await send('/api/cases', 'Canary '.repeat(40_000))
  t.same(statuses, [201, 200, 200, 404, 400, 401, 404, 400, 400, 413])
  child.kill('SIGINT')
  await new Promise((resolve) => child.once('close', resolve))
  const lines = said.split('\n').filter((line) => line.startsWith('{'))
  t.ok(lines.length >= 9, `${lines.length} lines were written`)
  t.match(said, /"route":"\/api\/cases\/:id\/steps\/:step"/)
  t.notMatch(said, CANARY)
  t.notMatch(said, /Somchai|Fictionland/)
})
