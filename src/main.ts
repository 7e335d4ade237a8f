#!/usr/bin/env node
import { check } from './audit/check-command.ts'
import { replay } from './audit/replay-command.ts'
import { seed } from './audit/seed-command.ts'
import { UsageError } from './audit/usage.ts'
import { backup, drill, restore } from './backup/commands.ts'
import { BackupRefused } from './backup/copies.ts'
import { HistoryDoesNotFit } from './case/load.ts'
import { UnreadableEvent } from './case/parsed.ts'
import { ConfigError } from './config.ts'
import { copy } from './copy/copy-command.ts'
import { copyKeys } from './copy/copy-vault-command.ts'
import { CopyRefused } from './copy/refused.ts'
import { CannotOpen } from './open.ts'
import { serve } from './serve.ts'
import { sop } from './sop/sop-command.ts'
import { AddressRefused } from './store/eventstoredb-address.ts'
import { StoreUnavailable } from './store/store.ts'
import { VaultUnavailable } from './vault/vault.ts'

/** The command line: one line per command. */
const commands: Readonly<Record<string, { readonly run: (args: string[]) => Promise<void>; readonly usage: string }>> =
  {
    serve: { run: serve, usage: 'kinward serve' },
    replay: {
      run: replay,
      usage: 'kinward replay <case> [--step N | --at INSTANT] [--known-at INSTANT] [--as PERSON]',
    },
    check: { run: check, usage: 'kinward check' },
    seed: { run: seed, usage: 'kinward seed --cases N [--seed S] [--bulk]' },
    backup: { run: backup, usage: 'kinward backup --store FOLDER --vault FOLDER' },
    restore: { run: restore, usage: 'kinward restore --store FOLDER --vault FOLDER --master-key FILE' },
    drill: { run: drill, usage: 'kinward drill' },
    copy: {
      run: copy,
      usage: 'kinward copy --from PLACE --to PLACE [--from-password-file FILE] [--to-password-file FILE]',
    },
    'copy-vault': { run: copyKeys, usage: 'kinward copy-vault --from FOLDER' },
    sop: { run: sop, usage: 'kinward sop [--format html|md|svg|text|machine] [--region NAME] [--out FOLDER]' },
  }

// a reader that has seen enough (`| head`) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const [name = 'serve', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  process.stderr.write(
    `Usage:\n${Object.values(commands)
      .map(({ usage }) => `  ${usage}\n`)
      .join('')}`,
  )
  process.exitCode = 64
} else {
  try {
    await command.run(args)
  } catch (error) {
    // what an operator can act on is said in one line; anything else is a bug and shows itself whole
    if (!isExpected(error)) throw error
    process.stderr.write(`kinward ${name}: ${error.message}\n`)
    process.exitCode = error instanceof ConfigError || error instanceof AddressRefused ? 78 : 1
  }
}

function isExpected(error: unknown): error is Error {
  const kinds = [
    ConfigError,
    AddressRefused,
    CannotOpen,
    BackupRefused,
    CopyRefused,
    StoreUnavailable,
    VaultUnavailable,
    UsageError,
    HistoryDoesNotFit,
    UnreadableEvent,
  ]
  return kinds.some((kind) => error instanceof kind)
}
