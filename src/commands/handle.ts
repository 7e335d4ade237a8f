import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import { current } from '../../workflows/registry.ts'
import type { Person } from '../access/person.ts'
import { mayNameEvent, policyVersion, sight } from '../access/policy.ts'
import { caseStream } from '../case/cases.ts'
import { decide } from '../case/decide.ts'
import { envelope } from '../case/envelope.ts'
import { type JsonObject, type Metadata, textOf } from '../case/event.ts'
import { caseIdOf, commandIdOf, keyedDigest, referenceOf } from '../case/ids.ts'
import { canonical } from '../case/jcs.ts'
import { givenRecord, type LoadedCase, type Trace } from '../case/load.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import { ConcurrencyError } from '../store/store.ts'
import { enrich } from './enrich.ts'
import { no, ok, type Result } from './errors.ts'
import { CommandKeys, digestKeyOf } from './keys.ts'
import { expandNested } from './nested.ts'
import { type Candidate, parseBody } from './parse.ts'
import { refuse } from './refuse.ts'
import type { Services } from './services.ts'

/** One step that somebody wants to take, or report. */
export interface Command {
  readonly person: Person
  readonly step: string
  /** undefined: opens a case. */
  readonly caseId: string | undefined
  readonly body: unknown
  readonly idempotencyKey: string
  /** The revision that the person had read; decisions need it. */
  readonly ifMatch: bigint | undefined
  readonly correlationId: string
}

/** What became of it, rebuilt from the stored event alone, so that a retry gets the first answer. */
export interface Accepted {
  readonly caseId: string
  /** Short, speakable, with a check character; when the step opened the case. */
  readonly reference?: string
  readonly event: AnsweredEvent
  readonly step: AnyStep
  readonly loaded: LoadedCase
}

/** As much of a stored event as an answer is made from. */
export type AnsweredEvent = Pick<ParsedEvent, 'id' | 'type' | 'revision' | 'position'> & {
  readonly metadata: Pick<Metadata, 'state' | 'breaches' | 'flags'>
}

/** How far a PC's clock may run ahead (flagged), and how far a decision's own time may lie from its recording. */
const SKEW_MS = 10 * 60_000
const ATTEMPTS = 4

/**
 * THE pipeline: parse, load and fold, recognise a repeat, check revision and time, decide, seal, append. On a conflict
 * everything after the parse is done again on the new history.
 *
 * @throws StoreUnavailable, VaultUnavailable, HistoryDoesNotFit – never a refusal, which is a value
 */
export async function handle(services: Services, command: Command): Promise<Result<Accepted>> {
  const step = current.findStep(command.step)
  if (!step || step.kind === 'service') return no({ code: 'unknown-step' })
  if (command.caseId === undefined && !step.opens) return no({ code: 'cannot-open' })
  const parsed = parseBody(step, current, command.body)
  if (!parsed.ok) return parsed
  const target = command.caseId ?? 'new'
  const commandId = commandIdOf(
    services.vault.idKey,
    command.person.id,
    `${target}/${step.name}`,
    command.idempotencyKey,
  )
  const caseId = command.caseId ?? caseIdOf(services.vault.idKey, commandId)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const loaded = await services.cases.load(caseId)
    try {
      const result = await attemptOn(
        services,
        { ...command, commandId, caseId, opening: command.caseId === undefined },
        parsed.value,
        loaded,
      )
      return hidden(command, loaded, result) ? no({ code: 'unknown-case' }) : result
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error
    }
  }
  return no({ code: 'conflict' })
}

/**
 * A stranger's facts are taken like anybody's; whatever is not taken is answered as for a case that does not exist, so
 * that trying tells nothing. Only who already has an answer about this case is told that the key was used.
 */
const hidden = ({ person, caseId }: Command, loaded: LoadedCase, result: Result<Accepted>): boolean =>
  !result.ok && caseId !== undefined && result.error.code !== 'key-reused' && sight(person, loaded) === 'stranger'

interface Attempt extends Command {
  readonly commandId: string
  readonly caseId: string
  readonly opening: boolean
}

/** @throws ConcurrencyError when somebody else was first */
async function attemptOn(
  services: Services,
  command: Attempt,
  candidate: Candidate,
  loaded: LoadedCase,
): Promise<Result<Accepted>> {
  const { vault, clock } = services
  const before = loaded.trail.find(({ commandId }) => commandId === command.commandId)
  if (before) return repeated(services, command, candidate, loaded, before)
  const { step } = candidate
  if (!command.opening && loaded.revision < 0n) return no({ code: 'unknown-case' })
  if (step.kind === 'decision' && sight(command.person, loaded) === 'stranger') return no({ code: 'unknown-case' })
  const stale = staleRevision(command, step, loaded)
  if (stale) return no(stale)

  const now = clock.now()
  const recordedAt = now > loaded.recordedAt ? now : loaded.recordedAt
  const occurredAt = candidate.occurredAt ?? recordedAt
  // who names no time is not judged by it: a server clock that was set back keeps nobody waiting until it has caught up
  const timing = candidate.occurredAt === undefined ? 0 : Date.parse(occurredAt) - Date.parse(now)
  if (timing > SKEW_MS) return no({ code: 'occurred-in-future' })
  if (step.kind === 'decision' && timing < -SKEW_MS) return no({ code: 'decision-not-now' })

  const expanded = expandNested(candidate, loaded)
  if (!expanded.ok) return expanded
  const { personal, given } = expanded.value
  const keys = await CommandKeys.for(vault, loaded, personal, command.opening)
  const key = await keys.digestKey(personal)
  const clear = await enrich(expanded.value, loaded, services, twoPeopleDigest(expanded.value, key))
  const id = clock.uuid()
  const { id: actorId, role, agency } = command.person
  const actor = { agency, id: actorId, role }
  const event = { type: step.event, id, data: clear, given: givenRecord(step, given), occurredAt, recordedAt, actor }
  const decision = decide(loaded, step, event)
  if (!decision.ok) {
    const digestAt = async (revision: bigint): Promise<string | undefined> => {
      const then = await keys.digestKeyAt(personal, loaded, revision)
      return then && keyedDigest(then, canonical(candidate.body))
    }
    return no(await refuse(services, { ...command, clear, given, occurredAt, digestAt }, step, loaded, decision.failed))
  }

  const requestDigest = key && keyedDigest(key, canonical(candidate.body))
  const stream = caseStream(command.caseId)
  const revision = loaded.revision + 1n
  const place = { stream, revision, id, type: step.event }
  const sealed = await keys.seal(place, personal, command.opening, clock)
  const metadata: Omit<Metadata, 'v' | 'prev' | 'mac' | 'schema'> = {
    ...decision.outcome.consequences,
    actor,
    commandId: command.commandId,
    correlationId: command.correlationId,
    legalBasis: step.kind === 'decision' ? 'mandate' : 'duty',
    occurredAt,
    policyVersion,
    protocol: loaded.ruleSet.protocol,
    recordedAt,
    ruleSet: loaded.ruleSet.name,
    ...(requestDigest !== undefined && { requestDigest }),
    ...(candidate.decidedBy && { decidedBy: candidate.decidedBy }),
    ...(candidate.statedBy && { statedBy: candidate.statedBy }),
    ...(candidate.evidenceRef !== undefined && { evidenceRef: candidate.evidenceRef }),
    ...(typeof clear.correctionOf === 'string' && { correctionOf: clear.correctionOf }),
  }
  const stored = envelope(
    { ...place, clear: { ...clear, given }, sealed, metadata },
    { prev: loaded.head, macEpoch: vault.macEpoch, macKey: vault.macKey(vault.macEpoch) },
  )
  const [position] = await services.store.append(stream, [stored], loaded.revision < 0n ? 'none' : loaded.revision)
  return ok(accepted(services, loaded, step, { ...place, position: position ?? 0n, metadata }))
}

function staleRevision(command: Attempt, step: AnyStep, loaded: LoadedCase) {
  if (command.opening || (step.kind !== 'decision' && command.ifMatch === undefined)) return undefined
  const { ifMatch } = command
  if (ifMatch === undefined) return { code: 'revision-missing' } as const
  if (ifMatch === loaded.revision) return undefined
  const changed = loaded.trail
    .filter(({ revision }) => revision > ifMatch)
    .map((trace) =>
      mayNameEvent(command.person, loaded, trace) || wasFirst(command.person, step, trace)
        ? (loaded.ruleSet.findStep(trace.step)?.event ?? '')
        : 'another event',
    )
  return { code: 'revision-stale', revision: loaded.revision, changed } as const
}

/** Where only one can be the one, whoever comes second is told that the step was taken, and not by whom (I-23). */
function wasFirst(person: Person, step: AnyStep, trace: Trace): boolean {
  const onlyOne = step.kind === 'decision' && step.rules.some(({ id }) => id === 'I-23')
  return onlyOne && trace.step === step.name && step.who.includes(person.role)
}

/** Both events of two people store the same keyed digest of step and payload; P-TWO compares them (FORMAT rule 4). */
function twoPeopleDigest({ step, clear, body }: Candidate, key: Buffer | undefined): string | undefined {
  if (!key) return undefined
  const { data } = body as { data: JsonObject }
  if (step.name === 'propose-act') return keyedDigest(key, canonical([textOf(clear.step), data.payload ?? {}]))
  if (!step.proposedBy) return undefined
  const { proposal: _named, ...payload } = data
  return keyedDigest(key, canonical([step.name, payload]))
}

/** The command was taken before: its first answer again, or a different body under the same key. */
async function repeated(
  services: Services,
  command: Attempt,
  candidate: Candidate,
  loaded: LoadedCase,
  trace: Trace,
): Promise<Result<Accepted>> {
  const [stored] = (await services.store.readStream(caseStream(command.caseId), trace.revision)).slice(0, 1)
  if (!stored) throw new Error('an event of a loaded case is gone')
  const event = parseEvent(stored)
  const { requestDigest } = event.metadata
  const key = await digestKeyOf(services.vault, trace.kids)
  // with a key destroyed nothing can be compared: the stored answer stands
  if (key && requestDigest !== undefined && requestDigest !== keyedDigest(key, canonical(candidate.body as JsonObject)))
    return no({ code: 'key-reused' })
  return ok(accepted(services, loaded, candidate.step, event))
}

function accepted(services: Services, loaded: LoadedCase, step: AnyStep, event: AnsweredEvent): Accepted {
  return {
    caseId: loaded.id,
    event,
    step,
    loaded,
    ...(event.revision === 0n && { reference: referenceOf(services.vault.idKey, loaded.id) }),
  }
}
