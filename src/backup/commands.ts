import { parseArgs } from 'node:util'
import { checkStore } from '../audit/check.ts'
import { progressBar } from '../audit/progress.ts'
import { UsageError } from '../audit/usage.ts'
import { systemClock } from '../clock.ts'
import { type Config, readConfig } from '../config.ts'
import { openServices } from '../open.ts'
import { BackupRefused, backUp, putBack, rehearse, takeAway } from './copies.ts'

/** `kinward backup --store FOLDER --vault FOLDER`, while the service runs. */
export async function backup(args: string[]): Promise<void> {
  const { store, vault } = folders(args, ['store', 'vault'])
  backUp(embedded().data, { store, vault }, systemClock)
  say('backed up: the store, then the vault. Keep them apart, and master.key apart from both.')
}

/** `kinward restore --store FOLDER --vault FOLDER --master-key FILE`, into an empty data folder. */
export async function restore(args: string[]): Promise<void> {
  const { store, vault, 'master-key': key } = folders(args, ['store', 'vault', 'master-key'])
  const config = embedded()
  putBack({ store, vault }, key, config.data)
  try {
    // proves that they belong together, and destroys what the store records as destroyed
    await (await openServices(config, systemClock)).close()
  } catch (error) {
    takeAway(config.data)
    throw error
  }
  say('restored. Run kinward check before anybody works with it.')
}

/** `kinward drill`: takes a backup, restores it inside the data folder, checks it whole, and takes it away again. */
export async function drill(args: string[]): Promise<void> {
  folders(args, [])
  const config = embedded()
  const clean = await rehearse(config.data, systemClock, (data) => isClean({ ...config, data }))
  if (clean) say('restored and verified')
  else process.exitCode = 1
}

/** @throws BackupRefused: a server's data is copied with the server's own means */
function embedded(): Config {
  const config = readConfig(process.env)
  if (config.store !== 'embedded' || config.vault !== 'embedded')
    throw new BackupRefused('this is for what is embedded; the README has the order of operations for servers')
  return config
}

async function isClean(config: Config): Promise<boolean> {
  const services = await openServices(config, systemClock)
  try {
    const bar = progressBar('checked')
    const { streams, events, findings } = await checkStore(services, (so) => bar.show(so.events))
    bar.end()
    say(`${streams} streams, ${events} events refolded from the backup`)
    for (const { stream, revision, what } of findings) say(`does not fit: ${stream} revision ${revision}: ${what}`)
    return findings.length === 0
  } finally {
    await services.close()
  }
}

function folders<Name extends string>(args: string[], names: readonly Name[]): Record<Name, string> {
  const usage = `needs ${names.map((name) => `--${name} PLACE`).join(' ') || 'nothing more'}`
  try {
    const { values } = parseArgs({
      args,
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    })
    return Object.fromEntries(
      names.map((name) => {
        const value = values[name]
        if (typeof value !== 'string' || value === '') throw new UsageError(usage)
        return [name, value]
      }),
    ) as Record<Name, string>
  } catch (cause) {
    throw cause instanceof UsageError ? cause : new UsageError(usage, { cause })
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
