import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { Random } from '../../src/audit/random.ts'
import { caseStream } from '../../src/case/cases.ts'
import { commandIdOf } from '../../src/case/ids.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { openServices } from '../../src/open.ts'
import { startSite } from '../support/site.ts'
import { type Acknowledged, commandOf, take } from './commands.ts'
import { environment, Server } from './processes.ts'

/**
 * kill -9, again and again, of two processes that write the same cases of one data folder. Starting a process is what
 * costs: nine of ten are workers that run the pipeline without HTTP, every tenth is a whole `kinward serve`.
 * A killed process loses nothing that the operating system has; what a power cut takes is the store's own test.
 */
const KILLS = Number(process.env.KINWARD_KILLS ?? 200)
const SEED = Number(process.env.KINWARD_SEED ?? Math.trunc(Math.random() * 2 ** 31))
/** How long a process goes on at most, in milliseconds, once it is ready or has answered. */
const LONGEST = Number(process.env.KINWARD_KILL_MS ?? 60)
const LANES = ['a', 'b'] as const
const CLIENTS = 8
const program = fileURLToPath(new URL('./worker.ts', import.meta.url))

const root = mkdtempSync(join(tmpdir(), 'kinward-kill-'))
const site = await startSite(root)
t.teardown(async () => {
  await site.close()
  rmSync(root, { recursive: true })
})
// a minute on two quiet cores; others may be working too
t.setTimeout(480_000)

interface Client {
  readonly name: string
  readonly answers: Acknowledged[]
}

const tally = { kills: 0, whileOpening: 0, serving: 0, repeated: 0 }

/** One worker, killed while it opens, or 5–60 ms (`LONGEST`) after it was ready or had answered once. */
async function killWorker(
  lane: string,
  clients: readonly Client[],
  cases: readonly string[],
  random: Random,
): Promise<void> {
  const orders = { clients: clients.map(({ name, answers }) => ({ name, from: answers.length })), cases }
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    env: environment(root, site.environment(lane)),
  })
  const closed = once(child, 'close')
  const when = random.pick(['opening', 'ready', 'ready', 'ready', 'id', 'id', 'id', 'id', 'id', 'id'])
  const after = when === 'opening' ? random.whole(0, 12) : random.whole(5, LONGEST)
  let armed = false
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    // the last line of a process that was killed may be cut short: nobody was told
    if (!line.endsWith('}')) return
    const told = JSON.parse(line) as { opening?: true; ready?: true } & Acknowledged
    if (told[when] !== undefined && !armed) {
      armed = true
      setTimeout(() => child.kill('SIGKILL'), after)
    }
    if (told.id === undefined) return
    clients.find(({ name }) => name === told.client)?.answers.push(told)
    if (told.repeated) tally.repeated++
  })
  await closed
  if (child.signalCode !== 'SIGKILL') throw new Error(`a worker ended by itself: ${errors}`)
  tally.kills++
  if (when === 'opening') tally.whileOpening++
}

/** A whole service, killed 5–60 ms (`LONGEST`) into its requests. */
async function killServer(
  lane: string,
  clients: readonly Client[],
  cases: readonly string[],
  random: Random,
): Promise<void> {
  const server = await Server.start(root, site.environment(lane))
  let killed = false
  const send = async ({ name, answers }: Client): Promise<void> => {
    while (!killed) {
      const n = answers.length
      const { key, person, step, caseId, body } = commandOf(name, n, cases)
      const path = caseId === undefined ? '/api/cases' : `/api/cases/${caseId}/steps/${step}`
      const answer = await server
        .post(person, path, key, caseId === undefined ? { step, ...body } : body)
        .catch(() => undefined)
      if (!answer) return
      if (answer.status === 201)
        answers.push({ client: name, n, caseId: answer.body.caseId, ...idsOf(answer.body.event) })
      else if (answer.status !== 409 && answer.status !== 503) throw new Error(`${step}: ${answer.text}`)
    }
  }
  const sending = Promise.all(clients.map(send))
  await pause(random.whole(5, LONGEST))
  await server.kill()
  killed = true
  await sending
  tally.kills++
  tally.serving++
}

const idsOf = ({ id, revision, position }: { id: string; revision: number; position: string }) => ({
  id,
  revision,
  position,
})

t.test(`${KILLS} kills (seed ${SEED}): nothing acknowledged is lost, nothing is there twice`, async (t) => {
  const started = performance.now()
  const warm = await Server.start(root, site.environment('warm'))
  t.equal(await warm.stop(), 0)
  const before = await openServices(site.config('test'), systemClock)
  const cases: string[] = []
  for (let n = 0; n < 24; n++) cases.push((await take(before, 'first', n, commandOf('first', n, []))).caseId)
  await before.close()

  const clients = LANES.flatMap((lane) =>
    Array.from({ length: CLIENTS }, (_, i): Client => ({ name: `${lane}${i}`, answers: [] })),
  )
  await Promise.all(
    LANES.map(async (lane, which) => {
      const random = new Random(SEED + which)
      const own = clients.filter(({ name }) => name.startsWith(lane))
      for (let round = which; round < KILLS; round += LANES.length) {
        const kill = Math.floor(round / LANES.length) % 10 === 9 ? killServer : killWorker
        await kill(lane, own, cases, random)
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000

  // those without an answer are sent once more, then every single one again: each has one answer, its first
  const services = await openServices(site.config('test'), systemClock)
  const different: object[] = []
  for (const { name, answers } of clients) {
    const n = answers.length
    answers.push(await take(services, name, n, commandOf(name, n, cases)))
    if (answers[n]?.repeated) tally.repeated++
    for (const first of answers) {
      const again = await take(services, name, first.n, commandOf(name, first.n, cases))
      const { repeated, ...same } = again
      const { repeated: _first, ...answered } = first
      if (!repeated || JSON.stringify(same) !== JSON.stringify(answered)) different.push({ first, again })
    }
  }
  t.strictSame(different, [], 'every repeat gets the first answer')

  const worker = services.identity.identify('Demo worker')?.id ?? ''
  const expected = new Map<string, Acknowledged>()
  for (const { name, answers } of clients)
    for (const answer of answers) {
      const { key, caseId, step } = commandOf(name, answer.n, cases)
      expected.set(commandIdOf(services.vault.idKey, worker, `${caseId ?? 'new'}/${step}`, key), answer)
    }
  const twice: string[] = []
  const lost = new Set(expected.keys())
  const moved: object[] = []
  let gaps = 0
  let events = 0
  for await (const stream of services.store.streams('case-')) {
    for (const [i, stored] of (await services.store.readStream(stream)).entries()) {
      if (stored.revision !== BigInt(i)) gaps++
      const { id, metadata, revision, position } = parseEvent(stored)
      const answer = expected.get(metadata.commandId)
      if (!answer) continue // of the first cases
      events++
      if (!lost.delete(metadata.commandId)) twice.push(id)
      const told = [answer.id, caseStream(answer.caseId), answer.revision, answer.position].join()
      if (told !== [id, stream, revision, position].join()) moved.push({ answer, stream, id })
    }
  }
  t.strictSame([...lost], [], `${expected.size} acknowledged, none lost`)
  t.strictSame(twice, [], 'none twice')
  t.strictSame(moved, [], 'each where it was said to be')
  t.equal(gaps, 0, 'no gap')
  t.equal(events, expected.size)

  const { findings, slots } = await checkStore(services)
  t.strictSame(findings, [], 'check is clean')
  t.strictSame([slots.erased, slots.lost, slots.tampered], [0, 0, 0])
  await services.close()

  t.equal(tally.kills, KILLS)
  t.ok(KILLS < 50 || tally.repeated > 0, 'some answers were lost after the event was stored')
  t.comment(
    `${KILLS} kills in ${seconds.toFixed(0)} s: ${tally.serving} of kinward serve, ${tally.whileOpening} while opening; ` +
      `${expected.size} commands acknowledged, ${tally.repeated} of them after a lost answer`,
  )
})
