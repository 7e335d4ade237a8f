import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { compose, inProfile, kinwards, mounts, read, type Service, services } from './compose.ts'
import { root, Server } from './server.ts'
import { parseYaml } from './yaml.ts'

/** No engine runs these files here: what can be known of them without one is. */

interface Instruction {
  readonly name: string
  readonly rest: string
}

/** Comments gone, lines that go on joined. */
const instructions: readonly Instruction[] = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    return { name, rest }
  })
const all = (name: string, from = instructions): string[] =>
  from.filter((it) => it.name === name).map(({ rest }) => rest)
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))

const variables = (prefix: string): [string, string][] =>
  all('ENV')
    .flatMap((rest) => rest.split(' '))
    .map((pair) => pair.split('=') as [string, string])
    .filter(([name]) => name.startsWith(prefix))

/** What comes from the project, not from another stage. */
const copied = (from = instructions): string[] =>
  all('COPY', from)
    .filter((rest) => !rest.startsWith('--from='))
    .flatMap((rest) => rest.split(' ').slice(0, -1))

t.test('the compose file is one, by the published schema', (t) => {
  const schema = JSON.parse(read('test/vectors/schemas/compose-spec.json')) as Record<string, unknown>
  // ajv knows draft 7 by its http address
  const isCompose = new Ajv({ strict: false, validateFormats: false }).compile({
    ...schema,
    $schema: 'http://json-schema.org/draft-07/schema#',
  })
  isCompose(compose)
  t.strictSame(isCompose.errors ?? [], [])
  t.notOk(isCompose({ services: { kinward: { image: 'x', readonly: true } } }), 'a misspelt name would be noticed')
  t.end()
})

t.test('every service runs with nothing that it does not need', (t) => {
  for (const [name, service] of services) {
    t.match(service, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true }, name)
    for (const more of ['privileged', 'devices', 'pid', 'ipc', 'userns_mode', 'env_file'])
      t.notOk(more in service, `${name}: no ${more}`)
    for (const { from, mode } of mounts(service)) {
      if (!from.startsWith('.')) t.ok(from in compose.volumes, `${name}: ${from}`)
      else t.ok(mode === 'ro' && existsSync(join(root, from)), `${name} may read ${from} of this project`)
    }
    t.notOk('networks' in service && 'network_mode' in service, name)
    for (const port of service.ports ?? []) t.match(port, /^127\.0\.0\.1:/, `${name}: on this machine alone`)
    t.ok(String(service.user) !== '' && 'user' in service, `${name} has a user`)
  }
  const particular = (what: string): string[] => services.filter(([, it]) => what in it).map(([name]) => name)
  t.strictSame(particular('cap_add'), ['prepare'])
  t.strictSame(particular('secrets'), ['prepare'], 'the others get copies, readable by their user')
  t.strictSame(particular('ports'), ['front'])
  t.strictSame(
    services.filter(([, { user }]) => user === 'root').map(([name]) => name),
    ['prepare'],
  )
  t.strictSame(
    Object.keys(compose.volumes).sort(),
    [...new Set(services.flatMap(([, it]) => mounts(it).map(({ from }) => from)))]
      .filter((from) => !from.startsWith('.'))
      .sort(),
    'no volume is forgotten',
  )
  t.end()
})

t.test('each profile holds what it needs, in order', (t) => {
  t.strictSame(inProfile('none'), ['kinward'])
  t.strictSame(inProfile('single'), ['kinward', 'front', 'single-store', 'kinward-single'])
  t.strictSame(
    inProfile('cluster').filter((name) => !name.startsWith('kinward')),
    ['front', 'prepare', 'store-1', 'store-2', 'store-3', 'vault'],
  )
  for (const [name, service] of services) {
    const needed = Object.entries(service.depends_on ?? {})
    for (const [other, { condition }] of needed) {
      const target = compose.services[other] as Service
      for (const profile of service.profiles ?? []) t.ok(inProfile(profile).includes(other), `${name}: ${other}`)
      if (condition === 'service_healthy') t.ok('healthcheck' in target, `${other} says when it is`)
      else if (condition === 'service_completed_successfully') t.equal(target.restart, 'no', `${other} ends`)
      else t.equal(condition, 'service_started')
    }
    const [, namespace] = /^service:(.+)$/.exec(String(service.network_mode)) ?? []
    if (namespace)
      t.ok(
        needed.some(([other]) => other === namespace),
        `${name}: ${namespace} is there first`,
      )
    // Kinward's own check comes with its image
    if (name !== 'prepare' && service.build !== '.') t.ok('healthcheck' in service, `${name} is looked after`)
  }
  t.end()
})

t.test('images are fixed, and nothing secret stands in a file', (t) => {
  for (const [name, { image, build }] of services) {
    t.match(image, /^[a-z0-9./-]+:\d[\w.-]*$/, name)
    t.ok(build === '.' || !String(image).startsWith('kinward'))
  }
  const files = ['docker-compose.yml', 'Dockerfile', 'deploy/prepare.sh', 'deploy/vault.sh', 'deploy/haproxy.cfg']
  for (const file of files) t.notMatch(read(file), /changeit|:latest|:\/\/[^\s/@]*:[^\s/@]*@|BEGIN [A-Z ]*KEY/, file)
  for (const [name, { environment = {} }] of services)
    for (const [variable, value] of Object.entries(environment)) {
      t.type(value, 'string', `${name}: ${variable}: a number would not be passed on as one`)
      if (/pass|secret|token|key/i.test(variable))
        t.match(value, /^\/run\/(kinward|store|vault)\/[a-z0-9.-]+$/, variable)
    }
  t.notMatch(read('docker-compose.yml').replaceAll('$$', ''), /\$/, 'nothing comes from the caller’s environment')
  for (const [name, { file }] of Object.entries(compose.secrets)) t.equal(file, `./deploy/secrets/${name}`)
  t.match(read('.gitignore'), /^deploy\/secrets\/$/m)
  t.strictSame(Object.keys(compose.secrets), compose.services.prepare?.secrets)
  t.end()
})

t.test('the demo is reachable from this machine alone', (t) => {
  const { environment = {}, network_mode } = compose.services.kinward as Service
  t.match(readConfig(environment), { port: 3000, store: 'embedded', vault: 'embedded' })
  t.equal(network_mode, 'host', 'the loopback that it listens on is the host’s')
  for (const [name, service] of kinwards) {
    t.equal(service.user, 'node', name)
    t.match(service.environment, { KINWARD_PROFILE: 'demo', KINWARD_HOST: '127.0.0.1', KINWARD_DATA: '/data' }, name)
    t.ok(
      mounts(service).some(({ from, to, mode }) => from === `${name}-data` && to === '/data' && mode === 'rw'),
      name,
    )
    if (name !== 'kinward') t.equal(service.network_mode, 'service:front', name)
  }
  t.end()
})

/** Of KurrentDB 26.0, https://docs.kurrent.io/server/v26.0/: configuration/{cluster,networking}, security, diagnostics/logs. */
const documented = [
  'CERTIFICATE_FILE',
  'CERTIFICATE_PRIVATE_KEY_FILE',
  'CLUSTER_SIZE',
  'DISABLE_LOG_FILE',
  'DISCOVER_VIA_DNS',
  'GOSSIP_SEED',
  'INSECURE',
  'NODE_HOST_ADVERTISE_AS',
  'NODE_IP',
  'REPLICATION_HOST_ADVERTISE_AS',
  'REPLICATION_IP',
  'TELEMETRY_OPTOUT',
  'TRUSTED_ROOT_CERTIFICATES_PATH',
].map((name) => `KURRENTDB_${name}`)

t.test('the event stores are set up by names that the server knows, and find each other', (t) => {
  const stores = services.filter(([, { image }]) => String(image).includes('/kurrentdb:'))
  t.equal(stores.length, 4)
  t.equal(new Set(stores.map(([, { image }]) => image)).size, 1, 'of one version')
  for (const [name, { environment = {} }] of stores)
    t.strictSame(
      Object.keys(environment).filter((variable) => !documented.includes(variable)),
      [],
      name,
    )
  t.match(compose.services['single-store'], {
    network_mode: 'service:front',
    environment: { KURRENTDB_INSECURE: 'true', KURRENTDB_NODE_IP: '127.0.0.1' },
  })
  const cluster = stores.filter(([name]) => name !== 'single-store')
  for (const [name, service] of cluster) {
    const others = cluster.map(([other]) => other).filter((other) => other !== name)
    t.match(service.environment, {
      KURRENTDB_CLUSTER_SIZE: String(cluster.length),
      KURRENTDB_GOSSIP_SEED: others.map((other) => `${other}:2113`).join(','),
      KURRENTDB_NODE_HOST_ADVERTISE_AS: name,
      KURRENTDB_REPLICATION_HOST_ADVERTISE_AS: name,
      KURRENTDB_CERTIFICATE_FILE: `/run/store/${name}.crt`,
      KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE: `/run/store/${name}.key`,
    })
    t.notOk('KURRENTDB_INSECURE' in (service.environment ?? {}), name)
    const plain = (it: unknown): string => JSON.stringify(it).replaceAll(/store-\d/g, 'store-N')
    const { environment: _, ...rest } = service
    const { environment: __, ...first } = cluster[0]?.[1] ?? {}
    t.equal(plain(rest), plain(first), 'they differ in their names alone')
  }
  t.end()
})

t.test('the image is built of known instructions, in stages, and runs as nobody in particular', (t) => {
  const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'VOLUME', 'USER', 'HEALTHCHECK', 'CMD']
  t.strictSame(
    instructions.filter(({ name }) => !known.includes(name)),
    [],
  )
  t.strictSame(all('FROM'), ['node:24-slim AS packages', 'node:24-slim'], 'Node 24 comes with the base image')
  t.ok(Number(/\d+/.exec(JSON.parse(read('package.json')).engines.node)?.[0]) <= 24)
  t.match(
    all('RUN')[0],
    /^npm ci --omit=dev --omit=optional --ignore-scripts /,
    'by the lock, and no script of a package',
  )
  t.strictSame(all('USER', last), ['node'])
  const after = last.slice(last.findIndex(({ name }) => name === 'USER')).map(({ name }) => name)
  t.notOk(
    after.some((name) => ['RUN', 'COPY'].includes(name)),
    'and everything from there on',
  )
  t.match(all('RUN', last), ['install -d -o node -g node -m 0700 /data'])
  t.strictSame(all('VOLUME', last), ['/data'])
  t.strictSame(readConfig(Object.fromEntries(variables('KINWARD_'))).data, '/data')
  for (const command of [...all('CMD'), ...all('HEALTHCHECK').map((rest) => rest.slice(rest.indexOf('CMD ') + 4))])
    t.ok(Array.isArray(JSON.parse(command)), 'no shell between the signal and the process')
  t.match(all('HEALTHCHECK')[0], '/health/live')
  t.notMatch(
    read('Dockerfile'),
    /\bADD\b|curl|wget|https?:\/\/(?!127\.0\.0\.1)|passw|secret|token|--privileged|latest/i,
  )
  t.end()
})

t.test('the builder is sent what is copied, and no more', (t) => {
  const [first, ...allowed] = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  t.equal(first, '*', 'nothing, but')
  t.strictSame(allowed.map((line) => line.replace(/^!/, '')).sort(), [...new Set(copied())].sort())
  for (const path of copied()) t.ok(existsSync(join(root, path)), path)
  t.end()
})

t.test('what the image holds is enough to start, and its own check of its health agrees', async (t) => {
  const image = t.testdir()
  for (const path of copied(last)) cpSync(join(root, path), join(image, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'))
  const data = join(image, 'data')
  mkdirSync(data)
  const [, ...start] = JSON.parse(all('CMD', last).at(-1) ?? '') as [string, ...string[]]
  const server = new Server({ KINWARD_DATA: data, KINWARD_DEMO_CASES: '0' }, [process.execPath, ...start], image)
  t.teardown(() => server.stop())
  const address = await server.address()
  const [, ...health] = JSON.parse(all('HEALTHCHECK')[0]?.split(' CMD ')[1] ?? '') as [string, ...string[]]
  const ask = async (port: string): Promise<number | null> =>
    (await new Server({ KINWARD_PORT: port }, [process.execPath, ...health], image).end()).code
  t.equal(await ask(new URL(address).port), 0)
  await server.stop()
  t.equal(await ask(new URL(address).port), 1, 'and notices when it is gone')
})

t.test('the reader of YAML knows what it reads, and refuses the rest', (t) => {
  t.strictSame(parseYaml('a:\n  b: [x, "y: z"]\n  c:\n    - d:e\n  f: {}\n# g\nh: true\ni: 3'), {
    a: { b: ['x', 'y: z'], c: ['d:e'], f: {} },
    h: true,
    i: 3,
  })
  for (const text of [
    'a: 1\na: 2',
    'a: &x 1',
    'a: yes',
    'a: |\n  b',
    'a:\n\tb: 1',
    'a: 1 # b',
    'a: b: c',
    'a:\n   b: 1\n  c: 2',
    'a: 12:30',
  ])
    t.throws(() => parseYaml(text), text)
  t.end()
})
