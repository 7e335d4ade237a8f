import { type AnyStep, bodySchema } from '../../workflows/protocol/v1/language/step.ts'
import { textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import type { JsonObject } from '../jcs.ts'
import { type Issue, no, ok, type Result } from './errors.ts'
import { type Candidate, issuesOf, NoSubject, splitFields } from './parse.ts'

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
  if (!parsed.success) {
    const issues = issuesOf(parsed.error).map((issue) => ({ ...issue, at: `data.payload.${issue.at}` }))
    return no({ code: 'invalid-body', issues })
  }
  return split(candidate, inner, parsed.data as JsonObject)
}

function split(candidate: Candidate, inner: AnyStep, nested: JsonObject): Result<Candidate> {
  try {
    const { clear, given, personal } = splitFields(inner, nested)
    return ok({
      ...candidate,
      nested,
      clear: { ...candidate.clear, payload: { ...clear, given } },
      personal: [...candidate.personal, ...personal.map((value) => ({ ...value, nested: true }))],
    })
  } catch (error) {
    if (!(error instanceof NoSubject)) throw error
    const problem = 'name the person whose it is beside it, as the step itself does'
    return no({ code: 'invalid-body', issues: [{ at: `data.payload.${error.field}`, problem }] })
  }
}

/** The proposal does not name itself. */
const omitted = (step: AnyStep): Record<string, true> => (step.data.proposal ? { proposal: true } : {})

function proposedStep({ clear }: Candidate, { ruleSet }: LoadedCase): AnyStep | undefined {
  const step = ruleSet.findStep(textOf(clear.step))
  return step?.proposedBy ? step : undefined
}

/** The step of the event that is corrected, if that event is in this case and is not itself made of another step. */
export function correctedStep({ clear }: Candidate, { ruleSet, trail }: LoadedCase): AnyStep | undefined {
  const trace = trail.find(({ id }) => id === clear.correctionOf)
  const step = trace && ruleSet.findStep(trace.step)
  return step && step.kind !== 'service' && !step.data.payload ? step : undefined
}

const notFound = (nests: 'whole' | 'partial'): Issue =>
  nests === 'whole'
    ? { at: 'data.step', problem: 'not a step that somebody proposes' }
    : { at: 'data.correctionOf', problem: 'no event of this case that can be corrected' }
