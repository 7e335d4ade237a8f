import type { Test } from 'tap'
import type { ParsedEvent } from '../../../src/case/parsed.ts'
import type { Known } from '../../../workflows/protocol/v1/known.ts'
import { takes, upTo } from '../../scenarios/story.ts'
import type { Service } from '../../support/service.ts'

/** What the tests of the lifecycle begin with: the boy of scenario 1, at home with his foster family. */
export async function atHome(service: Service): Promise<string> {
  const caseId = await upTo(service, 'record-arrival')
  service.at('2025-03-04T10:00:00+07:00')
  return caseId
}

export const closing = (reason: string, more: object = {}) => ({
  reason,
  goesTo: 'carer',
  planCompletion: 'Everything that was agreed is done.',
  ...more,
})

/** Closed by two people, for a reason that stands. */
export async function closed(t: Test, service: Service, reason = 'formal_closing'): Promise<string> {
  const caseId = await atHome(service)
  await takes(t, service, 'worker', caseId, 'propose-case-closure', closing(reason))
  await takes(t, service, 'supervisor', caseId, 'close-case', closing(reason))
  return caseId
}

export async function last(service: Service, caseId: string): Promise<ParsedEvent> {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}

export const knownOf = async (service: Service, caseId: string): Promise<Known> =>
  (await service.services.cases.load(caseId)).known

export const clocksOf = ({ metadata }: ParsedEvent): string[] =>
  metadata.clocks.map(({ op, key }) => `${op} ${key}`).sort()

export const runningIn = async (service: Service, caseId: string): Promise<string[]> =>
  [...(await service.services.cases.load(caseId)).running.values()].map(({ key }) => key).sort()
