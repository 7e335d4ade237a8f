import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { NewEvent } from '../../src/store/store.ts'

const program = fileURLToPath(new URL('../store/sqlite-writer.ts', import.meta.url))

export interface Orders {
  readonly file: string
  readonly streams: readonly string[]
  /** How many append at the same time, in one process. */
  readonly writers: number
  /** By each of them. */
  readonly appends: number
  readonly bytes: number
}

export interface Stored {
  readonly kind: 'stored'
  readonly id: string
  readonly stream: string
  readonly revision: string
  readonly position: string
}

export interface Failed {
  readonly kind: 'failed'
  readonly event: NewEvent
  readonly stream: string
  readonly expected: string
  /** Of the append that failed, and then of an append, a read and a follower. */
  readonly codes: readonly string[]
}

export type Report = Stored | Failed

/** A process that appends, and what it has told so far. */
export class WriterProcess {
  readonly stored: Stored[] = []
  readonly failed: Failed[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #errors = ''

  /** @param limitBlocks the largest file that the process may write, in blocks of the shell's `ulimit -f` */
  constructor(orders: Orders, limitBlocks?: number) {
    const command = [process.execPath, program, JSON.stringify(orders)]
    const limited = ['/bin/sh', '-c', 'ulimit -f "$0" && exec "$@"', String(limitBlocks), ...command]
    const [path = '', ...args] = limitBlocks === undefined ? command : limited
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } })
    child.stderr.on('data', (chunk) => {
      this.#errors += String(chunk)
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line))
    this.#child = child
    this.#ended = once(child, 'close')
  }

  /** Kills it with SIGKILL as soon as it has told of `n` stored events, and `ms` later. */
  async killAfter(n: number, ms: number): Promise<void> {
    while (this.stored.length < n && this.#child.exitCode === null) await pause(1)
    await pause(ms)
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** @throws when it ended in any other way than by itself, with 0 */
  async end(): Promise<void> {
    await this.#ended
    if (this.#child.exitCode !== 0) throw new Error(`the writer ended with ${this.#child.exitCode}: ${this.#errors}`)
  }

  #take(line: string): void {
    // The last line of a process that was killed may be cut short: nobody was told.
    if (!line.endsWith('}')) return
    const report = JSON.parse(line) as Report
    if (report.kind === 'stored') this.stored.push(report)
    else this.failed.push(report)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
