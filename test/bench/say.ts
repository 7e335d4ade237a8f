/** One figure, and what it is to be measured by. */
export function say(what: string, figure: string, beside = ''): void {
  process.stdout.write(`${what.padEnd(52)} ${figure.padStart(16)}  ${beside}\n`)
}

export const rate = (n: number): string => `${Math.round(n).toLocaleString('en')}/s`
