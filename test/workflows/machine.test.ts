import fc from 'fast-check'
import t from 'tap'
import { createActor, createMachine, transition } from 'xstate'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import { buildMachine, type MachineEvent, type Region } from '../../workflows/protocol/v1/language/build.ts'
import { flag } from '../../workflows/protocol/v1/language/fields.ts'
import { fastFold, plainFold, stateValue } from '../../workflows/protocol/v1/language/fold.ts'
import { leadsTo, leadsToOneOf, type PartDefinition, part } from '../../workflows/protocol/v1/language/region.ts'
import { payloadRule } from '../../workflows/protocol/v1/language/rule.ts'
import { step } from '../../workflows/protocol/v1/language/step.ts'
import { regions } from '../../workflows/protocol/v1/machine.ts'
import { type Part, parts } from '../../workflows/protocol/v1/parts.ts'
import { current } from '../../workflows/registry.ts'
import { actOf, anyAct } from './payloads.ts'
import { remade } from './proofs/remade.ts'

/** What the builder makes of a process: of this one, of a copy with a fault, and of a small one made to be difficult. */

const { built, steps, terms } = current
const seed = Number(process.env.KINWARD_SEED ?? Date.now() % 1_000_000)

/** Somewhere in a case, however unlikely, long before or after it last moved. */
const somewhere: fc.Arbitrary<Known> = fc
  .record({
    at: fc.record(
      Object.fromEntries(built.parts.map(({ path, states }) => [path, fc.constantFrom(...Object.keys(states))])),
    ),
    moved: fc.constantFrom({}, ...['2025-01-01', '2025-03-04', '2025-09-01'].map((day) => `${day}T00:00:00.000Z`)),
  })
  .map(({ at, moved }) => ({
    ...built.start,
    at: at as Known['at'],
    movedAt:
      typeof moved === 'string'
        ? Object.fromEntries(built.parts.flatMap(({ path, ordered }) => (ordered ? [[path, moved]] : [])))
        : {},
  }))

t.test('a case starts where DOMAIN says, in every part', async (t) => {
  t.same(built.start.at, {
    lifecycle: 'unopened',
    custody: 'unopened',
    referral: 'unopened',
    age: 'unopened',
    trafficking: 'unscreened',
    'bestInterests.assessment': 'notStarted',
    'bestInterests.determination': 'notRequired',
    guardianship: 'unopened',
    'placement.care': 'none',
    'placement.search': 'idle',
    tracing: 'open',
    health: 'unknown',
    solution: 'none',
  })
  const first = createActor(built.machine).getSnapshot()
  t.same(JSON.parse(JSON.stringify(first.value)), stateValue(built.start), 'and so does the machine')
  t.same(Object.keys(built.start.at), [...parts])
})

t.test(`no rule is asked on the way of a fact (seed ${seed})`, async (t) => {
  let asked = 0
  const watched = remade({
    step: (each) => ({
      ...each,
      rules: each.rules.map((rule) => ({
        ...rule,
        holds: () => {
          asked++
          return false
        },
      })),
    }),
  })
  const fold = fastFold(buildMachine('watched', watched.regions, watched.steps, terms))
  const wrong = new Set<string>()
  for (const each of steps.filter(({ kind }) => kind !== 'decision'))
    for (const [known, act] of fc.sample(fc.tuple(somewhere, actOf(each)), { numRuns: 60, seed }))
      if (!fold(known, act).took.includes(each.owner)) wrong.add(each.name)
  t.same([...wrong], [])
  t.equal(asked, 0, 'and every decision asks its own')
  for (const each of steps.filter(({ kind, rules }) => kind === 'decision' && rules.length > 0))
    for (const [known, act] of fc.sample(fc.tuple(somewhere, actOf(each)), { numRuns: 60, seed })) {
      const taken = fold(known, act)
      if (taken.took.length > 0 || taken.known !== known) wrong.add(each.name)
    }
  t.same([...wrong], [])
  t.ok(asked > 500, `${asked} rules asked`)
})

t.test(`from anywhere, a refused decision leaves every part as it was (seed ${seed})`, async (t) => {
  const folds = [current.fast, current.plain]
  let refused = 0
  let taken = 0
  for (const each of steps.filter(({ kind }) => kind === 'decision'))
    for (const [known, act] of fc.sample(fc.tuple(somewhere, actOf(each)), { numRuns: 150, seed }))
      for (const fold of folds) {
        const after = fold(known, act)
        if (after.took.length > 0) {
          taken++
          if (!after.took.includes(each.owner)) t.fail(`${each.name}: not by its owner`)
          continue
        }
        refused++
        if (JSON.stringify([after.known, after.entered, after.exited]) !== JSON.stringify([known, [], []]))
          t.fail(`${each.name} half applied`)
      }
  t.ok(refused > 1_000 && taken > 20, `${refused} refused, ${taken} taken`)
})

t.test('facts that say where the child is move from where nobody expected them, and are flagged', async (t) => {
  const cases: [event: string, path: Part, from: string, data: object, to: string][] = [
    ['ChildEncountered', 'custody', 'protectiveCare', { hands: 'officers', companions: [] }, 'encountered'],
    ['CustodyHandedOver', 'custody', 'missing', { toKind: 'hospital' }, 'inTransfer'],
    ['DetentionEnded', 'custody', 'protectiveCare', { releasedTo: 'person' }, 'atLiberty'],
    ['ChildLocated', 'custody', 'protectiveCare', { withOfficers: false }, 'located'],
    ['PlacementBrokeDown', 'placement.care', 'none', {}, 'breakdown'],
    ['MedicalClearanceGiven', 'health', 'stable', { dischargedTo: 'stays' }, 'stable'],
  ]
  for (const [type, path, from, data, to] of cases) {
    const taken = current.fast({ ...built.start, at: { ...built.start.at, [path]: from } }, act(type, data))
    t.equal(taken.known.at[path], to, type)
    t.same(
      [taken.exited, taken.entered].map((places) => places.filter((place) => place.startsWith(`${path}.`))),
      [[`${path}.${from}`], [`${path}.${to}`]],
    )
    t.ok(taken.flags.includes(`outOfOrder:${path}`), `${type} is flagged`)
  }
  const otherwise = built.parts.flatMap((each) => each.otherwise.flat().map((move) => move.step.event))
  t.same(otherwise.toSorted(), cases.map(([type]) => type).toSorted(), 'and no others')
})

t.test(`only the parts that say where the child is, and how, know late facts (seed ${seed})`, async (t) => {
  const ordered = ['custody', 'health', 'lifecycle', 'placement.care']
  const guarded = new Set<string>()
  JSON.stringify(built.machine.config, (_name, value: unknown) => {
    const { guard } = (value ?? {}) as { guard?: { type: string; params: { part: string; move: string } } }
    if (guard?.type === 'late') {
      guarded.add(guard.params.part)
      const [part, , name] = guard.params.move.split('/')
      t.equal(part, guard.params.part)
      t.equal(steps.find((each) => each.name === name)?.kind, 'fact', `${name} is a fact`)
    }
    return value
  })
  t.same([...guarded].sort(), ordered)
  const remembers = new Set<string>()
  for (const [known, event] of fc.sample(fc.tuple(somewhere, anyAct), { numRuns: 2_000, seed }))
    for (const path of Object.keys(current.fast({ ...known, movedAt: {} }, event).known.movedAt)) remembers.add(path)
  t.same([...remembers].sort(), ordered, 'and only they remember when they moved')
})

t.test('being moved to hospital reopens a closed case; being ill does not', async (t) => {
  const closed = { ...built.start, at: { ...built.start.at, lifecycle: 'closed' } }
  const after = (moved: boolean) =>
    current.fast(closed, act('UrgentMedicalNeedRaised', { moved, guarded: false })).known.at.lifecycle
  t.equal(after(true), 'open')
  t.equal(after(false), 'closed')
  const dead = { ...built.start, at: { ...built.start.at, lifecycle: 'deceased' } }
  t.equal(current.fast(dead, act('ChildLocated', { withOfficers: false })).known.at.lifecycle, 'deceased')
})

t.test(`the definition is data: written to text and opened again it folds alike (seed ${seed})`, async (t) => {
  const { machine } = built
  const config = JSON.parse(JSON.stringify(machine.config)) as never
  const opened = plainFold({ ...built, machine: createMachine(config, machine.implementations as never) as never })
  let moved = 0
  for (const [known, event] of fc.sample(fc.tuple(somewhere, anyAct), { numRuns: 1_500, seed })) {
    const [again, fast] = [opened(known, event), current.fast(known, event)]
    if (!same(again, fast)) t.fail(event.type)
    moved += fast.entered.length
  }
  t.ok(moved > 200, `${moved} states entered`)
})

t.test(`what is entered and exited is what XState itself enters and exits (seed ${seed})`, async (t) => {
  let moves = 0
  let itself = 0
  for (const [known, event] of fc.sample(fc.tuple(somewhere, anyAct), { numRuns: 800, seed })) {
    const snapshot = built.machine.resolveState({ value: stateValue(known), context: known as never })
    const fast = current.fast(known, event)
    const [after, actions] = transition(built.machine, snapshot, event as never)
    const told = (type: string) =>
      actions
        .flatMap((action) => (action.type === type ? [(action.params as unknown as { state: string }).state] : []))
        .sort()
    if (!same([told('entered'), told('exited')], [fast.entered.toSorted(), fast.exited.toSorted()]))
      t.fail(`${event.type}: actions`)
    if (!same(after.value, stateValue(fast.known))) t.fail(`${event.type}: state value`)

    // and by the transitions that XState says it chose, without any action of ours
    const targets: string[] = []
    const actor = createActor(built.machine, {
      snapshot,
      inspect: (seen) => {
        if (seen.type !== '@xstate.microstep') return
        for (const { target } of (seen as unknown as { _transitions: { target?: { path: string[] }[] }[] })
          ._transitions)
          for (const node of target ?? []) targets.push(node.path.join('.'))
      },
    }).start()
    targets.length = 0
    actor.send(event as never)
    if (!same(targets.sort(), fast.entered.toSorted()))
      t.fail(`${event.type}: ${targets.join()} for ${fast.entered.join()}`)
    moves += targets.length
    itself += fast.entered.filter((place) => fast.exited.includes(place)).length
  }
  t.ok(moves > 100 && itself > 0, `${moves} moves, ${itself} of them to the same state`)
})

t.test('in a process made to be difficult', async (t) => {
  const shape = { kind: 'decision', owner: 'referral', who: [], source: 'test' } as const
  const agreed = payloadRule<{ readonly agreed: boolean }>({
    id: 'I-1',
    source: 'test',
    sentence: { en: 'Not agreed.' },
    holds: (_known, { data }) => data.agreed,
  })
  const decide = step({
    ...shape,
    name: 'decide',
    event: 'Decided',
    rules: [agreed],
    data: { agreed: flag, firmly: flag },
  })
  const report = step({ ...shape, name: 'report', event: 'Reported', kind: 'fact', data: {}, rules: [] })
  const bare = (each: PartDefinition) =>
    part(each.path, {
      initial: each.initial,
      states: Object.fromEntries(Object.keys(each.states).map((name) => [name, {}])),
    })
  const own = [
    part('referral', {
      initial: 'waiting',
      states: {
        waiting: {
          on: [leadsToOneOf(['done'], decide, ({ firmly }) => (firmly ? 'done' : undefined)), leadsTo('done', report)],
        },
        deferred: {},
        done: {},
      },
    }),
    part('solution', {
      initial: 'none',
      states: { none: { on: [leadsTo('planned', decide, report)] }, planned: { on: [leadsTo('planned', decide)] } },
    }),
  ]
  const around = (region: Region): Region =>
    'both' in region
      ? { ...region, both: region.both.map(bare) }
      : (own.find(({ path }) => path === region.path) ?? bare(region))
  const small = buildMachine('small', regions.map(around), [decide, report], terms)
  const at = (referral: string, solution: string): Known => ({
    ...small.start,
    at: { ...small.start.at, referral, solution } as Known['at'],
  })
  for (const [name, fold] of [
    ['plain', plainFold(small)],
    ['fast', fastFold(small)],
  ] as const) {
    const moved = (known: Known, type: string, data: object = {}) => {
      const { took, entered } = fold(known, act(type, data))
      return [took, entered]
    }
    const yes = { agreed: true, firmly: true }
    t.same(
      moved(at('waiting', 'none'), 'Decided', yes),
      [
        ['referral', 'solution'],
        ['referral.done', 'solution.planned'],
      ],
      name,
    )
    t.same(moved(at('waiting', 'planned'), 'Decided', yes)[1], ['referral.done', 'solution.planned'], 'entered again')
    t.same(moved(at('deferred', 'none'), 'Decided', yes), [[], []], 'refused by the owner, it moves no other part')
    t.same(moved(at('waiting', 'none'), 'Decided', { ...yes, agreed: false }), [[], []], 'nor when a rule fails')
    t.same(moved(at('waiting', 'none'), 'Decided', { ...yes, firmly: false }), [[], []], 'nor with another outcome')
    t.same(moved(at('done', 'planned'), 'Reported'), [['referral'], []], 'a fact is taken by its owner, by others not')
    t.same(fold(at('done', 'none'), act('Reported', {})).flags, ['outOfOrder:referral'])
    t.same(moved(at('done', 'none'), 'Reported'), [['referral', 'solution'], ['solution.planned']])
  }
  t.throws(
    () => buildMachine('x', [part('tracing', { initial: 'a', states: { a: {} } })], [decide], terms),
    /missing from/,
  )
  const lost = part('referral', { initial: 'a', states: { a: { on: [leadsTo('nowhere', decide)] } } })
  t.throws(() => buildMachine('x', [lost], [decide], terms), /no state nowhere/)
})

function act(type: string, data: object): MachineEvent {
  return {
    type,
    id: '00000000-0000-4000-8000-000000000001',
    data,
    given: {},
    occurredAt: '2025-03-03T01:00:00.000Z',
    recordedAt: '2025-03-03T01:00:00.000Z',
    actor: { id: 'x', role: 'case_worker', agency: 'dcy' },
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
