import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { Server, WITH_NPM } from './server.ts'

/** What `kinward check` says of a folder that nobody serves. */
async function check(data: string): Promise<{ code: number | null; said: string }> {
  const checking = new Server({ KINWARD_DATA: data }, [process.execPath, 'src/main.ts', 'check'])
  const { code } = await checking.end()
  return { code, said: checking.said }
}

t.test('npm start says where it listens, what it is and what to try, and makes demo cases once', async (t) => {
  const data = t.testdir()
  const first = new Server({ KINWARD_DATA: data }, WITH_NPM)
  const address = await first.address()
  t.match(
    first.said,
    /^Kinward listens on http:\/\/127\.0\.0\.1:\d+ \(demo profile: fictional people, no sign-in, this machine only\)\.$/m,
  )
  t.match(first.said, `Read and try the API: ${address}/api/docs\n`)
  const made = [...first.said.matchAll(/[0-9A-Z]{5}-[0-9A-Z]{6} \(([0-9a-f-]{36})\)/g)].map(([, id = '']) => id)
  t.equal(made.length, 3, 'three demo cases')
  const [, ask = '', told = ''] = /^Try: curl -H '([^']+)' (\S+)$/m.exec(first.said) ?? []
  const [name = '', value = ''] = ask.split(': ')
  const answer = await fetch(told, { headers: { [name]: value } })
  t.equal(answer.status, 200, 'what it says to try works')
  t.equal(((await answer.json()) as { caseId: string }).caseId, made[0])
  await first.stop()
  t.match(first.said, /^Stopped\.$/m)
  const before = await check(data)
  t.match(before.said, /^\d+ streams, \d+ events refolded, .*\nclean$/m)

  const second = new Server({ KINWARD_DATA: data })
  await second.address()
  t.notMatch(second.said, 'Demo cases')
  await second.stop()
  t.strictSame(await check(data), before, 'and the second start makes none')
})

const referral = JSON.stringify({
  step: 'submit-referral',
  occurredAt: '2025-03-03T01:00:00.000Z',
  data: {
    placeClass: 'police_post',
    since: '2025-03-03T01:00:00.000Z',
    alone: 'alone',
    danger: 'none',
    riskFlags: [],
    couldBeUnder18: 'yes',
    location: 'North post',
    callBackPhone: '+66 0 0000 0000',
  },
})

/** A referral whose headers are sent, and whose body waits. */
function refer(address: string, key: string, agent: Agent, more: Record<string, string> = {}): ClientRequest {
  return request(`${address}/api/cases`, {
    method: 'POST',
    agent,
    headers: {
      authorization: 'Demo officer',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(referral)),
      'idempotency-key': key,
      ...more,
    },
  })
}

async function answerTo(sent: ClientRequest): Promise<{ status: number | undefined; caseId: string }> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const body = (await Array.fromAsync(response)).join('')
  return { status: response.statusCode, caseId: response.statusCode === 201 ? JSON.parse(body).caseId : '' }
}

/** Refers one child after the other until the service is gone. */
async function referOn(address: string, who: string, agent: Agent, acknowledged: Set<string>): Promise<void> {
  for (let n = 0; ; n++) {
    try {
      const sent = refer(address, `${who}-${n}`, agent)
      sent.end(referral)
      const { status, caseId } = await answerTo(sent)
      if (status !== 201) return
      acknowledged.add(caseId)
    } catch {
      return
    }
  }
}

const isListening = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(address)
    const socket = connect(Number(port), hostname)
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

for (const [how, command] of [
  ['the service', undefined],
  ['npm start', WITH_NPM],
] as const)
  t.test(`Ctrl-C on ${how}: what is in flight is answered, and what was acknowledged is stored`, async (t) => {
    const data = t.testdir()
    const server = new Server({ KINWARD_DATA: data, KINWARD_DEMO_CASES: '0' }, command)
    const address = await server.address()
    const agent = new Agent({ keepAlive: true })
    t.teardown(() => agent.destroy())
    const acknowledged = new Set<string>()
    const clients = Array.from({ length: 16 }, (_, i) => referOn(address, `client-${i}`, agent, acknowledged))

    // the service has read its headers when it asks for the body
    const slow = refer(address, 'slow', agent, { expect: '100-continue' })
    const answer = answerTo(slow)
    slow.flushHeaders()
    await once(slow, 'continue')
    while (acknowledged.size < 50) await new Promise((resolve) => setTimeout(resolve, 5))
    server.interrupt()
    while (await isListening(address)) await new Promise((resolve) => setTimeout(resolve, 5))
    slow.end(referral)
    const { status, caseId } = await answer
    t.equal(status, 201, 'the slow one is answered')
    acknowledged.add(caseId)
    await Promise.all(clients)

    const { code } = await server.end()
    // npm ends as its shell does: by the signal itself, or with what the service ended with
    if (command === undefined) t.equal(code, 0)
    t.match(server.said, /^Stopped\.$/m)
    t.equal(server.complained, '')
    t.notOk(
      readdirSync(data).some((name) => name.endsWith('-wal')),
      'the files are closed',
    )
    t.ok(acknowledged.size > 50)
    const again = new Server({ KINWARD_DATA: data })
    t.teardown(() => again.stop())
    const there = await again.address()
    const lost: string[] = []
    for (const id of acknowledged) {
      const { status } = await fetch(`${there}/api/cases/${id}`, { headers: { authorization: 'Demo worker' } })
      if (status !== 200) lost.push(id)
    }
    t.strictSame(lost, [], 'all that was acknowledged is there')
    await again.stop()
    t.match(await check(data), { code: 0, said: /^clean$/m })
  })

t.test('it does not start when that would be unsafe or not what was meant, and repeats no value', async (t) => {
  const secret = 'hunter2-is-secret'
  const wrong = [
    [{ KINWARD_HOST: '0.0.0.0' }, 'the demo profile listens on loopback only'],
    [{ KINWARD_HOST: '192.0.2.7' }, 'the demo profile listens on loopback only'],
    [{ KINWARD_HOST: secret }, 'the demo profile listens on loopback only'],
    [{ KINWARD_PASSWROD: secret }, 'unknown: KINWARD_PASSWROD'],
    [{ KINWARD_PORT: secret }, 'KINWARD_PORT is not valid'],
    [{ KINWARD_PORT: '65536' }, 'KINWARD_PORT is not valid'],
    [{ KINWARD_PORT: '3000.5' }, 'KINWARD_PORT is not valid'],
    [{ KINWARD_PROFILE: secret }, 'KINWARD_PROFILE is not valid'],
    [{ KINWARD_LOG: secret }, 'KINWARD_LOG is not valid'],
    [{ KINWARD_NODE: 'Node One' }, 'KINWARD_NODE is not valid'],
    [{ KINWARD_DEMO_CASES: '-1' }, 'KINWARD_DEMO_CASES is not valid'],
  ] as const
  const folder = t.testdir()
  const refused = wrong.map(async ([set, says], i) => {
    const data = join(folder, String(i))
    const server = new Server({ KINWARD_DATA: data, ...set })
    const [[name, value]] = Object.entries(set) as [[string, string]]
    t.equal((await server.end()).code, 78, name)
    t.match(server.complained, says)
    t.equal(server.complained.trim().split('\n').length, 1, 'one line')
    t.notOk(server.complained.includes(value), 'without the value')
    t.equal(server.said, '')
    t.notOk(existsSync(data), 'and nothing was made')
  })
  await Promise.all(refused)
})

t.test('it says so when the port is taken, and lets go of the files', async (t) => {
  const folder = t.testdir()
  const first = new Server({ KINWARD_DATA: join(folder, 'first'), KINWARD_DEMO_CASES: '0' })
  t.teardown(() => first.stop())
  const { port } = new URL(await first.address())
  const second = new Server({ KINWARD_DATA: join(folder, 'second'), KINWARD_DEMO_CASES: '0', KINWARD_PORT: port })
  t.equal((await second.end()).code, 78)
  t.equal(second.complained, 'kinward serve: cannot listen there: the port is taken, or not ours to take\n')
  t.notOk(readdirSync(join(folder, 'second')).some((name) => name.endsWith('-wal')))
})
