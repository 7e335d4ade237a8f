import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import { VaultUnavailable } from '../vault/vault.ts'
import type { EventData, Metadata, Slot } from './event.ts'
import { canonical } from './jcs.ts'

/** `prev` of the store's own first event, `StoreOpened`: nothing comes before it. */
export const NOTHING_BEFORE = 'A'.repeat(43)

type SlotOrPurged = Omit<Slot, 'ct'> & { readonly ct?: string }

/** What a digest covers. `data` and `metadata` may be in any order, and may lack the parts that it leaves out. */
export interface Digestible {
  readonly stream: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
  readonly data: Omit<EventData, 'sealed'> & { readonly sealed?: readonly SlotOrPurged[] }
  readonly metadata: Omit<Metadata, 'mac'> & { readonly mac?: string }
}

/**
 * The digest of an event, by which the next one names it (FORMAT, `digest`). It covers every field as it was read back,
 * known or not, but for ciphertexts, whose hashes stand for them so that they can be purged, and the MAC.
 *
 * @returns SHA-256, base64url, 43 characters
 * @throws NotCanonical when a value is not one that can be stored
 */
export function digestOf(event: Digestible): string {
  return hash('sha256', `kinward/event/1\n${canonical(covered(event))}`, 'base64url')
}

/** As `digestOf`, over the order in which the values stand: the same for what was parsed from canonical texts. */
export function digestAsRead(event: Digestible): string {
  return hash('sha256', `kinward/event/1\n${JSON.stringify(covered(event))}`, 'base64url')
}

function covered({ stream, revision, id, type, data, metadata }: Digestible) {
  return {
    data: data.sealed === undefined ? data : { ...data, sealed: data.sealed.map(withoutCiphertext) },
    id,
    metadata: withoutMac(metadata),
    revision: revision.toString(),
    stream,
    type,
  }
}

function withoutCiphertext(slot: SlotOrPurged): object {
  const { ct: _, ...rest } = slot
  return rest
}

function withoutMac(metadata: Digestible['metadata']): object {
  const { mac: _, ...rest } = metadata
  return rest
}

/**
 * Signs a digest (its 32 bytes, not its text) with one of the store's MAC keys: the chain finds an altered event, this
 * finds somebody who rewrote the whole chain.
 *
 * @param epoch number of the key, from 1
 * @returns `<epoch>.<HMAC-SHA256, base64url, 43 characters>`
 */
export function macOf(digest: string, epoch: number, key: Buffer): string {
  const mac = createHmac('sha256', prepared(key)).update(digest, 'base64url').digest('base64url')
  return `${epoch}.${mac}`
}

/** Whether one of the store's own keys signed this digest. False as well for a key number that the vault never had. */
export function verifyMac(mac: string, digest: string, keys: { macKey(epoch: number): Buffer }): boolean {
  if (typeof mac !== 'string') return false
  const epoch = Number(/^([1-9][0-9]{0,8})\.[\w-]{43}$/.exec(mac)?.[1])
  if (!Number.isInteger(epoch)) return false
  const key = findKey(keys, epoch)
  if (!key) return false
  return timingSafeEqual(Buffer.from(macOf(digest, epoch, key)), Buffer.from(mac))
}

/** An unknown number is an answer; a vault that cannot be asked is not. */
function findKey(keys: { macKey(epoch: number): Buffer }, epoch: number): Buffer | undefined {
  try {
    return keys.macKey(epoch)
  } catch (error) {
    if (error instanceof VaultUnavailable) throw error
    return undefined
  }
}

/** Making a key ready costs five times the HMAC itself, and a store has one or two. */
const ready = new WeakMap<Buffer, KeyObject>()

function prepared(key: Buffer): KeyObject {
  const known = ready.get(key)
  if (known) return known
  const made = createSecretKey(key)
  ready.set(key, made)
  return made
}
