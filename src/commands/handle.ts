import type { Act } from '../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import { recordNotShown } from '../access/not-shown.ts'
import type { Person } from '../access/person.ts'
import { policyVersion, sight } from '../access/policy.ts'
import { asSeenBy } from '../access/view.ts'
import { caseStream } from '../case/cases.ts'
import { decide, mayTake } from '../case/decide.ts'
import { digestKeyOf } from '../case/digest-key.ts'
import { type Draft, envelope } from '../case/envelope.ts'
import { type Metadata, textOf } from '../case/event.ts'
import { caseIdOf, commandIdOf, keyedDigest, referenceOf } from '../case/ids.ts'
import { givenRecord, type LoadedCase, type Trace } from '../case/load.ts'
import type { Consequences } from '../case/outcome.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import { canonical, type JsonObject } from '../jcs.ts'
import { ConcurrencyError } from '../store/store.ts'
import { admit } from './admit.ts'
import { enrich } from './enrich.ts'
import { no, ok, type Result } from './errors.ts'
import { CommandKeys } from './keys.ts'
import { expandNested } from './nested.ts'
import { type Candidate, type PersonalValue, parseBody } from './parse.ts'
import { refuse, refusedBefore } from './refuse.ts'
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

/** A command with what identifies it. */
export interface Attempt extends Command {
  readonly commandId: string
  readonly caseId: string
  readonly opening: boolean
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

const ATTEMPTS = 4

/**
 * THE pipeline: load and fold, parse, recognise a repeat, admit (who may know of the case, revision, time), decide, seal,
 * append. On a conflict with another node it is all done again on the new history.
 *
 * @throws StoreUnavailable, VaultUnavailable, HistoryDoesNotFit – never a refusal, which is a value
 */
export async function handle(services: Services, command: Command): Promise<Result<Accepted>> {
  const { idKey } = services.vault
  const route = `${command.caseId ?? 'new'}/${command.step}`
  const commandId = commandIdOf(idKey, command.person.id, route, command.idempotencyKey)
  const caseId = command.caseId ?? caseIdOf(idKey, commandId)
  const attempt = { ...command, commandId, caseId, opening: command.caseId === undefined }
  return services.lanes.run(caseStream(caseId), async () => {
    for (let tries = 0; tries < ATTEMPTS; tries++) {
      try {
        return await attemptOn(services, attempt, await services.cases.load(caseId))
      } catch (error) {
        if (!(error instanceof ConcurrencyError)) throw error
      }
    }
    return no({ code: 'unavailable' })
  })
}

/** @throws ConcurrencyError when somebody else was first */
async function attemptOn(services: Services, attempt: Attempt, loaded: LoadedCase): Promise<Result<Accepted>> {
  const parsed = parse(attempt, loaded)
  if (!parsed.ok) return parsed
  const before = loaded.trail.find(({ commandId }) => commandId === attempt.commandId)
  if (before) return repeated(services, attempt, parsed.value, loaded, before)
  const result = await fresh(services, attempt, parsed.value, loaded)
  if (result.ok || attempt.opening || sight(attempt.person, loaded) !== 'stranger') return result
  // a stranger's facts are taken like anybody's; whatever is not taken is answered, and recorded, as for no such case
  await recordNotShown(services, attempt, attempt.caseId, 'step')
  return no({ code: 'unknown-case' })
}

/** By the rules of the case, not by those that new cases open under. */
function parse({ step: name, opening, body }: Attempt, { ruleSet }: LoadedCase): Result<Candidate> {
  const step = ruleSet.findStep(name)
  if (!step || step.kind === 'service') return no({ code: 'unknown-step' })
  if (opening && !step.opens) return no({ code: 'cannot-open' })
  return parseBody(step, ruleSet, body)
}

async function fresh(
  services: Services,
  attempt: Attempt,
  candidate: Candidate,
  loaded: LoadedCase,
): Promise<Result<Accepted>> {
  const times = admit(attempt, candidate, loaded, services.clock.now())
  if (!times.ok) return times
  const expanded = expandNested(candidate, loaded)
  if (!expanded.ok) return expanded
  const { step, personal, given } = expanded.value
  const { id: actorId, role, agency } = attempt.person
  const actor = { agency, id: actorId, role }
  const keys = new CommandKeys(services.vault, loaded)
  const lawfulRole = mayTake(loaded.ruleSet, step, expanded.value.clear).includes(role)
  // two people compare digests under the keys of everybody concerned, so that here the keys come before the decision
  if (lawfulRole && isOfTwo(step)) await keys.introduce(personal, attempt.opening)
  const digest = await twoPeopleDigest(expanded.value, keys)
  const clear = await enrich(expanded.value, loaded, services, digest)
  const act = { id: services.clock.uuid(), data: clear, given: givenRecord(step, given), ...times.value, actor }
  const event = { type: step.event, ...act }
  const decision = decide(loaded, step, event)
  const digestAt = async (revision: bigint): Promise<string | undefined> => {
    const then = await keys.digestKeyAt(personal, loaded, revision)
    return then && keyedDigest(then, canonical(candidate.body))
  }
  const earlier = await refusedBefore(services, attempt, digestAt)
  if (!earlier.ok) return earlier
  if (!decision.ok) {
    const refused = { ...attempt, clear, given, ...times.value, digestAt, earlier: earlier.value }
    const seen = decide(asSeenBy(attempt.person, loaded), step, event)
    return no(await refuse(services, refused, step, loaded, decision.failed, seen.ok ? [] : seen.failed))
  }
  await keys.introduce(personal, attempt.opening)
  return store(
    services,
    attempt,
    { candidate, personal, given, act, consequences: decision.outcome.consequences },
    keys,
    loaded,
  )
}

interface Decided {
  readonly candidate: Candidate
  readonly personal: readonly PersonalValue[]
  readonly given: readonly string[]
  readonly act: Omit<Act<JsonObject>, 'given'>
  readonly consequences: Consequences
}

/** Seals, chains, signs and appends what was decided. */
async function store(
  services: Services,
  attempt: Attempt,
  { candidate, personal, given, act, consequences }: Decided,
  keys: CommandKeys,
  loaded: LoadedCase,
): Promise<Result<Accepted>> {
  const { vault, clock } = services
  const { step, decidedBy, statedBy, evidenceRef } = candidate
  const key = await keys.digestKey(personal)
  const stream = caseStream(attempt.caseId)
  const place = { stream, revision: loaded.revision + 1n, id: act.id, type: step.event }
  const sealed = await keys.seal(place, personal, attempt.opening, clock)
  const metadata: Draft['metadata'] = {
    ...consequences,
    actor: act.actor,
    commandId: attempt.commandId,
    correlationId: attempt.correlationId,
    legalBasis: step.kind === 'decision' ? 'mandate' : 'duty',
    occurredAt: act.occurredAt,
    policyVersion,
    protocol: loaded.ruleSet.protocol,
    recordedAt: act.recordedAt,
    ruleSet: loaded.ruleSet.name,
    ...(key && { requestDigest: keyedDigest(key, canonical(candidate.body)) }),
    ...(decidedBy && { decidedBy }),
    ...(statedBy && { statedBy }),
    ...(evidenceRef !== undefined && { evidenceRef }),
    ...(typeof act.data.correctionOf === 'string' && { correctionOf: act.data.correctionOf }),
  }
  const stored = envelope(
    { ...place, clear: { ...act.data, given }, sealed, metadata },
    { prev: loaded.head, macEpoch: vault.macEpoch, macKey: vault.macKey(vault.macEpoch) },
  )
  const [position = 0n] = await services.store.append(stream, [stored], loaded.revision < 0n ? 'none' : loaded.revision)
  return ok(accepted(services, loaded, step, { ...place, position, metadata }))
}

const isOfTwo = (step: AnyStep): boolean => step.proposedBy !== undefined || step.name === 'propose-act'

/** Both events of two people store the same keyed digest of step and payload; P-TWO compares them (FORMAT rule 4). */
async function twoPeopleDigest(
  { step, clear, body, nested, personal }: Candidate,
  keys: CommandKeys,
): Promise<string | undefined> {
  if (!isOfTwo(step)) return undefined
  const key = await keys.digestKey(personal)
  if (!key) return undefined
  const { proposal: _named, ...payload } = body.data as JsonObject
  return keyedDigest(key, canonical(nested ? [textOf(clear.step), nested] : [step.name, payload]))
}

/** The command was taken before: its first answer again, or a different body under the same key. */
async function repeated(
  services: Services,
  command: Attempt,
  candidate: Candidate,
  loaded: LoadedCase,
  trace: Trace,
): Promise<Result<Accepted>> {
  const [stored] = await services.store.readStream(caseStream(command.caseId), trace.revision)
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
