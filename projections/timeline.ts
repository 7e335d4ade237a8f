/** What the timeline needs of an event: types and the static catalogue only, never an interpreter or a store. */
export interface Entry {
  readonly type: string
  readonly revision: bigint
  /** In words: role and agency, or less where the reader learns the outcome only. */
  readonly by: string
  readonly occurredAt: string
  readonly recordedAt: string
  readonly entered: readonly string[]
  readonly breaches: readonly string[]
  readonly flags: readonly string[]
}

export interface Line {
  readonly revision: number
  readonly at: string
  readonly says: string
  readonly by: string
  /** Where the case came to; left out for those who learn the outcome only. */
  readonly now?: readonly string[]
  readonly remarks: readonly string[]
}

/** A case as a person reads it: in the order in which things happened, late reports in their place and marked. */
export function timeline(entries: readonly Entry[], whole: boolean): Line[] {
  return entries
    .toSorted((a, b) =>
      a.occurredAt === b.occurredAt ? Number(a.revision - b.revision) : a.occurredAt < b.occurredAt ? -1 : 1,
    )
    .map((entry) => ({
      revision: Number(entry.revision),
      at: entry.occurredAt,
      says: wordsOf(entry.type),
      by: entry.by,
      ...(whole && { now: entry.entered.map(placeOf) }),
      remarks: whole ? remarksOf(entry) : [],
    }))
}

function remarksOf({ breaches, flags, occurredAt, recordedAt }: Entry): string[] {
  const late = Date.parse(recordedAt) - Date.parse(occurredAt) > 3_600_000 ? [`recorded ${recordedAt}`] : []
  return [...breaches.map((id) => `recorded – needs follow-up (${id})`), ...flags.map(flagOf), ...late]
}

function flagOf(flag: string): string {
  const [kind, part] = flag.split(':')
  switch (kind) {
    case 'late':
      return `older than what was known of ${wordsOf(part ?? '')}: nothing moved`
    case 'outOfOrder':
      return `not expected at this point (${wordsOf(part ?? '')})`
    case 'occurredAhead':
      return 'reported by a clock that is fast'
    case 'appearanceOnly':
      return 'on appearance alone'
    case 'reviewActsSinceConflict':
      return 'what the guardian did since the conflict began needs review'
    case 'bySuspended':
      return 'by somebody who was suspended'
    default:
      return flag
  }
}

/** `GuardianAppointed` → “Guardian appointed” */
export function wordsOf(name: string): string {
  const words = phraseOf(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `custody.inTransfer` → “custody: in transfer” */
export function placeOf(state: string): string {
  const dot = state.lastIndexOf('.')
  return `${phraseOf(state.slice(0, dot))}: ${phraseOf(state.slice(dot + 1))}`
}

/** `missingReview` → “missing review”, `initialBIA` → “initial BIA” */
export const phraseOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('.', ', ')
    .replace(/\w+/g, (word) => (abbreviations.includes(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()))

const abbreviations = ['bia', 'bid', 'nrm']
