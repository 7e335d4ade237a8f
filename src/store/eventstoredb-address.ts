import { z } from 'zod'

/** Where the event store is and how to speak to it, with every part checked: nothing reaches the client that it would ignore. */
export interface EventStoreAddress {
  /** `esdb+discover`: the one host is a DNS name that stands for all nodes. */
  readonly discover: boolean
  readonly hosts: readonly { readonly address: string; readonly port: number }[]
  /** `false`: in clear, on loopback only. Otherwise the files to trust and to sign with; without any, the system's roots. */
  readonly tls: false | { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string }
  readonly credentials?: { readonly username: string; readonly password: string }
  readonly discovery: {
    readonly maxDiscoverAttempts?: number
    /** Milliseconds. */
    readonly discoveryInterval?: number
    /** Seconds. */
    readonly gossipTimeout?: number
  }
  /** Milliseconds. */
  readonly keepAlive: { readonly keepAliveInterval?: number; readonly keepAliveTimeout?: number }
  /** Cannot be set in an address: only tests wait less. */
  readonly patience?: Partial<Patience>
}

/** How long the store waits, in milliseconds. */
export interface Patience {
  /** Without an answer to one call. */
  readonly answer: number
  /** In which a call is tried again while the cluster has no leader or a node is away. */
  readonly retry: number
  /** Without an event, until a follower looks whether it has missed one. */
  readonly quiet: number
}

/** The address is not one that may be used; says which part, never its value. */
export class AddressRefused extends Error {
  readonly code = 'address-refused'
}

const FORM = /^(?<scheme>esdb|esdb\+discover):\/\/(?:(?<user>[^@/?]*)@)?(?<hosts>[^@/?]+)\/?(?:\?(?<query>[^?#]*))?$/
const HOST = /^(?<address>[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?)(?::(?<port>[1-9]\d{0,4}))?$/i
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost)$/i
const PORT = 2113

/** The password of a server that nobody has set up. */
const DEFAULT_PASSWORD = 'changeit'

const milliseconds = z
  .string()
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number)

/** Every key that the address may carry. `nodePreference` is not one: a follower's reads may be behind, and decisions hang on them. */
const query = z.strictObject({
  tls: z.enum(['true', 'false']).default('true'),
  tlsCAFile: z.string().min(1).optional(),
  userCertFile: z.string().min(1).optional(),
  userKeyFile: z.string().min(1).optional(),
  nodePreference: z.literal('leader').optional(),
  maxDiscoverAttempts: milliseconds.optional(),
  discoveryInterval: milliseconds.optional(),
  gossipTimeout: milliseconds.optional(),
  keepAliveInterval: milliseconds.refine((ms) => ms >= 10_000).optional(),
  keepAliveTimeout: milliseconds.optional(),
})

/**
 * Reads `esdb://user@host:port,…?key=value` or `esdb+discover://…`.
 *
 * @param secrets the password, from a file; one in the address is refused
 * @throws AddressRefused
 */
export function readEventStoreAddress(url: string, secrets: { readonly password?: string } = {}): EventStoreAddress {
  const parts = FORM.exec(url)?.groups
  if (!parts) throw new AddressRefused('the address of the event store is not of the form esdb://host:port?key=value')
  const hosts = (parts.hosts ?? '').split(',').map(readHost)
  const discover = parts.scheme === 'esdb+discover'
  if (discover && hosts.length > 1) throw new AddressRefused('esdb+discover takes one name, which stands for all nodes')
  const { tls, tlsCAFile, userCertFile, userKeyFile, ...times } = readQuery(parts.query ?? '')
  const credentials = readCredentials(parts.user, secrets.password)
  const local = hosts.every(({ address }) => LOOPBACK.test(address))
  if (tls === 'false') {
    if (!local) throw new AddressRefused('tls=false is for loopback only')
    if (credentials) throw new AddressRefused('with tls=false a user and a password would not be sent')
    if (tlsCAFile || userCertFile || userKeyFile) throw new AddressRefused('with tls=false there is no certificate')
  }
  if (!local && credentials?.password === DEFAULT_PASSWORD)
    throw new AddressRefused('the password of the event store is the one it is delivered with: change it')
  if ((userCertFile === undefined) !== (userKeyFile === undefined))
    throw new AddressRefused('userCertFile and userKeyFile go together')
  const { keepAliveInterval, keepAliveTimeout, maxDiscoverAttempts, discoveryInterval, gossipTimeout } = times
  return {
    discover,
    hosts,
    tls: tls === 'true' && defined({ caFile: tlsCAFile, certFile: userCertFile, keyFile: userKeyFile }),
    ...(credentials && { credentials }),
    discovery: defined({ maxDiscoverAttempts, discoveryInterval, gossipTimeout }),
    keepAlive: defined({ keepAliveInterval, keepAliveTimeout }),
  }
}

function readHost(text: string): { address: string; port: number } {
  const { address, port = String(PORT) } = HOST.exec(text)?.groups ?? {}
  if (address === undefined || Number(port) > 65_535)
    throw new AddressRefused('a host of the event store is not host:port')
  return { address, port: Number(port) }
}

function readQuery(text: string): z.infer<typeof query> {
  const entries = [...new URLSearchParams(text)]
  const names = entries.map(([name]) => name)
  if (new Set(names).size < names.length) throw new AddressRefused('a key of the address is given twice')
  const parsed = query.safeParse(Object.fromEntries(entries))
  if (parsed.success) return parsed.data
  const said = parsed.error.issues.map(({ path, code }) =>
    code === 'unrecognized_keys' ? 'a key is not known' : `${path.join('.')} is not valid`,
  )
  throw new AddressRefused(`the address of the event store: ${[...new Set(said)].join('; ')}`)
}

function readCredentials(user: string | undefined, password: string | undefined): EventStoreAddress['credentials'] {
  if (user === undefined && password === undefined) return undefined
  if (user?.includes(':'))
    throw new AddressRefused('the password of the event store comes from a file, not in the address')
  if (!user || !password) throw new AddressRefused('a user in the address and a password from a file go together')
  return { username: decodeURIComponent(user), password }
}

/** The same, without the members that are undefined. */
function defined<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
