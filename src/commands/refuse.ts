import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import type { Person } from '../access/person.ts'
import { mayKnow, policyVersion, sight } from '../access/policy.ts'
import { accessStream } from '../case/cases.ts'
import { type FailedRule, isRoleRule } from '../case/decide.ts'
import { textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import type { ParsedEvent } from '../case/parsed.ts'
import type { JsonObject } from '../jcs.ts'
import { type CommandError, no, ok, type Result } from './errors.ts'
import type { Services } from './services.ts'
import { waitingFor } from './waiting.ts'

interface Refused {
  readonly person: Person
  readonly caseId: string
  readonly opening: boolean
  readonly commandId: string
  readonly correlationId: string
  readonly clear: JsonObject
  readonly given: readonly string[]
  readonly occurredAt: string
  /** The keyed digest of the request, as a refusal at that revision has it. */
  readonly digestAt: (revision: bigint) => Promise<string | undefined>
  /** Refusals of this command on record. */
  readonly earlier: readonly ParsedEvent[]
}

/**
 * What this very command was refused for before; another body under its key is an error, also when it would be taken now
 * (FORMAT rule 1). With a key destroyed since nothing can be compared.
 */
export async function refusedBefore(
  { journal }: Services,
  { caseId, commandId }: Pick<Refused, 'caseId' | 'commandId'>,
  digestAt: Refused['digestAt'],
): Promise<Result<readonly ParsedEvent[]>> {
  const earlier = (await journal.refusals(accessStream(caseId))).filter(
    ({ metadata }) => metadata.commandId === commandId,
  )
  for (const { metadata, data } of earlier) {
    const again = await digestAt(BigInt(textOf(data.clear.revision)))
    if (metadata.requestDigest !== undefined && again !== undefined && metadata.requestDigest !== again)
      return no({ code: 'key-reused' })
  }
  return ok(earlier)
}

/**
 * Records a refusal and words it. The record names every rule that failed, with the revision it was decided at, so that
 * `check` can derive it again; the person is told only what they may know of. Repeated at the same revision it is not
 * recorded twice (FORMAT rule 11).
 *
 * @param seenToFail what fails by what this person may learn of; the rest is not named to them
 * @throws StoreUnavailable when it could not be recorded: then it is not answered either
 */
export async function refuse(
  services: Services,
  command: Refused,
  step: AnyStep,
  loaded: LoadedCase,
  failed: readonly FailedRule[],
  seenToFail: readonly FailedRule[],
): Promise<CommandError> {
  const stream = accessStream(command.caseId)
  const at = String(loaded.revision)
  // who may not take the step at all learns that, and nothing of the case by what else failed
  const role = failed.filter(isRoleRule)
  const shown = (role.length > 0 ? role : failed).filter(
    ({ sentence, reveals }) =>
      mayKnow(command.person, reveals) && seenToFail.some((each) => each.sentence.en === sentence.en),
  )
  if (!command.earlier.some(({ data }) => data.clear.revision === at)) {
    const requestDigest = await command.digestAt(loaded.revision)
    await services.journal.record(stream, {
      type: 'StepRefused',
      person: command.person,
      commandId: command.commandId,
      correlationId: command.correlationId,
      ...(requestDigest !== undefined && { requestDigest }),
      clear: {
        step: step.name,
        payload: command.clear,
        givenThen: command.given,
        occurredAt: command.occurredAt,
        failed: failed.map(({ id }) => id),
        shown: shown.map(({ id }) => id),
        revision: at,
        ruleSet: loaded.ruleSet.name,
        policy: policyVersion,
      },
    })
  }
  return {
    code: 'refused',
    role: role.length > 0,
    shown: shown.map(({ id, source, sentence }) => ({ rule: id, source, sentence: sentence.en })),
    next: sight(command.person, loaded) === 'case' ? waitingFor(loaded) : [],
    revision: loaded.revision,
  }
}
