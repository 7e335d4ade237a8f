import type { AnyStep } from '../../workflows/protocol/v1/language/step.ts'
import { bodySchema } from '../../workflows/protocol/v1/language/step.ts'
import { type JsonObject, textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import { type Issue, no, ok, type Result } from './errors.ts'
import { type Candidate, issuesOf, splitFields } from './parse.ts'

/**
 * A proposal carries the whole payload of the step it proposes, a correction some fields of the step it corrects. Both
 * are checked by that step's own schema and stored as it would store them.
 */
export function expandNested(candidate: Candidate, loaded: LoadedCase): Result<Candidate> {
  const field = candidate.step.data.payload
  if (field?.is !== 'clear' || field.nests === undefined) return ok(candidate)
  const inner = field.nests === 'whole' ? proposedStep(candidate, loaded) : correctedStep(candidate, loaded)
  if (!inner) return no({ code: 'invalid-body', issues: [notFound(field.nests)] })
  const whole = bodySchema(inner, loaded.ruleSet.catalogues)
  const schema = field.nests === 'whole' ? whole.omit(omitted(inner)) : whole.partial()
  const parsed = schema.strict().safeParse(candidate.clear.payload)
  if (!parsed.success)
    return no({
      code: 'invalid-body',
      issues: issuesOf(parsed.error).map((issue) => ({ ...issue, at: `data.payload.${issue.at}` })),
    })
  const split = splitFields(inner, parsed.data as JsonObject)
  return ok({
    ...candidate,
    clear: { ...candidate.clear, payload: { ...split.clear, given: split.given } },
    personal: [...candidate.personal, ...split.personal],
  })
}

/** The proposal does not name itself. */
const omitted = (step: AnyStep): Record<string, true> => (step.data.proposal ? { proposal: true } : {})

function proposedStep({ clear }: Candidate, { ruleSet }: LoadedCase): AnyStep | undefined {
  const step = ruleSet.findStep(textOf(clear.step))
  return step?.proposedBy ? step : undefined
}

/** The step of the event that is corrected, if that event is in this case. */
export function correctedStep({ clear }: Candidate, { ruleSet, trail }: LoadedCase): AnyStep | undefined {
  const trace = trail.find(({ id }) => id === clear.correctionOf)
  return trace && ruleSet.findStep(trace.step)
}

const notFound = (nests: 'whole' | 'partial'): Issue =>
  nests === 'whole'
    ? { at: 'data.step', problem: 'not a step that somebody proposes' }
    : { at: 'data.correctionOf', problem: 'no such event in this case' }
