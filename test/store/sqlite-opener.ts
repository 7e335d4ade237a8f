import { parentPort, workerData } from 'node:worker_threads'
import { openEventFile } from '../../src/store/sqlite-file.ts'

/** Run in several threads: opens new files, each at the same moment as the others, and tells of the errors. */
const { files, openers, arrivals } = workerData as { files: string[]; openers: number; arrivals: SharedArrayBuffer }
const arrived = new Int32Array(arrivals)

const errors: string[] = []
for (const [i, file] of files.entries()) {
  Atomics.add(arrived, 0, 1)
  while (Atomics.load(arrived, 0) < (i + 1) * openers) Atomics.wait(arrived, 0, -1, 0)
  try {
    openEventFile(file).close()
  } catch (error) {
    errors.push(String(error))
  }
}
parentPort?.postMessage(errors)
