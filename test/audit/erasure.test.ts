import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { foldPrefix } from '../../src/audit/replay.ts'
import { caseStream } from '../../src/case/cases.ts'
import { textOf } from '../../src/case/event.ts'
import type { LoadedCase } from '../../src/case/load.ts'
import { systemClock } from '../../src/clock.ts'
import { destroyKey } from '../../src/commands/destroy-key.ts'
import { type Command, handle } from '../../src/commands/handle.ts'
import { type Opened, openServices } from '../../src/open.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { type Reconciled, type Vault, VaultUnavailable } from '../../src/vault/vault.ts'
import { kinward } from '../durability/processes.ts'
import { type Service, startService } from '../support/service.ts'

/** In every personal field that is filled in here, so that a leak shows wherever it is. */
const SECRET = 'Fictional-Secret'

interface Told {
  readonly service: Service
  readonly caseId: string
  /** The child's own key, and that of the copies for indicators. */
  readonly kids: { readonly child: string; readonly dimensions: string }
}

async function tell(t: Test): Promise<Told> {
  const service = await startService()
  t.teardown(() => service.close())
  service.at('2025-03-03T08:00:00+07:00')
  const opened = await service.post(
    'worker',
    '/api/cases',
    {
      step: 'record-encounter',
      occurredAt: '2025-03-03T01:00:00.000Z',
      data: {
        hands: 'none',
        companions: [],
        place: `${SECRET} market`,
        name: `${SECRET} Aye`,
        language: `${SECRET} tongue`,
        province: `${SECRET} province`,
        statedAge: 14,
      },
    },
    { 'idempotency-key': 'erasure-opens' },
  )
  t.equal(opened.status, 201)
  const { caseId } = opened.body
  const take = async (person: string, step: string, data: object): Promise<void> => {
    const answer = await service.take(person, caseId, step, data)
    t.equal(answer.status, 201, answer.text)
  }
  service.at('2025-03-03T09:00:00+07:00')
  await take('officer', 'report-missing', {
    discoveredAt: '2025-03-03T01:30:00.000Z',
    circumstances: `${SECRET} bus`,
    phone: `${SECRET} phone`,
  })
  service.at('2025-03-03T11:00:00+07:00')
  await take('worker', 'locate-child', { withOfficers: false, where: `${SECRET} shop`, condition: `${SECRET} tired` })
  await take('worker', 'raise-urgent-medical-need', { moved: false, guarded: false, need: `${SECRET} fever` })
  const { kids } = await service.services.cases.load(caseId)
  const [child, dimensions] = [kids.get(caseId), kids.get(`${caseId}#dimensions`)]
  if (child === undefined || dimensions === undefined) throw new Error('the case has no keys')
  return { service, caseId, kids: { child, dimensions } }
}

/** All that a folded case is, as one text. */
const whole = ({ known, running, ruleSet, head, recordedAt, revision, trail }: LoadedCase): string =>
  JSON.stringify([
    known,
    [...running],
    ruleSet.name,
    head,
    recordedAt,
    String(revision),
    trail.map(({ id, commandId }) => [id, commandId]),
  ])

async function refold({ service, caseId }: Told, upTo: bigint): Promise<string> {
  return whole(
    foldPrefix(caseId, await service.events(caseId), service.services.proofs, ({ revision }) => revision <= upTo),
  )
}

/** Every answer that anybody can get about a case. */
async function everything({ service, caseId }: Told): Promise<{ person: string; text: string }[]> {
  const answers: { person: string; text: string }[] = []
  for (const { key } of service.services.identity.people)
    for (const part of ['', '/history', '/timeline'])
      answers.push({ person: key, text: (await service.get(key, `/api/cases/${caseId}${part}`)).text })
  return answers
}

const readers = (answers: readonly { person: string; text: string }[]): string[] =>
  [...new Set(answers.filter(({ text }) => text.includes(SECRET)).map(({ person }) => person))].sort()

t.test('a destroyed key: unreadable everywhere, and the case is what it was, byte for byte', async (t) => {
  const told = await tell(t)
  const { service, caseId, kids } = told
  const { folder, services } = service
  const before = {
    readers: readers(await everything(told)),
    fold: await refold(told, 3n),
    replay: await kinward(folder, ['replay', caseId, '--step', '3']),
    as: await kinward(folder, ['replay', caseId, '--as', 'worker', '--step', '3']),
  }
  t.ok(before.readers.includes('worker') && before.readers.includes('officer'), before.readers.join())
  t.equal(before.replay.code, 0)
  t.notOk(before.replay.out.includes(SECRET), 'clear fields only')
  t.ok(before.as.out.includes(`${SECRET} Aye`))

  for (const kid of [kids.child, kids.dimensions]) await destroyKey(services, caseId, kid)

  t.strictSame(readers(await everything(told)), [], 'nobody reads anything of it')
  t.match((await service.get('worker', `/api/cases/${caseId}`)).body.personal, {
    identity: { '(erased)': true },
    custody: { '(erased)': true },
  })
  const history = (await service.get('worker', `/api/cases/${caseId}/history`)).body.events
  t.strictSame(
    history.map(({ type }: { type: string }) => type),
    ['ChildEncountered', 'ChildWentMissing', 'ChildLocated', 'UrgentMedicalNeedRaised', 'KeyDestroyed', 'KeyDestroyed'],
  )
  t.match(history[0].personal, { identity: { '(erased)': true } })
  const as = await kinward(folder, ['replay', caseId, '--as', 'worker', '--step', '3'])
  t.equal(as.code, 0)
  t.notOk(as.out.includes(SECRET))
  t.match(as.out, /0 {2}identity: erased\n/)

  t.equal(await refold(told, 3n), before.fold, 'the same fold')
  const replay = await kinward(folder, ['replay', caseId, '--step', '3'])
  t.equal(replay.out, before.replay.out, 'the same replay')
  const now = await services.cases.load(caseId)
  const { known } = foldPrefix(caseId, await service.events(caseId), services.proofs, ({ revision }) => revision <= 3n)
  t.strictSame(now.known, known, 'destroying a key moves nothing')
  t.strictSame([...now.kids], [])
})

t.test('check: erased is lawful and counted apart; a key that is only gone is lost', async (t) => {
  const { service, caseId, kids } = await tell(t)
  const { services, folder } = service
  const before = await checkStore(services)
  t.strictSame(before.findings, [])
  await destroyKey(services, caseId, kids.child)
  const after = await checkStore(services)
  t.strictSame(after.findings, [])
  t.equal(after.slots.open, 1, 'the copies for indicators have a key of their own')
  t.equal(after.slots.erased, before.slots.open - 1)
  t.strictSame([after.slots.lost, after.slots.tampered], [0, 0])
  t.match(await kinward(folder, ['check']), {
    code: 0,
    out: new RegExp(`1 open, ${after.slots.erased} erased, 0 lost, 0 tampered`),
  })

  const db = new DatabaseSync(join(folder, 'vault.db'))
  db.exec('DROP TRIGGER keys_are_not_removed')
  db.prepare('DELETE FROM keys WHERE kid = ?').run(kids.dimensions)
  db.close()
  const lost = await kinward(folder, ['check'])
  t.match(lost, { code: 1, out: /0 open, .*1 lost, 0 tampered/ })
  t.ok(lost.out.includes(`does not fit: ${caseStream(caseId)} revision 0: lost: dimensions\n`), lost.out)
})

t.test('a fact after the erasure introduces a new key; what was erased stays so', async (t) => {
  const { service, caseId, kids } = await tell(t)
  const { services } = service
  await destroyKey(services, caseId, kids.child)
  service.at('2025-03-04T09:00:00+07:00')
  const answer = await service.take('worker', caseId, 'raise-urgent-medical-need', {
    moved: false,
    guarded: false,
    need: 'A new cough',
  })
  t.equal(answer.status, 201, answer.text)
  const loaded = await services.cases.load(caseId)
  const kid = loaded.kids.get(caseId)
  t.ok(kid !== undefined && kid !== kids.child)
  t.equal(loaded.kids.get(`${caseId}#dimensions`), kids.dimensions)
  const { personal } = (await service.get('worker', `/api/cases/${caseId}`)).body
  t.match(personal.health, { '(erased)': true, need: 'A new cough' })
  t.notOk(JSON.stringify(personal).includes(SECRET))
  const second = await service.take('worker', caseId, 'locate-child', { withOfficers: false, where: 'A new street' })
  t.equal(second.status, 201)
  t.equal((await services.cases.load(caseId)).kids.get(caseId), kid, 'and later events seal under it')
  t.strictSame((await checkStore(services)).findings, [])
})

t.test(
  'a repeat of a command whose key is gone gets the stored answer; nothing can be compared any more',
  async (t) => {
    const { service, caseId, kids } = await tell(t)
    const data = { moved: false, guarded: false, need: `${SECRET} fever` }
    const body = { occurredAt: '2025-03-03T04:00:00.000Z', data }
    const path = `/api/cases/${caseId}/steps/raise-urgent-medical-need`
    const send = (sent: object) => service.post('worker', path, sent, { 'idempotency-key': 'erasure-repeats' })
    const first = await send(body)
    t.equal(first.status, 201)
    const different = { ...body, data: { ...data, need: 'Something else' } }
    t.equal((await send(different)).status, 422, 'with the key, another body is told apart')
    await destroyKey(service.services, caseId, kids.child)
    const length = (await service.events(caseId)).length
    for (const sent of [body, different]) {
      const again = await send(sent)
      t.strictSame([again.status, again.headers.etag, again.text], [201, first.headers.etag, first.text])
    }
    const opening = await service.post(
      'worker',
      '/api/cases',
      {
        step: 'record-encounter',
        occurredAt: '2025-03-03T01:00:00.000Z',
        data: { hands: 'none', companions: [], place: 'x' },
      },
      { 'idempotency-key': 'erasure-opens' },
    )
    t.match(opening, { status: 201, body: { caseId, event: { revision: 0 } } })
    t.equal((await service.events(caseId)).length, length)
  },
)

/** A fact of the worker, or a decision, straight through the pipeline of these services. */
async function send(
  services: Opened,
  caseId: string,
  change: Partial<Command>,
): Promise<Awaited<ReturnType<typeof handle>>> {
  const person = services.identity.identify('Demo worker')
  if (!person) throw new Error('no worker')
  return handle(services, {
    person,
    step: 'raise-urgent-medical-need',
    caseId,
    body: { occurredAt: '2025-03-03T04:00:00.000Z', data: { moved: false, guarded: false, need: 'Fever' } },
    idempotencyKey: systemClock.uuid(),
    ifMatch: undefined,
    correlationId: systemClock.uuid(),
    ...change,
  })
}

/** Services whose vault lets another process destroy a key around the reading of a key for sealing, once. */
function raced(t: Test, { service, caseId, kids }: Told, when: 'before' | 'after'): Opened {
  const { services, folder } = service
  let done = false
  const hook = async (): Promise<void> => {
    const other = await openServices({ data: folder, profile: 'demo', node: 'other' }, services.clock)
    await destroyKey(other, caseId, kids.child)
    await other.close()
    t.pass(`destroyed ${when} its key was read`)
  }
  const vault = new Proxy(services.vault, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name === 'forSealing')
        return async (kid: string): ReturnType<Vault['forSealing']> => {
          const first = !done
          done = true
          if (first && when === 'before') await hook()
          const found = await target.forSealing(kid)
          if (first && when === 'after') await hook()
          return found
        }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...services, vault }
}

/** No slot under a key whose destruction is recorded before it. */
async function nothingSealedUnderDeadKeys(t: Test, services: Opened, service: Service, caseId: string): Promise<void> {
  const dead = new Set<string>()
  const wrong: bigint[] = []
  for (const { type, data, revision } of await service.events(caseId)) {
    if ((data.sealed ?? []).some(({ kid }) => dead.has(kid))) wrong.push(revision)
    if (type === 'KeyDestroyed') dead.add(textOf(data.clear.kid))
  }
  t.strictSame(wrong, [], 'nothing is sealed under a dead key')
  const { findings, slots } = await checkStore(services)
  t.strictSame(findings, [])
  t.strictSame([slots.lost, slots.tampered], [0, 0])
}

t.test('destroyed after its key was read: the sealing conflicts, and is decided and sealed again', async (t) => {
  const told = await tell(t)
  const { service, caseId, kids } = told
  const { services } = service
  const result = await send(raced(t, told, 'after'), caseId, {})
  t.ok(result.ok)
  const events = await service.events(caseId)
  t.strictSame(
    events.slice(-2).map(({ type }) => type),
    ['KeyDestroyed', 'UrgentMedicalNeedRaised'],
  )
  t.not(events.at(-1)?.data.sealed?.[0]?.kid, kids.child)
  await nothingSealedUnderDeadKeys(t, services, service, caseId)
})

t.test('destroyed before its key is read, and after the case was: 503; the repeat seals under a new key', async (t) => {
  const told = await tell(t)
  const { service, caseId } = told
  const { services } = service
  const idempotencyKey = 'raced'
  const racing = raced(t, told, 'before')
  await t.rejects(send(racing, caseId, { idempotencyKey }), { code: 'vault-unavailable' })
  const length = (await service.events(caseId)).length
  t.equal((await service.events(caseId)).at(-1)?.type, 'KeyDestroyed')
  t.ok((await send(racing, caseId, { idempotencyKey })).ok)
  t.equal((await service.events(caseId)).length, length + 1)
  await nothingSealedUnderDeadKeys(t, services, service, caseId)
})

t.test('a decision that races the destruction is stale', async (t) => {
  const told = await tell(t)
  const { service, caseId } = told
  const { services } = service
  const { revision } = await services.cases.load(caseId)
  const result = await send(raced(t, told, 'after'), caseId, {
    step: 'request-placement',
    body: { data: { emergency: true, needs: 'A bed' } },
    ifMatch: revision,
  })
  t.match(result, { ok: false, error: { code: 'revision-stale', revision: revision + 1n, changed: ['KeyDestroyed'] } })
  await nothingSealedUnderDeadKeys(t, services, service, caseId)
})

t.test('destroyed in the vault and not yet on record, or not there: 503, and nothing is stored', async (t) => {
  const { service, caseId, kids } = await tell(t)
  const { services } = service
  await services.vault.destroy(kids.child, services.clock.now())
  const length = (await service.events(caseId)).length
  const answer = await service.take('worker', caseId, 'raise-urgent-medical-need', {
    moved: false,
    guarded: false,
    need: 'Fever',
  })
  t.match(answer, { status: 503, headers: { 'retry-after': '1' } })
  t.equal((await service.events(caseId)).length, length)
})

t.test('two processes’ worth of services, facts and destructions at random: never under a dead key', async (t) => {
  const { service, caseId } = await tell(t)
  const { services, folder } = service
  const other = await openServices({ data: folder, profile: 'demo', node: 'other' }, systemClock)
  const outcomes: string[] = []
  const failures: Error[] = []
  const write = async (on: Opened): Promise<void> => {
    for (let i = 0; i < 25; i++) {
      const result = await send(on, caseId, {}).catch((error: Error & { code?: string }) => error)
      outcomes.push(result instanceof Error ? String(result.code) : result.ok ? 'ok' : result.error.code)
    }
  }
  const destroy = async (on: Opened): Promise<void> => {
    for (let i = 0; i < 8; i++) {
      const kid = (await on.cases.load(caseId)).kids.get(caseId)
      // too many at once, or another was first: a repeat is safe
      if (kid !== undefined) await destroyKey(on, caseId, kid).catch((error: Error) => failures.push(error))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await Promise.all([write(services), write(other), write(other), destroy(services), destroy(other)])
  await other.close()
  t.strictSame(
    outcomes.filter((outcome) => !['ok', 'unavailable', 'vault-unavailable', 'store-unavailable'].includes(outcome)),
    [],
  )
  t.ok(
    outcomes.filter((outcome) => outcome === 'ok').length > 30,
    `${outcomes.filter((o) => o === 'ok').length} of ${outcomes.length}`,
  )
  t.strictSame(
    failures.filter((error) => !(error instanceof StoreUnavailable || error instanceof VaultUnavailable)),
    [],
  )
  t.ok((await service.events(caseId)).filter(({ type }) => type === 'KeyDestroyed').length >= 3)
  await nothingSealedUnderDeadKeys(t, services, service, caseId)
})

for (const [what, change] of Object.entries({
  'a longer store': ({ place, position }: Reconciled) => ({ place, position: position + 1000n }),
  'the store where it was before it moved': ({ position }: Reconciled) => ({ place: 'elsewhere', position }),
}))
  t.test(`on record, cut off before the vault, and the vault knows ${what}: the next start destroys it`, async (t) => {
    const { service, caseId, kids } = await tell(t)
    const { services, folder } = service
    const cutOff = new Proxy(services.vault, {
      get(target, name) {
        if (name === 'destroy') return () => Promise.reject(new VaultUnavailable('cut off'))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await t.rejects(destroyKey({ ...services, vault: cutOff }, caseId, kids.child), { message: 'cut off' })
    const reached = { place: services.store.place, position: await services.store.lastPosition() }
    await services.vault.markReconciled(change(reached))
    t.equal((await services.vault.forSealing(kids.child)).state, 'present', 'still there')
    const next = await openServices({ data: folder, profile: 'demo', node: 'next' }, services.clock)
    t.teardown(() => next.close())
    t.equal((await next.vault.forSealing(kids.child)).state, 'destroyed')
    t.strictSame(await next.vault.reconciledTo(), reached, 'and knows what the store reaches')
  })
