import { readFileSync } from 'node:fs'

const HEADER = 32
const FRAME = 24

/**
 * Transactions in the write-ahead log of a file, counted from its bytes (https://sqlite.org/fileformat2.html#walformat):
 * the last frame of each carries the size of the database, all others 0. Counts from the last checkpoint on.
 */
export function commitsInLog(file: string): number {
  const log = readFileSync(`${file}-wal`)
  if (log.length < HEADER) return 0
  const pageSize = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let commits = 0
  for (let at = HEADER; at + FRAME + pageSize <= log.length; at += FRAME + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break
    if (log.readUInt32BE(at + 4) > 0) commits++
  }
  return commits
}
