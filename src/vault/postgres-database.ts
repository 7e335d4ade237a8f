import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import pg from 'pg'
import type { VaultAddress } from './postgres-address.ts'
import { VaultUnavailable } from './vault.ts'

/** How long to wait for a connection, and then for each answer. The server gives up a little earlier than we do. */
const CONNECT_MS = 3_000
const ANSWER_MS = 5_000
const SERVER_MS = 4_000
/** How long connections may take to say goodbye. */
const GOODBYE_MS = 1_000
const CONNECTIONS = 10

export type Row = Readonly<Record<string, unknown>>
/** Asks the database one thing, as a whole or not at all. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

/**
 * A PostgreSQL database whose every failure is a `VaultUnavailable` without names, addresses or data, that keeps nobody
 * waiting for long, and that is there again when its server is. Only a primary server that keeps what it
 * acknowledges through a power cut is worked with.
 */
export class Database {
  readonly #pool: pg.Pool
  readonly #sockets = new Set<Socket>()
  #closed: Promise<void> | undefined

  /** @throws VaultUnavailable when the file with the authorities cannot be read; the server is not asked yet */
  constructor({ host, port, database, user, password = '', tls }: VaultAddress) {
    // Everything is named here: whatever is left out, the client takes from PG… variables and ~/.pgpass.
    this.#pool = new pg.Pool({
      host,
      port,
      database,
      user,
      password: () => password,
      ssl: tls ? { ...authorities(tls.rootCert), rejectUnauthorized: true, minVersion: 'TLSv1.2' } : false,
      sslnegotiation: 'postgres',
      application_name: 'kinward',
      options: '-c client_encoding=UTF8',
      client_encoding: 'utf8',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      statement_timeout: SERVER_MS,
      lock_timeout: SERVER_MS,
      idle_in_transaction_session_timeout: SERVER_MS,
      keepAlive: true,
      max: CONNECTIONS,
      stream: () => this.#socket(),
      verify: (client, done) => void durable(client).then(() => done(), done),
    })
    // A connection that breaks while nobody uses it is replaced; who uses it is told by the answer.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  readonly ask: Ask = async (text, values) => {
    try {
      this.#open()
      const { rows } = await this.#pool.query<Row>({ text, ...(values && { values: [...values] }) })
      return rows
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** All of it, durable on return, or nothing. What `work` throws passes when it is a `VaultUnavailable`. */
  async transaction<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    try {
      this.#open()
      const client = await this.#pool.connect()
      try {
        await client.query('BEGIN')
        const result = await work(async (text, values) => {
          const { rows } = await client.query<Row>({ text, ...(values && { values: [...values] }) })
          return rows
        })
        await client.query('COMMIT')
        client.release()
        return result
      } catch (error) {
        // without its connection the transaction ends
        client.release(true)
        throw error
      }
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** What is under way is answered first, as long as its time limits allow. */
  close(): Promise<void> {
    this.#closed ??= this.#pool.end().then(async () => {
      const late = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy()
      }, GOODBYE_MS)
      await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
      clearTimeout(late)
    })
    return this.#closed
  }

  #open(): void {
    if (this.#closed) throw new VaultUnavailable('the vault is closed')
  }

  #socket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    return socket.once('close', () => this.#sockets.delete(socket))
  }
}

/** Before a connection is used. A standby may be behind: a key that is destroyed could still be there. */
async function durable(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<Row>(`
    SELECT current_setting('synchronous_commit') IN ('on', 'remote_apply') AND current_setting('fsync') = 'on' AS durable,
           pg_is_in_recovery() AS standby
  `)
  if (rows[0]?.standby !== false) throw new VaultUnavailable('the vault’s database is a standby: name the primary')
  if (rows[0].durable !== true) throw new VaultUnavailable('what is written here would not survive a power cut')
}

function authorities(file: string | undefined): { readonly ca?: Buffer } {
  if (file === undefined) return {}
  try {
    return { ca: readFileSync(file) }
  } catch {
    throw new VaultUnavailable('the file with the authorities to trust (sslrootcert) cannot be read')
  }
}

/** PostgreSQL's messages name users, hosts and rows: only the code is told (SQLSTATE, or the system's). */
function unavailable(error: unknown): Error {
  if (error instanceof VaultUnavailable || error instanceof RangeError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new VaultUnavailable(
    /^[A-Z0-9_]{4,50}$/.test(code) ? `the vault's database: ${code}` : `the vault's database does not answer`,
  )
}
