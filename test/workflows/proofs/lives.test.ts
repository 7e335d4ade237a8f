import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { Random } from '../../../src/audit/random.ts'
import { systemClock } from '../../../src/clock.ts'
import { openServices } from '../../../src/open.ts'
import { current } from '../../../workflows/registry.ts'
import { type Lived, Living } from './living.ts'

/** Lawful and unlawful lives through the pipeline in this process: parse, rules, sealing, append. */

const seed = Number(process.env.KINWARD_SEED ?? 7)
const children = Number(process.env.KINWARD_LIVES ?? 150)
const ACTS = 40
const AT_ONCE = 12

const folder = mkdtempSync(join(tmpdir(), 'kinward-lives-'))
const services = await openServices({ data: folder, profile: 'demo', node: 'lives' }, systemClock)
t.teardown(async () => {
  await services.close()
  rmSync(folder, { recursive: true, force: true })
})

t.test(`${children} children, ${ACTS} commands each (seed ${seed})`, async (t) => {
  const began = performance.now()
  const lives: Lived[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let number = next++; number < children; number = next++)
      lives.push(await new Living(services, new Random(seed * 1_000_003 + number), `life-${number}`).live(ACTS))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))

  const answers = new Map<string, number>()
  for (const each of lives)
    for (const [code, count] of each.answers) answers.set(code, (answers.get(code) ?? 0) + count)
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  t.comment(`${[...answers].map(([code, count]) => `${code} ${count}`).join(', ')}; ${seconds} s`)
  const wrong = lives.flatMap((each) => each.wrong)
  t.same(wrong.slice(0, 3), [], `${wrong.length} wrong: every fact lands, no refusal leaves a trace, nothing throws`)
  t.same(lives.flatMap(({ broken }) => broken).slice(0, 3), [], 'nothing happens that must never happen')
  for (const code of ['ok', 'refused', 'unknown-case', 'invalid-body', 'revision-stale'])
    t.ok((answers.get(code) ?? 0) > children / 10, `${code} is among the answers`)
  const events = new Set(lives.flatMap(({ events }) => [...events]))
  const never = current.steps
    .filter(({ event, kind }) => kind !== 'service' && !events.has(event))
    .map(({ name }) => name)
  t.comment(`never taken: ${never.join(' ') || 'none'}`)
  t.ok(never.length < current.steps.length / 3, `${events.size} kinds of events`)
})

t.test('and all of it is proven again from what was stored', async (t) => {
  const { findings, events, refusals, slots } = await checkStore(services)
  t.same(findings, [])
  t.same([slots.lost, slots.tampered], [0, 0])
  t.ok(events > children * 10 && refusals > children, `${events} events, ${refusals} refusals, ${slots.open} slots`)
})
