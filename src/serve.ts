import { createApp } from './app.ts'
import { demoCases } from './audit/seed.ts'
import { systemClock } from './clock.ts'
import { ConfigError, readConfig } from './config.ts'
import { openServices } from './open.ts'

/**
 * Runs the service until it is told to stop: then requests in flight are answered, and what was acknowledged is stored.
 *
 * @throws ConfigError, CannotOpen, VaultUnavailable, StoreUnavailable
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env)
  const services = await openServices(config, systemClock)
  const app = await createApp(services, config)
  const demo = await demoCases(services, config.demoCases)
  const stop = async (): Promise<void> => {
    await app.close()
    await services.close()
    say('Stopped.')
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
  const address = await app.listen({ host: config.host, port: config.port }).catch(async (cause: unknown) => {
    await app.close()
    await services.close()
    throw new ConfigError('cannot listen there: the port is taken, or not ours to take', { cause })
  })
  say(`Kinward listens on ${address} (demo profile: fictional people, no sign-in, this machine only).`)
  say(`Read and try the API: ${address}/api/docs`)
  if (demo.length > 0) say(`Demo cases: ${demo.map(({ reference, id }) => `${reference} (${id})`).join(', ')}`)
  say(`Try: curl -H 'Authorization: Demo worker' ${address}/api/cases/${demo[0]?.id ?? '<case id>'}`)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
