import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../clock.ts'
import { syncFolder } from '../disk.ts'
import { VaultRefused, VaultUnavailable } from './vault.ts'

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

/**
 * The master key in a file, which is given mode 0600.
 *
 * @throws VaultRefused when it is not there, or is no key. A new one would open nothing: none is made here.
 * @throws VaultUnavailable when it cannot be read
 */
export function readMasterKey(file: string): MasterKey {
  return asked(() => {
    if (!existsSync(file)) throw new VaultRefused('master-key-missing')
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    const bytes = readFileSync(file)
    if (bytes.length !== LENGTH) throw new VaultRefused('master-key-malformed')
    const key = new MasterKey(bytes)
    bytes.fill(0)
    return key
  })
}

/**
 * The master key of a vault that holds nothing yet: the one that a first creation left when it was cut off, or a new
 * one, on disk under its name before anything is wrapped with it. A file that is there is never replaced.
 */
export function makeMasterKey(file: string, clock: Pick<Clock, 'bytes'>): MasterKey {
  return asked(() => {
    if (!existsSync(file)) {
      const folder = dirname(resolve(file))
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const apart = mkdtempSync(join(folder, 'new-key-'))
      const made = join(apart, 'key')
      const bytes = clock.bytes(LENGTH)
      writeFileSync(made, bytes, { mode: 0o600, flag: 'wx', flush: true })
      bytes.fill(0)
      try {
        linkSync(made, file)
      } catch (error) {
        if (!existsSync(file)) throw error
      }
      rmSync(apart, { recursive: true })
      syncFolder(folder)
    }
    return readMasterKey(file)
  })
}

/** What the file system says becomes `VaultUnavailable`, by its code alone. */
function asked<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof VaultUnavailable) throw error
    const code = error instanceof Error && 'code' in error ? `: ${String(error.code)}` : ''
    throw new VaultUnavailable(`the master key's file cannot be read or made${code}`)
  }
}
