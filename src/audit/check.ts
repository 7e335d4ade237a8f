import { prove } from '../access/journal.ts'
import { decide } from '../case/decide.ts'
import { type JsonObject, textOf } from '../case/event.ts'
import { foldEvents, givenRecord, HistoryDoesNotFit, type LoadedCase, type Proofs, unopened } from '../case/load.ts'
import { type ParsedEvent, parseEvent, UnreadableEvent } from '../case/parsed.ts'
import { openSlot } from '../case/seal.ts'
import type { Store } from '../store/store.ts'
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
 * What it cannot see: a tail, or a whole stream, that vanished.
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
  for await (const stream of store.streams('')) {
    const finding = await checkStream(stream, { store, vault, proofs }, checked)
    if (finding) checked.findings.push(finding)
    checked.streams++
    progress(checked)
  }
  return checked
}

async function checkStream(
  stream: string,
  { store, vault, proofs }: { store: Store; vault: Vault; proofs: Proofs },
  checked: Checked,
): Promise<Finding | undefined> {
  try {
    const events = (await store.readStream(stream)).map(parseEvent)
    checked.events += events.length
    if (stream === 'store') {
      // its own first event was proven when the store was opened; the rest of the stream hangs on it
      prove(events.slice(1), proofs, { revision: 0n, digest: proofs.genesis })
    } else if (stream.startsWith('case-')) foldEvents(unopened(stream.slice('case-'.length), proofs), events, proofs)
    else {
      prove(events, proofs)
      if (!stream.startsWith('access-node-')) await checkRefusals(stream, events, { store, proofs }, checked)
    }
    return await checkSlots(events, vault, checked)
  } catch (error) {
    if (error instanceof HistoryDoesNotFit)
      return { stream: error.stream, revision: error.revision, what: error.misfit }
    if (error instanceof UnreadableEvent) return { stream: error.stream, revision: error.revision, what: 'unreadable' }
    throw error
  }
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

/** A refusal says at which revision which rules failed: decided again, they must be the same. */
async function checkRefusals(
  stream: string,
  events: readonly ParsedEvent[],
  { store, proofs }: { store: Store; proofs: Proofs },
  checked: Checked,
): Promise<void> {
  const refusals = events.filter(({ type }) => type === 'StepRefused')
  if (refusals.length === 0) return
  const caseId = stream.slice('access-'.length)
  const history = (await store.readStream(`case-${caseId}`)).map(parseEvent)
  for (const refusal of refusals) {
    const at = BigInt(textOf(refusal.data.clear.revision))
    const loaded = foldEvents(
      unopened(caseId, proofs),
      history.filter(({ revision }) => revision <= at),
      proofs,
    )
    if (!isDerived(loaded, refusal)) throw new HistoryDoesNotFit(refusal, 'consequences')
    checked.refusals++
  }
}

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
