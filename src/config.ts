import { resolve } from 'node:path'
import { z } from 'zod'

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
  }
}
