import type { Test } from 'tap'
import { dueAt } from '../../../src/case/clocks.ts'
import type { ParsedEvent } from '../../../src/case/parsed.ts'
import type { Known } from '../../../workflows/protocol/v1/known.ts'
import { current } from '../../../workflows/registry.ts'
import { isRefused, takes } from '../../scenarios/story.ts'
import type { Answer, Sending, Service } from '../../support/service.ts'

/** What tests of single steps ask for again and again. */
export function helpers(service: Service) {
  const load = (caseId: string) => service.services.cases.load(caseId)
  async function last(caseId: string): Promise<ParsedEvent> {
    const event = (await service.events(caseId)).at(-1)
    if (!event) throw new Error('no event')
    return event
  }
  return {
    /** Within 2025, in the place's own time. */
    at: (time: string): void => service.at(`2025-${time}:00+07:00`),
    last,
    clocksOf: ({ metadata }: ParsedEvent): string[] => metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort(),
    knownOf: async (caseId: string): Promise<Known> => (await load(caseId)).known,
    placeOf: async (caseId: string): Promise<Known['at']> => (await load(caseId)).known.at,
    /** When a clock is due; of an instance, or of the case. */
    dueOf: async (caseId: string, key: string, instance = caseId): Promise<string | undefined> => {
      const clock = (await load(caseId)).running.get(`${key} ${instance}`)
      return clock && dueAt(clock, current.terms)
    },
    /** Takes a step and gives the id of its event. */
    id: async (
      t: Test,
      person: string,
      caseId: string,
      step: string,
      data: object,
      more: Sending = {},
    ): Promise<string> => (await takes(t, service, person, caseId, step, data, more)).body.event.id,
    /** A fact that is recorded with exactly these breaches. */
    breaks: async (
      t: Test,
      person: string,
      caseId: string,
      step: string,
      data: object,
      rules: string[],
    ): Promise<void> => {
      await takes(t, service, person, caseId, step, data)
      t.same((await last(caseId)).metadata.breaches, rules, `${step} of ${person}: ${rules.join(', ') || 'no breach'}`)
    },
    refused: (
      t: Test,
      person: string,
      caseId: string,
      step: string,
      data: object,
      failed: readonly string[],
      shown?: readonly string[],
    ): Promise<Answer> => isRefused(t, service, { person, caseId, step, data }, failed, shown),
    /** Proposes a step, by the first of two people, and gives the proposal's id. */
    propose: async (t: Test, person: string, caseId: string, step: string, payload: object): Promise<string> =>
      (await takes(t, service, person, caseId, 'propose-act', { step, payload })).body.event.id,
  }
}
