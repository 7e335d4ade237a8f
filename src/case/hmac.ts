import { createHmac, hash } from 'node:crypto'

/**
 * HMAC-SHA-256 (RFC 2104) and HKDF (RFC 5869) from whole hashes: every event needs a dozen over a few bytes each, and
 * Node's own objects for them cost several times what is computed. Tests hold both equal to Node's.
 */
type Encoding = 'base64url' | 'binary'

const BLOCK = 64
const HASH = 32
/** Longer messages are left to Node: there the hashing itself is what costs. */
const ROOM = 2_048

/** A key filled up to a block, as the inner and as the outer hash begin with it. */
interface Pads {
  readonly inner: Buffer
  readonly outer: Buffer
}

/** The same few keys are used again and again; what was made of one lives as long as its bytes. */
const ready = new WeakMap<Buffer, Pads>()

const inner = Buffer.alloc(BLOCK + ROOM)
const outer = Buffer.alloc(BLOCK + HASH)

/**
 * @param secret a key that is held; its bytes must not change
 * @param message a text is taken as UTF-8
 */
export function hmac(secret: Buffer, message: Buffer | string, encoding: Encoding): string {
  return isLong(message) ? byNode(secret, message, encoding) : finish(padsOf(secret), put(message, BLOCK), encoding)
}

/** @param info at most 1,000 bytes */
export function hkdf(secret: Buffer, salt: Buffer | '', info: Buffer | string, length: number): Buffer {
  if (Buffer.byteLength(info) > 1_000) throw new RangeError('HKDF takes an info of at most 1,000 bytes')
  const extracted = isLong(secret)
    ? byNode(salt, secret, 'binary')
    : finish(salt === '' ? noSalt : pad(salt), put(secret, BLOCK), 'binary')
  const prk = pad(Buffer.from(extracted, 'latin1'))
  const made = Buffer.alloc(Math.ceil(length / HASH) * HASH)
  for (let at = 0, before = ''; at < length; at += HASH) {
    let end = BLOCK + inner.write(before, BLOCK, 'latin1')
    end += put(info, end)
    inner[end] = at / HASH + 1
    before = finish(prk, end + 1 - BLOCK, 'binary')
    made.write(before, at, 'latin1')
  }
  return made.subarray(0, length)
}

// no character takes more than three bytes
const isLong = (message: Buffer | string): boolean => message.length * (typeof message === 'string' ? 3 : 1) > ROOM

const byNode = (key: Buffer | '', message: Buffer | string, encoding: Encoding): string =>
  createHmac('sha256', key).update(message).digest(encoding)

/** Hashes the message of this length that lies in `inner`. */
function finish(pads: Pads, length: number, encoding: Encoding): string {
  inner.set(pads.inner)
  const hashed = hash('sha256', inner.subarray(0, BLOCK + length), 'binary')
  outer.set(pads.outer)
  outer.write(hashed, BLOCK, 'latin1')
  return hash('sha256', outer, encoding)
}

function put(message: Buffer | string, at: number): number {
  if (typeof message === 'string') return inner.write(message, at)
  inner.set(message, at)
  return message.length
}

function padsOf(secret: Buffer): Pads {
  const known = ready.get(secret)
  if (known) return known
  const made = pad(secret)
  ready.set(secret, made)
  return made
}

function pad(key: Buffer): Pads {
  const short = key.length > BLOCK ? Buffer.from(hash('sha256', key, 'binary'), 'latin1') : key
  const pads = { inner: Buffer.alloc(BLOCK, 0x36), outer: Buffer.alloc(BLOCK, 0x5c) }
  for (const [i, byte] of short.entries()) {
    pads.inner[i] = byte ^ 0x36
    pads.outer[i] = byte ^ 0x5c
  }
  return pads
}

const noSalt = pad(Buffer.alloc(0))
