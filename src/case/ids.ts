import { createHmac, hkdfSync } from 'node:crypto'
import { canonical } from '../jcs.ts'
import { readyKey } from './ready-key.ts'

/**
 * Names a command, so that a retry is recognised: one person, one route, one `Idempotency-Key`.
 * Without idKey nobody can confirm a guess of any of the three (FORMAT rule 9).
 *
 * @param route what the command is about, and the step: `<case id>/<step>`
 * @returns 16 bytes, base64url, 22 characters
 */
export function commandIdOf(idKey: Buffer, actor: string, route: string, idempotencyKey: string): string {
  return named(idKey, ['kinward/command/1', actor, route, idempotencyKey]).subarray(0, 16).toString('base64url')
}

/** The id of the case that a command opens: the same for every retry. UUIDv8 (RFC 9562 §5.8). */
export function caseIdOf(idKey: Buffer, commandId: string): string {
  const bytes = named(idKey, ['kinward/case/1', commandId]).subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Crockford's alphabet: no I, L, O, U, so that what is heard or read is one thing only. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

/**
 * What an officer writes down and reads out over the phone: `5MK3R-8TQ2WX`, 50 bits and a check character.
 * Derived from the case, never stored.
 */
export function referenceOf(idKey: Buffer, caseId: string): string {
  let bits = named(idKey, ['kinward/reference/1', caseId]).readBigUInt64BE() >> 14n
  const symbols = Array.from({ length: LENGTH }, () => {
    const symbol = Number(bits & 31n)
    bits >>= 5n
    return symbol
  }).reverse()
  return spoken([...symbols, checkOf(symbols)])
}

/**
 * Reads a reference as people write it: any case, spaces and hyphens anywhere, I and L for 1, O for 0.
 *
 * @returns as `referenceOf` writes it; undefined when it is none, or the check character shows a slip
 */
export function parseReference(text: string): string | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')
  const symbols = Array.from(plain, (letter) => LETTERS.indexOf(letter))
  if (symbols.length !== LENGTH + 1 || symbols.includes(-1)) return undefined
  return checkOf(symbols) === 0 ? spoken(symbols) : undefined
}

function spoken(symbols: readonly number[]): string {
  const letters = symbols.map((symbol) => LETTERS.charAt(symbol)).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

/**
 * A Reed–Solomon check over the field of 32 elements: each place has a weight of its own, a power of x, and the check
 * character's is 1. So one wrong character, and two that changed places, always show; with the character, the sum is 0.
 */
function checkOf(symbols: readonly number[]): number {
  const sum = symbols.slice(0, LENGTH).reduce((check, symbol) => timesX(check ^ symbol), 0)
  return sum ^ (symbols[LENGTH] ?? 0)
}

/** Multiplies by x modulo x⁵ + x² + 1, which is primitive: the first 31 powers of x differ. */
function timesX(element: number): number {
  return element & 16 ? ((element << 1) ^ 0b100101) & 31 : element << 1
}

/**
 * The key of digests over what concerns these subjects. It cannot be made once one of their keys is destroyed,
 * and so nothing can be compared with the digest any more (FORMAT rule 4).
 *
 * @param keys the subject keys by kid, at least one, in any order
 */
export function digestKey(keys: ReadonlyMap<string, Buffer>): Buffer {
  if (keys.size === 0) throw new RangeError('a digest concerns at least one subject; without any there is idKey')
  const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
  const [only, second] = sorted
  return only && !second ? derived(only) : derived(Buffer.concat(sorted))
}

/** The key of digests over what concerns nobody: as `digestKey`, from idKey instead. */
export function digestKeyWithoutSubject(idKey: Buffer): Buffer {
  return derived(idKey)
}

/**
 * A digest that only the key's holder can make or compare, for `requestDigest` and its like.
 *
 * @param text what `canonical` gives
 * @returns HMAC-SHA256, base64url, 43 characters
 */
export function keyedDigest(key: Buffer, text: string): string {
  return createHmac('sha256', readyKey(key)).update(text).digest('base64url')
}

/** Which id was looked at, for an audit of probing; tells nothing without idKey. */
export const lookedAt = (idKey: Buffer, text: string): string =>
  named(idKey, ['kinward/looked/1', text]).toString('base64url')

/** Of most secrets many digests are made: what was derived lives as long as the secret itself is held. */
const derivedOf = new WeakMap<Buffer, Buffer>()

function derived(secret: Buffer): Buffer {
  const known = derivedOf.get(secret)
  if (known) return known
  const made = Buffer.from(hkdfSync('sha256', readyKey(secret), '', 'kinward/digest/1', 32))
  derivedOf.set(secret, made)
  return made
}

function named(idKey: Buffer, parts: readonly string[]): Buffer {
  return createHmac('sha256', readyKey(idKey)).update(canonical(parts)).digest()
}
