import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { caseStream } from '../../src/case/cases.ts'
import { keyName } from '../../src/case/load.ts'
import { systemClock } from '../../src/clock.ts'
import { destroyKey } from '../../src/commands/destroy-key.ts'
import { openServices } from '../../src/open.ts'
import { kinward } from '../durability/processes.ts'
import { encounter, referral } from '../scenarios/story.ts'
import { type Service, startService } from '../support/service.ts'

const demo = { profile: 'demo', node: 'test' } as const

/** A service on a folder of its own, and places for its copies beside it. */
async function begin(t: Test) {
  const root = mkdtempSync(join(tmpdir(), 'kinward-backup-'))
  const place = (name: string): string => join(root, name)
  const service = await startService(place('data'))
  t.teardown(async () => {
    await service.close()
    rmSync(root, { recursive: true, force: true })
  })
  const { body } = await service.open('officer', 'record-encounter', encounter)
  const copy = (n: string): Promise<{ code: number | null; errors: string }> =>
    kinward(place('data'), ['backup', '--store', place(`store-${n}`), '--vault', place(`vault-${n}`)])
  const restore = (into: string, store: string, vault: string, key = join(place('data'), 'master.key')) =>
    kinward(place(into), ['restore', '--store', place(store), '--vault', place(vault), '--master-key', key])
  return { place, service, caseId: body.caseId as string, copy, restore }
}

const kidOf = async (service: Service, caseId: string): Promise<string> => {
  const kid = (await service.services.cases.load(caseId)).kids.get(keyName(caseId, 'identity'))
  if (kid === undefined) throw new Error('the child has no key')
  return kid
}

const lengthOf = async (data: string, caseId: string): Promise<number> => {
  const opened = await openServices({ ...demo, data }, systemClock)
  try {
    return (await opened.store.readStream(caseStream(caseId))).length
  } finally {
    await opened.close()
  }
}

t.test('a copy is taken while others write, and put back whole', async (t) => {
  const { place, service, caseId, copy, restore } = await begin(t)
  const stop = new AbortController()
  let written = 0
  const writing = (async () => {
    while (!stop.signal.aborted) {
      const answer = await service.open('officer', 'submit-referral', referral)
      if (answer.status === 201) written++
    }
  })()
  t.match(await copy('a'), { code: 0 })
  stop.abort()
  await writing
  t.ok(written > 0, 'somebody wrote meanwhile')

  t.match(await restore('restored', 'store-a', 'vault-a'), { code: 0, out: /^restored/ })
  t.match(await kinward(place('restored'), ['check']), { code: 0, out: /clean\n$/ })
  t.equal(await lengthOf(place('restored'), caseId), 1)
  for (const file of ['restored/events.db', 'restored/vault.db', 'restored/master.key', 'store-a/events.db'])
    t.equal(statSync(place(file)).mode & 0o777, 0o600, file)
  t.strictSame(readdirSync(place('store-a')).sort(), ['backup.json', 'events.db'])
  t.strictSame(readdirSync(place('vault-a')).sort(), ['backup.json', 'vault.db'], 'and no master key')
})

t.test('a destroyed key does not come back with the store', async (t) => {
  const { place, service, caseId, copy, restore } = await begin(t)
  const kid = await kidOf(service, caseId)
  t.match(await copy('old'), { code: 0 })
  await destroyKey(service.services, caseId, kid)
  t.match(await copy('new'), { code: 0 })

  const stateIn = async (data: string) => {
    const opened = await openServices({ ...demo, data: place(data) }, systemClock)
    const { state } = await opened.vault.forSealing(kid)
    await opened.close()
    return state
  }
  t.match(await restore('older-vault', 'store-new', 'vault-old'), { code: 0 })
  t.equal(await stateIn('older-vault'), 'destroyed', 'an older vault')
  t.match(await restore('older-store', 'store-old', 'vault-new'), { code: 0 })
  t.equal(await stateIn('older-store'), 'destroyed', 'an older store')
  t.match(await kinward(place('older-vault'), ['check']), { code: 0, out: /[1-9]\d* erased/ })
})

t.test('what is not a new place, or not a whole copy, is refused and nothing is changed', async (t) => {
  const { place, copy, restore } = await begin(t)
  t.match(await copy('a'), { code: 0 })
  const again = await copy('a')
  t.match(again, { code: 1, errors: /is not empty/ })
  t.notMatch(again.errors, /\s+at /, 'one line, no stack')

  const refusedPlaces = { same: ['x', 'x'], inside: ['x', 'x/vault'], 'in the data': ['data/store', 'x'] }
  for (const [name, [store = '', vault = '']] of Object.entries(refusedPlaces)) {
    const said = await kinward(place('data'), ['backup', '--store', place(store), '--vault', place(vault)])
    t.match(said, { code: 1, errors: /apart/ }, name)
    t.notOk(existsSync(place('x')), name)
  }
  t.match(await kinward(place('data'), ['backup', '--store', place('x')]), { code: 1, errors: /--vault/ })
  // a vault that cannot be read: nothing is left that looks like a backup
  mkdirSync(place('broken'))
  copyFileSync(place('data/events.db'), place('broken/events.db'))
  writeFileSync(place('broken/vault.db'), 'no database '.repeat(500))
  const failed = await kinward(place('broken'), ['backup', '--store', place('y'), '--vault', place('z')])
  t.match(failed, { code: 1, errors: /copying failed/ })
  t.strictSame(readdirSync(place('y')), [])

  t.match(await kinward(place('none'), ['backup', '--store', place('y'), '--vault', place('z')]), { code: 1 })

  t.match(await restore('data', 'store-a', 'vault-a'), { code: 1, errors: /data folder is not empty/ })
  t.match(await restore('r', 'vault-a', 'store-a'), { code: 1, errors: /no whole backup of the store/ })
  t.match(await restore('r', 'store-a', 'vault-a', place('nowhere')), { code: 1, errors: /no master key/ })
  mkdirSync(place('other'))
  const other = await startService(place('other/data'))
  t.teardown(() => other.close())
  const foreign = join(place('other/data'), 'master.key')
  t.match(await restore('r', 'store-a', 'vault-a', foreign), { code: 1, errors: /master\.key/ })
  t.strictSame(readdirSync(place('r')), [], 'what was begun is taken away')
  appendFileSync(place('store-a/events.db'), 'x')
  t.match(await restore('r', 'store-a', 'vault-a'), { code: 1, errors: /not as it was written/ })
})

t.test('the drill restores, checks, and leaves nothing behind', async (t) => {
  const { place, service } = await begin(t)
  const around = (): string[] => readdirSync(place(''), { recursive: true }).map(String).sort()
  const before = around()
  t.match(await kinward(place('data'), ['drill']), { code: 0, out: /restored and verified\n$/ })
  t.strictSame(around(), before)
  t.match(await kinward(place('none'), ['drill']), { code: 1, errors: /there is no events\.db/ })

  // an event that nobody signed
  await service.services.store.append(
    'case-forged',
    [{ id: systemClock.uuid(), type: 'Forged', data: '{"clear":{}}', metadata: '{}' }],
    'none',
  )
  const found = await kinward(place('data'), ['drill'])
  t.equal(found.code, 1)
  t.match(found.out, /does not fit: case-forged revision 0/)
  t.notMatch(found.out, /verified/)
  t.strictSame(around(), before)
})

t.test('a destroyed key’s bytes do not lie in the copy', async (t) => {
  const { place, service, caseId, copy } = await begin(t)
  const kid = await kidOf(service, caseId)
  t.match(await copy('with'), { code: 0 })
  await destroyKey(service.services, caseId, kid)
  t.match(await copy('without'), { code: 0 })
  const db = new DatabaseSync(place('vault-with/vault.db'), { readOnly: true })
  const wrapped = db.prepare('SELECT wrapped FROM keys WHERE kid = ?').get(kid)?.wrapped
  db.close()
  if (!(wrapped instanceof Uint8Array)) throw new Error('the key was not there')
  t.ok(readFileSync(place('vault-with/vault.db')).includes(Buffer.from(wrapped)))
  t.notOk(readFileSync(place('vault-without/vault.db')).includes(Buffer.from(wrapped)))
})
