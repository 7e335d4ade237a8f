import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { readVaultAddress, type VaultAddress } from '../../src/vault/postgres-address.ts'

export interface PostgresOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
  /** Files of a certificate; without them the server speaks without TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export interface PostgresServer {
  readonly port: number
  /** The folder of the cluster. */
  readonly data: string
  /** Of everybody who has one. */
  readonly password: string
  /** A new database that holds nothing, and how its only user, who owns nothing else, reaches it. */
  makeDatabase(): Promise<VaultAddress>
  /** As superuser. */
  ask(database: string, sql: string, values?: unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** A superuser's connection, which the caller ends. */
  connect(database: string): Promise<pg.Client>
  /** Everything that a database holds, as pg_dump writes it. */
  dump(database: string): string
  /** Runs a script with psql as superuser, as an operator would. */
  psql(file: string): void
  /** Stops or continues every process of the server where it stands: it then answers nothing. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Drops every connection, keeps the data. */
  stop(): Promise<void>
  /** The same port, the same data. */
  start(): Promise<void>
  close(): Promise<void>
}

const bin = ((): string | undefined => {
  const debian = '/usr/lib/postgresql'
  const installed = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []
  return [...installed, ...(process.env.PATH ?? '').split(delimiter)].find((folder) =>
    existsSync(join(folder, 'initdb')),
  )
})()

/** Why tests that need PostgreSQL are skipped; false when it is there. */
export const noPostgres = bin === undefined && 'PostgreSQL is not installed (Debian: apt-get install postgresql)'

/** A test with a server of its own; without PostgreSQL it is skipped, and says why. */
export function withPostgres(
  name: string,
  run: (t: Test, server: PostgresServer) => Promise<void>,
  options?: PostgresOptions,
): void {
  void t.test(name, { skip: noPostgres }, async (t) => {
    const server = await startPostgres(options)
    try {
      await run(t, server)
    } finally {
      await server.close()
    }
  })
}

/** PostgreSQL refuses to run as root: then it runs as nobody. */
const who = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined

function idOf(which: string): number {
  return Number(execFileSync('id', [which, 'nobody']))
}

/** A cluster of its own in a temporary folder, on loopback, with passwords. It ends when this process does. */
export async function startPostgres({ settings = {}, tls }: PostgresOptions = {}): Promise<PostgresServer> {
  if (bin === undefined) throw new Error('PostgreSQL is not installed')
  const root = mkdtempSync(join(tmpdir(), 'kinward-postgres-'))
  const [data, password, passwordFile] = [join(root, 'data'), randomBytes(12).toString('hex'), join(root, 'password')]
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of [root, passwordFile]) if (who) chownSync(path, who.uid, who.gid)
  const initdb = ['-D', data, '-U', 'admin', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-sync']
  execFileSync(join(bin, 'initdb'), initdb, { ...who, cwd: root, stdio: 'pipe' })
  const port = await freePort()
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    shared_buffers: '16MB',
    ...(tls && { ssl: 'on', ssl_key_file: tls.key, ssl_cert_file: tls.cert }),
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`)
  writeFileSync(join(data, 'postgresql.conf'), lines.join(''), { flag: 'a' })

  let running: ChildProcess | undefined
  const start = async (): Promise<void> => {
    running ??= await run(join(bin, 'postgres'), data)
  }
  const stop = async (): Promise<void> => {
    const stopping = running
    running = undefined
    if (!stopping) return
    stopping.stdin?.end()
    await once(stopping, 'close')
  }
  const connect = async (database: string): Promise<pg.Client> => {
    const options = '-c search_path=vault,public'
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'admin', password, database, options, ssl: false })
    await client.connect()
    return client
  }
  const ask: PostgresServer['ask'] = async (database, sql, values) => {
    const client = await connect(database)
    try {
      return (await client.query<Record<string, unknown>>(sql, values)).rows
    } finally {
      await client.end()
    }
  }
  const program = (name: string, args: readonly string[]): string =>
    execFileSync(join(bin, name), ['-h', '127.0.0.1', '-p', String(port), '-U', 'admin', ...args], {
      env: { PATH: process.env.PATH, PGPASSWORD: password },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  let made = 0
  await start()
  return {
    port,
    data,
    password,
    ask,
    connect,
    start,
    stop,
    async makeDatabase() {
      const name = `vault_${made++}`
      await ask('postgres', `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`)
      await ask('postgres', `CREATE DATABASE ${name} TEMPLATE template0`)
      await ask('postgres', `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`)
      await ask('postgres', `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${name}`)
      return readVaultAddress(`postgres://${name}@127.0.0.1:${port}/${name}?sslmode=disable`, { password })
    },
    dump: (database) => program('pg_dump', [database]),
    psql: (file) => void program('psql', ['-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-X', '-q', '-f', file]),
    signal(signal) {
      for (const pid of processesOf(running?.pid)) process.kill(pid, signal)
    },
    async close() {
      await stop()
      rmSync(root, { recursive: true })
    },
  }
}

/** The shell holds a pipe from here: when it ends, for whatever reason, so does the server. */
async function run(postgres: string, data: string): Promise<ChildProcess> {
  const script = '"$@" & cat >/dev/null; kill -INT $!; wait'
  const child = spawn('sh', ['-c', script, 'sh', postgres, '-D', data], {
    ...who,
    cwd: data,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      if (/ready to accept (read-only )?connections/.test(said)) resolve()
      // somebody who knocks too early is told FATAL as well
      if (/FATAL:(?! +the database system is )/.test(said)) {
        child.stdin.end()
        reject(new Error(said))
      }
    })
    child.on('close', () => reject(new Error(said)))
  })
  child.stderr.removeAllListeners('data').resume()
  return child
}

function processesOf(parent: number | undefined): number[] {
  if (parent === undefined) return []
  const children = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, of]) => (pid !== undefined && of === parent ? [pid] : []))
  return children.flatMap((child) => [child, ...processesOf(child)])
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
