import t from 'tap'
import { clockOps, dueAt, type Running, type RunningClock } from '../../src/case/clocks.ts'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { Act } from '../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep, ClockRule } from '../../workflows/protocol/v1/language/step.ts'
import { current } from '../../workflows/registry.ts'

/** Clocks are folded from what steps do to them; nothing here reads the time. */

const { terms, built } = current
const at = (time: string): Act => ({
  id: 'event-1',
  data: {},
  given: {},
  occurredAt: `2025-${time}:00.000Z`,
  recordedAt: `2025-${time}:00.000Z`,
  actor: { id: 'x', role: 'case_worker', agency: 'dcy' },
})
const does = (rules: readonly ClockRule[], running: Running, act: Act, late = false) =>
  clockOps(
    { ...current.getStep('accept-referral'), clocks: rules } as AnyStep,
    built.start as Known,
    act,
    running,
    'case-1',
    terms,
    late,
  )
const none: Running = new Map()
const said = (ops: readonly { op: string; key: string }[]): string[] => ops.map(({ op, key }) => `${op} ${key}`)

t.test('a start while it runs only moves its start earlier', async (t) => {
  const first = does([{ starts: 'custody.max' }], none, at('03-03T08:00'))
  t.same(said(first.ops), ['start custody.max'])
  t.same(does([{ starts: 'custody.max' }], first.running, at('03-03T09:00')).ops, [])
  const earlier = does([{ starts: 'custody.max' }], first.running, at('03-03T07:00'))
  t.equal([...earlier.running.values()][0]?.startedAt, '2025-03-03T07:00:00.000Z')
})

t.test('it stands still and goes on with what is left, never from the start', async (t) => {
  const started = does([{ starts: 'custody.max' }], none, at('03-03T08:00'))
  const paused = does([{ pauses: 'custody.max' }], started.running, at('03-03T10:00'))
  t.same(does([{ pauses: 'custody.max' }], paused.running, at('03-03T11:00')).ops, [], 'once')
  const [still] = paused.running.values()
  t.equal(still && dueAt(still, terms), undefined)
  const resumed = does([{ starts: 'custody.max' }], paused.running, at('03-03T15:00'))
  t.same(said(resumed.ops), ['resume custody.max'], 'a start while it stands still resumes it')
  const [clock] = resumed.running.values()
  t.equal(clock && dueAt(clock, terms), '2025-03-04T13:00:00.000Z', '24 h and the five that it stood')
  t.same(said(does([{ resumes: 'custody.max' }], resumed.running, at('03-03T16:00')).ops), [])
})

t.test('it is met once, where it runs; every offer has its own', async (t) => {
  t.same(does([{ meets: 'intake.ack' }], none, at('03-03T08:00')).ops, [])
  const offer = (id: string, running: Running) =>
    does([{ starts: 'offer.lapse', instance: () => id, length: () => 'standard' }], running, at('03-03T08:00')).running
  const two = offer('offer-2', offer('offer-1', none))
  const one = does([{ meets: 'offer.lapse', instance: () => 'offer-1' }], two, at('03-03T09:00'))
  t.equal(one.running.size, 1)
  t.equal(does([{ meets: 'offer.lapse', every: true }], two, at('03-03T09:00')).ops.length, 2)
  t.same(said(does([{ cancels: 'offer.lapse', instance: () => 'offer-2' }], two, at('03-03T09:00')).ops), [
    'cancel offer.lapse',
  ])
})

t.test('all of them end at once, each by its name', async (t) => {
  const two = does([{ starts: 'custody.max' }, { starts: 'health.review' }], none, at('03-03T08:00')).running
  const running = does(
    [{ starts: 'offer.lapse', instance: () => 'offer-1', length: () => 'standard' }],
    two,
    at('03-03T09:00'),
  ).running
  const ended = does([{ cancels: 'all' }, { starts: 'death.inquiry' }], running, at('03-04T08:00'))
  t.same(
    ended.ops.map(({ op, key, instance }) => `${op} ${key} ${instance}`),
    [
      'cancel custody.max case-1',
      'cancel health.review case-1',
      'cancel offer.lapse offer-1',
      'start death.inquiry case-1',
    ],
  )
  t.same([...ended.running.keys()], ['death.inquiry case-1'])
  t.same(does([{ cancels: 'all' }], none, at('03-04T08:00')).ops, [], 'or none')
})

t.test('a report that is older than what is known ends only what ran by then, and starts nothing', async (t) => {
  const running = does([{ starts: 'custody.max' }], none, at('03-04T08:00')).running
  t.same(does([{ meets: 'custody.max' }, { starts: 'transfer.arrive' }], running, at('03-03T08:00'), true).ops, [])
  t.same(said(does([{ meets: 'custody.max' }], running, at('03-05T08:00'), true).ops), ['meet custody.max'])
  t.same(
    said(
      does([{ starts: 'placement.review', length: () => 'standard', evenLate: true }], running, at('03-03T08:00'), true)
        .ops,
    ),
    ['start placement.review'],
  )
})

const clock = (startedAt: string, n: number, unit: 'ms' | 'wd' | 'month'): RunningClock => ({
  key: 'x',
  instance: 'case-1',
  startedAt,
  budget: { n, unit },
  calendarVersion: terms.calendar.version,
  stood: 0,
})

t.test('months end in the month, working days skip weekends and holidays of the place', async (t) => {
  t.equal(dueAt(clock('2025-01-31T09:00:00.000Z', 1, 'month'), terms), '2025-02-28T09:00:00.000Z')
  t.equal(dueAt(clock('2025-03-03T10:00:00.000Z', 3, 'month'), terms), '2025-06-03T10:00:00.000Z')
  // the application of scenario 1, Monday 3 March 14:20 in Bangkok: Thursday 20 March is the thirteenth working day
  t.equal(dueAt(clock('2025-03-03T07:20:00.000Z', 13, 'wd'), terms), '2025-03-20T07:20:00.000Z')
  t.equal(dueAt(clock('2025-03-03T07:20:00.000Z', 15, 'wd'), terms), '2025-03-24T07:20:00.000Z')
  // Friday 11 April: Songkran, 14 to 16 April, lies between
  t.equal(dueAt(clock('2025-04-11T05:00:00.000Z', 1, 'wd'), terms), '2025-04-17T05:00:00.000Z')
  // 23:30 in UTC is already the next day in Bangkok
  t.equal(
    dueAt(clock('2025-03-06T23:30:00.000Z', 1, 'wd'), terms),
    '2025-03-09T23:30:00.000Z',
    'Friday there, then Monday',
  )
})

t.test('months are those of the place, to the minute on its own clocks', async (t) => {
  const inZone = { ...terms, timeZone: 'Europe/Berlin' }
  const cases = [
    // in Bangkok, seven hours ahead: the first of a month, half past midnight, is the last day of the month before in UTC
    ['2025-02-28T17:30:00.123Z', 1, terms, '2025-03-31T17:30:00.123Z'],
    ['2025-02-28T16:59:59.999Z', 1, terms, '2025-03-28T16:59:59.999Z'],
    ['2025-01-30T18:00:00.000Z', 1, terms, '2025-02-27T18:00:00.000Z'],
    ['2024-01-30T18:00:00.000Z', 1, terms, '2024-02-28T18:00:00.000Z'],
    ['2025-03-30T17:00:00.000Z', 3, terms, '2025-06-29T17:00:00.000Z'],
    ['2024-02-28T17:00:00.000Z', 12, terms, '2025-02-27T17:00:00.000Z'],
    ['2024-12-31T17:00:00.000Z', 17 * 12 + 6, terms, '2042-06-30T17:00:00.000Z'],
    // where clocks are put forward in between, and back
    ['2025-03-15T08:00:00.000Z', 1, inZone, '2025-04-15T07:00:00.000Z'],
    ['2025-09-30T22:30:00.000Z', 1, inZone, '2025-10-31T23:30:00.000Z'],
  ] as const
  for (const [start, n, where, due] of cases) t.equal(dueAt(clock(start, n, 'month'), where), due, `${start} ${n}`)
})

t.test('every clock that a step names has its length', async (t) => {
  for (const step of current.steps)
    for (const rule of step.clocks ?? []) {
      const key = rule.starts ?? rule.meets ?? rule.pauses ?? rule.resumes ?? rule.cancels
      t.ok(key === 'all' || (key !== undefined && terms.clocks[key]), `${step.name} ${key}`)
      if (rule.starts && !rule.length)
        t.ok(terms.clocks[rule.starts].lengths.default, `${step.name} starts ${rule.starts} with its one length`)
    }
  for (const [key, { source }] of Object.entries(terms.clocks))
    t.ok(source.length > 0, `${key} says where its length is from`)
})
