import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readVaultAddress } from '../../src/vault/postgres-address.ts'
import type { KeyState, Vault } from '../../src/vault/vault.ts'
import { withPostgres } from '../support/postgres.ts'
import { begin, make } from './moving.ts'

const at = '2025-03-03T01:00:00.000Z'
const later = '2025-04-04T01:00:00.000Z'

/** Whoever reads a database leaves an empty log and an index of it behind. */
const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .map((name) => [name, readFileSync(join(folder, name)).toString('hex')] as const)
      .filter(([name, bytes]) => name !== 'vault.db-shm' && !(name === 'vault.db-wal' && bytes === '')),
  )

/** Few at a time: whoever waits for a turn longer than a vault may take to answer is told that it does not. */
async function all(vault: Vault, kids: readonly string[]): Promise<KeyState[]> {
  const states: KeyState[] = []
  for (let n = 0; n < kids.length; n += 50)
    states.push(...(await Promise.all(kids.slice(n, n + 50).map((kid) => vault.forSealing(kid)))))
  return states
}

withPostgres('a vault that moves from a folder into PostgreSQL', async (t, server) => {
  await t.test('every key opens there as it did, with the master key as it is; nothing changes here', async (t) => {
    const { folder, vault, copy, openThere, here, there } = await begin(t, server)
    const kids = await make(vault, 2_500)
    const gone = kids.filter((_, i) => i % 100 === 7)
    for (const kid of gone) await vault.destroy(kid, at)
    await vault.markReconciled({ place: 'a-place', position: 7n })
    const states = await all(vault, kids)
    const { storeId, idKey } = vault
    const macKey = vault.macKey(1)
    await vault.close()

    const before = filesIn(folder)
    t.strictSame(await copy(), { keys: 2_500, destroyed: 25 })
    t.strictSame(filesIn(folder), before)

    const node = await openThere()
    t.strictSame(await all(node, kids), states)
    t.equal(states.filter(({ state }) => state === 'present').length, 2_475)
    t.strictSame([node.storeId, node.idKey, node.macKey(1)], [storeId, idKey, macKey])
    const { keys, secrets } = await there()
    t.strictSame({ keys, secrets }, { keys: here('keys'), secrets: here('secrets') })
  })

  await t.test('what was reconciled here says nothing there, which has no mark, then its own', async (t) => {
    const { vault, copy, openThere, there } = await begin(t, server)
    await vault.markReconciled({ place: 'here', position: 2n ** 40n })
    await copy()
    const node = await openThere()
    t.equal(await node.reconciledTo(), undefined)
    t.strictSame((await there()).marks, [
      ['format', '1'],
      ['storeId', vault.storeId],
    ])
    const own = { place: 'there', position: 5n }
    await node.markReconciled(own)
    for (const position of [2n ** 41n, 3n]) {
      await vault.markReconciled({ place: 'here', position })
      await copy()
      t.strictSame(await node.reconciledTo(), own)
    }
  })

  await t.test('repeated, while both are used: what has come since comes too', async (t) => {
    const { vault, copy, openThere } = await begin(t, server)
    const [kid = ''] = await make(vault, 3)
    t.strictSame(await copy(), { keys: 3, destroyed: 0 })
    const node = await openThere()
    const own = await node.create('made-there')
    const [since = ''] = await make(vault, 2, 'since')
    t.strictSame(await node.forSealing(since), { state: 'missing' })
    t.strictSame(await copy(), { keys: 5, destroyed: 0 })
    t.strictSame(await node.forSealing(since), await vault.forSealing(since))
    t.strictSame(await node.forSealing(kid), await vault.forSealing(kid))
    t.match(await node.forSealing(own), { state: 'present', subject: 'made-there' })
    t.strictSame(await copy(), { keys: 5, destroyed: 0 })
  })

  await t.test('what either side destroyed is destroyed there, and stays so', async (t) => {
    const { vault, copy, openThere } = await begin(t, server)
    const [here = '', there = '', both = '', unheard = ''] = await make(vault, 4)
    await copy()
    const node = await openThere()
    await vault.destroy(here, at)
    await node.destroy(there, at)
    await vault.destroy(both, later)
    await node.destroy(both, at)
    const since = await vault.create('since')
    // an event names it there before the key itself was copied
    await node.destroy(since, at)
    for (let again = 0; again < 2; again++) {
      t.strictSame(await copy(), { keys: 5, destroyed: 4 })
      t.strictSame(await node.forSealing(here), { state: 'destroyed', subject: 'subject-0', at })
      t.strictSame(await node.forSealing(there), { state: 'destroyed', subject: 'subject-1', at })
      t.strictSame(await node.forSealing(both), { state: 'destroyed', subject: 'subject-2', at })
      t.match(await node.forSealing(since), { state: 'destroyed', at })
      t.strictSame(await node.forSealing(unheard), await vault.forSealing(unheard))
    }
    t.match(await vault.forSealing(there), { state: 'present' }, 'and the source learns nothing')
  })

  await t.test('as an operator sets it up: before the nodes’ role is bound, and after', async (t) => {
    const { vault, copy } = await begin(t, server)
    const script = (name: string): string => fileURLToPath(new URL(`../../src/vault/${name}`, import.meta.url))
    server.psql(script('setup.sql'))
    await server.ask('postgres', `ALTER ROLE kinward PASSWORD '${server.password}'`)
    const url = `postgres://kinward@127.0.0.1:${server.port}/kinward_vault`
    const address = readVaultAddress(url, { password: server.password })
    const [kid = ''] = await make(vault, 2)
    t.strictSame(await copy(address), { keys: 2, destroyed: 0 })
    server.psql(script('harden.sql'))
    await make(vault, 2)
    await vault.destroy(kid, at)
    t.strictSame(await copy(address), { keys: 4, destroyed: 1 })
  })
})
