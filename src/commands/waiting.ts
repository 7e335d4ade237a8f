import { dueAt } from '../case/clocks.ts'
import type { LoadedCase } from '../case/load.ts'

export interface Waiting {
  readonly step: string
  readonly roles: readonly string[]
  readonly clock: string
  /** When it is due, if its clock runs. */
  readonly due?: string
}

/** Who the case waits for: the open `waitsOn` of its states. A queue is the sum of these. */
export function waitingFor({ known, running, ruleSet, id }: LoadedCase): Waiting[] {
  const { parts } = ruleSet.built
  // where everything stands still, nothing else is waited for
  const still = parts.filter(({ path, states }) => states[known.at[path]]?.only)
  return (still.length > 0 ? still : parts).flatMap((part) =>
    (part.states[known.at[part.path]]?.waitsOn ?? []).map(({ step, clock, role }) => {
      const started = running.get(`${clock} ${id}`)
      const due = started && dueAt(started, ruleSet.terms)
      return { step: step.name, roles: role ? [role] : step.who, clock, ...(due !== undefined && { due }) }
    }),
  )
}
