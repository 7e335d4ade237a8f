import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Test } from 'tap'
import { type Clock, systemClock } from '../../src/clock.ts'
import { type Vault, type VaultOptions, VaultRefused } from '../../src/vault/vault.ts'

/** Where a vault can be, and holds nothing yet. */
export interface Place {
  readonly masterKeyFile: string
  /** A new connection each time: what a node does when it starts. */
  readonly open: (clock: Clock, options?: VaultOptions) => Promise<Vault>
  /** Past the vault, in its database. Both engines name tables and columns alike. */
  readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** A literal of three bytes that no wrapping ever gives. */
  readonly someBytes: string
}

interface Given {
  readonly place: Place
  /** Opened in this case, and closed after it. */
  readonly open: (options?: VaultOptions, clock?: Clock) => Promise<Vault>
}

const at = '2025-03-03T01:00:00.000Z'

/**
 * What every vault must do, for one node and for several.
 *
 * @param make a new place each time
 */
export async function vaultContract(t: Test, engine: string, make: (t: Test) => Promise<Place>): Promise<void> {
  await t.test(`${engine} keeps the contract of a vault`, async (t) => {
    for (const [name, run] of Object.entries(cases)) {
      await t.test(name, async (t) => {
        const place = await make(t)
        const opened: Vault[] = []
        const open: Given['open'] = async (options = {}, clock = systemClock) => {
          const vault = await place.open(clock, options)
          opened.push(vault)
          return vault
        }
        try {
          await run(t, { place, open })
        } finally {
          for (const vault of opened) await vault.close()
        }
      })
    }
  })
}

/** Why a vault is not opened. */
export async function refusal(opening: Promise<Vault>): Promise<string> {
  try {
    await (await opening).close()
  } catch (error) {
    if (error instanceof VaultRefused) return error.reason
    throw error
  }
  return 'opened'
}

/** Remembers every secret that was drawn. */
export function recording(): Clock & { readonly drawn: Buffer[] } {
  const drawn: Buffer[] = []
  const bytes = (n: number): Buffer => {
    const made = systemClock.bytes(n)
    drawn.push(Buffer.from(made))
    return made
  }
  return { ...systemClock, bytes, drawn }
}

const cases: Record<string, (t: Test, given: Given) => Promise<void>> = {
  'what was made is found again, after a restart too': async (t, { open }) => {
    const vault = await open()
    const kid = await vault.create('subject-1')
    t.match(kid, /^[\w-]{22}$/)
    const made = await vault.forSealing(kid)
    t.match(made, { state: 'present', subject: 'subject-1' })
    t.equal(made.state === 'present' && made.key.length, 32)
    t.match(vault.storeId, /^[0-9a-f-]{36}$/)
    t.equal(vault.idKey.length, 32)
    t.equal(vault.macKey(vault.macEpoch).length, 32)
    t.equal(vault.macKey(1), vault.macKey(1), 'one object, so that it is made ready once')
    t.throws(() => vault.macKey(2), RangeError)
    t.strictSame(await vault.forSealing('A'.repeat(22)), { state: 'missing' })
    t.equal(await vault.reconciledTo(), undefined)
    for (const position of [7n, 2n ** 60n]) await vault.markReconciled({ place: 'a-place', position })
    await vault.close()
    const again = await open({ mayCreate: false })
    t.strictSame(await again.forSealing(kid), made)
    t.strictSame(await again.forOpening(kid), made)
    t.equal(again.storeId, vault.storeId)
    t.strictSame([again.idKey, again.macKey(1)], [vault.idKey, vault.macKey(1)])
    t.strictSame(await again.reconciledTo(), { place: 'a-place', position: 2n ** 60n })
  },

  'all randomness is the clock’s, and what lies in the database is wrapped': async (t, { open, place }) => {
    const clock = recording()
    const vault = await open({}, clock)
    const kid = await vault.create('subject-1')
    const [master, idKey, macKey, drawnKid, key] = clock.drawn
    t.equal(clock.drawn.length, 5)
    t.strictSame([vault.idKey, vault.macKey(1)], [idKey, macKey])
    t.equal(kid, drawnKid?.toString('base64url'))
    t.match(await vault.forSealing(kid), { key })
    t.strictSame(readFileSync(place.masterKeyFile), master)
    const [found, ...others] = await place.ask('SELECT wrapped FROM keys')
    t.strictSame(others, [])
    t.equal(found?.wrapped instanceof Uint8Array && found.wrapped.length, 40)
  },

  'where events exist, a vault that is gone is not replaced': async (t, { open, place }) => {
    const must = { mayCreate: false }
    t.equal(await refusal(place.open(systemClock, must)), 'vault-missing')
    t.equal(await refusal(place.open(systemClock, must)), 'vault-missing', 'and none was made meanwhile')
    t.throws(() => readFileSync(place.masterKeyFile), { code: 'ENOENT' })
    await open()
    await open(must)
  },

  'a vault opens with its own master key only, and none is made for it': async (t, { open, place }) => {
    const vault = await open()
    const kid = await vault.create('subject-1')
    const file = place.masterKeyFile
    const reason = (): Promise<string> => refusal(place.open(systemClock))
    const key = readFileSync(file)
    rmSync(file)
    t.equal(await reason(), 'master-key-missing')
    t.throws(() => readFileSync(file), { code: 'ENOENT' }, 'and none was made')
    writeFileSync(file, key.subarray(1))
    t.equal(await reason(), 'master-key-malformed')
    const other = systemClock.bytes(32)
    writeFileSync(file, other)
    t.equal(await reason(), 'master-key-wrong')
    t.strictSame(readFileSync(file), other, 'and it stays as it is')
    writeFileSync(file, key)
    t.match(await (await open()).forSealing(kid), { state: 'present' })
  },

  'what is no vault is neither opened nor changed': async (t, { place }) => {
    await place.ask('CREATE TABLE other (a integer)')
    t.equal(await refusal(place.open(systemClock)), 'vault-foreign')
    t.throws(() => readFileSync(place.masterKeyFile), { code: 'ENOENT' })
    t.strictSame(await place.ask('SELECT a FROM other'), [])
  },

  'a master key that lies there already is the one for a new vault': async (t, { open, place }) => {
    const key = systemClock.bytes(32)
    writeFileSync(place.masterKeyFile, key)
    await open()
    t.strictSame(readFileSync(place.masterKeyFile), key)
    await open()
  },

  'nodes that open an empty place at once agree on one vault': async (t, { open }) => {
    const vaults = await Promise.all(Array.from({ length: 5 }, () => open()))
    const seen = vaults.map(({ storeId, idKey }) => `${storeId} ${idKey.toString('hex')}`)
    t.equal(new Set(seen).size, 1)
    const kids = await Promise.all(vaults.map((vault) => vault.create('subject-1')))
    for (const [i, kid] of kids.entries())
      t.match(await vaults[(i + 1) % vaults.length]?.forSealing(kid), { state: 'present' })
  },

  'keys of one turn are durable together': async (t, { open, place }) => {
    const vault = await open()
    const first = vault.create('subject-0')
    const rest = Array.from({ length: 49 }, (_, i) => vault.create(`subject-${i + 1}`))
    const kid = await first
    t.equal((await place.ask('SELECT kid FROM keys')).length, 50, 'all of them, when the first resolves')
    const kids = await Promise.all([first, ...rest])
    t.equal(new Set(kids).size, 50)
    t.match(await vault.forSealing(kid), { subject: 'subject-0' })
    t.match(await vault.forSealing(kids[49] ?? ''), { subject: 'subject-49' })
  },

  'a key that could not be made durable is not handed out': async (t, { open, place }) => {
    const vault = await open()
    await place.ask('CREATE UNIQUE INDEX once ON keys (subject)')
    const made = await Promise.allSettled([vault.create('one'), vault.create('two'), vault.create('two')])
    for (const { status } of made) t.equal(status, 'rejected')
    t.strictSame(await place.ask('SELECT kid FROM keys'), [])
    await place.ask('DROP INDEX once')
    t.match(await vault.forSealing(await vault.create('two')), { state: 'present' }, 'and the next can be')
  },

  'a subject may be named in any script, and with any sign': async (t, { open }) => {
    const vault = await open()
    const subjects = ['', 'ไทย', '{"a,b"}', 'NULL', "'; DROP TABLE keys; --", '\\x00', '👩‍👧']
    const kids = await Promise.all(subjects.map((subject) => vault.create(subject)))
    for (const [i, kid] of kids.entries())
      t.match(await vault.forSealing(kid), { state: 'present', subject: subjects[i] })
  },

  'a closed vault says so, and closing finishes what was begun': async (t, { open }) => {
    const vault = await open()
    const begun = vault.create('subject-1')
    await vault.close()
    await vault.close()
    const kid = await begun
    const unavailable = { code: 'vault-unavailable' }
    await t.rejects(vault.create('subject-2'), unavailable)
    await t.rejects(vault.forSealing(kid), unavailable)
    await t.rejects(vault.forOpening(kid), unavailable)
    await t.rejects(vault.destroy(kid, at), unavailable)
    t.match(await (await open()).forSealing(kid), { state: 'present' })
  },

  'a destroyed key is a tombstone for ever': async (t, { open, place }) => {
    const vault = await open()
    const [kid, kept] = await Promise.all([vault.create('subject-1'), vault.create('subject-1')])
    await vault.forOpening(kid)
    await vault.destroy(kid, at)
    const gone = { state: 'destroyed', subject: 'subject-1', at } as const
    t.strictSame(await vault.forSealing(kid), gone)
    t.strictSame(await vault.forOpening(kid), gone, 'at once, where it was destroyed')
    await vault.destroy(kid, '2030-01-01T00:00:00.000Z')
    t.strictSame(await vault.forSealing(kid), gone, 'repeated: the first time stands')
    t.match(await vault.forSealing(kept), { state: 'present' }, 'the subject’s other key is there')

    const never = systemClock.bytes(16).toString('base64url')
    await vault.destroy(never, at)
    t.match(await vault.forSealing(never), { state: 'destroyed', at }, 'a key that this copy of the vault never had')

    const lift = `UPDATE keys SET destroyedAt = NULL, wrapped = ${place.someBytes} WHERE destroyedAt IS NOT NULL`
    await t.rejects(place.ask(lift), { message: /stays destroyed/ })
    await t.rejects(place.ask('DELETE FROM keys'), { message: /never removed/ })
    t.strictSame(await vault.forSealing(kid), gone)
  },

  'destroyed through one node: unreadable through another at once for sealing, within 60 s for opening': async (
    t,
    { open },
  ) => {
    let now = 1_000
    const [one, other] = [await open(), await open({ elapsed: () => now })]
    const kid = await one.create('subject-1')
    t.match(await other.forOpening(kid), { state: 'present' })
    now += 30_000
    await one.destroy(kid, at)
    t.match(await other.forSealing(kid), { state: 'destroyed' })
    t.match(await other.forOpening(kid), { state: 'present' }, 'still kept')
    now += 29_999
    t.match(await other.forOpening(kid), { state: 'present' }, 'being asked does not make it younger')
    now += 1
    t.match(await other.forOpening(kid), { state: 'destroyed' })
  },

  'a key made through one node is found through another at once': async (t, { open }) => {
    const [one, other] = [await open(), await open()]
    const kid = await one.create('subject-1')
    t.match(await other.forOpening(kid), { state: 'present' })
    t.strictSame(await other.forSealing(kid), await one.forSealing(kid))
  },

  'a damaged row is a lost key, not a destroyed one': async (t, { open, place }) => {
    const vault = await open()
    const kid = await vault.create('subject-1')
    t.match(await vault.forSealing(kid), { state: 'present' })
    await place.ask(`UPDATE keys SET wrapped = ${place.someBytes}`)
    t.strictSame(await vault.forSealing(kid), { state: 'missing' })
  },

  'an answer names no secret': async (t, { open, place }) => {
    const clock = recording()
    await (await open({}, clock)).close()
    renameSync(place.masterKeyFile, `${place.masterKeyFile}.away`)
    writeFileSync(place.masterKeyFile, systemClock.bytes(32))
    const error = await place.open(systemClock).then(String, (error) => String(error) + JSON.stringify(error))
    t.match(error, /not made with this master\.key/)
    for (const secret of clock.drawn)
      for (const spelling of ['hex', 'base64', 'base64url'] as const) t.notMatch(error, secret.toString(spelling))
  },
}
