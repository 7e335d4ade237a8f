import { parseArgs } from 'node:util'
import { placeOf, wordsOf } from '../../projections/timeline.ts'
import { disclose } from '../access/disclose.ts'
import type { Person } from '../access/person.ts'
import { sight } from '../access/policy.ts'
import { caseStream } from '../case/cases.ts'
import { parseReference, referenceOf } from '../case/ids.ts'
import type { LoadedCase } from '../case/load.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { type Opened, openServices } from '../open.ts'
import { correctionsOf, foldPrefix, happenedBy, recordedBy, truthAt } from './replay.ts'
import { UsageError } from './usage.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)

/** `kinward replay`: a case at any point, what changed, and who did it, in words. */
export async function replay(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  const [name] = positionals
  if (name === undefined) throw new UsageError('name a case: its id or its reference')
  if (values.at !== undefined && values.step !== undefined) throw new UsageError('either --step or --at')
  const config = readConfig(process.env)
  const services = await openServices(config, systemClock)
  try {
    const caseId = await findCase(services, name)
    if (caseId === undefined) throw new UsageError('there is no such case')
    const all = (await services.store.readStream(caseStream(caseId))).map(parseEvent)
    const known = values['known-at'] === undefined ? all : all.filter(recordedBy(instantOf(values['known-at'])))
    const last = values.step === undefined ? undefined : stepOf(values.step)
    const events = last === undefined ? known : known.filter(({ revision }) => revision <= last)
    if (events.length === 0) throw new UsageError('nothing was recorded by then')
    const loaded = foldPrefix(caseId, events, services.proofs, () => true)
    const reader = values.as === undefined ? undefined : readerOf(services, values.as, loaded)
    if (values.at !== undefined) {
      const at = instantOf(values.at)
      showTruth(services, caseId, known, at)
      if (reader) await showAs(services, reader, loaded, known.filter(happenedBy(at)))
      return
    }
    say(
      `Case ${referenceOf(services.vault.idKey, caseId)} (${caseId}), ${loaded.ruleSet.protocol}, ${loaded.ruleSet.name.split('/')[0]}`,
    )
    for (const event of events) showEvent(event, events)
    if (reader) await showAs(services, reader, loaded, events)
    showStanding(loaded)
  } finally {
    await services.close()
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ args, allowPositionals: true, options: { step: text, at: text, 'known-at': text, as: text } })
  } catch (cause) {
    throw new UsageError('unknown option', { cause })
  }
}

function instantOf(text: string): string {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new UsageError('an instant looks like 2025-03-03T17:00:00+07:00')
  return new Date(time).toISOString()
}

function stepOf(text: string): bigint {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('--step takes the number of an event, from 0')
  return BigInt(text)
}

/** By id, or by reference: references are derived, so that finding one looks through the cases. */
async function findCase({ store, vault }: Opened, name: string): Promise<string | undefined> {
  const reference = parseReference(name)
  for await (const stream of store.streams('case-')) {
    const id = stream.slice('case-'.length)
    if (id === name || (reference !== undefined && referenceOf(vault.idKey, id) === reference)) return id
  }
  return undefined
}

function showEvent(event: ParsedEvent, events: readonly ParsedEvent[]): void {
  const { revision, type, metadata, data } = event
  const { actor, occurredAt, recordedAt, entered, exited, breaches, flags, clocks, reported } = metadata
  say()
  say(`${String(revision).padStart(3)}  ${occurredAt}  ${wordsOf(type)}`)
  say(
    `     by ${actor.role.replaceAll('_', ' ')}, ${actor.agency}${recordedAt === occurredAt ? '' : `; recorded ${recordedAt}`}`,
  )
  const { given: _given, ...clear } = data.clear
  for (const [field, value] of Object.entries(clear))
    say(`     ${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  if (entered.length > 0)
    say(
      `     now ${entered.map(placeOf).join('; ')}${exited.length > 0 ? `  (was ${exited.map(placeOf).join('; ')})` : ''}`,
    )
  if (reported.length > 0) say(`     came late; would have led to ${reported.map(placeOf).join('; ')}`)
  if (breaches.length > 0) say(`     BREACH ${breaches.join(', ')}`)
  if (flags.length > 0) say(`     ${flags.join(', ')}`)
  for (const { op, key, at } of clocks) say(`     clock ${key}: ${op}${at === occurredAt ? '' : ` (from ${at})`}`)
  for (const { of, field, recorded, corrected, revision: by } of correctionsOf(events)) {
    if (of === revision)
      say(
        `     known then: ${field} ${JSON.stringify(recorded)}; known now: ${JSON.stringify(corrected)} (corrected in ${by})`,
      )
  }
}

function showStanding({ known, running }: LoadedCase): void {
  say()
  say('State:')
  for (const [part, state] of Object.entries(known.at)) say(`  ${placeOf(`${part}.${state}`)}`)
  if (running.size > 0) say(`Clocks running: ${[...running.values()].map(({ key }) => key).join(', ')}`)
}

function showTruth({ proofs }: Opened, caseId: string, events: readonly ParsedEvent[], at: string): void {
  const truth = truthAt(caseId, events, proofs, at)
  say(`What was true at ${at}, by what is known now:`)
  for (const [part, state] of Object.entries(truth.knownNow)) {
    const then = (truth.knownThen as Readonly<Record<string, string>>)[part]
    say(
      `  ${placeOf(`${part}.${state}`)}${then === state ? '' : `   (known then: ${wordsOf(then ?? '').toLowerCase()})`}`,
    )
  }
  for (const { of, field, recorded, corrected, revision } of truth.corrections)
    say(
      `  event ${of}, ${field}: known then ${JSON.stringify(recorded)}; known now ${JSON.stringify(corrected)} (corrected in ${revision})`,
    )
}

/** Before anything is shown: for a stranger there is no such case. */
function readerOf({ identity }: Opened, key: string, loaded: LoadedCase): Person {
  const person = identity.identify(`Demo ${key}`)
  if (!person || sight(person, loaded) === 'stranger') throw new UsageError('there is no such case for this person')
  return person
}

async function showAs(
  services: Opened,
  person: Person,
  loaded: LoadedCase,
  events: readonly ParsedEvent[],
): Promise<void> {
  const shown = await disclose(services, person, loaded, events, {
    purpose: 'replay',
    correlationId: services.clock.uuid(),
  })
  say()
  say(`What ${person.role.replaceAll('_', ' ')} may read (this reading is on record):`)
  for (const { revision, group, state, values } of shown)
    say(`  ${String(revision).padStart(3)}  ${group}: ${state === 'open' ? JSON.stringify(values) : state}`)
}
