import shared from '@eventstore/db-client/generated/shared_pb.js'
import status from '@eventstore/db-client/generated/status_pb.js'
import type { AppendReq, BatchAppendReq, DeleteReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import * as grpc from '@grpc/grpc-js'
import any from 'google-protobuf/google/protobuf/any_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import { type Faults, failure, notReadyMessage, pause, refusal } from './faults.ts'
import type { EventLog, Expected, Outcome, Proposed } from './log.ts'
import { nameOf, streamOf } from './messages.ts'

function proposedOf(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): Proposed {
  return {
    id: uuidOf(message.getId()),
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
}

function uuidOf(id: InstanceType<typeof shared.UUID> | undefined): string {
  const halves = id?.getStructured()
  if (halves === undefined) return id?.getString() ?? ''
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

type Classic = AppendReq.Options | DeleteReq.Options | TombstoneReq.Options

function expectedOf(options: Classic): Expected {
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  return options.hasAny() ? 'any' : BigInt(options.getRevision())
}

function expectedOfBatch(options: BatchAppendReq.Options): Expected {
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  return options.hasAny() ? 'any' : BigInt(options.getStreamPosition())
}

function streamDeleted(stream: string): grpc.ServiceError {
  return failure(grpc.status.FAILED_PRECONDITION, 'Stream deleted', {
    exception: 'stream-deleted',
    'stream-name': stream,
  })
}

/** Append: one call, its options first, then its events. */
export function append(log: EventLog, faults: Faults): grpc.handleClientStreamingCall<AppendReq, streams.AppendResp> {
  return (call, answer) => {
    const proposed: Proposed[] = []
    let options: AppendReq.Options | undefined
    call.on('data', (request: AppendReq) => {
      options = request.getOptions() ?? options
      const message = request.getProposedMessage()
      if (message !== undefined) proposed.push(proposedOf(message))
    })
    const close = async (): Promise<void> => {
      await pause(faults)
      const refused = refusal(faults, call.metadata)
      if (refused !== undefined) return answer(refused)
      if (options === undefined) return answer(failure(grpc.status.INVALID_ARGUMENT, 'No options'))
      if (faults.swallow) return void faults.swallowed++
      const stream = nameOf(options.getStreamIdentifier())
      const expected = expectedOf(options)
      const outcome = log.append(stream, expected, proposed)
      if (faults.silent) return
      if (outcome.kind === 'deleted') return answer(streamDeleted(stream))
      answer(null, classicAnswer(outcome, expected))
    }
    call.on('end', () => void close())
  }
}

function classicAnswer(outcome: Exclude<Outcome, { kind: 'deleted' }>, expected: Expected): streams.AppendResp {
  if (outcome.kind === 'wrong') {
    const wrong = new streams.AppendResp.WrongExpectedVersion()
    if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty())
    else wrong.setCurrentRevision(String(outcome.current))
    if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty())
    else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty())
    else if (expected === 'any') wrong.setExpectedAny(new shared.Empty())
    else wrong.setExpectedRevision(String(expected))
    return new streams.AppendResp().setWrongExpectedVersion(wrong)
  }
  const success = new streams.AppendResp.Success()
  if (outcome.revision === undefined) success.setNoStream(new shared.Empty())
  else success.setCurrentRevision(String(outcome.revision))
  if (outcome.position === undefined) success.setNoPosition(new shared.Empty())
  else {
    const position = new streams.AppendResp.Position()
    position.setCommitPosition(String(outcome.position)).setPreparePosition(String(outcome.position))
    success.setPosition(position)
  }
  return new streams.AppendResp().setSuccess(success)
}

/** BatchAppend: many appends over one call, told apart by their correlation ids. */
export function batchAppend(
  log: EventLog,
  faults: Faults,
): grpc.handleBidiStreamingCall<BatchAppendReq, streams.BatchAppendResp> {
  return (call) => {
    const open = new Map<string, { options: BatchAppendReq.Options; proposed: Proposed[] }>()
    const take = async (request: BatchAppendReq): Promise<void> => {
      const correlation = uuidOf(request.getCorrelationId())
      const options = request.getOptions()
      const batch = open.get(correlation) ?? (options && { options, proposed: [] })
      if (batch === undefined) return
      open.set(correlation, batch)
      batch.proposed.push(...request.getProposedMessagesList().map(proposedOf))
      if (!request.getIsFinal()) return
      open.delete(correlation)
      await pause(faults)
      const refused = refusal(faults, call.metadata)
      if (refused !== undefined && !faults.notReady) return void call.emit('error', refused)
      if (faults.swallow) return void faults.swallowed++
      const stream = nameOf(batch.options.getStreamIdentifier())
      const expected = expectedOfBatch(batch.options)
      const answer = new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId())
      answer.setStreamIdentifier(streamOf(stream))
      if (faults.notReady) {
        answer.setError(problem(grpc.status.UNAVAILABLE, notReadyMessage, 'google.protobuf.Empty', new empty.Empty()))
      } else fill(answer, log.append(stream, expected, batch.proposed), stream, expected)
      if (!faults.silent) call.write(answer)
    }
    call.on('data', (request: BatchAppendReq) => void take(request))
    call.on('end', () => call.end())
  }
}

function fill(answer: streams.BatchAppendResp, outcome: Outcome, stream: string, expected: Expected): void {
  if (outcome.kind === 'deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(streamOf(stream))
    answer.setError(problem(9, 'Stream deleted', 'event_store.client.StreamDeleted', deleted))
    return
  }
  if (outcome.kind === 'wrong') {
    const wrong = new shared.WrongExpectedVersion()
    if (outcome.current === undefined) wrong.setCurrentNoStream(new empty.Empty())
    else wrong.setCurrentStreamRevision(String(outcome.current))
    if (expected === 'no_stream') wrong.setExpectedNoStream(new empty.Empty())
    else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new empty.Empty())
    else if (expected === 'any') wrong.setExpectedAny(new empty.Empty())
    else wrong.setExpectedStreamPosition(String(expected))
    answer.setError(problem(9, 'Wrong expected version', 'event_store.client.WrongExpectedVersion', wrong))
    return
  }
  const success = new streams.BatchAppendResp.Success()
  if (outcome.revision === undefined) success.setNoStream(new empty.Empty())
  else success.setCurrentRevision(String(outcome.revision))
  if (outcome.position === undefined) success.setNoPosition(new empty.Empty())
  else {
    const position = new shared.AllStreamPosition()
    position.setCommitPosition(String(outcome.position)).setPreparePosition(String(outcome.position))
    success.setPosition(position)
  }
  answer.setSuccess(success)
}

function problem(code: number, message: string, type: string, details: { serializeBinary(): Uint8Array }) {
  const packed = new any.Any()
  packed.pack(details.serializeBinary(), type)
  return new status.Status().setCode(code).setMessage(message).setDetails(packed)
}

/** Delete (softly) and Tombstone (for good) differ only in their messages. */
export function remove<Answer>(log: EventLog, faults: Faults, forGood: boolean, empty: () => Answer) {
  return (call: grpc.ServerUnaryCall<DeleteReq | TombstoneReq, Answer>, answer: grpc.sendUnaryData<Answer>) => {
    const options = call.request.getOptions()
    const refused = refusal(faults, call.metadata)
    if (refused !== undefined) return answer(refused)
    if (options === undefined) return answer(failure(grpc.status.INVALID_ARGUMENT, 'No options'))
    const stream = nameOf(options.getStreamIdentifier())
    const outcome = log.delete(stream, expectedOf(options), forGood)
    if (outcome.kind === 'deleted') return answer(streamDeleted(stream))
    if (outcome.kind === 'stored') return answer(null, empty())
    const trailers = { exception: 'wrong-expected-version', 'stream-name': stream }
    answer(failure(grpc.status.FAILED_PRECONDITION, 'Wrong expected version', trailers))
  }
}
