import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import { type Fold, stateValue } from '../../workflows/protocol/v1/language/fold.ts'
import { type AnyStep, failing } from '../../workflows/protocol/v1/language/step.ts'
import type { RuleSet } from '../../workflows/registry.ts'
import { clockOps, type Running } from './clocks.ts'
import type { Metadata } from './event.ts'

/** What an accepted act did: the part of the metadata that follows from the history, and nothing else. */
export type Consequences = Pick<Metadata, 'breaches' | 'clocks' | 'entered' | 'exited' | 'flags' | 'reported' | 'state'>

export interface Outcome {
  readonly known: Known
  readonly running: Running
  readonly consequences: Consequences
}

/**
 * Takes one act from where the case stands. The same function decides before the append (with XState's own transition)
 * and refolds afterwards, so that a stored event is compared with exactly what would be decided again.
 *
 * @returns undefined when the owner of the step does not take it here: it is not lawful at this point
 */
export function outcomeOf(
  ruleSet: RuleSet,
  fold: Fold,
  step: AnyStep,
  before: { readonly known: Known; readonly running: Running },
  event: MachineEvent,
  caseId: string,
): Outcome | undefined {
  const taken = fold(before.known, event)
  if (!taken.took.includes(step.owner)) return undefined
  const { ops, running } = clockOps(
    step,
    before.known,
    event,
    before.running,
    caseId,
    ruleSet.terms,
    taken.flags.includes(`late:${step.owner}`),
  )
  return {
    known: taken.known,
    running,
    consequences: {
      breaches: step.kind === 'fact' ? breachesOf(ruleSet, step, before.known, event) : [],
      clocks: ops,
      entered: taken.entered,
      exited: taken.exited,
      flags: [
        ...taken.flags,
        ...(step.flags?.(before.known, event as never) ?? []),
        // what somebody who is suspended reports is taken, and looked at twice
        ...(before.known.suspended.includes(event.actor.id) ? ['bySuspended'] : []),
        ...(event.occurredAt > event.recordedAt ? ['occurredAhead'] : []),
        // somebody saw the child whose death is on record: one of both is wrong, and a person must look
        ...(before.known.deathRecorded && !step.final && taken.entered.some(isWhere) ? ['afterDeath'] : []),
      ],
      reported: taken.reported,
      state: stateValue(taken.known),
    },
  }
}

const isWhere = (state: string): boolean => state.startsWith('custody.')

/** The rules that a reported fact shows to have been broken. Rules of procedure say who may speak; they are not breaches. */
function breachesOf({ terms }: RuleSet, step: AnyStep, known: Known, event: MachineEvent): string[] {
  return [
    ...new Set(
      failing(step, known, event, terms)
        .filter(isInvariant)
        .map(({ id }) => id),
    ),
  ]
}

export const isInvariant = ({ id }: { readonly id: string }): boolean => id.startsWith('I-')
