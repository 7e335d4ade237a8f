import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { progressBar } from '../audit/progress.ts'
import { UsageError } from '../audit/usage.ts'
import { readSecret } from '../config.ts'
import { type EventStoreAddress, readEventStoreAddress } from '../store/eventstoredb-address.ts'
import { openStore } from '../store/open.ts'
import { isOpenSomewhere } from '../store/sqlite-file.ts'
import { type Copied, copyHistory } from './copying.ts'
import { CopyRefused } from './refused.ts'

/** A data folder, or a server. */
type Place = { readonly folder: string } | { readonly server: EventStoreAddress }

const EVERY_MS = 5_000
const USAGE = 'kinward copy --from PLACE --to PLACE [--from-password-file FILE] [--to-password-file FILE]'

/** `kinward copy --from PLACE --to PLACE`: a whole history into another store, of whichever engine. */
export async function copy(args: string[]): Promise<void> {
  const { from, to } = readPlaces(args)
  if (isOneStore(from, to)) throw new CopyRefused('source and target are one store')
  if ('folder' in from && !existsSync(fileOf(from))) throw new CopyRefused('there is no events.db in the source folder')
  if (isInUse(from)) complain('The source is open somewhere: stop the service before the last run.')
  const { events, streams, sha256, whole } = await copied(from, to)
  const what = `${events} events in ${streams} streams, sha256 ${sha256}`
  if (whole && !isInUse(from)) {
    say(`copied and verified: ${what}`)
    say('What is written to the source from now on is not in it: the service must have been stopped before this run.')
    say(
      'The keys are not in it either: move the vault too, then run kinward check on the new place before anybody works.',
    )
  } else {
    say(`copied so far: ${what}`)
    complain('The source is still in use. Stop the service and run the same again: only then is it whole.')
    process.exitCode = 1
  }
}

async function copied(from: Place, to: Place): Promise<Copied> {
  if ('folder' in to) mkdirSync(to.folder, { recursive: true, mode: 0o700 })
  const source = await open(from)
  try {
    const target = await open(to)
    try {
      return await copyHistory({ source, target, bar: progressBar, waiting: sayWaiting() })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Many may ask at once; it is said now and then. */
function sayWaiting(): () => void {
  let last = -EVERY_MS
  return () => {
    if (performance.now() - last < EVERY_MS) return
    last = performance.now()
    complain('A store does not answer; asking again.')
  }
}

const open = (place: Place) => ('folder' in place ? openStore('embedded', place.folder) : openStore(place.server, ''))

const fileOf = ({ folder }: { readonly folder: string }): string => join(folder, 'events.db')

/** Of a server nobody can tell. */
const isInUse = (place: Place): boolean => 'folder' in place && isOpenSomewhere(fileOf(place))

function isOneStore(from: Place, to: Place): boolean {
  if ('folder' in from && 'folder' in to)
    return existsSync(to.folder) && existsSync(from.folder) && realpathSync(from.folder) === realpathSync(to.folder)
  if ('folder' in from || 'folder' in to) return false
  const hosts = new Set(from.server.hosts.map(({ address, port }) => `${address}:${port}`))
  return to.server.hosts.some(({ address, port }) => hosts.has(`${address}:${port}`))
}

function readPlaces(args: string[]): { from: Place; to: Place } {
  const { from, to, ...files } = readOptions(args)
  if (!from || !to) throw new UsageError(USAGE)
  return {
    from: readPlace('from', from, files['from-password-file']),
    to: readPlace('to', to, files['to-password-file']),
  }
}

function readOptions(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, options: { from: text, to: text, 'from-password-file': text, 'to-password-file': text } })
      .values
  } catch (cause) {
    throw new UsageError(USAGE, { cause })
  }
}

function readPlace(name: string, text: string, passwordFile = 'none'): Place {
  const password = readSecret(`--${name}-password-file`, passwordFile)
  if (/^[a-z+]+:\/\//i.test(text)) return { server: readEventStoreAddress(text, password) }
  if (passwordFile !== 'none') throw new UsageError(`--${name}-password-file is for a server`)
  return { folder: resolve(text) }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const complain = (text: string): void => void process.stderr.write(`${text}\n`)
