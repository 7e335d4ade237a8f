export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

/** Deeper values are refused rather than overflowing the stack of whoever reads them later. */
const MAX_DEPTH = 64

type Cause = 'not-json' | 'text' | 'type' | 'number' | 'name' | 'surrogate' | 'depth'

const SENTENCES: Record<Cause, string> = {
  'not-json': 'the text is not JSON',
  text: 'the text is JSON, but not in its canonical form',
  type: 'only null, booleans, numbers, strings, arrays and plain objects can be stored',
  number: 'numbers are whole and within ±(2^53 − 1); others are written as decimal strings',
  name: 'member names are not numbers, because engines put those in another order',
  surrogate: 'strings have no lone surrogates',
  depth: `values are nested at most ${MAX_DEPTH} deep`,
}

/** A value or text that is not ours to store. Says which rule (FORMAT rule 7), never what the value was. */
export class NotCanonical extends Error {
  readonly code = 'not-canonical'
  readonly reason: Cause
  constructor(reason: Cause) {
    super(SENTENCES[reason])
    this.reason = reason
  }
}

/**
 * The one text of a value: RFC 8785, for the values that FORMAT rule 7 allows.
 * A value that is in order already, such as one from `parseCanonical`, takes about a third of the time.
 *
 * @throws NotCanonical for undefined, dates and other objects with a class, fractional or unsafe numbers,
 *   member names made of digits, lone surrogates, and values nested too deep
 */
export function canonical(value: unknown): string {
  const text = inOrder(value, 0) ? JSON.stringify(value) : write(value)
  refuseLoneSurrogates(text, value)
  return text
}

/**
 * Parses a text and proves that it is canonical: `canonical(parseCanonical(text)) === text`.
 * Repeated names, spaces, other spellings of a number or a character, and another order are all refused.
 *
 * @throws NotCanonical
 */
export function parseCanonical(text: string): Json {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    throw new NotCanonical('not-json')
  }
  // JSON.stringify keeps the order of the text, so that equal texts and sorted names are the whole proof.
  if (!inOrder(value, 0) || JSON.stringify(value) !== text) throw new NotCanonical('text')
  refuseLoneSurrogates(text, value)
  return value
}

/** Whether every object's names rise, by UTF-16 code units as RFC 8785 §3.2.3 has it; throws for what cannot be stored. */
function inOrder(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new NotCanonical('number')
    return true
  }
  if (typeof value !== 'object') throw new NotCanonical('type')
  if (depth === MAX_DEPTH) throw new NotCanonical('depth')
  return Array.isArray(value) ? itemsInOrder(value, depth + 1) : membersInOrder(value, depth + 1)
}

function itemsInOrder(items: readonly unknown[], depth: number): boolean {
  let ordered = true
  // By index, so that a hole is seen as undefined.
  for (let i = 0; i < items.length; i++) ordered = inOrder(items[i], depth) && ordered
  return ordered
}

function membersInOrder(object: object, depth: number): boolean {
  if (!isPlain(object)) throw new NotCanonical('type')
  let ordered = true
  let before = ''
  for (const name in object) {
    if (isDigits(name)) throw new NotCanonical('name')
    if (name < before) ordered = false
    before = name
    ordered = inOrder(object[name], depth) && ordered
  }
  return ordered
}

function isPlain(object: object): object is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === Object.prototype || prototype === null
}

function isDigits(name: string): boolean {
  const first = name.charCodeAt(0)
  return first >= 48 && first <= 57 && /^\d+$/.test(name)
}

/** Only called on what `inOrder` let through. */
function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(',')}}`
}

/** JSON.stringify writes a lone surrogate as an escape, so that nearly every text is cleared by one search. */
function refuseLoneSurrogates(text: string, value: unknown): void {
  if (text.includes('\\ud') && !isWellFormed(value)) throw new NotCanonical('surrogate')
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  return Object.entries(value).every(([name, member]) => name.isWellFormed() && isWellFormed(member))
}

/** The bytes of an unpadded, canonical base64url text; undefined for any other text, so that no value has two spellings. */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** Whether a text is canonical, unpadded base64url; with `length`, of exactly that many bytes. */
export function isBase64url(text: string, length?: number): boolean {
  const bytes = fromBase64url(text)
  return bytes !== undefined && (length === undefined || bytes.length === length)
}
