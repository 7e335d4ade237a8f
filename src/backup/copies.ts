import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { copyDatabase, syncFile, syncFolder } from '../disk.ts'

/** Two folders, apart: a destroyed key must not come back together with the events that it sealed. */
export interface Places {
  readonly store: string
  readonly vault: string
}

/** What lies beside each copy, so that a damaged or mistaken one is not put back. */
const slip = z.strictObject({
  format: z.literal(1),
  part: z.enum(['store', 'vault']),
  takenAt: z.iso.datetime({ precision: 3 }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type Part = z.infer<typeof slip>['part']

const SLIP = 'backup.json'
/** Bytes read at a time. */
const PIECE = 2 ** 20
const FILES: Readonly<Record<Part, string>> = { store: 'events.db', vault: 'vault.db' }

/** It was not done, and why; nothing that was there before has changed. */
export class BackupRefused extends Error {
  readonly code = 'backup-refused'
}

/**
 * Copies an embedded store and its vault while they run: the store first, so that the vault has every key which the
 * copied events need. The master key is not copied: it is kept elsewhere.
 *
 * @throws BackupRefused when a place is not a new or empty folder of its own
 */
export function backUp(data: string, places: Places, clock: Clock): void {
  demandApart([places.store, places.vault, data])
  copyBoth(data, places, clock)
}

/**
 * A backup that is put back in a folder of its own inside the data folder, where there is a place to write: for a drill.
 * Nothing of it stays.
 *
 * @param tried is given the folder that was put back
 * @throws BackupRefused
 */
export async function rehearse<T>(data: string, clock: Clock, tried: (restored: string) => Promise<T>): Promise<T> {
  demandThere(data)
  const place = written(() => mkdtempSync(join(data, 'drill-')))
  try {
    const places = { store: join(place, 'store'), vault: join(place, 'vault') }
    copyBoth(data, places, clock)
    const restored = join(place, 'restored')
    putBack(places, join(data, 'master.key'), restored)
    return await tried(restored)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function copyBoth(data: string, places: Places, clock: Clock): void {
  demandThere(data)
  for (const part of ['store', 'vault'] as const) demandEmpty(places[part], `the place for the ${part}`)
  try {
    for (const part of ['store', 'vault'] as const) written(() => copyPart(part, data, places[part], clock))
  } catch (error) {
    for (const folder of [places.store, places.vault]) if (existsSync(folder)) takeAway(folder)
    throw error
  }
}

function copyPart(part: Part, data: string, folder: string, clock: Clock): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, FILES[part])
  copyDatabase(join(data, FILES[part]), file)
  const said = { format: 1, part, takenAt: clock.now(), sha256: digestOf(file) } satisfies z.infer<typeof slip>
  writeFileSync(join(folder, SLIP), `${JSON.stringify(said, null, 2)}\n`, { mode: 0o600 })
  syncFile(join(folder, SLIP))
  syncFolder(folder)
}

/**
 * Puts copies and the master key into an empty folder. What was destroyed since is destroyed again when it is opened.
 *
 * @throws BackupRefused when a copy is not what was written, or the folder holds something
 */
export function putBack(places: Places, masterKey: string, data: string): void {
  for (const part of ['store', 'vault'] as const) demandWhole(places[part], part)
  if (!existsSync(masterKey)) throw new BackupRefused('there is no master key at that place')
  demandEmpty(data, 'the data folder')
  written(() => mkdirSync(data, { recursive: true, mode: 0o700 }))
  // the key comes last: what was cut off has none, and is not opened
  const from = {
    'events.db': join(places.store, FILES.store),
    'vault.db': join(places.vault, FILES.vault),
    'master.key': masterKey,
  }
  try {
    written(() => {
      for (const [name, file] of Object.entries(from)) {
        copyFileSync(file, join(data, name))
        syncFile(join(data, name))
      }
      syncFolder(data)
    })
  } catch (error) {
    takeAway(data)
    throw error
  }
}

/** Empties a folder that was empty before. */
export function takeAway(data: string): void {
  for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true, force: true })
}

function demandWhole(folder: string, part: Part): void {
  const said = readSlip(folder)
  if (said?.part !== part) throw new BackupRefused(`there is no whole backup of the ${part} at its place`)
  if (digestOf(join(folder, FILES[part])) !== said.sha256)
    throw new BackupRefused(`the copy of the ${part} is not as it was written: take another one`)
}

function readSlip(folder: string): z.infer<typeof slip> | undefined {
  if (!existsSync(join(folder, SLIP))) return undefined
  const text = readFileSync(join(folder, SLIP), 'utf8')
  try {
    return slip.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** SHA-256 in hexadecimal, read a piece at a time: a store may be larger than the memory. Empty when there is no file. */
function digestOf(file: string): string {
  if (!existsSync(file)) return ''
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  const handle = openSync(file, 'r')
  try {
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece))
      hash.update(piece.subarray(0, read))
  } finally {
    closeSync(handle)
  }
  return hash.digest('hex')
}

/** What the disk or the database refuses is said, not thrown as it comes. */
function written<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new BackupRefused(`copying failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function demandThere(data: string): void {
  for (const file of Object.values(FILES))
    if (!existsSync(join(data, file))) throw new BackupRefused(`there is no ${file} to copy`)
}

function demandEmpty(folder: string, what: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new BackupRefused(`${what} is not empty`)
}

/** Neither is, or lies in, another: by where they really are, whatever the names say. */
function demandApart(folders: readonly string[]): void {
  const all = folders.map(realPlace)
  for (const one of all)
    if (all.filter((other) => liesIn(other, one)).length > 1)
      throw new BackupRefused('store, vault and data folder must lie apart from each other')
}

function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const realPlace = (folder: string): string => {
  const path = resolve(folder)
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(path)
  return parent === path ? path : join(realPlace(parent), basename(path))
}
