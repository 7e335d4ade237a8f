import { parseArgs } from 'node:util'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { openServices } from '../open.ts'
import { progressBar } from './progress.ts'
import { seedCases } from './seed.ts'
import { UsageError } from './usage.ts'

/** `kinward seed --cases N --seed S`: realistic cases through the real pipeline. */
export async function seed(args: string[]): Promise<void> {
  const { cases, seed: number } = parse(args)
  const config = readConfig(process.env)
  const services = await openServices(config, systemClock)
  try {
    const bar = progressBar('events')
    let made = 0
    await seedCases(services, { cases, seed: number, start: '2025-01-06T01:00:00.000Z' }, (done, events) => {
      made = events
      bar.show(events, Math.round((events / done) * cases))
    })
    bar.end()
    process.stdout.write(`${cases} cases, ${made} events\n`)
  } finally {
    await services.close()
  }
}

function parse(args: string[]): { cases: number; seed: number } {
  try {
    const { values } = parseArgs({
      args,
      options: { cases: { type: 'string' }, seed: { type: 'string', default: '1' } },
    })
    const [cases, number] = [Number(values.cases), Number(values.seed)]
    if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(number))
      throw new UsageError('--cases and --seed take whole numbers')
    return { cases, seed: number }
  } catch (cause) {
    throw cause instanceof UsageError ? cause : new UsageError('kinward seed --cases N [--seed S]', { cause })
  }
}
