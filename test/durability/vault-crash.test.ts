import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { checkStore } from '../../src/audit/check.ts'
import { caseStream } from '../../src/case/cases.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { openSlot } from '../../src/case/seal.ts'
import { systemClock } from '../../src/clock.ts'
import { destroyKey } from '../../src/commands/destroy-key.ts'
import { type Opened, openServices } from '../../src/open.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { VaultUnavailable } from '../../src/vault/vault.ts'
import { type Acknowledged, commandOf, take } from './commands.ts'
import type { Orders } from './crash.ts'
import { ended, environment, kinward, Server } from './processes.ts'

const root = mkdtempSync(join(tmpdir(), 'kinward-vault-'))
t.teardown(() => rmSync(root, { recursive: true }))
const program = fileURLToPath(new URL('./crash.ts', import.meta.url))

const open = (data: string, profile: string = 'demo'): Promise<Opened> =>
  openServices({ data, profile: profile as 'demo', node: 'test' }, systemClock)
/** @returns the point at which it killed itself, or `done` */
async function run(orders: Orders): Promise<string> {
  const { out, errors } = await ended(
    spawn(process.execPath, [program, JSON.stringify(orders)], { env: environment(orders.folder) }),
  )
  if (out === '') throw new Error(errors)
  return out
}

/** The n-th command of a client without cases opens one. */
const opening = (services: Opened, client: string, n = 0): Promise<Acknowledged> =>
  take(services, client, n, commandOf(client, n, []))

async function kidOf(services: Opened, caseId: string): Promise<string> {
  const kid = (await services.cases.load(caseId)).kids.get(caseId)
  if (kid === undefined) throw new Error('the child has no key')
  return kid
}

/** Everything that was sealed in a case, as it opens now. */
async function contents(services: Opened, caseId: string): Promise<unknown[]> {
  const events = (await services.store.readStream(caseStream(caseId))).map(parseEvent)
  return Promise.all(
    events.flatMap((event) => (event.data.sealed ?? []).map((slot) => openSlot(services.vault, event, slot))),
  )
}

async function countCases({ store }: Opened): Promise<number> {
  let n = 0
  for await (const _stream of store.streams('case-')) n++
  return n
}

async function isClean(t: Test, services: Opened): Promise<void> {
  const { findings, slots } = await checkStore(services)
  t.strictSame(findings, [], 'check is clean')
  t.strictSame([slots.lost, slots.tampered], [0, 0])
}

t.test(
  'killed at every point between vault, store and answer: what is acknowledged is whole, and there once',
  async (t) => {
    const folder = join(root, 'points')
    const passed: string[] = []
    for (let killAt = 1; passed.at(-1) !== 'done'; killAt++) {
      const client = `point${killAt}`
      const point = await run({ folder, killAt, open: { client, n: 5 } })
      passed.push(point)
      const services = await open(folder)
      const answer = await opening(services, client, 5)
      const stored = point === 'after append' || point === 'done'
      t.equal(answer.repeated, stored, `killed at ${point}: ${stored ? 'its first answer' : 'nothing was there'}`)
      t.match(await opening(services, client, 5), { ...answer, repeated: true })
      t.equal((await services.store.readStream(caseStream(answer.caseId))).length, 1)
      t.match(await contents(services, answer.caseId), [
        { value: { place: `Demo post ${client}-5` } },
        {},
        { value: { name: 'Demo Aye' } },
      ])
      await services.close()
    }
    for (const point of ['before create', 'after create', 'before append', 'after append'])
      t.ok(passed.includes(point), point)
    const services = await open(folder)
    await isClean(t, services)
    await services.close()
  },
)

t.test('killed at every point of a destruction: recorded means destroyed, before anybody is answered', async (t) => {
  const folder = join(root, 'destroy')
  const passed: string[] = []
  for (let killAt = 1; passed.at(-1) !== 'done'; killAt++) {
    let services = await open(folder)
    const { caseId } = await opening(services, `destroy${killAt}`)
    const kid = await kidOf(services, caseId)
    await services.close()
    const point = await run({ folder, killAt, destroy: { caseId, kid } })
    passed.push(point)

    services = await open(folder)
    const events = await services.store.readStream(caseStream(caseId))
    const recorded = events.some(({ type }) => type === 'KeyDestroyed')
    t.equal(recorded, ['after append', 'before destroy', 'after destroy', 'done'].includes(point), point)
    t.equal((await services.vault.forSealing(kid)).state, recorded ? 'destroyed' : 'present')
    // and a repeat finishes or finds it done
    await destroyKey(services, caseId, kid)
    t.equal((await services.vault.forSealing(kid)).state, 'destroyed')
    t.equal((await services.store.readStream(caseStream(caseId))).length, 2, 'recorded once')
    await services.close()
  }
  t.ok(['after append', 'before destroy', 'after destroy'].every((point) => passed.includes(point)))
  const services = await open(folder)
  await isClean(t, services)
  await services.close()
})

/** Copies vault and master key, both closed. */
function copyVault(from: string, to: string): void {
  for (const name of ['vault.db-wal', 'vault.db-shm']) rmSync(join(to, name), { force: true })
  for (const name of ['vault.db', 'master.key']) cpSync(join(from, name), join(to, name), { recursive: true })
}

t.test('an older vault copied back revives nothing, not even one from before the key was made', async (t) => {
  const folder = join(root, 'older')
  const [empty, older] = [join(root, 'older-empty'), join(root, 'older-full')]
  let services = await open(folder)
  await services.close()
  copyVault(folder, empty)
  services = await open(folder)
  const { caseId } = await opening(services, 'older')
  const kid = await kidOf(services, caseId)
  await services.close()
  copyVault(folder, older)
  services = await open(folder)
  await destroyKey(services, caseId, kid)
  await services.close()

  for (const vault of [older, empty]) {
    copyVault(vault, folder)
    const before = new DatabaseSync(join(folder, 'vault.db'))
    const row = before.prepare('SELECT destroyedAt FROM keys WHERE kid = ?').get(kid)
    t.equal(row?.destroyedAt, vault === older ? null : undefined, 'the copy does not know')
    before.close()
    services = await open(folder)
    t.equal((await services.vault.forSealing(kid)).state, 'destroyed')
    t.match(await contents(services, caseId), [{ state: 'erased' }, {}, { state: 'erased' }])
    await services.close()
  }
})

t.test(
  'an older store put back beside a newer vault: destructions at positions that come again are carried out',
  async (t) => {
    const folder = join(root, 'rewound')
    let services = await open(folder)
    await services.close()
    cpSync(join(folder, 'events.db'), join(root, 'rewound.db'))
    services = await open(folder)
    for (let n = 0; n < 12; n++) await opening(services, 'rewound', n)
    await services.close()
    await (await open(folder)).close()
    cpSync(join(root, 'rewound.db'), join(folder, 'events.db'))

    services = await open(folder)
    const { caseId } = await opening(services, 'again')
    const kid = await kidOf(services, caseId)
    await services.close()
    t.equal(await run({ folder, killAt: 'before destroy', destroy: { caseId, kid } }), 'before destroy')
    services = await open(folder)
    t.equal((await services.vault.forSealing(kid)).state, 'destroyed')
    await isClean(t, services)
    await services.close()
  },
)

t.test('who can write to the database cannot have a key destroyed', async (t) => {
  const folder = join(root, 'forged')
  let services = await open(folder)
  const { caseId } = await opening(services, 'forged')
  const kid = await kidOf(services, caseId)
  const [first] = await services.store.readStream(caseStream(caseId))
  const metadata = JSON.parse(first?.metadata ?? '')
  await services.close()
  const forged = [
    ['KeyDestroyed', JSON.stringify({ clear: { given: [], kid } }), JSON.stringify(metadata)],
    [
      'KeyDestroyed',
      JSON.stringify({ clear: { given: [], kid } }),
      JSON.stringify({ ...metadata, mac: [metadata.mac] }),
    ],
    ['KeyDestroyed', JSON.stringify({ clear: { kid, given: [] } }), 'no JSON'],
  ]
  const db = new DatabaseSync(join(folder, 'events.db'))
  const add = db.prepare('INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)')
  for (const [i, row] of forged.entries()) add.run(caseStream(caseId), i + 1, systemClock.uuid(), ...row)
  db.close()

  services = await open(folder)
  t.equal((await services.vault.forSealing(kid)).state, 'present')
  const [finding, ...more] = (await checkStore(services)).findings
  t.match(finding, { stream: caseStream(caseId), revision: 1n, what: 'chain' }, 'and check names the first of them')
  t.strictSame(more, [])
  await services.close()
})

t.test('the store or the vault fails in the middle: 503, nothing half done, and a retry makes one event', async (t) => {
  const folder = join(root, 'fails')
  const services = await open(folder)
  const failing = async (): Promise<never> => {
    throw new StoreUnavailable('the disk is full')
  }
  let broken: 'create' | 'before' | 'after' | undefined
  const app = await createApp(
    {
      ...services,
      vault: new Proxy(services.vault, {
        get(target, name) {
          if (name === 'create' && broken === 'create') return () => Promise.reject(new VaultUnavailable('no vault'))
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
      store: new Proxy(services.store, {
        get(target, name) {
          if (name === 'append' && broken === 'before') return failing
          if (name === 'append' && broken === 'after')
            return async (...args: Parameters<typeof target.append>) => {
              await target.append(...args)
              return failing()
            }
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
    },
    { log: 'silent', node: 'test' },
  )
  const keysInVault = (): number => {
    const db = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true })
    const { n } = db.prepare('SELECT count(*) AS n FROM keys').get() as { n: number }
    db.close()
    return n
  }
  for (const where of ['create', 'before', 'after'] as const) {
    const { step, body, key } = commandOf(`fails-${where}`, 5, [])
    const send = () =>
      app.inject({
        method: 'POST',
        url: '/api/cases',
        headers: { authorization: 'Demo worker', 'idempotency-key': key },
        payload: { step, ...body },
      })
    const cases = (): Promise<number> => countCases(services)
    const [keys, before] = [keysInVault(), await cases()]
    broken = where
    const failed = await send()
    t.equal(failed.statusCode, 503, where)
    t.equal(failed.headers['retry-after'], '1')
    t.equal(
      keysInVault() - keys,
      where === 'create' ? 0 : 2,
      'keys are durable first; without an event they are orphans',
    )
    t.equal((await cases()) - before, where === 'after' ? 1 : 0)
    broken = undefined
    const retry = await send()
    t.equal(retry.statusCode, 201)
    const again = await send()
    t.strictSame([again.statusCode, again.body], [201, retry.body])
    t.equal((await cases()) - before, 1)
    t.equal((await services.store.readStream(caseStream(retry.json().caseId))).length, 1)
  }
  await isClean(t, services)
  await app.close()
  await services.close()
})

t.test(
  'store, vault and profile that do not belong together are not opened, and nothing is made in their place',
  async (t) => {
    const [folder, foreign, backup] = [join(root, 'home'), join(root, 'foreign'), join(root, 'backup')]
    for (const each of [folder, foreign]) {
      const services = await open(each)
      await opening(services, 'home')
      await services.close()
    }
    cpSync(folder, backup, { recursive: true })
    const refused = async (why: RegExp, breakIt: () => void, left: readonly string[] = []): Promise<void> => {
      breakIt()
      await t.rejects(open(folder), { message: why })
      for (const name of left) t.notOk(existsSync(join(folder, name)), `${name} is not made anew`)
      rmSync(folder, { recursive: true })
      cpSync(backup, folder, { recursive: true })
      await (await open(folder)).close()
    }
    const remove = (name: string) => (): void => rmSync(join(folder, name))
    const take = (name: string) => (): void => cpSync(join(foreign, name), join(folder, name))

    await refused(/not the vault that has their keys/, remove('vault.db'), ['vault.db'])
    await refused(/its master\.key is not/, remove('master.key'), ['master.key'])
    await refused(/not the vault/, () => copyAway(folder), ['vault.db', 'master.key'])
    await refused(/belongs to another store/, () => copyVault(foreign, folder))
    await refused(/not made with this master\.key/, take('master.key'))
    await refused(/not made with this master\.key/, take('vault.db'))
    await refused(/belongs to another store/, take('events.db'))
    await refused(/not even its first one/, remove('events.db'))

    const pilot = join(root, 'pilot')
    await (await open(pilot, 'pilot')).close()
    await t.rejects(open(pilot), { message: 'this store was made under another profile' })

    rmSync(join(folder, 'vault.db'))
    await t.rejects(Server.start(folder), {
      message: /did not start: kinward serve: there are events, but not/,
    })
    t.match(await kinward(folder, ['check']), { code: 1, out: '', errors: /not the vault that has their keys/ })
  },
)

function copyAway(folder: string): void {
  for (const name of ['vault.db', 'master.key']) renameSync(join(folder, name), join(root, `${name}.away`))
}

t.test(
  'services that start at once on an empty folder agree on one store, one vault and the same demo cases',
  async (t) => {
    for (let round = 0; round < 2; round++) {
      const folder = join(root, `together-${round}`)
      const servers = await Promise.all([1, 2, 3].map(() => Server.start(folder, { KINWARD_DEMO_CASES: '2' })))
      const answers = await Promise.all(
        servers.map((server, i) => {
          const { key, step, body } = commandOf(`together${i}`, 5, [])
          return server.post('worker', '/api/cases', key, { step, ...body })
        }),
      )
      t.strictSame(
        answers.map(({ status }) => status),
        [201, 201, 201],
      )
      // each sees what the others wrote
      for (const server of servers)
        for (const { body } of answers) t.equal((await server.get('worker', `/api/cases/${body.caseId}`)).status, 200)
      for (const server of servers) t.equal(await server.stop(), 0)
      const services = await open(folder)
      t.equal((await services.store.readStream('store')).length, 1)
      t.equal(await countCases(services), 5)
      await isClean(t, services)
      await services.close()
    }
  },
)
