import { Transform } from 'node:stream'

/**
 * Passes TAP on and closes with `N passed, N failed`, so that a person and a script read the same last line.
 * A test file killed by a signal shows a clean summary and a column-0 `not ok`: failed is the larger of the two.
 */
export default class Totals extends Transform {
  #rest = ''
  #total = { pass: 0, fail: 0 }
  #notOk = 0

  override _transform(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.push(chunk)
    const lines = (this.#rest + chunk.toString()).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#read(line)
    done()
  }

  override _flush(done: () => void): void {
    this.#read(this.#rest)
    const failed = Math.max(this.#total.fail, this.#notOk)
    if (this.#total.pass === 0 || failed > 0) process.exitCode = 1
    this.push(`${this.#total.pass} passed, ${failed} failed\n`)
    done()
  }

  #read(line: string): void {
    if (/^not ok\b/.test(line)) this.#notOk++
    const summary = /^# \{ (.*) \}/.exec(line)?.[1]
    if (!summary) return
    const count = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
    this.#total = { pass: count('pass'), fail: count('fail') }
  }
}
