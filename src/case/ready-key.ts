import { createSecretKey, type KeyObject } from 'node:crypto'

/** Making a key ready costs several times what using it does, and the same few keys are used again and again. */
const ready = new WeakMap<Buffer, KeyObject>()

/** A secret as Node's cryptography takes it fastest. It lives as long as the bytes it was made from. */
export function readyKey(secret: Buffer): KeyObject {
  const known = ready.get(secret)
  if (known) return known
  const made = createSecretKey(secret)
  ready.set(secret, made)
  return made
}
