import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { seedCases } from '../../src/audit/seed.ts'
import { StoryClock } from '../../src/audit/story.ts'
import { systemClock } from '../../src/clock.ts'
import { type Copied, type Copying, copyHistory } from '../../src/copy/copying.ts'
import { eventsAfter, PATIENCE, type Patience } from '../../src/copy/reading.ts'
import { type Opened, openServices } from '../../src/open.ts'
import type { Store, StoredEvent } from '../../src/store/store.ts'
import { encounter, referral } from '../scenarios/story.ts'
import { startService } from '../support/service.ts'

/** A folder for the stores of one test, taken away at its end. */
export function places(t: Test): (name: string) => string {
  const root = mkdtempSync(join(tmpdir(), 'kinward-copy-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  return (name) => join(root, name)
}

export const openFolder = (data: string): Promise<Opened> =>
  openServices({ data, profile: 'demo', node: 'test' }, systemClock)

/** Lives that went through the pipeline, with refusals; nothing has it open afterwards. */
export async function makeHistory(folder: string, cases: number): Promise<void> {
  const services = await openFolder(folder)
  await seedCases(services, { cases, seed: 1, start: '2025-01-06T01:00:00.000Z' }, () => undefined)
  await services.close()
}

/** An entry of an access record, chained and signed like any other. */
export async function writeLook(services: Opened, text = 'x'): Promise<void> {
  const person = services.identity.identify('Demo worker')
  if (!person) throw new Error('nobody is called worker')
  const clock = new StoryClock(systemClock, '2025-06-01T00:00:00.000Z')
  await services.journal.record('access-node-test', {
    type: 'CaseNotShown',
    person,
    clear: { text },
    commandId: 'A'.repeat(22),
    correlationId: clock.uuid(),
  })
}

/** A case that was opened, looked at and refused, and one that was refused to open. */
export async function makeRefusals(folder: string): Promise<void> {
  const service = await startService(folder)
  const { body } = await service.open('officer', 'record-encounter', encounter)
  await service.get('worker', `/api/cases/${body.caseId}`)
  await service.take('officer', body.caseId, 'close-case', {})
  await service.open('worker', 'submit-referral', referral)
  await service.app.close()
  await service.services.close()
}

export async function eventsOf(store: Store): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const event of eventsAfter(store, 0n, PATIENCE)) events.push(event)
  return events
}

/** What has to be equal on both sides: everything but the position. */
export const withoutPosition = (event: StoredEvent): object => ({ ...event, position: undefined })

/** Copies without a word. */
export const copyQuietly = (
  source: Store,
  target: Store,
  told: { waiting?: () => void; bar?: Copying['bar'] } = {},
  patience?: Patience,
): Promise<Copied> => {
  const bar = () => ({ show: () => undefined, end: () => undefined })
  return copyHistory({ source, target, bar, waiting: () => undefined, ...told }, patience)
}
