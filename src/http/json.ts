import type { FastifyInstance } from 'fastify'

/** A body that cannot be stored as it was sent. Nothing is repaired; nothing of it is repeated. */
export class InvalidJson extends Error {
  readonly code = 'invalid-json'
  readonly statusCode = 400
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Replaces every parser: JSON in UTF-8 alone, no repeated names, no number that would be changed by storing it. */
export function strictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
    if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
      return done(Object.assign(new Error('charset'), { statusCode: 415 }), undefined)
    try {
      done(null, parseStrict(body))
    } catch {
      done(new InvalidJson('the body is not JSON that can be stored'), undefined)
    }
  })
}

/** @throws when the bytes are not UTF-8, not JSON, or hold a value that FORMAT rule 7 refuses */
export function parseStrict(bytes: Buffer): unknown {
  const text = utf8.decode(bytes)
  const value: unknown = JSON.parse(text)
  // a repeated name leaves fewer members than there were colons outside strings
  if (countMembers(value, 0) !== countColons(text)) throw new InvalidJson('a name is repeated')
  return value
}

const DEPTH = 32

function countMembers(value: unknown, depth: number): number {
  if (depth > DEPTH) throw new InvalidJson('nested too deep')
  if (typeof value === 'string' && !value.isWellFormed()) throw new InvalidJson('a lone surrogate')
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new InvalidJson('a number that is not whole')
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countMembers(item, depth + 1), 0)
  let count = 0
  for (const [name, member] of Object.entries(value)) {
    if (/^\d+$/.test(name) || !name.isWellFormed()) throw new InvalidJson('a name that engines reorder')
    count += 1 + countMembers(member, depth + 1)
  }
  return count
}

function countColons(text: string): number {
  let count = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i)
    if (inString) {
      if (letter === 92) i++
      else if (letter === 34) inString = false
    } else if (letter === 34) inString = true
    else if (letter === 58) count++
  }
  return count
}
