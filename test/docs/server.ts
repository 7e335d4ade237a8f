import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The environment of a person who has set nothing but this. */
export function environment(set: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('KINWARD') && !name.startsWith('TAP'))
  return { ...Object.fromEntries(own), NODE_OPTIONS: '', ...set }
}

/** Kinward as a person starts it, in a process group of its own, as a terminal gives it one. */
export class Server {
  readonly #child: ChildProcess
  readonly #ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>
  #said = ''
  #complained = ''

  constructor(
    set: Readonly<Record<string, string>>,
    [command, ...args]: readonly [string, ...string[]] = DIRECTLY,
    folder = root,
  ) {
    this.#child = spawn(command, args, {
      cwd: folder,
      detached: true,
      env: environment({ KINWARD_PORT: '0', KINWARD_LOG: 'silent', ...set }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (chunk) => {
      this.#said += String(chunk)
    })
    this.#child.stderr?.on('data', (chunk) => {
      this.#complained += String(chunk)
    })
    this.#ended = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  }

  get said(): string {
    return this.#said
  }

  get complained(): string {
    return this.#complained
  }

  /** The address that it prints, once it has said all that it says at the start. */
  async address(): Promise<string> {
    const deadline = Date.now() + 30_000
    while (!/^Try: .*\n/m.test(this.#said)) {
      if (this.#child.exitCode !== null || Date.now() > deadline)
        throw new Error(`it did not start: ${this.#complained}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const [, address = ''] = /listens on (http:\S+)/.exec(this.#said) ?? []
    return address
  }

  /** What Ctrl-C does in a terminal: the signal goes to everybody in the group. */
  interrupt(): void {
    if (this.#child.pid === undefined || this.#child.exitCode !== null) return
    process.kill(-this.#child.pid, 'SIGINT')
  }

  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const [code, signal] = await this.#ended
    return { code, signal }
  }

  async stop(): Promise<void> {
    this.interrupt()
    await this.#ended
  }
}

const DIRECTLY = [process.execPath, 'src/main.ts', 'serve'] as const
export const WITH_NPM = ['npm', 'start'] as const
