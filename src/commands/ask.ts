import { z } from 'zod'
import { disclosurePurposes, tellables } from '../../workflows/protocol/v1/codes.ts'
import type { Person } from '../access/person.ts'
import {
  caseIdOf,
  commandIdOf,
  digestKeyWithoutSubject,
  keyedDigest,
  lookedAt,
  parseReference,
  referenceOf,
} from '../case/ids.ts'
import { canonical, type JsonObject } from '../jcs.ts'
import { no, ok, type Result } from './errors.ts'
import { issuesOf } from './parse.ts'
import type { Services } from './services.ts'

/** Somebody asks to be told something about a child whom they may not know of. */
export const askSchema = z.strictObject({
  kind: z.literal('disclosure-request'),
  /** The case id or reference, or whatever else they know the child by. */
  about: z.string().regex(/\S/).max(120),
  fields: z.array(z.enum(tellables)).min(1).max(20),
  purpose: z.enum(disclosurePurposes),
})

export interface Asked {
  readonly person: Person
  readonly body: unknown
  readonly idempotencyKey: string
  readonly correlationId: string
}

/**
 * Logs the request, and tells nothing: the same record at the same cost for a child who is known, sealed or unknown, for no
 * case is looked up. What they know the child by is kept as a keyed digest, so that whoever holds the case finds it (FORMAT
 * rule 6). Repeated under one key it is logged once.
 *
 * @returns a receipt to quote
 * @throws StoreUnavailable when it could not be recorded
 */
export async function askForDisclosure(
  { vault, journal }: Pick<Services, 'vault' | 'journal'>,
  { person, body, idempotencyKey, correlationId }: Asked,
): Promise<Result<string>> {
  const parsed = askSchema.safeParse(body)
  if (!parsed.success) return no({ code: 'invalid-body', issues: issuesOf(parsed.error) })
  const { about, ...said } = parsed.data
  const { idKey } = vault
  const commandId = commandIdOf(idKey, person.id, 'reports', idempotencyKey)
  const id = caseIdOf(idKey, commandId)
  const requestDigest = keyedDigest(digestKeyWithoutSubject(idKey), canonical(parsed.data as JsonObject))
  const { metadata } = await journal.once(`intake-${id}`, {
    type: 'DisclosureRequested',
    person,
    commandId,
    correlationId,
    requestDigest,
    clear: { ...said, looked: lookedAt(idKey, nameOf(about)) },
  })
  return metadata.requestDigest === requestDigest ? ok(referenceOf(idKey, id)) : no({ code: 'key-reused' })
}

/** One name whichever way it was written. */
export const nameOf = (about: string): string => parseReference(about) ?? about.trim().toLowerCase()
