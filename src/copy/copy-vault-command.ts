import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from '../audit/usage.ts'
import { ConfigError, readConfig } from '../config.ts'
import { isOpenSomewhere } from '../store/sqlite-file.ts'

const USAGE = 'kinward copy-vault --from FOLDER'

/**
 * `kinward copy-vault --from FOLDER`: the keys of a data folder into the vault that is configured, which several nodes
 * share. The client of PostgreSQL is loaded for it alone.
 */
export async function copyKeys(args: string[]): Promise<void> {
  const from = readFolder(args)
  const { vault } = readConfig(process.env)
  if (vault === 'embedded') throw new ConfigError('KINWARD_VAULT is to name the shared vault that the keys go to')
  const wasInUse = isInUse(from)
  const { copyVault } = await import('../vault/copy.ts')
  const { keys, destroyed } = await copyVault(from, vault.address, vault)
  const inUse = wasInUse || isInUse(from)
  say(`${inUse ? 'copied so far' : 'copied and verified'}: ${keys} keys, ${destroyed} of them destroyed`)
  say(
    'The source still holds them, also those that are destroyed in the shared vault from now on: once that is in use, remove vault.db from the source, and its backups. Keep the master key.',
  )
  if (!inUse) return
  process.stderr.write('The source is in use. Stop the service and run the same again: only then is every key there.\n')
  process.exitCode = 1
}

const isInUse = (folder: string): boolean =>
  existsSync(join(folder, 'vault.db')) && isOpenSomewhere(join(folder, 'vault.db'))

function readFolder(args: string[]): string {
  try {
    const { from } = parseArgs({ args, options: { from: { type: 'string' } } }).values
    if (from) return resolve(from)
  } catch (cause) {
    throw new UsageError(USAGE, { cause })
  }
  throw new UsageError(USAGE)
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
