import { connect } from 'node:net'

/** One request, ready to be written. */
export type Request = Buffer

export function post(path: string, headers: Readonly<Record<string, string>>, body: string): Request {
  const lines = Object.entries({
    host: 'kinward',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  })
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`,
  )
}

export interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly statuses: ReadonlyMap<number, number>
}

/** `clients` connections, each sending its next request when the last is answered, until `seconds` are over. */
export async function load(port: number, clients: number, seconds: number, next: () => Request): Promise<Load> {
  const until = performance.now() + seconds * 1000
  const times: number[] = []
  const statuses = new Map<number, number>()
  const started = performance.now()
  await Promise.all(Array.from({ length: clients }, () => client(port, until, next, times, statuses)))
  const elapsed = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99), statuses }
}

function client(
  port: number,
  until: number,
  next: () => Request,
  times: number[],
  statuses: Map<number, number>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sent = 0
    let waiting = Buffer.alloc(0)
    const send = (): void => {
      if (performance.now() >= until) return void socket.end()
      sent = performance.now()
      socket.write(next())
    }
    socket.on('connect', send)
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
      const end = waiting.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = waiting.toString('latin1', 0, end)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (waiting.length < end + 4 + length) return
      waiting = Buffer.alloc(0)
      const status = Number(head.slice(9, 12))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      times.push(performance.now() - sent)
      send()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}
