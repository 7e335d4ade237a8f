import { Random } from '../../../src/audit/random.ts'
import type { JsonObject } from '../../../src/jcs.ts'
import type { Known } from '../../../workflows/protocol/v1/known.ts'
import { complete, takers } from './complete.ts'
import { type Place, take } from './walk.ts'
import { word } from './word.ts'

/** What can befall a child at any moment, and must then go on record and move what it moves (I-13). */
export interface Urgent {
  readonly what: string
  readonly event: string
  readonly data: JsonObject
  readonly moves: Partial<Known['at']>
}

export const urgent: readonly Urgent[] = [
  { what: 'reported missing', event: 'ChildWentMissing', data: {}, moves: { custody: 'missing' } },
  {
    what: 'taken to hospital',
    event: 'UrgentMedicalNeedRaised',
    data: { moved: true, guarded: false },
    moves: { health: 'urgent', custody: 'medicalCare' },
  },
  {
    what: 'reported ill',
    event: 'UrgentMedicalNeedRaised',
    data: { moved: false, guarded: false },
    moves: { health: 'urgent' },
  },
  {
    what: 'received in an emergency bed',
    event: 'ChildArrived',
    data: { placeKind: 'emergency_bed' },
    moves: { custody: 'protectiveCare', 'placement.care': 'emergency' },
  },
  {
    what: 'received in hospital',
    event: 'ChildArrived',
    data: { placeKind: 'hospital' },
    moves: { custody: 'medicalCare' },
  },
  {
    what: 'reported held',
    event: 'DetentionRecorded',
    data: { holding: 'immigration' },
    moves: { custody: 'immigrationHolding' },
  },
  {
    what: 'recorded dead',
    event: 'ChildDeathRecorded',
    data: {},
    moves: { lifecycle: 'deceased', custody: 'exited', 'placement.care': 'ended', 'placement.search': 'idle' },
  },
  { what: 'complained for', event: 'ComplaintLodged', data: {}, moves: {} },
  { what: 'complained for about the guardian', event: 'GuardianComplaintLodged', data: {}, moves: {} },
  { what: 'known to be in danger', event: 'SafeguardingConcernRaised', data: {}, moves: {} },
  { what: 'claiming protection', event: 'ProtectionClaimRaised', data: {}, moves: {} },
]

/**
 * Everybody who may report it reports it, from a place.
 *
 * @returns what stood in the way, in words; nothing when nothing did. Undefined where the step does not exist yet.
 */
export async function report(
  place: Place,
  { what, event, data, moves }: Urgent,
): Promise<readonly string[] | undefined> {
  const step = place.loaded.ruleSet.findByEvent(event)
  if (!step) return undefined
  const wrong: string[] = []
  for (const person of takers(step)) {
    const found = await complete(place, person, step, new Random(1), { fixed: data, tries: 60 })
    if (!found?.verdict.accepted) {
      wrong.push(`${what} by ${person.key}: ${word(found?.verdict.failed.map(({ id }) => id) ?? 'not well-formed')}`)
      continue
    }
    const { after, type } = take(place, found.verdict).entry
    for (const [part, state] of Object.entries(moves))
      if (after[part as keyof typeof after] !== state)
        wrong.push(`${what} by ${person.key}: ${type} leaves ${part} ${after[part as keyof typeof after]}`)
  }
  return wrong
}
