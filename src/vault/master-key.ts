import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { syncFolder } from '../disk.ts'
import { VaultRefused } from './vault.ts'

const NAME = 'master.key'
const LENGTH = 32
/** RFC 5649 §3 fixes the initial value of key wrap with padding. */
const KWP_IV = Buffer.from('a65959a6', 'hex')

/** Wraps every other key (AES-256-KWP, RFC 5649). Whoever has the vault's file without it has nothing. */
export class MasterKey {
  readonly #key: KeyObject

  constructor(bytes: Buffer) {
    this.#key = createSecretKey(bytes)
  }

  wrap(secret: Buffer): Buffer {
    const cipher = createCipheriv('id-aes256-wrap-pad', this.#key, KWP_IV)
    return Buffer.concat([cipher.update(secret), cipher.final()])
  }

  /** @returns undefined when it was not wrapped with this key, or is damaged: the wrapping proves itself */
  unwrap(wrapped: Uint8Array): Buffer | undefined {
    try {
      const decipher = createDecipheriv('id-aes256-wrap-pad', this.#key, KWP_IV)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    } catch {
      return undefined
    }
  }
}

/** @throws VaultRefused when it is not there, or is no key. A new one would open nothing: none is made here. */
export function readMasterKey(folder: string): MasterKey {
  const file = join(folder, NAME)
  if (!existsSync(file)) throw new VaultRefused('master-key-missing')
  chmodSync(file, 0o600)
  const bytes = readFileSync(file)
  if (bytes.length !== LENGTH) throw new VaultRefused('master-key-malformed')
  const key = new MasterKey(bytes)
  bytes.fill(0)
  return key
}

/**
 * The master key of a vault that holds nothing yet: the one that a first creation left when it was cut off, or a new
 * one, on disk under its name before anything is wrapped with it. Call only while no other process can.
 */
export function makeMasterKey(folder: string, clock: Pick<Clock, 'bytes'>): MasterKey {
  const file = join(folder, NAME)
  if (existsSync(file)) return readMasterKey(folder)
  const bytes = clock.bytes(LENGTH)
  const handle = openSync(`${file}.new`, 'w', 0o600)
  try {
    writeSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  bytes.fill(0)
  renameSync(`${file}.new`, file)
  syncFolder(folder)
  return readMasterKey(folder)
}
