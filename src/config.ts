import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AddressRefused, type EventStoreAddress, readEventStoreAddress } from './store/eventstoredb-address.ts'
import { readVaultAddress, type VaultAddress, VaultAddressRefused } from './vault/postgres-address.ts'

/** Written as people write it: no sign, no spaces, no other base. */
const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,8})$/)
    .transform(Number)
    .refine((value) => value <= max)

/** Everything that can be set, by environment only. An unknown `KINWARD_` name or an unsafe value stops the start. */
const environment = z.strictObject({
  KINWARD_HOST: z.string().default('127.0.0.1'),
  KINWARD_PORT: wholeNumber(65_535).default(3000),
  KINWARD_DATA: z.string().min(1).default('./data'),
  KINWARD_PROFILE: z.enum(['demo']).default('demo'),
  KINWARD_NODE: z
    .string()
    .regex(/^[a-z0-9-]{1,30}$/)
    .default('one'),
  KINWARD_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  KINWARD_DEMO_CASES: wholeNumber(100).default(3),
  KINWARD_STORE: z.string().min(1).default('embedded'),
  KINWARD_STORE_PASSWORD_FILE: z.string().min(1).default('none'),
  KINWARD_VAULT: z.string().min(1).default('embedded'),
  KINWARD_VAULT_PASSWORD_FILE: z.string().min(1).default('none'),
  KINWARD_MASTER_KEY_FILE: z.string().min(1).default('none'),
})

export interface Config {
  readonly host: string
  readonly port: number
  /** Folder of the event store and the vault. */
  readonly data: string
  /** `demo`: identity is the demo directory, on loopback only. */
  readonly profile: 'demo'
  /** Names this node's own access stream. */
  readonly node: string
  readonly log: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Cases made when the store is empty. */
  readonly demoCases: number
  /** Where the events are; `embedded`: in the folder. */
  readonly store: 'embedded' | EventStoreAddress
  /** Where the keys are; `embedded`: in the folder. */
  readonly vault: 'embedded' | SharedVault
}

/** A vault that several nodes share, and this node's own copy of the key that opens it. */
export interface SharedVault {
  readonly address: VaultAddress
  readonly masterKeyFile: string
}

/** The start is refused, and why; never with a value. */
export class ConfigError extends Error {
  readonly code = 'config'
}

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

/** @throws ConfigError */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const named = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('KINWARD_')))
  const parsed = environment.safeParse(named)
  if (!parsed.success) {
    const said = parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : `${issue.path.join('.')} is not valid`,
    )
    throw new ConfigError(said.join('; '))
  }
  const it = parsed.data
  if (it.KINWARD_PROFILE === 'demo' && !loopback.test(it.KINWARD_HOST))
    throw new ConfigError('the demo profile listens on loopback only: its directory is open to whoever reaches it')
  return {
    host: it.KINWARD_HOST,
    port: it.KINWARD_PORT,
    data: resolve(it.KINWARD_DATA),
    profile: it.KINWARD_PROFILE,
    node: it.KINWARD_NODE,
    log: it.KINWARD_LOG,
    demoCases: it.KINWARD_DEMO_CASES,
    store: readStore(it),
    vault: readVault(it),
  }
}

type Environment = z.infer<typeof environment>

function readStore({ KINWARD_STORE: address, KINWARD_STORE_PASSWORD_FILE: file }: Environment): Config['store'] {
  const password = readSecret('KINWARD_STORE_PASSWORD_FILE', file)
  if (address !== 'embedded') return named('KINWARD_STORE', () => readEventStoreAddress(address, password))
  if (file !== 'none') throw new ConfigError('KINWARD_STORE_PASSWORD_FILE is for a store that is not embedded')
  return 'embedded'
}

function readVault(it: Environment): Config['vault'] {
  const { KINWARD_VAULT: address, KINWARD_VAULT_PASSWORD_FILE: file, KINWARD_MASTER_KEY_FILE: masterKey } = it
  const password = readSecret('KINWARD_VAULT_PASSWORD_FILE', file)
  if (address !== 'embedded')
    return {
      address: named('KINWARD_VAULT', () => readVaultAddress(address, password)),
      masterKeyFile: resolve(masterKey === 'none' ? join(it.KINWARD_DATA, 'master.key') : masterKey),
    }
  if (file !== 'none') throw new ConfigError('KINWARD_VAULT_PASSWORD_FILE is for a vault that is not embedded')
  if (masterKey !== 'none') throw new ConfigError('KINWARD_MASTER_KEY_FILE is for a vault that is not embedded')
  return 'embedded'
}

function named<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof AddressRefused || cause instanceof VaultAddressRefused)) throw cause
    throw new ConfigError(`${name}: ${cause.message}`, { cause })
  }
}

/**
 * The first line of a file; none for `none`.
 *
 * @param name says whose file it is, when it cannot be read
 * @throws ConfigError
 */
export function readSecret(name: string, file: string): { readonly password?: string } {
  if (file === 'none') return {}
  try {
    const [password] = readFileSync(file, 'utf8').split(/\r?\n/, 1)
    if (password) return { password }
  } catch (cause) {
    throw new ConfigError(`${name} cannot be read`, { cause })
  }
  throw new ConfigError(`${name} is empty`)
}
