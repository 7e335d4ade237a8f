import fc from 'fast-check'
import t from 'tap'
import { createMachine } from 'xstate'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import type { Move, PartDefinition } from '../../workflows/protocol/v1/language/region.ts'
import { type AnyStep, failing } from '../../workflows/protocol/v1/language/step.ts'
import { type Part, parts } from '../../workflows/protocol/v1/parts.ts'
import { enforcement } from '../../workflows/protocol/v1/roles.ts'
import { current } from '../../workflows/registry.ts'
import { actOf } from './payloads.ts'

/** The encoding of facts, decisions and late facts, proven by walking the machine: every step in every state. */

const { built, steps, terms } = current
const seed = Number(process.env.KINWARD_SEED ?? Date.now() % 1_000_000)
const EACH = 12

const partOf = (path: Part): PartDefinition => {
  const found = built.parts.find((part) => part.path === path)
  if (!found) throw new Error(path)
  return found
}
const statesOf = (path: Part): string[] => Object.keys(partOf(path).states)
const movesIn = (part: PartDefinition, state: string): Move[] => [
  ...(part.states[state]?.on ?? []).flat(),
  ...part.fromAnywhere.flat(),
]
const listed = (step: AnyStep, path: Part, state: string): boolean =>
  movesIn(partOf(path), state).some((move) => move.step === step)

/** A case that stands in `state` of one part, and anywhere lawful in the others. */
const standing = (path: Part, state: string): Known => ({
  ...built.start,
  at: {
    ...built.start.at,
    lifecycle: 'open',
    custody: 'encountered',
    referral: 'submitted',
    age: 'assertedMinor',
    guardianship: 'needed',
    [path]: state,
  },
})

/** Every step in every state of a part, with some payloads each. */
function walk(
  path: Part,
  only: (step: AnyStep) => boolean,
  visit: (step: AnyStep, state: string, act: MachineEvent, known: Known) => void,
): number {
  let visits = 0
  for (const step of steps.filter(only))
    for (const state of statesOf(path))
      for (const act of fc.sample(actOf(step), { numRuns: EACH, seed })) {
        visit(step, state, act, standing(path, state))
        visits++
      }
  return visits
}

const isFact = ({ kind }: AnyStep): boolean => kind === 'fact'
const isDecision = ({ kind }: AnyStep): boolean => kind === 'decision'

t.test('every region stands, with all its states', async (t) => {
  t.same(Object.keys(built.machine.config.states ?? {}), [
    'lifecycle',
    'custody',
    'referral',
    'age',
    'trafficking',
    'bestInterests',
    'guardianship',
    'placement',
    'tracing',
    'health',
    'solution',
  ])
  const states: Readonly<Record<Part, string>> = {
    lifecycle: 'unopened open closurePending closed deceased',
    custody:
      'unopened encountered policeHolding immigrationHolding alreadyDetained juvenileJustice atLiberty medicalCare inTransfer protectiveCare missing located exited',
    referral: 'unopened screening submitted acknowledged returnedForInformation accepted declined',
    age: 'unopened assertedMinor disputed multidisciplinary medical minorConfirmed adultFound adultFinal',
    trafficking: 'unscreened clear indicators recoveryPeriod identified notIdentified',
    'bestInterests.assessment': 'notStarted initialBIA comprehensiveBIA supervisorReview approved',
    'bestInterests.determination': 'notRequired bidReport panelScheduled deferred decided implementing implemented',
    guardianship: 'unopened parentPresumed notRequired needed provisional appointed suspended ended',
    'placement.care': 'none emergency inPlacement withFamily breakdown ended',
    'placement.search': 'idle matching offered accepted',
    tracing: 'open tracing_in_progress verified reunified closed',
    health: 'unknown urgent stable',
    solution: 'none planned underway monitored',
  }
  for (const path of parts) t.same(statesOf(path).toSorted(), states[path].split(' ').toSorted(), path)
  t.same(
    built.parts
      .filter(({ ordered }) => ordered)
      .map(({ path }) => path)
      .toSorted(),
    ['custody', 'health', 'lifecycle', 'placement.care'],
  )
})

t.test(
  'it is an ordinary XState configuration: data, without timers, actors, wildcards or handlers on its root',
  async (t) => {
    const config = JSON.parse(JSON.stringify(built.machine.config)) as Record<string, unknown>
    t.doesNotThrow(() => createMachine(config as never))
    t.same(JSON.stringify(createMachine(config as never).definition), JSON.stringify(built.machine.definition))
    t.notOk('on' in config)
    const look = (node: Record<string, unknown>, path: string): void => {
      for (const name of ['after', 'invoke', 'always', 'onDone', 'type'])
        if (name !== 'type' || node.type !== 'parallel') t.notOk(name in node, `${path} has no ${name}`)
      const on = (node.on ?? {}) as Record<string, { reenter?: boolean; target?: string; actions: unknown[] }[]>
      const isPart = node.initial !== undefined
      for (const [event, handlers] of Object.entries(on)) {
        t.not(event, '*')
        for (const handler of handlers) {
          t.ok(handler.actions.length > 0, `${path} ${event} has an action`)
          if (isPart) t.notOk(handler.reenter, `${path} ${event} does not re-enter its whole part`)
        }
      }
      for (const [name, child] of Object.entries((node.states ?? {}) as Record<string, Record<string, unknown>>))
        look(child, `${path}.${name}`)
    }
    look(config, 'case')
  },
)

t.test(`a fact is taken by its owner in every state, and refused by no rule (seed ${seed})`, async (t) => {
  const movesUnexpected = [
    'ChildEncountered',
    'CustodyHandedOver',
    'DetentionEnded',
    'ChildLocated',
    'PlacementBrokeDown',
    'MedicalClearanceGiven',
  ]
  let visits = 0
  const wrong: string[] = []
  for (const path of parts)
    visits += walk(path, isFact, (step, state, act, known) => {
      const taken = current.fast(known, act)
      const say = (what: string): number => wrong.push(`${step.event} in ${path}.${state}: ${what}`)
      if (!taken.took.includes(step.owner)) say('not taken by its owner')
      if (step.owner !== path) return
      const expected = listed(step, path, state) || step.anywhere === true
      if (expected === taken.flags.includes(`outOfOrder:${path}`)) say('flag')
      const moved = taken.known.at[path] !== state || taken.exited.some((place) => place === `${path}.${state}`)
      if (!expected && moved && !movesUnexpected.includes(step.event)) say('moved where it was not expected')
    })
  t.same([...new Set(wrong)], [])
  t.ok(visits > 10_000, `${visits} acts`)
})

t.test(`in other parts a fact moves only from where it is listed (seed ${seed})`, async (t) => {
  const wrong: string[] = []
  for (const path of parts)
    walk(path, isFact, (step, state, act, known) => {
      if (step.owner === path || listed(step, path, state)) return
      const taken = current.fast(known, act)
      if (taken.took.includes(path) || taken.known.at[path] !== state) wrong.push(`${step.event} in ${path}.${state}`)
    })
  t.same([...new Set(wrong)], [])
})

t.test(`a decision moves something only where its owner offers it and every rule holds (seed ${seed})`, async (t) => {
  const wrong: string[] = []
  let refused = 0
  let allowed = 0
  for (const path of parts)
    walk(path, isDecision, (step, state, act, known) => {
      const taken = current.fast(known, act)
      const lawful = failing(step, known, act, terms).length === 0 && built.offers(step, known, act)
      if (lawful !== taken.took.includes(step.owner)) wrong.push(`${step.event} in ${path}.${state}: owner ${lawful}`)
      if (lawful) allowed++
      else {
        refused++
        if (taken.took.length > 0 || taken.entered.length > 0 || taken.known !== known)
          wrong.push(`${step.event} in ${path}.${state}: half applied`)
      }
    })
  t.same([...new Set(wrong)], [])
  t.ok(refused > 1_000 && allowed > 100, `${refused} refused, ${allowed} allowed`)
})

t.test('a decision that names no source state needs the case open; none about care is for police', async (t) => {
  for (const step of steps.filter(isDecision)) {
    const ids = step.rules.map(({ id }) => id)
    if (step.anywhere) t.ok(ids.includes('P-OPEN'), `${step.name} has P-OPEN`)
    if (
      !step.who.some((role) => enforcement.includes(role)) &&
      !['request-referral-information', 'decline-placement', 'assign-legal-representative'].includes(step.name)
    )
      t.ok(ids.includes('I-20'), `${step.name} has I-20`)
  }
  for (const { name, who } of steps)
    for (const role of ['auditor', 'adviser'])
      t.notOk(
        who.some((each) => each === role),
        `${name}: never ${role}`,
      )
})

t.test(`an older fact never moves an ordered part, and says where it would have led (seed ${seed})`, async (t) => {
  const wrong: string[] = []
  let late = 0
  for (const { path, ordered } of built.parts.filter((part) => part.ordered))
    walk(path, isFact, (step, state, act, known) => {
      const older = { ...act, occurredAt: '2025-01-01T00:00:00.000Z', recordedAt: '2025-09-01T00:00:00.000Z' }
      const order = ordered === true ? path : String(ordered)
      const moved: Known = { ...known, movedAt: { [order]: '2025-02-01T00:00:00.000Z' } }
      if (step.final) {
        const [first, late] = [known, moved].map((each) => current.fast(each, older))
        if (first?.known.at[path] !== late?.known.at[path] || late?.flags.length !== 0)
          wrong.push(`${step.event} is late in ${path}.${state}`)
        return
      }
      const then = current.fast(known, older)
      const now = current.fast(moved, older)
      if (now.known.at[path] !== state) wrong.push(`${step.event} moved ${path}.${state}`)
      const wouldMove = then.entered.some((place) => place.startsWith(`${path}.`))
      if (wouldMove !== now.flags.includes(`late:${path}`)) wrong.push(`${step.event} in ${path}.${state}: flag`)
      if (!wouldMove) return
      late++
      const led = then.entered.filter((place) => place.startsWith(`${path}.`))
      if (JSON.stringify(now.reported.filter((place) => place.startsWith(`${path}.`))) !== JSON.stringify(led))
        wrong.push(`${step.event} in ${path}.${state}: reported`)
    })
  t.same([...new Set(wrong)], [])
  t.ok(late > 500, `${late} late facts`)
  const unordered = fc.sample(actOf(current.getStep('dispute-age')), { numRuns: 5, seed })
  for (const act of unordered)
    t.notOk(
      current
        .fast({ ...standing('age', 'assertedMinor'), movedAt: {} }, act)
        .flags.some((flag) => flag.startsWith('late')),
    )
})

t.test('a state that leads to itself is left and entered', async (t) => {
  const act = fc.sample(actOf(current.getStep('review-placement')), { numRuns: 200, seed })
  const known = standing('placement.care', 'inPlacement')
  const taken = act.map((each) => current.fast(known, each)).find(({ took }) => took.length > 0)
  t.same(taken?.exited, ['placement.care.inPlacement'])
  t.same(taken?.entered, ['placement.care.inPlacement'])
})

t.test('a fact about where the child is reopens a closed case', async (t) => {
  const opens = [
    'ChildEncountered',
    'DetentionRecorded',
    'DetentionEnded',
    'CustodyHandedOver',
    'ChildArrived',
    'ChildWentMissing',
    'ChildLocated',
    'ReferralSubmitted',
  ]
  for (const event of opens) {
    const step = current.findByEvent(event)
    if (!step) throw new Error(event)
    for (const act of fc.sample(actOf(step), { numRuns: EACH, seed }))
      t.equal(current.fast(standing('lifecycle', 'closed'), act).known.at.lifecycle, 'open', event)
  }
})

t.test('what waits is waited for by steps of the case, under clocks of the rule set', async (t) => {
  for (const { path, states } of built.parts)
    for (const [state, { waitsOn }] of Object.entries(states))
      for (const { step, clock } of waitsOn ?? []) {
        t.ok(steps.includes(step), `${path}.${state}`)
        t.ok(terms.clocks[clock], `${path}.${state} ${clock}`)
      }
})
