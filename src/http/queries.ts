import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Entry, timeline } from '../../projections/timeline.ts'
import { enforcement } from '../../workflows/protocol/v1/roles.ts'
import { disclose, type Shown } from '../access/disclose.ts'
import { recordNotShown } from '../access/not-shown.ts'
import type { Person } from '../access/person.ts'
import { clearFor, mayKnow, mayNameEvent, outcomeFor, type Sight, sight } from '../access/policy.ts'
import { clocksFor, knownFor, revisionFor } from '../access/view.ts'
import { caseStream } from '../case/cases.ts'
import { dueAt } from '../case/clocks.ts'
import type { ActorRef } from '../case/event.ts'
import { referenceOf } from '../case/ids.ts'
import type { LoadedCase } from '../case/load.ts'
import { type ParsedEvent, parseEvent } from '../case/parsed.ts'
import type { Services } from '../commands/services.ts'
import { waitingFor } from '../commands/waiting.ts'
import { uuid } from './commands.ts'
import { etag } from './headers.ts'
import { takesOnly } from './methods.ts'
import { problem, sendProblem } from './problems.ts'
import { stepsFor } from './steps.ts'

type CaseRequest = FastifyRequest<{ Params: { id: string } }>

interface Reading {
  readonly who: Person
  readonly loaded: LoadedCase
  readonly seen: Exclude<Sight, 'stranger'>
  /** The events that this person may see at all. */
  readonly events: readonly ParsedEvent[]
  readonly shown: readonly Shown[]
}

/** `GET /api/cases/{id}`, `/history`, `/timeline`. Every reading is recorded before the answer leaves. */
export function queryRoutes(
  app: FastifyInstance,
  services: Services,
  person: (request: FastifyRequest) => Person,
): void {
  app.get('/api/cases/:id', async (request: CaseRequest, reply) =>
    read(request, reply, 'case', ({ who, loaded, seen, shown }) => ({
      caseId: loaded.id,
      reference: referenceOf(services.vault.idKey, loaded.id),
      revision: Number(revisionFor(who, loaded)),
      ...standing(who, loaded, seen),
      personal: latest(shown, loaded.id),
      steps: stepsFor(who, loaded, services.clock.now()),
    })),
  )

  app.get('/api/cases/:id/history', async (request: CaseRequest, reply) =>
    read(request, reply, 'history', ({ who, loaded, events, shown, seen }) => ({
      caseId: loaded.id,
      revision: Number(revisionFor(who, loaded)),
      events: events.map((event) => historyEntry(event, { who, loaded, seen, shown })),
    })),
  )

  app.get('/api/cases/:id/timeline', async (request: CaseRequest, reply) =>
    read(request, reply, 'timeline', ({ who, loaded, events, seen }) => ({
      caseId: loaded.id,
      entries: timeline(
        events.map((event) => entryOf(event, revisionFor(who, loaded, event.revision), actorFor(who, seen, event))),
        seen === 'case',
      ),
    })),
  )

  for (const path of ['', '/history', '/timeline']) takesOnly(app, `/api/cases/:id${path}`, 'GET')

  async function read(
    request: CaseRequest,
    reply: FastifyReply,
    purpose: string,
    show: (reading: Reading) => object,
  ): Promise<FastifyReply> {
    const who = person(request)
    const { id } = request.params
    const loaded = uuid.test(id) ? await services.cases.load(id) : undefined
    const seen = loaded ? sight(who, loaded) : 'stranger'
    const correlationId = services.clock.uuid()
    if (!loaded || seen === 'stranger') {
      await recordNotShown(services, { person: who, correlationId }, id, purpose)
      return sendProblem(reply, problem('unknown-case'))
    }
    const all = (await services.store.readStream(caseStream(id)))
      .map(parseEvent)
      .filter(({ revision }) => revision <= loaded.revision)
    const events = all.filter(({ revision }) => {
      const trace = loaded.trail[Number(revision)]
      return trace !== undefined && mayNameEvent(who, loaded, trace)
    })
    const shown = await disclose(services, who, loaded, all, { purpose, correlationId })
    return reply.header('etag', etag(revisionFor(who, loaded))).send(show({ who, loaded, seen, events, shown }))
  }
}

function standing(who: Person, loaded: LoadedCase, seen: Exclude<Sight, 'stranger'>): object {
  const { known, running, ruleSet } = loaded
  switch (seen) {
    case 'outcome': {
      const complaints = mayKnow(who, ['complaints']) ? knownFor(who, loaded, known).complaints : []
      return { state: outcomeFor(known.at), ...(complaints?.length && { complaints }) }
    }
    case 'offer':
      return {}
    case 'case': {
      const { at, movedAt: _moved, proposals, ...facts } = known
      return {
        ruleSet: { protocol: ruleSet.protocol, name: ruleSet.name },
        state: at,
        known: knownFor(who, loaded, facts),
        proposals: proposals.map(({ id, step, by }) => ({ id, step, by })),
        waitsFor: waitingFor(loaded),
        clocks: clocksFor(who, loaded, [...running.values()]).map((clock) => ({
          ...clock,
          due: dueAt(clock, ruleSet.terms) ?? null,
        })),
      }
    }
  }
}

/** The last that was said of each field, by group: of the child, and of each other person apart. */
function latest(shown: readonly Shown[], caseId: string): object {
  const groups: { [group: string]: { [name: string]: unknown } } = {}
  const persons: { [subject: string]: { [name: string]: unknown } } = {}
  for (const { subject, group, values, state } of shown) {
    const fields = subject === caseId ? (groups[group] ?? {}) : (persons[subject] ?? {})
    if (subject === caseId) groups[group] = fields
    else persons[subject] = fields
    // whose key is gone is said, not hidden
    if (state === 'open') Object.assign(fields, values)
    else fields[`(${state})`] = true
  }
  return { ...groups, ...(Object.keys(persons).length > 0 && { persons }) }
}

/**
 * Who entered it: to those who learn the outcome only, a colleague by role, and of the protection side nothing finer. A
 * provider's name is where the child lives: it is for those who may read the address.
 */
function actorFor(
  who: Person,
  seen: Sight,
  { metadata: { actor } }: ParsedEvent,
): Pick<ActorRef, 'role'> & Partial<ActorRef> {
  if (actor.id === who.id) return actor
  if (seen === 'case')
    return actor.role === 'placement_provider' && !mayKnow(who, ['address']) ? { role: actor.role } : actor
  return { role: enforcement.some((role) => role === actor.role) ? actor.role : 'protection' }
}

function historyEntry(event: ParsedEvent, { who, loaded, seen, shown }: Omit<Reading, 'events'>): object {
  const { id, type, revision, data, metadata } = event
  const whole = seen === 'case'
  return {
    revision: Number(revisionFor(who, loaded, revision)),
    id,
    type,
    actor: actorFor(who, seen, event),
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    ...(metadata.decidedBy && { decidedBy: metadata.decidedBy }),
    ...(metadata.correctionOf !== undefined && { correctionOf: metadata.correctionOf }),
    // who learns the outcome only is told that it happened, not which place, which worker or how urgent
    ...(metadata.actor.id === who.id ? { data: data.clear } : whole && { data: clearFor(who, data.clear) }),
    personal: latest(
      shown.filter((slot) => slot.revision === revision),
      loaded.id,
    ),
    ...(whole && {
      entered: metadata.entered,
      exited: metadata.exited,
      reported: metadata.reported,
      breaches: metadata.breaches,
      flags: metadata.flags,
      clocks: clocksFor(who, loaded, metadata.clocks),
    }),
  }
}

const entryOf = (
  { type, metadata }: ParsedEvent,
  revision: bigint,
  actor: { readonly role: string; readonly agency?: string },
): Entry => ({
  type,
  revision,
  by: [actor.role.replaceAll('_', ' '), ...(actor.agency === undefined ? [] : [actor.agency])].join(', '),
  occurredAt: metadata.occurredAt,
  recordedAt: metadata.recordedAt,
  entered: metadata.entered,
  breaches: metadata.breaches,
  flags: metadata.flags,
})
