import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Starting is what costs here: what one process compiled, the next one reads. */
const compiled = mkdtempSync(join(tmpdir(), 'kinward-compiled-'))
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Quiet, without demo cases, on a free port; nothing of the test runner's own. */
export const environment = (folder: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(KINWARD_|TAP|NODE_OPTIONS)/.test(name))),
  KINWARD_DATA: folder,
  KINWARD_PORT: '0',
  KINWARD_LOG: 'silent',
  KINWARD_DEMO_CASES: '0',
  NODE_COMPILE_CACHE: compiled,
  ...more,
})

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly errors: string
}

/** Runs one command of the command line to its end. */
export async function kinward(folder: string, args: readonly string[], more?: Record<string, string>): Promise<Ended> {
  return ended(spawn(process.execPath, [main, ...args], { env: environment(folder, more) }))
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let [out, errors] = ['', '']
  child.stdout?.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, out, errors }
}

/** A real `kinward serve` with its own process. */
export class Server {
  readonly address: string
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>

  private constructor(child: ChildProcess, address: string, closed: Promise<unknown>) {
    this.#child = child
    this.address = address
    this.#closed = closed
  }

  /** @throws with what it said when it ends instead of listening */
  static async start(folder: string, more?: Readonly<Record<string, string>>): Promise<Server> {
    const child = spawn(process.execPath, [main, 'serve'], { env: environment(folder, more) })
    const closed = once(child, 'close')
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += String(chunk)
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const address = /listens on (http:\S+)/.exec(line)?.[1]
      if (address === undefined) continue
      child.stdout.resume()
      return new Server(child, address, closed)
    }
    await closed
    throw new Error(`the server did not start: ${errors}`)
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }

  /** As Ctrl-C does. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT')
    await this.#closed
    return this.#child.exitCode
  }

  async post(
    person: string,
    path: string,
    key: string,
    body: unknown,
    { ifMatch, signal }: { ifMatch?: string; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const response = await fetch(this.address + path, {
      method: 'POST',
      headers: {
        authorization: `Demo ${person}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
    return answerOf(response)
  }

  async get(person: string, path: string): Promise<Answer> {
    return answerOf(await fetch(this.address + path, { headers: { authorization: `Demo ${person}` } }))
  }
}

export interface Answer {
  readonly status: number
  readonly etag: string | undefined
  readonly text: string
  // answers are asserted field by field; a wrong field fails the assertion
  // biome-ignore lint/suspicious/noExplicitAny: the body of an answer under test
  readonly body: any
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? undefined,
    text,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined,
  }
}
