import { type AnyStep, actsForABody } from '../../workflows/protocol/v1/language/step.ts'
import type { Person } from '../access/person.ts'
import { mayNameEvent, sight } from '../access/policy.ts'
import { revisionFor, trailFor } from '../access/view.ts'
import type { LoadedCase, Trace } from '../case/load.ts'
import type { Instant } from '../clock.ts'
import { type CommandError, no, ok, type Result } from './errors.ts'
import type { Attempt } from './handle.ts'
import type { Candidate } from './parse.ts'

/** How far a PC's clock may run ahead (flagged), and how far a decision's own time may lie from its recording. */
const SKEW_MS = 10 * 60_000

export interface Times {
  readonly occurredAt: Instant
  readonly recordedAt: Instant
}

/** Before any rule: may this person know of the case, had they read it as it stands, and can it have happened when they say. */
export function admit(attempt: Attempt, candidate: Candidate, loaded: LoadedCase, now: Instant): Result<Times> {
  const { step } = candidate
  if (!attempt.opening && loaded.revision < 0n) return no({ code: 'unknown-case' })
  if (!attempt.opening && step.kind === 'decision' && sight(attempt.person, loaded) === 'stranger')
    return no({ code: 'unknown-case' })
  if (actsForABody(step, attempt.person.role, loaded.known, candidate.clear) && !candidate.decidedBy)
    return no({
      code: 'invalid-body',
      issues: [{ at: 'decidedBy', problem: 'missing: say which body decided, and when' }],
    })
  const stale = staleRevision(attempt, step, loaded)
  if (stale) return no(stale)
  // within a stream it never steps back, whatever the server's clock did
  const recordedAt = now > loaded.recordedAt ? now : loaded.recordedAt
  const occurredAt = candidate.occurredAt ?? recordedAt
  const ahead = (instant: Instant): number => Date.parse(instant) - Date.parse(recordedAt)
  if (ahead(occurredAt) > SKEW_MS || pastInstants(candidate).some((instant) => ahead(instant) > SKEW_MS))
    return no({ code: 'occurred-in-future' })
  const behind = candidate.occurredAt === undefined ? 0 : Date.parse(now) - Date.parse(occurredAt)
  if (step.kind === 'decision' && behind > SKEW_MS) return no({ code: 'decision-not-now' })
  return ok({ occurredAt, recordedAt })
}

/** Fields that say since when something has been so. */
function pastInstants({ step, clear }: Candidate): Instant[] {
  return Object.entries(step.data).flatMap(([name, field]) => {
    const value = clear[name]
    return field.is === 'clear' && field.past && typeof value === 'string' ? [value] : []
  })
}

function staleRevision(attempt: Attempt, step: AnyStep, loaded: LoadedCase): CommandError | undefined {
  const { ifMatch, opening, person } = attempt
  if (opening || (step.kind !== 'decision' && ifMatch === undefined)) return undefined
  if (ifMatch === undefined) return { code: 'revision-missing' }
  const revision = revisionFor(person, loaded)
  if (ifMatch === revision) return undefined
  const changed = trailFor(person, loaded)
    .slice(Number(ifMatch) + 1)
    .map((trace) =>
      mayNameEvent(person, loaded, trace) || wasFirst(person, step, trace)
        ? (loaded.ruleSet.findStep(trace.step)?.event ?? 'another event')
        : 'another event',
    )
  return { code: 'revision-stale', revision, changed }
}

/** Where only one can be the one, whoever comes second is told that the step was taken, and not by whom (I-23). */
function wasFirst(person: Person, step: AnyStep, trace: Trace): boolean {
  const onlyOne = step.kind === 'decision' && step.rules.some(({ id }) => id === 'I-23')
  return onlyOne && trace.step === step.name && step.who.includes(person.role)
}
