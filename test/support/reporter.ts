import { Transform } from 'node:stream'

/**
 * Passes TAP on and closes with `N passed, N failed`, so that a person and a script read the same last line; before it,
 * what failed is said once more, with its diagnostic, so that nobody has to look for it in thirty thousand lines.
 * A test file killed by a signal shows a clean summary and a column-0 `not ok`: failed is the larger of the two.
 */
export default class Totals extends Transform {
  #rest = ''
  #total = { pass: 0, fail: 0 }
  #notOk = 0
  readonly #failures: string[] = []
  /** The indentation of a failure whose diagnostic is being read. */
  #failing: string | undefined
  #depth = 0

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
    for (const line of this.#failures) this.push(`# ${line}\n`)
    this.push(`${this.#total.pass} passed, ${failed} failed\n`)
    done()
  }

  #read(line: string): void {
    if (/^not ok\b/.test(line)) this.#notOk++
    this.#keepFailure(line)
    const summary = /^# \{ (.*) \}/.exec(line)?.[1]
    if (!summary) return
    const count = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
    this.#total = { pass: count('pass'), fail: count('fail') }
  }

  /** What holds a failure fails with it: of that only the line is kept, for the diagnostic is the inner one's. */
  #keepFailure(line: string): void {
    const indent = /^( *)not ok\b(?!.*# (?:SKIP|TODO))/.exec(line)?.[1]
    if (indent !== undefined) {
      this.#failing = this.#depth > indent.length ? undefined : indent
      this.#depth = indent.length
      this.#failures.push(line)
    } else if (this.#failing !== undefined) {
      if (line.startsWith(`${this.#failing}  `)) this.#failures.push(line)
      else this.#failing = undefined
    }
    if (/^ok\b/.test(line)) this.#depth = 0
  }
}
