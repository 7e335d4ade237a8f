import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import pg from 'pg'
import t, { type Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { readMasterKey } from '../../src/vault/master-key.ts'
import { noPostgres, startPostgres } from '../support/postgres.ts'
import { compose, kinwards, mounts, read, type Service, services } from './compose.ts'
import { root } from './server.ts'

/** What the cluster's containers are given and run, as far as it runs without them. */

const noOpenssl =
  spawnSync('openssl', ['version']).status !== 0 && 'openssl is not installed (Debian: apt-get install openssl)'

interface Prepared {
  readonly secrets: string
  readonly store: string
  readonly vault: string
  readonly node: string
  /** Runs the script, as the service does; what it said. */
  readonly prepare: (...words: string[]) => { readonly code: number | null; readonly said: string }
}

/** The folders that `prepare` has, with secrets in the first, made as the README says. */
function folders(t: Test): Prepared {
  const [secrets = '', store = '', vault = '', node = ''] = ['secrets', 'store', 'vault', 'node'].map((name) => {
    const folder = join(t.testdirName, name)
    mkdirSync(folder, { recursive: true })
    return folder
  })
  for (const name of ['store-admin', 'store-ops', 'vault-admin', 'vault'])
    writeFileSync(join(secrets, name), `${randomBytes(20).toString('hex')}\n`, { mode: 0o600 })
  writeFileSync(join(secrets, 'master.key'), randomBytes(32), { mode: 0o600 })
  const script = compose.services.prepare?.entrypoint ?? []
  const places: Record<string, string> = {
    '/prepare.sh': join(root, 'deploy/prepare.sh'),
    '/run/secrets': secrets,
    '/store': store,
    '/vault': vault,
    '/node': node,
  }
  const [command = '', ...args] = script.map((word) => places[word] ?? word)
  return {
    secrets,
    store,
    vault,
    node,
    prepare(...words) {
      const { status, stdout, stderr } = spawnSync(command, [...args, ...words], { encoding: 'utf8' })
      return { code: status, said: stdout + stderr }
    },
  }
}

const certificate = (file: string): X509Certificate => new X509Certificate(readFileSync(file))
const named = (name: string): Service => compose.services[name] as Service

t.test('what is prepared is what every service reads, and its user alone', { skip: noOpenssl }, (t) => {
  t.testdir()
  const { prepare, store, vault, node, secrets } = folders(t)
  const { code, said } = prepare()
  t.equal(code, 0, said)
  t.match(said, /^prepare: ready; the certificates end with .+\n$/, 'it says no more')

  const authority = certificate(join(node, 'ca.crt'))
  t.ok(authority.ca && authority.verify(authority.publicKey))
  t.strictSame(readdirSync(join(store, 'ca')), ['ca.crt'], 'the authority alone is trusted')
  t.equal(certificate(join(store, 'ca/ca.crt')).fingerprint256, authority.fingerprint256)
  const leaves = [...[1, 2, 3].map((n) => [store, `store-${n}`] as const), [vault, 'vault'] as const]
  for (const [folder, name] of leaves) {
    const leaf = certificate(join(folder, `${name}.crt`))
    t.ok(leaf.checkIssued(authority) && leaf.verify(authority.publicKey), `${name} is signed`)
    t.ok(leaf.checkPrivateKey(createPrivateKey(readFileSync(join(folder, `${name}.key`)))), 'and has its key')
    t.notOk(leaf.ca, 'with which it signs nobody')
    t.equal(leaf.checkHost(name), name)
    t.equal(leaf.checkHost('store-4'), undefined, 'and nobody else')
    const days = (leaf.validToDate.getTime() - Date.now()) / 86_400_000
    t.ok(days > 700 && days < 800, `${days} days`)
    const client = '1.3.6.1.5.5.7.3.2'
    t.equal(leaf.keyUsage?.includes(client), name !== 'vault', 'stores call each other')
    if (name !== 'vault') t.equal(leaf.subject, 'CN=eventstoredb-node', 'by which they know each other')
  }
  for (const folder of [store, vault, node])
    for (const file of readdirSync(folder).filter((name) => name !== 'ca'))
      t.equal(statSync(join(folder, file)).mode & 0o777, file.endsWith('.crt') ? 0o444 : 0o400, file)
  for (const file of [store, vault, node].flatMap((folder) => readdirSync(folder)))
    t.not(file, 'ca.key', 'nobody can sign another one')

  const users = Object.fromEntries(
    [...read('deploy/prepare.sh').matchAll(/(STORE|VAULT|NODE)=(\d+)/g)].map(([, who, id]) => [who, id]),
  )
  const readers: [string, RegExp, unknown, string][] = [
    ['store-files', /^store-\d$/, `${users.STORE}:${users.STORE}`, '/run/store'],
    ['vault-files', /^vault$/, `${users.VAULT}:${users.VAULT}`, '/run/vault'],
    ['node-files', /^kinward-\d$/, 'node', '/run/kinward'],
  ]
  t.equal(users.NODE, '1000', 'as the image of Node has it')
  for (const [volume, who, user, place] of readers)
    for (const [name, service] of services) {
      const mounted = mounts(service).find(({ from }) => from === volume)
      if (name === 'prepare') continue
      t.equal(mounted !== undefined, who.test(name), `${name}: ${volume}`)
      if (mounted) t.match({ ...mounted, user: service.user }, { to: place, mode: 'ro', user })
    }

  const before = [authority.fingerprint256, certificate(join(store, 'store-1.crt')).fingerprint256]
  const prints = (): string[] =>
    [join(node, 'ca.crt'), join(store, 'store-1.crt')].map((it) => certificate(it).fingerprint256)
  writeFileSync(join(secrets, 'vault'), 'another password of the vault\n')
  t.equal(prepare().code, 0)
  t.strictSame(prints(), before, 'once made, they stay')
  t.equal(readFileSync(join(node, 'vault'), 'utf8'), 'another password of the vault', 'but a new password gets there')
  t.equal(prepare('renew').code, 0)
  t.notOk(
    prints().some((print) => before.includes(print)),
    'and are new when that is asked for',
  )
  t.end()
})

t.test('nothing is prepared of a secret that is none', { skip: noOpenssl }, (t) => {
  t.testdir()
  const { prepare, secrets, node, store, vault } = folders(t)
  for (const [name, bad] of [
    ['store-admin', 'changeit\n'],
    ['store-ops', ''],
    ['vault', '\nin the second line, where nobody reads it'],
    ['master.key', 'a'.repeat(64)],
  ] as const) {
    const good = readFileSync(join(secrets, name))
    writeFileSync(join(secrets, name), bad)
    const { code, said } = prepare()
    t.equal(code, 1)
    t.match(said, new RegExp(`^prepare: the secret ${name} is [a-z0-9 ]+\n$`))
    writeFileSync(join(secrets, name), good)
  }
  t.strictSame(
    [node, store, vault].flatMap((folder) => readdirSync(folder)),
    [],
  )
  t.end()
})

t.test('every Kinward starts with what its service sets', { skip: noOpenssl }, (t) => {
  t.testdir()
  const { prepare, node } = folders(t)
  prepare()
  const configs = kinwards.map(([name, { environment = {} }]) => {
    const moved = Object.entries(environment).map(([key, value]) => [key, value.replaceAll('/run/kinward', node)])
    return { name, ...readConfig(Object.fromEntries(moved)) }
  })
  const cluster = configs.filter(({ name }) => /-\d$/.test(name))
  t.equal(cluster.length, 2)
  t.equal(new Set(cluster.map(({ node: own }) => own)).size, 2, 'each has a name of its own')
  t.strictSame(
    cluster.map(({ demoCases }) => demoCases),
    [3, 0],
    'one of them makes the demo’s cases',
  )
  const [first, second] = cluster
  t.strictSame(first?.store, second?.store)
  t.strictSame(first?.vault, second?.vault, 'they share store and vault')
  for (const { store, vault, name } of cluster) {
    if (store === 'embedded' || vault === 'embedded' || !store.tls) return t.fail(`${name} shares nothing`)
    t.strictSame(
      store.hosts,
      ['store-1', 'store-2', 'store-3'].map((address) => ({ address, port: 2113 })),
    )
    t.ok(existsSync(store.tls.caFile ?? ''))
    t.equal(store.credentials?.username, 'admin', 'who may read everything')
    t.ok(store.credentials?.password)
    t.match(vault.address, { host: 'vault', port: 5432, database: 'kinward_vault', user: 'kinward' })
    t.equal(vault.address.tls?.rootCert, join(node, 'ca.crt'))
    t.ok(vault.address.password)
    t.ok(readMasterKey(vault.masterKeyFile))
  }
  t.match(
    configs.find(({ name }) => name === 'kinward-single'),
    {
      store: { hosts: [{ address: '127.0.0.1', port: 2113 }], tls: false },
      vault: 'embedded',
    },
  )
  t.end()
})

t.test('an event store is told its passwords, or is not started', (t) => {
  const folder = t.testdir({
    admin: 'one',
    ops: 'two',
    KurrentDB: '#!/bin/sh\nprintf "%s %s" "$KURRENTDB_DEFAULT_ADMIN_PASSWORD" "$KURRENTDB_DEFAULT_OPS_PASSWORD"\n',
  })
  chmodSync(join(folder, 'KurrentDB'), 0o700)
  const words = (named('store-1').entrypoint ?? []).map((word) =>
    word.replaceAll('$$', '$').replaceAll('/run/store', folder).replaceAll('/opt/kurrentdb', folder),
  )
  const start = () => spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' })
  t.match(start(), { status: 0, stdout: 'one two' })
  rmSync(join(folder, 'ops'))
  const refused = start()
  t.not(refused.status, 0)
  t.equal(refused.stdout, '', 'rather than with the password that it is delivered with')
  t.end()
})

t.test('the vault is made for its nodes, by password and TLS alone', { skip: noPostgres || noOpenssl }, async (t) => {
  t.testdir()
  const { prepare, vault, node } = folders(t)
  prepare()
  const settings = named('vault').command as string[]
  t.ok(
    settings.includes('ssl_cert_file=/run/vault/vault.crt') && settings.includes('ssl_key_file=/run/vault/vault.key'),
  )
  t.strictSame(
    mounts(named('vault')).flatMap(({ from, to }) =>
      to.startsWith('/docker-entrypoint-initdb.d/') ? [[from, to]] : [],
    ),
    [
      ['./src/vault/setup.sql', '/docker-entrypoint-initdb.d/1-setup.sql'],
      ['./deploy/vault.sh', '/docker-entrypoint-initdb.d/2-vault.sh'],
    ],
    'in this order',
  )
  t.ok(statSync(join(root, 'deploy/vault.sh')).mode & 0o111, 'it is run, not read into the image’s own script')
  const server = await startPostgres()
  t.teardown(() => server.close())
  await server.ask('postgres', `CREATE ROLE postgres SUPERUSER LOGIN PASSWORD '${server.password}'`)
  server.psql(join(root, 'src/vault/setup.sql'))
  execFileSync(join(root, 'deploy/vault.sh'), {
    env: {
      PATH: process.env.PATH,
      PGHOST: '127.0.0.1',
      PGPORT: String(server.port),
      PGPASSWORD: server.password,
      PGDATA: server.data,
      VAULT_PASSWORD_FILE: join(vault, 'password'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [role] = await server.ask('postgres', "SELECT rolpassword FROM pg_authid WHERE rolname = 'kinward'")
  t.match(role?.rolpassword, /^SCRAM-SHA-256\$/)
  // the certificate goes where the server can read it
  for (const file of ['vault.crt', 'vault.key']) {
    cpSync(join(vault, file), join(server.data, file))
    execFileSync('chown', ['--reference', join(server.data, 'PG_VERSION'), join(server.data, file)])
  }
  await server.ask('postgres', "ALTER SYSTEM SET ssl_cert_file = 'vault.crt'")
  await server.ask('postgres', "ALTER SYSTEM SET ssl_key_file = 'vault.key'")
  await server.ask('postgres', 'ALTER SYSTEM SET ssl = on')
  await server.stop()
  await server.start()

  const ask = async (options: pg.ClientConfig): Promise<unknown> => {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, ...options })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows[0]
        ?.ssl
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  const ssl = { ca: readFileSync(join(node, 'ca.crt'), 'utf8'), servername: 'vault' }
  const password = readFileSync(join(node, 'vault'), 'utf8')
  const kinward = { user: 'kinward', database: 'kinward_vault', password, ssl }
  t.equal(await ask(kinward), true)
  t.equal(await ask({ ...kinward, password: 'another' }), '28P01')
  t.equal(await ask({ ...kinward, ssl: false }), '28000', 'not in clear')
  t.equal(await ask({ ...kinward, database: 'postgres' }), '28000', 'nowhere else')
  t.equal(await ask({ user: 'postgres', database: 'postgres', password: server.password, ssl }), '28000', 'nobody else')
  t.equal(await ask({ ...kinward, ssl: { ...ssl, ca: rootCertificates[0] ?? '' } }), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
})
