import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { problem } from '../../src/http/problems.ts'
import { compose, kinwards, read } from './compose.ts'

/** The cluster's one port: a real HAProxy with the project's configuration, before two nodes that are not. */

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
const noHaproxy =
  spawnSync('haproxy', ['-v'], { env }).status !== 0 && 'HAProxy is not installed (Debian: apt-get install haproxy)'
const config = read('deploy/haproxy.cfg')

/** A node as the proxy sees it: it answers with its name. */
class Node {
  ready = true
  /** Breaks off every request in the middle. */
  dies = false
  port = 0
  readonly #name: string
  #server: Server | undefined

  constructor(name: string) {
    this.#name = name
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      if (request.url !== '/health/ready' && this.dies) return response.destroy()
      response.statusCode = request.url === '/health/ready' && !this.ready ? 503 : 200
      return response.end(this.#name)
    }).listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const stopping = this.#server
    this.#server = undefined
    if (!stopping) return
    stopping.close()
    stopping.closeAllConnections()
    await once(stopping, 'close')
  }
}

async function started(t: Test, name: string): Promise<Node> {
  const node = new Node(name)
  t.teardown(() => node.stop())
  await node.start()
  return node
}

t.test('the port leads to the nodes that the services are, and keeps no record of requests', (t) => {
  const all = (pattern: RegExp): string[] => [...config.matchAll(pattern)].map(([, port = '']) => port)
  const ports = kinwards.map(([name, { environment }]) => [name, environment?.KINWARD_PORT ?? ''] as const)
  const servers = all(/^ +server \w+ 127\.0\.0\.1:(\d+)$/gm)
  t.strictSame(
    servers,
    ports.flatMap(([name, port]) => (/-\d$/.test(name) ? port : [])),
  )
  t.ok(servers.includes(ports.find(([name]) => name === 'kinward-single')?.[1] ?? ''))
  t.strictSame(compose.services.front?.ports, [`127.0.0.1:3100:${all(/bind :(\d+)/g)[0]}`])
  t.notMatch(config, /httplog|log global/, 'paths name cases')
  t.end()
})

t.test(
  'one port answers from either node, and passes over one that is stopped or not ready',
  {
    skip: noHaproxy,
  },
  async (t) => {
    const [one, two, free] = [await started(t, 'one'), await started(t, 'two'), await started(t, 'free')]
    await free.stop()
    const file = join(t.testdir(), 'haproxy.cfg')
    const places: Record<string, number> = {
      '*:3000': free.port,
      '127.0.0.1:3001': one.port,
      '127.0.0.1:3002': two.port,
    }
    const moved = config.replace('bind :', 'bind *:').replaceAll(/[*\d.]+:\d{4}$/gm, (it) => `127.0.0.1:${places[it]}`)
    writeFileSync(file, moved)
    // the shell holds a pipe from here: when this process ends, so does the proxy
    const proxy = spawn('sh', ['-c', 'haproxy -db -f "$1" & cat >/dev/null; kill $!; wait', 'sh', file], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    t.teardown(async () => {
      proxy.stdin.end()
      await once(proxy, 'close')
    })
    const ask = (init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${free.port}/api/cases`, init)
    const answers = async (): Promise<string> => {
      const say = async (): Promise<string> => {
        const response = await ask()
        return response.ok ? response.text() : String(response.status)
      }
      const said = await Promise.all(Array.from({ length: 20 }, () => say().catch(() => 'nothing')))
      return [...new Set(said)].sort().join(' ')
    }
    const until = async (wanted: string): Promise<void> => {
      const deadline = Date.now() + 30_000
      let said = ''
      do said = await answers()
      while (said !== wanted && Date.now() < deadline)
      t.equal(said, wanted)
    }
    const unavailable = async (response: Response, title: RegExp): Promise<void> => {
      t.equal(response.status, 503)
      t.equal(response.headers.get('retry-after'), '1')
      t.equal(response.headers.get('content-type'), 'application/problem+json')
      t.match(await response.json(), { ...problem('unavailable'), title })
    }

    await until('one two')
    await one.stop()
    t.equal(await answers(), 'two', 'from the first request on')
    await until('two')
    two.dies = true
    await unavailable(await ask({ method: 'POST', body: '{}' }), /^It may have been stored\. Repeat with the same /)
    two.dies = false
    await one.start()
    await until('one two')
    two.ready = false
    await until('one')
    await one.stop()
    await until('503')
    await unavailable(await ask({ method: 'POST', body: '{}' }), new RegExp(`^${problem('unavailable').title}$`))
    two.ready = true
    await until('two')
  },
)
