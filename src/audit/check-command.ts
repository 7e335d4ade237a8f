import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { openServices } from '../open.ts'
import { checkStore } from './check.ts'
import { progressBar } from './progress.ts'

/** `kinward check`: exits 1 and names the first event of each stream that does not fit. */
export async function check(): Promise<void> {
  const config = readConfig(process.env)
  const services = await openServices(config, systemClock)
  try {
    const bar = progressBar('checked')
    const { streams, events, refusals, slots, findings } = await checkStore(services, (so) => bar.show(so.events))
    bar.end()
    process.stdout.write(
      `${streams} streams, ${events} events refolded, ${refusals} refusals derived again; ` +
        `slots: ${slots.open} open, ${slots.erased} erased, ${slots.lost} lost, ${slots.tampered} tampered.\n`,
    )
    for (const { stream, revision, what } of findings)
      process.stdout.write(`does not fit: ${stream} revision ${revision}: ${what}\n`)
    process.stdout.write(findings.length === 0 ? 'clean\n' : `${findings.length} streams do not fit\n`)
    if (findings.length > 0) process.exitCode = 1
  } finally {
    await services.close()
  }
}
