import { writeSync } from 'node:fs'
import { type Clock, systemClock } from '../../src/clock.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'

export interface Orders {
  readonly folder: string
  /** Kills itself, as kill -9 does, at this call of the clock, counted from 1. */
  readonly killAt?: number
  readonly create?: number
  readonly destroy?: string
  readonly seal?: string
}

export interface Told {
  readonly storeId: string
  readonly idKey: string
  readonly kids: readonly string[]
  readonly state?: string
}

/** Run as a process of its own: opens a vault, does as told, and says what it saw. */
const { folder, killAt, create = 0, destroy, seal } = JSON.parse(process.argv[2] ?? '') as Orders

let calls = 0
function live<T>(answer: T): T {
  if (++calls === killAt) process.kill(process.pid, 'SIGKILL')
  return answer
}
const clock: Clock = {
  now: () => live(systemClock.now()),
  uuid: () => live(systemClock.uuid()),
  bytes: (n) => live(systemClock.bytes(n)),
}

const vault = openSqliteVault(folder, clock)
const kids = await Promise.all(Array.from({ length: create }, (_, i) => vault.create(`subject-${i}`)))
if (destroy !== undefined) await vault.destroy(destroy, clock.now())
const found = seal === undefined ? undefined : await vault.forSealing(seal)
const told: Told = {
  storeId: vault.storeId,
  idKey: vault.idKey.toString('hex'),
  kids,
  ...(found && { state: found.state }),
}
writeSync(1, JSON.stringify(told))
// Not closed: as after a crash, the log stays.
process.kill(process.pid, 'SIGKILL')
