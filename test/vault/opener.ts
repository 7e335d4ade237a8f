import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../src/clock.ts'
import { openSqliteVault } from '../../src/vault/sqlite.ts'

/** Run in several threads: opens new vaults, each at the same moment as the others, and tells what it saw. */
const { folders, openers, arrivals } = workerData as { folders: string[]; openers: number; arrivals: SharedArrayBuffer }
const arrived = new Int32Array(arrivals)

const seen: string[] = []
for (const [i, folder] of folders.entries()) {
  Atomics.add(arrived, 0, 1)
  while (Atomics.load(arrived, 0) < (i + 1) * openers) Atomics.wait(arrived, 0, -1, 0)
  try {
    const vault = openSqliteVault(folder, systemClock)
    seen.push(`${vault.storeId} ${vault.idKey.toString('hex')}`)
    await vault.close()
  } catch (error) {
    seen.push(String(error))
  }
}
parentPort?.postMessage(seen)
