import { readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import client from '@eventstore/db-client'
import { AddressRefused, type EventStoreAddress } from './eventstoredb-address.ts'
import { Unanswered } from './eventstoredb-errors.ts'

/** The library's client, for this address. There is one in a process: its appends share one table over all clients. */
export class EventStoreClient extends client.EventStoreDBClient {
  /** @throws AddressRefused when a certificate cannot be read */
  constructor(address: EventStoreAddress) {
    const { discover, hosts, discovery, keepAlive, credentials } = address
    const cluster = { nodePreference: 'leader' as const, ...discovery, ...keepAlive }
    const [first] = hosts
    if (!first) throw new AddressRefused('the event store has no host')
    const channel = channelOf(address)
    if (discover) super({ discover: first, ...cluster }, channel, credentials)
    else if (hosts.length > 1) super({ endpoints: [...hosts], ...cluster }, channel, credentials)
    else super({ endpoint: first, ...keepAlive }, channel, credentials)
    const create = this.GRPCStreamCreator
    this.GRPCStreamCreator = (Client, name, creator, cache) =>
      create(Client, name, async (connection) => withoutLateAnswers(name, await creator(connection)), cache)
  }
}

/**
 * When any connection breaks, the library rejects every append that is under way and forgets it; an answer that comes
 * after all would end the process, thrown where nobody can catch it. The append was reported as unknown: it may go.
 */
function withoutLateAnswers<T>(name: string, stream: T): T {
  if (name !== 'appendToStream' || !isDuplex(stream)) return stream
  for (const listener of stream.listeners('data')) {
    stream.off('data', listener as () => void)
    stream.on('data', (answer) => {
      try {
        listener(answer)
      } catch (error) {
        // what destructuring throws for an append that is not in the table
        if (!(error instanceof TypeError)) throw error
      }
    })
  }
  return stream
}

const isDuplex = (stream: unknown): stream is Duplex =>
  typeof stream === 'object' && stream !== null && 'listeners' in stream && 'write' in stream

function channelOf({ tls }: EventStoreAddress): ConstructorParameters<typeof client.EventStoreDBClient>[1] {
  if (tls === false) return { insecure: true }
  const { caFile, certFile, keyFile } = tls
  try {
    return {
      insecure: false,
      ...(caFile && { rootCertificate: readFileSync(caFile) }),
      ...(certFile && { userCertFile: readFileSync(certFile) }),
      ...(keyFile && { userKeyFile: readFileSync(keyFile) }),
    }
  } catch (cause) {
    throw new AddressRefused('a certificate of the event store cannot be read', { cause })
  }
}

/** The answer, or `Unanswered` after `ms`: the library waits for ever for a server that is silent. */
export async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unanswered('no answer in time')), ms)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What the library reads with: an object stream that has to be told to let go of its call. */
interface Reading<T> extends AsyncIterable<T> {
  on(event: 'error', listener: () => void): unknown
  cancel(): Promise<void>
  destroy(error: Error): unknown
}

/**
 * Everything that a read gives. It is always read to its end, or cancelled: a read that is broken off keeps its call open,
 * and the client could never be closed.
 *
 * @throws Unanswered when nothing comes for `ms`, and whatever the library says
 */
export async function collect<T>(ms: number, reading: Reading<T>): Promise<T[]> {
  const items: T[] = []
  // the loop is told; one that comes after its end must not end the process
  reading.on('error', () => undefined)
  const timer = setTimeout(() => {
    // the call may never have begun; then its own error tells
    reading.cancel().catch(() => undefined)
    reading.destroy(new Unanswered('no answer in time'))
  }, ms)
  try {
    for await (const item of reading) {
      items.push(item)
      timer.refresh()
    }
    return items
  } finally {
    clearTimeout(timer)
  }
}
