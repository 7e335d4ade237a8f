import { dueAt } from '../../../src/case/clocks.ts'
import type { ParsedEvent } from '../../../src/case/parsed.ts'
import { current } from '../../../workflows/registry.ts'
import type { Service } from '../../support/service.ts'

/** What a test asks of a case. */
export function asking(service: Service) {
  const last = async (caseId: string): Promise<ParsedEvent> => {
    const event = (await service.events(caseId)).at(-1)
    if (!event) throw new Error('no event')
    return event
  }
  const knownOf = async (caseId: string) => (await service.services.cases.load(caseId)).known
  return {
    last,
    knownOf,
    /** What the last event did to clocks. */
    clocksOf: async (caseId: string): Promise<string[]> =>
      (await last(caseId)).metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort(),
    enteredOf: async (caseId: string): Promise<string[]> => [...(await last(caseId)).metadata.entered].sort(),
    breachesOf: async (caseId: string) => (await last(caseId)).metadata.breaches,
    stateOf: async (caseId: string) => (await knownOf(caseId)).at['bestInterests.determination'],
    dueOf: async (caseId: string, key: string, instance = caseId): Promise<string | undefined> => {
      const clock = (await service.services.cases.load(caseId)).running.get(`${key} ${instance}`)
      return clock && dueAt(clock, current.terms)
    },
  }
}

export const without = (data: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)))
