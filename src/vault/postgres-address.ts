import { z } from 'zod'

/** Where the shared vault is, and how it is reached. */
export interface VaultAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string
  /** The server proves by its certificate that it is `host`. Left out: no encryption, on loopback only. */
  readonly tls?: {
    /** A PEM file with the authorities to trust; Node's own list when it is left out. */
    readonly rootCert?: string
  }
}

/** The address cannot be used, and which part of it; never with a value. */
export class VaultAddressRefused extends Error {
  readonly code = 'vault-address-refused'
}

/** No escapes: what is checked here is what the client gets. */
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/)

const parts = z.strictObject({
  scheme: z.enum(['postgres:', 'postgresql:']),
  user: name,
  password: z.undefined('the password comes from a file, not from the address'),
  host: z.union([
    z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/),
    z.string().regex(/^\[[0-9A-Fa-f:.]+\]$/),
  ]),
  port: z
    .string()
    .regex(/^[1-9]\d{0,4}$/)
    .default('5432')
    .transform(Number)
    .refine((port) => port <= 65_535),
  database: name,
  settings: z.strictObject({
    sslmode: z.enum(['disable', 'verify-full']).optional(),
    sslrootcert: z
      .string()
      .regex(/^[A-Za-z0-9_./:\\-]+$/)
      .optional(),
  }),
})

const FORM =
  /^(?<scheme>[a-z]+:)\/\/(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@(?<host>\[[^\]]*\]|[^:@/?#]*)(?::(?<port>[^@/?#]*))?\/(?<database>[^/?#]*)(?:\?(?<query>[^#]*))?$/

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/

/**
 * Reads `postgres://user@host[:port]/database[?sslmode=verify-full&sslrootcert=FILE]`. Off loopback the server has to prove
 * itself by a certificate (`verify-full`); on loopback that is left out unless it is asked for.
 *
 * @throws VaultAddressRefused
 */
export function readVaultAddress(url: string, secrets: { readonly password?: string }): VaultAddress {
  const groups = FORM.exec(url)?.groups
  if (!groups) throw refused('it is not of the form postgres://user@host[:port]/database')
  const { query = '', ...found } = groups
  const settings = query === '' ? [] : query.split('&').map((setting) => setting.split('='))
  if (settings.some((setting) => setting.length !== 2)) throw refused('its query is not valid')
  if (new Set(settings.map(([key]) => key)).size < settings.length) throw refused('a setting is given twice')
  const parsed = parts.safeParse({ ...found, settings: Object.fromEntries(settings) })
  if (!parsed.success) throw refused(parsed.error.issues.map(saying).join('; '))
  const { host, port, database, user } = parsed.data
  const { sslmode, sslrootcert } = parsed.data.settings
  const loopback = LOOPBACK.test(host)
  if (sslmode === 'disable' && !loopback) throw refused('sslmode=disable is for loopback addresses only')
  if (sslmode === 'disable' && sslrootcert !== undefined) throw refused('sslrootcert says nothing without TLS')
  const { password } = secrets
  if (password !== undefined && !/^[^\p{Cc}]{1,1000}$/u.test(password)) throw refused('its password is not one line')
  const tls = (sslmode ?? (loopback && sslrootcert === undefined ? 'disable' : 'verify-full')) === 'verify-full'
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    database,
    user,
    ...(password !== undefined && { password }),
    ...(tls && { tls: sslrootcert === undefined ? {} : { rootCert: sslrootcert } }),
  }
}

/** Names only the parts that we know: an unknown key may be a mistyped secret. */
function saying(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'only sslmode and sslrootcert can be set'
  const part = String(issue.path.at(-1))
  return part === 'password' ? issue.message : `${part} is not valid`
}

const refused = (why: string): VaultAddressRefused => new VaultAddressRefused(`the vault's address: ${why}`)
