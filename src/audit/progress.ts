export interface Progress {
  show(done: number, of?: number): void
  end(): void
}

/** A bar with a rate on a terminal; elsewhere nothing until the end. */
export function progressBar(what: string): Progress {
  const started = performance.now()
  const tty = process.stderr.isTTY
  let last = 0
  let done = 0
  const line = (of?: number): string => {
    const rate = Math.round(done / Math.max(0.001, (performance.now() - started) / 1000))
    const filled = of ? Math.round((done / of) * 30) : 0
    return of
      ? `[${'#'.repeat(filled)}${'.'.repeat(30 - filled)}] ${done}/${of} ${what}, ${rate}/s`
      : `${done} ${what}, ${rate}/s`
  }
  return {
    show(now, of) {
      done = now
      if (!tty || performance.now() - last < 100) return
      last = performance.now()
      process.stderr.write(`\r${line(of)}`)
    },
    end() {
      process.stderr.write(tty ? `\r${line()}\n` : `${line()}\n`)
    },
  }
}
