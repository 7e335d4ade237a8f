import { readdirSync, writeFileSync } from 'node:fs'
import { keyName } from '../../src/case/load.ts'
import { systemClock } from '../../src/clock.ts'
import { destroyKey } from '../../src/commands/destroy-key.ts'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import type { VaultAddress } from '../../src/vault/postgres-address.ts'
import { kinward, Server } from '../durability/processes.ts'
import { encounter, referral } from '../scenarios/story.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { withPostgres } from '../support/postgres.ts'
import { startService } from '../support/service.ts'
import { makeRefusals, places } from './histories.ts'

/** `kinward copy-vault` as an operator runs it. */

/** The settings of a node; the master key is the folder's own, where it lies. */
function settings(place: (name: string) => string, { host, port, user, database, password = '' }: VaultAddress) {
  writeFileSync(place('password'), `${password}\n`, { mode: 0o600 })
  return {
    KINWARD_VAULT: `postgres://${user}@${host}:${port}/${database}`,
    KINWARD_VAULT_PASSWORD_FILE: place('password'),
    KINWARD_MASTER_KEY_FILE: place('pilot/master.key'),
  }
}

withPostgres('the keys of a pilot', async (t, postgres) => {
  await t.test('they move with its events, and everybody reads on at the new place', async (t) => {
    const place = places(t)
    const events = await startEventStore()
    t.teardown(() => events.close())
    const vault = settings(place, await postgres.makeDatabase())
    const pilot = await startService(place('pilot'))
    const { body } = await pilot.open('officer', 'submit-referral', referral)
    const erased = await pilot.open('officer', 'record-encounter', encounter)
    const path = `/api/cases/${body.caseId}/history`
    const before = await pilot.get('worker', path)
    const kids = [...(await pilot.services.cases.load(erased.body.caseId)).kids.entries()]
    const kid = kids.find(([name]) => name === keyName(erased.body.caseId, 'identity'))?.[1] ?? ''

    const copyVault = () => kinward(place('x'), ['copy-vault', '--from', place('pilot')], vault)
    t.match(await copyVault(), {
      code: 1,
      out: /^copied so far: [1-9]\d* keys, 0 of them destroyed\n/,
      errors: /^The source is in use\. Stop the service.*\n$/,
    })
    await destroyKey(pilot.services, erased.body.caseId, kid)
    await pilot.app.close()
    await pilot.services.close()
    const whole = await copyVault()
    t.match(whole, {
      code: 0,
      out: /^copied and verified: [1-9]\d* keys, 1 of them destroyed\nThe source still holds them/,
    })
    t.equal(whole.errors, '')
    t.strictSame(await copyVault(), whole, 'repeated')
    const node = { ...vault, KINWARD_STORE: events.url }
    t.match(await kinward(place('x'), ['copy', '--from', place('pilot'), '--to', events.url]), { code: 0 })
    const [here, there] = [await kinward(place('pilot'), ['check']), await kinward(place('node'), ['check'], node)]
    t.match(here.out, /[1-9]\d* erased.*\nclean\n$/)
    t.match(there, { code: 0, out: here.out })

    const server = await Server.start(place('node'), node)
    const after = await server.get('worker', path)
    t.strictSame(after.body, before.body)
    t.match(after.text, referral.location, 'what is personal, too')
    t.match(await server.get('worker', `/api/cases/${erased.body.caseId}`), { status: 200 })
    t.equal(await server.stop(), 0)
    t.strictSame(readdirSync(place('node')), [], 'no key of its own')
  })

  await t.test('what cannot be done is said in one line, and nothing is begun', async (t) => {
    const place = places(t)
    await makeRefusals(place('pilot'))
    const address = await postgres.makeDatabase()
    const vault = settings(place, address)
    const other = await postgres.makeDatabase()
    const options = { masterKeyFile: place('pilot/master.key') }
    await (await openPostgresVault(other, options, systemClock)).close()
    writeFileSync(place('key'), systemClock.bytes(32))
    writeFileSync(place('word'), 'wrong')
    const from = ['--from', place('pilot')]
    const { KINWARD_VAULT } = settings(place, other)
    for (const [args, more, code, says] of [
      [from, {}, 78, /KINWARD_VAULT is to name/],
      [[], vault, 1, /kinward copy-vault --from FOLDER/],
      [['--to', place('pilot')], vault, 1, /kinward copy-vault --from FOLDER/],
      [['--from', place('none')], vault, 1, /there is no vault in that folder/],
      [from, { ...vault, KINWARD_MASTER_KEY_FILE: place('key') }, 1, /made with another master key/],
      [from, { ...vault, KINWARD_MASTER_KEY_FILE: place('none') }, 1, /its master\.key is not/],
      [from, { ...vault, KINWARD_VAULT }, 1, /belongs to another store/],
      [from, { ...vault, KINWARD_VAULT_PASSWORD_FILE: place('word') }, 1, /the vault's database: 28P01/],
      [from, { ...vault, KINWARD_VAULT: 'postgres://kinward@127.0.0.1:1/vault' }, 1, /ECONNREFUSED/],
    ] as const) {
      const ended = await kinward(place('x'), ['copy-vault', ...args], more)
      t.strictSame({ ...ended, errors: '' }, { code, signal: null, out: '', errors: '' }, String(says))
      t.match(ended.errors, says)
      t.match(ended.errors, /^kinward copy-vault: .*\n$/, 'one line')
      for (const secret of [address.password ?? '', address.database, other.database])
        t.notOk(ended.errors.includes(secret))
    }
    const schemas = await postgres.ask(address.database, "SELECT 1 FROM pg_namespace WHERE nspname = 'vault'")
    t.strictSame(schemas, [])
  })
})
