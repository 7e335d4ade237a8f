import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { canonical } from '../jcs.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import type { EventData, Metadata, Slot } from './event.ts'
import { readyKey } from './ready-key.ts'

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

/**
 * As `digestOf`, from the texts as they are stored, which costs a third of writing the values anew: the ciphertexts and the
 * MAC are cut out. Whatever is not the one canonical text has another digest.
 *
 * @param read what the texts were parsed to
 * @returns undefined when the cuts are not where they belong: then `digestOf` the values says what the event is worth
 */
export function digestOfTexts(
  stored: { stream: string; revision: bigint; id: string; type: string; data: string; metadata: string },
  read: { readonly data: EventData; readonly metadata: Metadata },
): string | undefined {
  const data = withoutCiphertexts(stored.data, read.data.sealed ?? [])
  const mac = `,"mac":"${read.metadata.mac}"`
  const at = stored.metadata.indexOf(mac)
  if (data === undefined || at < 0) return undefined
  const metadata = stored.metadata.slice(0, at) + stored.metadata.slice(at + mac.length)
  const [id, stream, type] = [stored.id, stored.stream, stored.type].map((text) => JSON.stringify(text))
  const text = `{"data":${data},"id":${id},"metadata":${metadata},"revision":"${stored.revision}","stream":${stream},"type":${type}}`
  return hash('sha256', `kinward/event/1\n${text}`, 'base64url')
}

/** Each slot of the canonical text begins with its ciphertext, if it still has one. */
function withoutCiphertexts(text: string, sealed: readonly SlotOrPurged[]): string | undefined {
  if (sealed.length === 0) return text
  let from = text.lastIndexOf(',"sealed":[')
  if (from < 0) return undefined
  let kept = ''
  let done = 0
  for (const { ct } of sealed) {
    if (ct === undefined) continue
    const cut = `{"ct":"${ct}",`
    const at = text.indexOf(cut, from)
    if (at < 0) return undefined
    kept += `${text.slice(done, at)}{`
    done = from = at + cut.length
  }
  return kept + text.slice(done)
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
  const mac = createHmac('sha256', readyKey(key)).update(digest, 'base64url').digest('base64url')
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
