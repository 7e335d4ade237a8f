import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { root, Server } from './server.ts'
import { parseYaml } from './yaml.ts'

/** No engine runs these files here: what can be known of them without one is. */

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

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

interface Service {
  readonly [name: string]: unknown
  readonly environment: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly ports?: readonly string[]
}
const compose = parseYaml(read('docker-compose.yml')) as unknown as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

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
  t.strictSame(Object.keys(compose.services), ['kinward'])
  for (const service of Object.values(compose.services)) {
    t.match(service, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true })
    t.equal(service.user, 'node')
    for (const more of ['privileged', 'cap_add', 'devices', 'pid', 'ipc', 'userns_mode', 'env_file', 'secrets'])
      t.notOk(more in service, `no ${more}`)
    t.notMatch(JSON.stringify(service.volumes), /docker\.sock|"\/|"\.\.?\//, 'no folder of the host')
  }
  t.end()
})

t.test('it is configured by names that exist, and the demo is reachable from this machine alone', (t) => {
  const { environment, volumes, network_mode, ports = [] } = compose.services.kinward as Service
  for (const value of Object.values(environment)) t.type(value, 'string', 'a number would not be passed on as one')
  const config = readConfig(environment)
  t.match(config, { host: '127.0.0.1', port: 3000, profile: 'demo', data: '/data' })
  t.equal(network_mode, 'host', 'the loopback that it listens on is the host’s')
  t.ok(ports.every((port) => port.startsWith('127.0.0.1:')))
  const [volume = '', place] = volumes[0]?.split(':') ?? []
  t.equal(place, config.data, 'what it stores lies on a volume')
  t.ok(volume in compose.volumes)
  t.notMatch(JSON.stringify(environment), /pass|secret|token|key/i)
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
