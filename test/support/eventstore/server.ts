import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import * as grpc from '@grpc/grpc-js'
import { append, batchAppend, remove } from './append.ts'
import { type Faults, failure } from './faults.ts'
import { readGossip } from './gossip.ts'
import { EventLog } from './log.ts'
import { read } from './read.ts'

export type EventStoreOptions = {
  /** PEM key and certificate; without them the server speaks without TLS. */
  tls?: { key: Buffer; cert: Buffer }
  /** False for a server that knows only the classic Append. */
  batch?: boolean
}

export type EventStoreServer = {
  url: string
  port: number
  faults: Faults
  /** Drops every connection at once; the events stay. */
  stop(): Promise<void>
  /** Serves again, on the same port, with the same events. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Speaks EventStoreDB's protocol on the loopback address: it proves our use of the client, not the database. */
export async function startEventStore(options: EventStoreOptions = {}): Promise<EventStoreServer> {
  const log = new EventLog()
  const follows = new Set<grpc.ServerWritableStream<ReadReq, ReadResp>>()
  const faults: Faults = {
    silent: false,
    swallow: false,
    swallowed: 0,
    delayMs: 0,
    notReady: false,
    noCaughtUp: false,
    dropFollows() {
      for (const call of follows) call.emit('error', failure(grpc.status.UNAVAILABLE, 'Dropped'))
    },
    muteFollows() {
      follows.clear()
    },
  }
  const build = () => {
    const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 })
    server.addService(streamsService.StreamsService, {
      read: read(log, faults, follows),
      append: append(log, faults),
      batchAppend: batchAppend(log, faults),
      delete: remove(log, faults, false, () => new streams.DeleteResp()),
      tombstone: remove(log, faults, true, () => new streams.TombstoneResp()),
    })
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_call: unknown, answer: grpc.sendUnaryData<features.SupportedMethods>) =>
        answer(null, supported(options.batch ?? true)),
    })
    server.addService(gossipService.GossipService, { read: readGossip(faults, () => port) })
    return server
  }
  const credentials =
    options.tls === undefined
      ? grpc.ServerCredentials.createInsecure()
      : grpc.ServerCredentials.createSsl(null, [{ private_key: options.tls.key, cert_chain: options.tls.cert }])
  const bind = (server: grpc.Server, port: number) =>
    new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)))
    })
  let server: grpc.Server | undefined = build()
  const port = await bind(server, 0)
  const stop = async () => {
    const stopping = server
    server = undefined
    if (stopping === undefined) return
    await new Promise<void>((resolve) => {
      stopping.tryShutdown(() => resolve())
      stopping.forceShutdown()
    })
  }
  const start = async () => {
    if (server !== undefined) return
    server = build()
    await bind(server, port)
  }
  const url = `esdb://127.0.0.1:${port}?tls=${options.tls !== undefined}`
  return { url, port, faults, stop, start, close: stop }
}

function supported(batch: boolean): features.SupportedMethods {
  const service = 'event_store.client.streams.streams'
  const methods = ['read', 'append', 'delete', 'tombstone', ...(batch ? ['batchappend'] : [])]
  const list = methods.map((method) => {
    const offered = new features.SupportedMethod().setServiceName(service).setMethodName(method)
    return method === 'read' ? offered.setFeaturesList(['position', 'events']) : offered
  })
  return new features.SupportedMethods().setMethodsList(list).setEventStoreServerVersion('24.10.0')
}
