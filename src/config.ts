import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { AddressRefused, type EventStoreAddress, readEventStoreAddress } from './store/eventstoredb-address.ts'

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
    store: readStore(it.KINWARD_STORE, it.KINWARD_STORE_PASSWORD_FILE),
  }
}

function readStore(address: string, passwordFile: string): Config['store'] {
  const password = readSecret('KINWARD_STORE_PASSWORD_FILE', passwordFile)
  if (address === 'embedded') {
    if (password !== undefined) throw new ConfigError('KINWARD_STORE_PASSWORD_FILE is for a KINWARD_STORE of its own')
    return 'embedded'
  }
  try {
    return readEventStoreAddress(address, password === undefined ? {} : { password })
  } catch (cause) {
    if (!(cause instanceof AddressRefused)) throw cause
    throw new ConfigError(`KINWARD_STORE: ${cause.message}`, { cause })
  }
}

/** The first line of a file; undefined for `none`. */
function readSecret(name: string, file: string): string | undefined {
  if (file === 'none') return undefined
  try {
    const [secret] = readFileSync(file, 'utf8').split(/\r?\n/, 1)
    if (secret) return secret
  } catch (cause) {
    throw new ConfigError(`${name} cannot be read`, { cause })
  }
  throw new ConfigError(`${name} is empty`)
}
