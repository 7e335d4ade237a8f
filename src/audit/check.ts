import { prove } from '../access/journal.ts'
import { caseStream } from '../case/cases.ts'
import { NOTHING_BEFORE } from '../case/chain.ts'
import { decide } from '../case/decide.ts'
import { textOf } from '../case/event.ts'
import { foldEvents, givenRecord, HistoryDoesNotFit, type LoadedCase, type Proofs, unopened } from '../case/load.ts'
import { type ParsedEvent, parseProven, UnreadableEvent } from '../case/parsed.ts'
import { openSlot } from '../case/seal.ts'
import type { JsonObject } from '../jcs.ts'
import type { Store, StoredEvent } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** The first thing in a stream that does not fit, named. */
export interface Finding {
  readonly stream: string
  readonly revision: bigint
  readonly what: string
}

export interface Checked {
  streams: number
  events: number
  refusals: number
  /** Sealed slots by what became of them. Erased is lawful; lost and tampered are findings. */
  readonly slots: { open: number; erased: number; lost: number; tampered: number }
  readonly findings: Finding[]
}

/**
 * Refolds every case under the rules it was recorded with and compares each event with what follows from the history;
 * proves chain and MAC of every stream; derives every recorded refusal again; opens every slot.
 * What it cannot see: a tail that vanished with every look at it, or a whole stream.
 */
export async function checkStore(
  { store, vault, proofs }: { store: Store; vault: Vault; proofs: Proofs },
  progress: (checked: Checked) => void = () => undefined,
): Promise<Checked> {
  const checked: Checked = {
    streams: 0,
    events: 0,
    refusals: 0,
    slots: { open: 0, erased: 0, lost: 0, tampered: 0 },
    findings: [],
  }
  const { counts, until } = await countStreams(store)
  // who looked comes last: that hangs on the history of the case
  const byDependence = (stream: string): string => `${stream.startsWith('access-') ? 1 : 0}${stream}`
  for (const stream of [...counts.keys()].sort((a, b) => (byDependence(a) < byDependence(b) ? -1 : 1))) {
    const finding = await checkStream(stream, { store, vault, proofs, count: counts.get(stream) ?? 0, until }, checked)
    // named once, where it is; not again for everything that hangs on it
    if (finding && !checked.findings.some(({ stream: known }) => known === finding.stream))
      checked.findings.push(finding)
    checked.streams++
    progress(checked)
  }
  return checked
}

/**
 * Events by stream, counted along the one order of the store, which no name and no revision can hide an event from;
 * beside them the streams that nothing in that order belongs to.
 */
async function countStreams(store: Store): Promise<{ counts: Map<string, number>; until: bigint }> {
  const counts = new Map<string, number>()
  let until = 0n
  const stop = new AbortController()
  for await (const followed of store.follow(0n, { signal: stop.signal })) {
    if (followed.kind === 'event') counts.set(followed.event.stream, (counts.get(followed.event.stream) ?? 0) + 1)
    else {
      until = followed.position
      stop.abort()
    }
  }
  const named = new Set<string>()
  for await (const stream of store.streams('')) {
    // names that no reader can tell apart would come again and again
    if (named.has(stream)) break
    named.add(stream)
    if (!counts.has(stream)) counts.set(stream, 0)
  }
  return { counts, until }
}

async function checkStream(
  stream: string,
  order: { store: Store; vault: Vault; proofs: Proofs; count: number; until: bigint },
  checked: Checked,
): Promise<Finding | undefined> {
  const { store, vault, proofs } = order
  try {
    const { events, broken } = parsePrefix(await store.readStream(stream))
    checked.events += events.length
    if (stream === 'store') {
      prove(events, proofs, { revision: -1n, digest: NOTHING_BEFORE })
      if (events[0] && events[0].digest !== proofs.genesis) throw new HistoryDoesNotFit(events[0], 'chain')
    } else if (stream.startsWith('case-'))
      foldEvents(unopened(stream.slice('case-'.length), proofs), events, proofs, 'plain')
    else {
      prove(events, proofs)
      if (stream.startsWith('access-') && !stream.startsWith('access-node-'))
        await checkLooks(stream.slice('access-'.length), events, { store, proofs }, checked)
    }
    if (broken) throw broken
    return (await checkSlots(events, vault, checked)) ?? (await findHidden(stream, events, order))
  } catch (error) {
    if (error instanceof HistoryDoesNotFit)
      return { stream: error.stream, revision: error.revision, what: error.misfit }
    if (error instanceof UnreadableEvent) return { stream: error.stream, revision: error.revision, what: 'unreadable' }
    throw error
  }
}

/** An event that is in the store's one order or in its stream, but not in both: a revision below 0, a name of bad bytes. */
async function findHidden(
  stream: string,
  events: readonly ParsedEvent[],
  { store, count, until }: { store: Store; count: number; until: bigint },
): Promise<Finding | undefined> {
  const read = events.filter(({ position }) => position <= until)
  if (read.length === count) return undefined
  const positions = new Set(read.map(({ position }) => position))
  const stop = new AbortController()
  for await (const followed of store.follow(0n, { signal: stop.signal })) {
    if (followed.kind === 'caughtUp') stop.abort()
    else if (followed.event.stream !== stream) continue
    else if (!positions.delete(followed.event.position))
      return { stream, revision: followed.event.revision, what: 'revision' }
  }
  const unordered = read.find(({ position }) => positions.has(position))
  return { stream, revision: unordered?.revision ?? 0n, what: 'position' }
}

/** What can be read of a stream, and why not the rest: what comes before may be what does not fit first. */
function parsePrefix(stored: readonly StoredEvent[]): { events: ParsedEvent[]; broken?: Error } {
  const events: ParsedEvent[] = []
  for (const each of stored) {
    try {
      const event = parseProven(each)
      // a signature that is not even a text is no signature
      if (typeof event.metadata.mac !== 'string') return { events, broken: new HistoryDoesNotFit(event, 'mac') }
      events.push(event)
    } catch (error) {
      if (error instanceof UnreadableEvent) return { events, broken: error }
      throw error
    }
  }
  return { events }
}

async function checkSlots(
  events: readonly ParsedEvent[],
  vault: Vault,
  { slots }: Checked,
): Promise<Finding | undefined> {
  for (const { stream, revision, id, type, data } of events) {
    for (const slot of data.sealed ?? []) {
      const { state } = await openSlot(vault, { stream, revision, id, type }, slot)
      slots[state]++
      if (state === 'lost' || state === 'tampered') return { stream, revision, what: `${state}: ${slot.group}` }
    }
  }
  return undefined
}

/**
 * Who looked and who was refused says at which revision of the case: it must have been there. And which rules failed then:
 * decided again, they must be the same.
 */
async function checkLooks(
  caseId: string,
  looks: readonly ParsedEvent[],
  { store, proofs }: { store: Store; proofs: Proofs },
  checked: Checked,
): Promise<void> {
  const stream = caseStream(caseId)
  const { events: history, broken } = parsePrefix(await store.readStream(stream))
  if (broken) throw broken
  const head = history.at(-1)?.revision ?? -1n
  if (looks.some((look) => revisionOf(look) > head))
    throw new HistoryDoesNotFit({ stream, revision: head + 1n }, 'revision')
  for (const refusal of looks.filter(({ type }) => type === 'StepRefused')) {
    const at = revisionOf(refusal)
    const loaded = foldEvents(
      unopened(caseId, proofs),
      history.filter(({ revision }) => revision <= at),
      proofs,
    )
    if (!isDerived(loaded, refusal)) throw new HistoryDoesNotFit(refusal, 'consequences')
    checked.refusals++
  }
}

const revisionOf = ({ data }: ParsedEvent): bigint => BigInt(textOf(data.clear.revision))

function isDerived(loaded: LoadedCase, { id, data, metadata }: ParsedEvent): boolean {
  const {
    step: name,
    payload,
    givenThen,
    failed,
    occurredAt,
  } = data.clear as JsonObject & {
    step: string
    payload: JsonObject
    givenThen: string[]
    failed: string[]
    occurredAt: string
  }
  const step = loaded.ruleSet.findStep(name)
  if (!step) return false
  const decision = decide(loaded, step, {
    type: step.event,
    id,
    data: payload,
    given: givenRecord(step, givenThen),
    occurredAt,
    recordedAt: metadata.recordedAt,
    actor: metadata.actor,
  })
  return !decision.ok && JSON.stringify(decision.failed.map((rule) => rule.id)) === JSON.stringify(failed)
}
