import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../../src/clock.ts'
import { openPostgresVault } from '../../src/vault/postgres.ts'
import { VaultUnavailable } from '../../src/vault/vault.ts'
import { withPostgres } from '../support/postgres.ts'

const at = '2025-03-03T01:00:00.000Z'
const unavailable = { code: 'vault-unavailable' }

withPostgres('a vault whose server goes away', async (t, server) => {
  await t.test('stopped: everything says so; started: everything works again', async (t) => {
    const address = await server.makeDatabase()
    let now = 0
    const options = { masterKeyFile: join(t.testdir(), 'key'), elapsed: () => now }
    const vault = await openPostgresVault(address, options, systemClock)
    const [kid, other] = [await vault.create('subject-1'), await vault.create('subject-2')]
    t.match(await vault.forOpening(kid), { state: 'present' })
    await server.stop()
    await t.rejects(openPostgresVault(address, options, systemClock), unavailable)
    await t.rejects(vault.create('subject-3'), unavailable)
    await t.rejects(vault.forSealing(kid), unavailable)
    await t.rejects(vault.forOpening(other), unavailable)
    await t.rejects(vault.destroy(other, at), unavailable)
    await t.rejects(vault.reconciledTo(), unavailable)
    await t.rejects(vault.markReconciled({ place: 'a-place', position: 1n }), unavailable)
    t.match(await vault.forOpening(kid), { state: 'present' }, 'remembered')
    now += 60_000
    await t.rejects(vault.forOpening(kid), unavailable, 'but not for longer than without an outage')
    await server.start()
    t.match(await vault.forOpening(kid), { state: 'present' })
    t.match(await vault.forSealing(other), { state: 'present' }, 'what failed was not half done')
    await vault.destroy(other, at)
    t.match(await vault.forSealing(other), { state: 'destroyed' })
    t.match(await vault.forSealing(await vault.create('subject-3')), { state: 'present' })
    await vault.close()
  })

  await t.test('stopped in the middle of work: what was acknowledged is there', async (t) => {
    const address = await server.makeDatabase()
    const vault = await openPostgresVault(address, { masterKeyFile: join(t.testdir(), 'key') }, systemClock)
    const made: string[] = []
    let failed = 0
    let working = true
    const { promise: busy, resolve: isBusy } = Promise.withResolvers<void>()
    const work = async (): Promise<void> => {
      while (working) {
        try {
          made.push(await vault.create('subject-1'))
          if (made.length === 100) isBusy()
        } catch (error) {
          if (!(error instanceof VaultUnavailable)) throw error
          failed++
        }
      }
    }
    const workers = Array.from({ length: 8 }, work)
    try {
      await busy
      await server.stop()
      await server.start()
      const enough = made.length + 100
      while (made.length < enough) await vault.create('subject-1').then((kid) => made.push(kid))
    } finally {
      working = false
      await Promise.all(workers)
    }
    t.ok(failed > 0, 'the outage was felt')
    const rows = await server.ask(address.database, 'SELECT kid FROM keys')
    const there = new Set(rows.map((row) => row.kid))
    t.strictSame(
      made.filter((kid) => !there.has(kid)),
      [],
    )
    await vault.close()
  })

  await t.test('it stands still: nobody waits for ever, and afterwards it works', async (t) => {
    const address = await server.makeDatabase()
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const vault = await openPostgresVault(address, options, systemClock)
    const leaving = await openPostgresVault(address, options, systemClock)
    const kid = await vault.create('subject-1')
    server.signal('SIGSTOP')
    try {
      // more than there are connections
      const asked = Array.from({ length: 25 }, () => vault.forSealing(kid))
      const outcomes = await Promise.allSettled([...asked, vault.create('s'), vault.destroy('A'.repeat(22), at)])
      t.ok(outcomes.every(({ status }) => status === 'rejected'))
      await leaving.close()
    } finally {
      server.signal('SIGCONT')
    }
    t.match(await vault.forSealing(kid), { state: 'present' })
    await vault.close()
  })

  await t.test('something else answers at its address, or nothing does', async (t) => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
    const rude = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await Promise.all([once(silent, 'listening'), once(rude, 'listening')])
    for (const listener of [silent, rude]) {
      const bound = listener.address()
      const port = bound !== null && typeof bound === 'object' ? bound.port : 0
      const address = { host: '127.0.0.1', port, database: 'd', user: 'u', password: 'p' }
      for (const tls of [undefined, {}])
        await t.rejects(
          openPostgresVault(
            { ...address, ...(tls && { tls }) },
            { masterKeyFile: join(t.testdir(), 'key') },
            systemClock,
          ),
          unavailable,
        )
    }
    for (const socket of sockets) socket.destroy()
    silent.close()
    rude.close()
  })

  await t.test('a transaction that hangs does not keep the others waiting for ever', async (t) => {
    const address = await server.makeDatabase()
    const options = { masterKeyFile: join(t.testdir(), 'key') }
    const vault = await openPostgresVault(address, options, systemClock)
    const kid = await vault.create('subject-1')
    const holder = await server.connect(address.database)
    await holder.query('BEGIN; LOCK TABLE keys IN ACCESS EXCLUSIVE MODE')
    await t.rejects(vault.forSealing(kid), { message: /55P03|57014/ })
    await holder.query('ROLLBACK')
    await holder.end()
    t.match(await vault.forSealing(kid), { state: 'present' })
    await vault.close()
  })
})
