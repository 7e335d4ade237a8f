import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Orders, Told } from './vault-process.ts'

const program = fileURLToPath(new URL('./vault-process.ts', import.meta.url))

/** Runs a process that opens the vault and is killed in the end; undefined when it was killed before it could tell. */
export async function run(orders: Orders): Promise<Told | undefined> {
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  let [out, errors] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)))
  if (signal !== 'SIGKILL') throw new Error(`the process ended by itself: ${errors}`)
  return out === '' ? undefined : (JSON.parse(out) as Told)
}

/** Everything that the vault's files hold, its log included. */
export function filesOf(folder: string): Buffer {
  const files = ['vault.db', 'vault.db-wal', 'vault.db-shm']
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
  return Buffer.concat(files.map((file) => readFileSync(file)))
}

/** Keys as they lie in the file, by kid. */
export function wrappedKeys(folder: string): Map<string, Buffer> {
  const db = new DatabaseSync(join(folder, 'vault.db'), { readOnly: true })
  const rows = db.prepare('SELECT kid, wrapped FROM keys WHERE wrapped IS NOT NULL').all()
  db.close()
  return new Map(rows.map(({ kid, wrapped }) => [String(kid), Buffer.from(wrapped as Uint8Array)]))
}
