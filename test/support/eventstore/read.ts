import { once } from 'node:events'
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import * as grpc from '@grpc/grpc-js'
import { type Faults, failure, refusal } from './faults.ts'
import type { EventLog, Recorded } from './log.ts'
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  nameOf,
  notFoundMessage,
} from './messages.ts'

type Call = grpc.ServerWritableStream<ReadReq, ReadResp>
const backwards = 1

/** Read: of a stream or of $all, once or (a follow) for as long as the call is open. */
export function read(
  log: EventLog,
  faults: Faults,
  follows: Set<Call>,
): grpc.handleServerStreamingCall<ReadReq, ReadResp> {
  const serve = async (call: Call): Promise<void> => {
    const refused = refusal(faults, call.metadata)
    const options = call.request.getOptions()
    if (refused !== undefined || options === undefined) {
      call.emit('error', refused ?? failure(grpc.status.INVALID_ARGUMENT, 'No options'))
      return
    }
    const stream = options.hasStream() ? nameOf(options.getStream()?.getStreamIdentifier()) : undefined
    if (stream !== undefined && log.isTombstoned(stream)) {
      const trailers = { exception: 'stream-deleted', 'stream-name': stream }
      call.emit('error', failure(grpc.status.FAILED_PRECONDITION, 'Stream deleted', trailers))
      return
    }
    if (options.hasSubscription()) await follow(call, options, log, faults, stream, follows)
    else await readOnce(call, options, log, stream)
  }
  return (call) => void serve(call)
}

async function readOnce(call: Call, options: ReadReq.Options, log: EventLog, stream: string | undefined) {
  const events = stream === undefined ? log.all : log.stream(stream)
  if (events === undefined) {
    call.write(notFoundMessage(stream ?? ''))
    call.end()
    return
  }
  const back = options.getReadDirection() === backwards
  const from = startOf(options)
  const wanted = events.filter((event) => {
    if (from === 'start') return !back
    if (from === 'end') return back
    const place = stream === undefined ? event.position : event.revision
    if (!back) return place >= from
    return stream === undefined ? place < from : place <= from
  })
  if (back) wanted.reverse()
  const count = BigInt(options.getCount())
  for (const event of wanted.slice(0, Number(count < 1_000_000_000n ? count : 1_000_000_000n))) {
    if (!(await send(call, eventMessage(event)))) return
  }
  call.end()
}

function startOf(options: ReadReq.Options): 'start' | 'end' | bigint {
  const stream = options.getStream()
  const all = options.getAll()
  if (stream?.hasStart() || all?.hasStart()) return 'start'
  if (stream?.hasEnd() || all?.hasEnd()) return 'end'
  return BigInt(stream?.getRevision() ?? all?.getPosition()?.getCommitPosition() ?? 0)
}

async function follow(
  call: Call,
  options: ReadReq.Options,
  log: EventLog,
  faults: Faults,
  stream: string | undefined,
  follows: Set<Call>,
) {
  follows.add(call)
  let wake = () => {}
  const ignore = log.listen(() => wake())
  const ended = () => {
    follows.delete(call)
    ignore()
    wake()
  }
  for (const sign of ['cancelled', 'close', 'error']) call.on(sign, ended)
  const from = startOf(options)
  let next = from === 'end' ? log.all.length : 0
  const due = (event: Recorded) => {
    if (stream !== undefined && event.stream !== stream) return false
    return typeof from === 'string' || (stream === undefined ? event.position : event.revision) > from
  }
  const wanted = filterOf(options)
  const filter = options.getFilter()
  const window = (filter?.getMax() || 32) * (filter?.getCheckpointintervalmultiplier() || 1)
  let considered = 0
  let told = faults.noCaughtUp
  await send(call, confirmationMessage())
  while (follows.has(call)) {
    const event = log.all[next]
    if (event === undefined) {
      if (!told) await send(call, caughtUpMessage())
      told = true
      if (log.all[next] !== undefined || !follows.has(call)) continue
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      continue
    }
    next += 1
    if (!due(event)) continue
    if (wanted(event)) await send(call, eventMessage(event))
    considered += 1
    if (filter !== undefined && considered % window === 0) await send(call, checkpointMessage(event.position))
  }
}

function filterOf(options: ReadReq.Options): (event: Recorded) => boolean {
  const filter = options.getFilter()
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType()
  if (filter === undefined || expression === undefined) return () => true
  const prefixes = expression.getPrefixList()
  const regex = expression.getRegex() === '' ? undefined : new RegExp(expression.getRegex())
  return (event) => {
    const text = filter.hasStreamIdentifier() ? event.stream : event.type
    return regex?.test(text) ?? prefixes.some((prefix) => text.startsWith(prefix))
  }
}

/** False when the reader has gone. */
async function send(call: Call, message: ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false
  if (!call.write(message)) {
    const stop = new AbortController()
    const gone = () => stop.abort()
    const signs = ['cancelled', 'close', 'error']
    for (const sign of signs) call.once(sign, gone)
    await once(call, 'drain', { signal: stop.signal }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error
    })
    for (const sign of signs) call.off(sign, gone)
  }
  return !call.cancelled && !call.destroyed
}
