import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { Clock } from '../clock.ts'
import { canonical, fromBase64url, type JsonObject, parseCanonical } from '../jcs.ts'
import { type Vault, VaultUnavailable } from '../vault/vault.ts'
import type { Slot } from './event.ts'
import { readyKey } from './ready-key.ts'

/** Lengths of sealed values are rounded up to this, so that they tell little. */
const BLOCK = 256
const TAG = 16

/** The event that a slot belongs to. All of it is bound: a slot moved elsewhere does not open. */
export interface Place {
  readonly stream: string
  readonly revision: bigint
  readonly id: string
  readonly type: string
}

/** What goes into one slot: one subject, one field group, under the key that the case knows for them. */
export interface Content {
  readonly subject: string
  readonly group: string
  readonly kid: string
  readonly value: JsonObject
}

/**
 * What a slot holds. `erased`: its key was destroyed on purpose. `lost`: the vault never had its key, or no longer.
 * `tampered`: it is not what was sealed in this place.
 */
export type Opened =
  | { readonly state: 'open'; readonly value: JsonObject }
  | { readonly state: 'erased' }
  | { readonly state: 'lost' }
  | { readonly state: 'tampered' }

/**
 * Seals an event's personal values with keys read from the vault itself, in the order in which they are stored.
 *
 * @throws VaultUnavailable when a key is destroyed, missing or another subject's: the command fails, nothing is stored
 */
export async function sealSlots(
  parts: { readonly vault: Pick<Vault, 'forSealing'>; readonly clock: Pick<Clock, 'bytes'> },
  place: Place,
  contents: readonly Content[],
): Promise<Slot[]> {
  const slots: Slot[] = []
  for (const { subject, group, kid, value } of contents.toSorted(bySubjectAndGroup)) {
    const last = slots.at(-1)
    if (last?.subject === subject && last.group === group) throw new RangeError('one slot per subject and group')
    const found = await parts.vault.forSealing(kid)
    if (found.state !== 'present') throw new VaultUnavailable(`a key that this event needs is ${found.state}`)
    if (found.subject !== subject) throw new VaultUnavailable('a key that this event needs is of another subject')
    slots.push(sealSlot({ ...place, subject, group, kid }, found.key, value, parts.clock))
  }
  return slots
}

/** Seals one slot. The salt is fresh, so that equal values never look equal. */
export function sealSlot(
  place: Place & Omit<Content, 'value'>,
  subjectKey: Buffer,
  value: JsonObject,
  clock: Pick<Clock, 'bytes'>,
): Slot {
  const { subject, group, kid } = place
  const salt = clock.bytes(32).toString('base64url')
  const aad = aadOf(place, place)
  const { key, iv, kc } = keysOf(slotMessageKey(subjectKey, { salt }), aad)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), iv, { authTagLength: TAG }).setAAD(aad)
  const ct = Buffer.concat([cipher.update(padded(value)), cipher.final(), cipher.getAuthTag()]).toString('base64url')
  return { ct, group, hash: hash('sha256', ct, 'base64url'), kc: kc.toString('base64url'), kid, salt, subject, v: 1 }
}

/**
 * Opens one slot. Whatever was stored there gives an answer, never an error.
 *
 * @throws VaultUnavailable when the vault cannot be asked: that says nothing about the slot
 */
export async function openSlot(vault: Pick<Vault, 'forOpening'>, place: Place, slot: Slot): Promise<Opened> {
  // A purged ciphertext is erased if its key is; with the key still there, somebody took it away.
  if (!isBytes(slot.kid, 16) || (slot.ct !== undefined && !hasItsHash(slot))) return { state: 'tampered' }
  const found = await vault.forOpening(slot.kid)
  switch (found.state) {
    case 'destroyed':
      return { state: 'erased' }
    case 'missing':
      return { state: 'lost' }
    case 'present':
      if (!isBytes(slot.salt, 32)) return { state: 'tampered' }
      return openWithMessageKey(slotMessageKey(found.key, slot), place, slot)
  }
}

/** The slot's own key: whoever is given it can open this slot and prove what it holds, and no other. */
export function slotMessageKey(subjectKey: Buffer, { salt }: Pick<Slot, 'salt'>): Buffer {
  return derived(readyKey(subjectKey), Buffer.from(salt, 'base64url'), 'kinward/seal/1/slot', 32)
}

/** Opens a slot with its disclosed key (`mk`), and proves that no other key could have opened it to something else. */
export function openWithMessageKey(mk: Buffer, place: Place, slot: Slot): Opened {
  if (slot.v !== 1 || !hasItsHash(slot)) return { state: 'tampered' }
  try {
    const aad = aadOf(place, slot)
    const value = parsed(decrypted(keysOf(mk, aad), aad, slot))
    return value ? { state: 'open', value } : { state: 'tampered' }
  } catch {
    return { state: 'tampered' }
  }
}

/** What a message key makes for one place. */
export interface SlotKeys {
  readonly key: Buffer
  readonly iv: Buffer
  readonly kc: Buffer
}

/**
 * The plaintext of a slot. AES-GCM alone does not bind the key (one ciphertext can authenticate under two), hence the
 * commitment, compared first.
 *
 * @returns undefined when the slot commits to another key or is not a ciphertext
 * @throws when the ciphertext does not authenticate
 */
export function decrypted({ key, iv, kc }: SlotKeys, aad: Buffer, slot: Pick<Slot, 'ct' | 'kc'>): Buffer | undefined {
  const committed = fromBase64url(slot.kc)
  const ct = fromBase64url(slot.ct)
  if (committed?.length !== kc.length || !timingSafeEqual(committed, kc)) return undefined
  if (ct === undefined || ct.length < TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), iv, { authTagLength: TAG }).setAAD(aad)
  decipher.setAuthTag(ct.subarray(-TAG))
  return Buffer.concat([decipher.update(ct.subarray(0, -TAG)), decipher.final()])
}

function keysOf(mk: Buffer, aad: Buffer): SlotKeys {
  const bytes = derived(
    createSecretKey(mk),
    '',
    Buffer.concat([Buffer.from('kinward/seal/1/keys\0'), aad]),
    32 + 12 + 32,
  )
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32, 44), kc: bytes.subarray(44) }
}

function aadOf({ stream, revision, id, type }: Place, { subject, group, kid }: Omit<Content, 'value'>): Buffer {
  return Buffer.from(canonical(['kinward/seal/1', stream, revision.toString(), id, type, subject, group, kid]))
}

function padded(value: JsonObject): Buffer {
  const text = Buffer.from(canonical(value))
  return Buffer.concat([text], Math.ceil(text.length / BLOCK) * BLOCK).fill(' ', text.length)
}

function parsed(plaintext: Buffer | undefined): JsonObject | undefined {
  if (!plaintext || plaintext.length % BLOCK !== 0) return undefined
  const value = parseCanonical(plaintext.toString().replace(/ +$/, ''))
  return isObject(value) ? value : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasItsHash({ ct, hash: stored }: Slot): boolean {
  return typeof ct === 'string' && hash('sha256', ct, 'base64url') === stored
}

function isBytes(text: string, length: number): boolean {
  return typeof text === 'string' && fromBase64url(text)?.length === length
}

function bySubjectAndGroup(a: Content, b: Content): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1
  return a.group < b.group ? -1 : 1
}

function derived(secret: KeyObject, salt: Buffer | string, info: Buffer | string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}
