import fc from 'fast-check'
import t from 'tap'
import { clockOps, dueAt, type Running } from '../../src/case/clocks.ts'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { MachineEvent } from '../../workflows/protocol/v1/language/build.ts'
import { type ClockKey, clockKeys } from '../../workflows/protocol/v1/terms.ts'
import { current } from '../../workflows/registry.ts'
import { actOf } from './payloads.ts'

/** The jurisdiction's data against the process that uses it: nothing missing, nothing idle, nothing that contradicts. */

const { built, steps, terms } = current
const seed = Number(process.env.KINWARD_SEED ?? Date.now() % 1_000_000)
const at = (changed: Partial<Known['at']>): Known['at'] => ({ ...built.start.at, ...changed })

t.test(`every length that a step picks exists, and every length of the data is picked (seed ${seed})`, async (t) => {
  const picked = new Set<string>()
  const daysMissing = [2, 5, 20].map((days) => ({
    ...built.start,
    at: at({ lifecycle: 'open', custody: 'missing' }),
    movedAt: { custody: new Date(Date.parse('2025-03-03T01:00:00.000Z') - days * 86_400_000).toISOString() },
  }))
  const cases: Known[] = [
    built.start,
    ...daysMissing,
    {
      ...built.start,
      at: at({ lifecycle: 'open', solution: 'monitored', 'placement.care': 'withFamily' }),
      reporting: [{ condition: '00000000-0000-4000-8000-000000000001', adult: 'x', interval: 'daily' }],
    },
    {
      ...built.start,
      at: at({
        lifecycle: 'open',
        custody: 'policeHolding',
        'placement.care': 'emergency',
        'bestInterests.determination': 'decided',
      }),
    },
    {
      ...built.start,
      at: at({ lifecycle: 'open', age: 'assertedMinor', 'placement.care': 'inPlacement' }),
      request: { emergency: true },
      guardian: { person: 'x', kind: 'appointed' },
    },
    {
      ...built.start,
      at: at({ lifecycle: 'open', 'placement.care': 'withFamily', tracing: 'reunified', solution: 'monitored' }),
    },
  ]
  for (const step of steps)
    for (const act of fc.sample(actOf(step), { numRuns: 1_000, seed }))
      for (const known of cases)
        for (const { op, key, budget } of clockOps(step, known, act, new Map(), 'case-1', terms).ops) {
          if (op !== 'start') continue
          const lengths = Object.entries(terms.clocks[key as ClockKey].lengths)
          const found = lengths.find(([, { n, unit }]) => n === budget.n && unit === budget.unit)
          if (found) picked.add(`${key} ${found[0]}`)
          else t.fail(`${step.name}: ${key} ${JSON.stringify(budget)}`)
        }
  const all = clockKeys.flatMap((key) => Object.keys(terms.clocks[key].lengths).map((name) => `${key} ${name}`))
  t.same([...picked].toSorted(), all.toSorted())
})

t.test(
  'every clock is started by a step and ended by one; what stands still is counted in time, not in days',
  async (t) => {
    const does = (what: 'starts' | 'meets' | 'cancels' | 'pauses', key: string): boolean =>
      steps.some(({ clocks = [] }) => clocks.some((clock) => clock[what] === key))
    for (const key of clockKeys) {
      t.ok(does('starts', key), `${key} starts`)
      t.ok(does('meets', key), `${key} is met`)
    }
    const still = clockKeys.filter((key) => does('pauses', key))
    t.same(still, ['custody.max'], 'the only one that ever stands still')
    for (const key of still) {
      t.equal(terms.clocks[key].neverPauses, false)
      for (const { unit } of Object.values(terms.clocks[key].lengths)) t.equal(unit, 'ms')
    }
  },
)

t.test(
  'time in officers’ hands stands still in an unguarded ward, goes on with what is left, and never begins again',
  async (t) => {
    let running: Running = new Map()
    let known: Known = built.start
    const take = (time: string, type: string, data: object): string | undefined => {
      const step = current.findByEvent(type)
      if (!step) throw new Error(type)
      const occurredAt = `2025-07-01T${time}:00.000Z`
      const act = { id: 'e', type, data, given: {}, occurredAt, recordedAt: occurredAt, actor: nobody } as MachineEvent
      running = clockOps(step, known, act, running, 'case-1', terms).running
      known = current.fast(known, act).known
      const clock = running.get('custody.max case-1')
      return clock && (dueAt(clock, terms) ?? 'stands still')
    }
    const holding = { holding: 'police', basis: 'none_stated', alternativesConsidered: [] }
    t.equal(take('02:00', 'ChildEncountered', { hands: 'officers', companions: [] }), '2025-07-02T02:00:00.000Z')
    t.equal(
      take('02:10', 'DetentionRecorded', { ...holding, start: '2025-07-01T01:30:00.000Z' }),
      '2025-07-02T01:30:00.000Z',
    )
    t.equal(
      take('02:15', 'DetentionRecorded', { ...holding, start: '2025-07-01T02:15:00.000Z' }),
      '2025-07-02T01:30:00.000Z',
    )
    t.equal(
      take('03:00', 'UrgentMedicalNeedRaised', { moved: true, guarded: true }),
      '2025-07-02T01:30:00.000Z',
      'guarded',
    )
    t.equal(take('04:00', 'UrgentMedicalNeedRaised', { moved: true, guarded: false }), 'stands still')
    t.equal(take('05:00', 'ChildArrived', { placeKind: 'hospital' }), 'stands still')
    t.equal(
      take('09:00', 'MedicalClearanceGiven', { dischargedTo: 'holding' }),
      '2025-07-02T06:30:00.000Z',
      'five hours later',
    )
    t.equal(take('09:30', 'ChildLocated', { withOfficers: true }), '2025-07-02T06:30:00.000Z', 'not from the start')
    t.equal(take('09:40', 'ChildArrived', { placeKind: 'hospital' }), 'stands still', 'once more')
    const back = { toKind: 'agency', toOfficers: true, expectedArrival: '2025-07-01T10:30:00.000Z' }
    t.equal(
      take('10:40', 'CustodyHandedOver', back),
      '2025-07-02T07:30:00.000Z',
      'back in officers’ hands, an hour later',
    )
    t.equal(take('11:00', 'ChildArrived', { placeKind: 'emergency_bed' }), undefined, 'out of their hands')
  },
)

const nobody = { id: 'x', role: 'case_worker', agency: 'dcy' }

t.test('a final finding about age is reopened by the child’s side only, and always on record', async (t) => {
  const step = current.getStep('dispute-age')
  const document = '00000000-0000-4000-8000-000000000001'
  const after = (from: string, role: string, data: object) => {
    const known = { ...built.start, at: at({ age: from }) }
    const occurredAt = '2025-03-03T01:00:00.000Z'
    const actor = { ...nobody, role }
    const act = {
      id: 'e',
      type: step.event,
      data,
      given: {},
      occurredAt,
      recordedAt: occurredAt,
      actor,
    } as MachineEvent
    const { took, flags, known: now } = current.fast(known, act)
    t.same([took, flags], [['age'], []], `${role} from ${from}: taken`)
    const clocks = clockOps(step, known, act, new Map(), 'case-1', terms).ops.map(({ key }) => key)
    t.same(clocks, now.at.age === 'disputed' ? ['age.decide'] : [], 'its clock starts with the dispute')
    return now.at.age
  }
  const named = { grounds: ['document'], document }
  for (const { who } of [step])
    for (const role of who) {
      const childsSide = ['case_worker', 'legal_representative', 'partner_worker'].includes(role)
      t.equal(after('adultFinal', role, named), childsSide ? 'disputed' : 'adultFinal', role)
      t.equal(after('minorConfirmed', role, named), 'disputed')
      t.equal(after('assertedMinor', role, { grounds: ['appearance'] }), 'disputed')
      for (const from of ['adultFinal', 'minorConfirmed']) t.equal(after(from, role, { grounds: ['appearance'] }), from)
    }
})
