import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { openServices } from '../open.ts'
import { progressBar } from './progress.ts'
import { seedCases, type Telling } from './seed.ts'
import { UsageError } from './usage.ts'

const START = '2025-01-06T01:00:00.000Z'

/** What one teller has told so far. */
interface Told {
  readonly cases: number
  readonly events: number
}

/**
 * `kinward seed --cases N --seed S [--bulk]`: realistic cases through the real pipeline, sealed, decided and stored like any
 * others. `--bulk` shares them out to one process per processor, which write to the same store.
 */
export async function seed(args: string[]): Promise<void> {
  const { bulk, teller: forAnother, ...telling } = parse(args)
  if (forAnother) {
    let last = 0
    const told = await tell(telling, (soFar) => {
      if (performance.now() - last < 200) return
      last = performance.now()
      process.send?.(soFar)
    })
    process.send?.(told)
    return
  }
  const bar = progressBar('events')
  const show = ({ cases, events }: Told): void =>
    bar.show(events, Math.round((events / Math.max(1, cases)) * telling.cases))
  const { events } = bulk ? await inParallel(telling, show) : await tell(telling, show)
  bar.end()
  process.stdout.write(`${telling.cases} cases, ${events} events\n`)
}

async function tell(telling: Telling, show: (told: Told) => void): Promise<Told> {
  const services = await openServices(readConfig(process.env), systemClock)
  let told: Told = { cases: 0, events: 0 }
  try {
    await seedCases(services, telling, (cases, events) => {
      told = { cases, events }
      show(told)
    })
  } finally {
    await services.close()
  }
  return told
}

/** The store is made before anybody shares it. */
async function inParallel(telling: Telling, show: (told: Told) => void): Promise<Told> {
  await (await openServices(readConfig(process.env), systemClock)).close()
  const tellers = Math.min(availableParallelism(), telling.cases)
  const parts: Told[] = Array.from({ length: tellers }, () => ({ cases: 0, events: 0 }))
  const sum = (): Told => ({
    cases: parts.reduce((total, { cases }) => total + cases, 0),
    events: parts.reduce((total, { events }) => total + events, 0),
  })
  await Promise.all(
    parts.map((_, i) => {
      const from = Math.floor((i * telling.cases) / tellers)
      const cases = Math.floor(((i + 1) * telling.cases) / tellers) - from
      return teller({ ...telling, from, cases }, (told) => {
        parts[i] = told
        show(sum())
      })
    }),
  )
  return sum()
}

/** @throws when the other process ended before it had told everything */
function teller({ from = 0, cases, seed: number }: Telling, heard: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['seed', '--cases', String(cases), '--seed', String(number), '--from', String(from), '--teller']
    const child = fork(new URL('../main.ts', import.meta.url), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.on('message', (told) => heard(told as Told))
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new UsageError('one of the processes stopped'))))
  })
}

function parse(args: string[]): Telling & { readonly bulk: boolean; readonly teller: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        cases: { type: 'string' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string', default: '0' },
        bulk: { type: 'boolean', default: false },
        teller: { type: 'boolean', default: false },
      },
    })
    const [cases, number, from] = [Number(values.cases), Number(values.seed), Number(values.from)]
    if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(number) || !Number.isInteger(from))
      throw new UsageError('--cases and --seed take whole numbers')
    return { cases, seed: number, from, start: START, bulk: values.bulk, teller: values.teller }
  } catch (cause) {
    throw cause instanceof UsageError ? cause : new UsageError('kinward seed --cases N [--seed S] [--bulk]', { cause })
  }
}
