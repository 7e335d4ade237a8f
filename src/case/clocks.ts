import type { Known } from '../../workflows/protocol/v1/known.ts'
import type { Act } from '../../workflows/protocol/v1/language/rule.ts'
import type { AnyStep, ClockRule } from '../../workflows/protocol/v1/language/step.ts'
import type { ClockKey, Terms } from '../../workflows/protocol/v1/terms.ts'
import type { Instant } from '../clock.ts'
import type { Budget, ClockOp } from './event.ts'

/** A clock that somebody has to meet. It is started, paused and met by events only; nothing here reads the time. */
export interface RunningClock {
  readonly key: string
  readonly instance: string
  readonly startedAt: Instant
  readonly budget: Budget
  readonly calendarVersion: string
  /** Set while it stands still (only `custody.max`, in unguarded medical care). */
  readonly pausedAt?: Instant
  /** Milliseconds for which it stood still so far. */
  readonly stood: number
}

/** By key and instance. */
export type Running = ReadonlyMap<string, RunningClock>

const name = (key: string, instance: string): string => `${key} ${instance}`

/**
 * What a step does to clocks, in the order in which it says so. A start while the clock runs only moves its start
 * earlier; a start while it stands still resumes it, with what is left.
 *
 * @param late the fact is older than what is known of where the child is
 */
export function clockOps(
  step: AnyStep,
  known: Known,
  act: Act,
  running: Running,
  caseId: string,
  terms: Terms,
  late = false,
): { ops: ClockOp[]; running: Running } {
  const ops: ClockOp[] = []
  let now = running
  for (const rule of (step.clocks ?? []) as readonly ClockRule<Act>[]) {
    if (rule.when && !rule.when(known, act)) continue
    for (const op of opsOf(rule, known, act, now, caseId, terms)) {
      if (late && !rule.evenLate && !endsOlder(op, act, now)) continue
      ops.push(op)
      now = applyOp(now, op)
    }
  }
  return { ops, running: now }
}

/** A report that is older than what moved the child since ends only what ran by then, and starts nothing. */
function endsOlder({ op: what, key, instance }: ClockOp, act: Act, running: Running): boolean {
  const clock = running.get(name(key, instance))
  return (what === 'meet' || what === 'cancel') && clock !== undefined && clock.startedAt <= act.occurredAt
}

function opsOf(
  rule: ClockRule<Act>,
  known: Known,
  act: Act,
  running: Running,
  caseId: string,
  terms: Terms,
): ClockOp[] {
  const instance = rule.instance?.(known, act) ?? caseId
  if (rule.starts) {
    const before = running.get(name(rule.starts, instance))
    const budget = before?.budget ?? lengthOf(terms, rule.starts, rule.length?.(known, act))
    const at = startOf(rule, budget, known, act)
    if (!before) return [op('start', rule.starts, instance, at, budget, terms)]
    if (before.pausedAt !== undefined) return [repeat('resume', before, at)]
    return at < before.startedAt ? [repeat('start', before, at)] : []
  }
  const at = rule.at?.(known, act) ?? act.occurredAt
  const key = rule.meets ?? rule.cancels ?? rule.pauses ?? rule.resumes
  if (key === undefined) return []
  const found =
    rule.every || key === 'all'
      ? [...running.values()].filter((clock) => key === 'all' || clock.key === key)
      : [running.get(name(key, instance))].filter((clock) => clock !== undefined)
  if (rule.meets) return found.map((clock) => repeat('meet', clock, at))
  if (rule.cancels) return found.map((clock) => repeat('cancel', clock, at))
  if (rule.pauses)
    return found.filter(({ pausedAt }) => pausedAt === undefined).map((clock) => repeat('pause', clock, at))
  return found.filter(({ pausedAt }) => pausedAt !== undefined).map((clock) => repeat('resume', clock, at))
}

function startOf(rule: ClockRule<Act>, { n, unit }: Budget, known: Known, act: Act): Instant {
  const due = rule.due?.(known, act)
  if (due === undefined) return rule.at?.(known, act) ?? act.occurredAt
  if (unit !== 'ms') throw new Error('a clock that is due on a day is counted back in time, not in days or months')
  return new Date(Date.parse(due) - n).toISOString()
}

function lengthOf(terms: Terms, key: ClockKey, picked = 'default'): Budget {
  const { n, unit } = terms.clocks[key].lengths[picked] ?? missing(key, picked)
  return { n, unit }
}

function missing(key: string, picked: string): never {
  throw new Error(`the rule set has no length ${picked} for clock ${key}`)
}

/** Names in canonical order, so that the text compares. */
const op = (
  what: ClockOp['op'],
  key: string,
  instance: string,
  at: Instant,
  budget: Budget,
  terms: Terms,
): ClockOp => ({
  at,
  budget,
  calendarVersion: terms.calendar.version,
  instance,
  key,
  op: what,
})

const repeat = (
  what: ClockOp['op'],
  { budget, calendarVersion, instance, key }: RunningClock,
  at: Instant,
): ClockOp => ({
  at,
  budget,
  calendarVersion,
  instance,
  key,
  op: what,
})

/** Folds one stored operation. */
export function applyOp(running: Running, { op: what, key, instance, at, budget, calendarVersion }: ClockOp): Running {
  const next = new Map(running)
  const id = name(key, instance)
  const before = running.get(id)
  switch (what) {
    case 'start':
      next.set(
        id,
        before ? { ...before, startedAt: at } : { key, instance, startedAt: at, budget, calendarVersion, stood: 0 },
      )
      return next
    case 'pause':
      if (before) next.set(id, { ...before, pausedAt: at })
      return next
    case 'resume':
      if (before?.pausedAt !== undefined) {
        const { pausedAt, ...rest } = before
        next.set(id, { ...rest, stood: before.stood + Math.max(0, Date.parse(at) - Date.parse(pausedAt)) })
      }
      return next
    case 'meet':
    case 'cancel':
      next.delete(id)
      return next
  }
}

/**
 * When a clock is due. Months and working days are those of the jurisdiction's own calendar and zone; working days count
 * from the day after the start.
 *
 * @returns undefined while it stands still
 */
export function dueAt(clock: RunningClock, terms: Terms): Instant | undefined {
  if (clock.pausedAt !== undefined) return undefined
  const start = new Date(clock.startedAt)
  const { n, unit } = clock.budget
  switch (unit) {
    case 'ms':
      return new Date(start.getTime() + n + clock.stood).toISOString()
    case 'month': {
      const there = new Date(start.getTime() + aheadOfUtc(start, terms))
      const due = new Date(there)
      due.setUTCMonth(due.getUTCMonth() + n)
      // 31 January and one month: the last day of February, not a day in March
      if (due.getUTCDate() !== there.getUTCDate()) due.setUTCDate(0)
      const near = new Date(due.getTime() - aheadOfUtc(start, terms))
      return new Date(due.getTime() - aheadOfUtc(near, terms)).toISOString()
    }
    case 'wd': {
      const due = new Date(start)
      for (let left = n; left > 0; ) {
        due.setUTCDate(due.getUTCDate() + 1)
        if (isWorkingDay(due, terms)) left--
      }
      return due.toISOString()
    }
  }
}

function isWorkingDay(at: Date, { timeZone, calendar }: Terms): boolean {
  const day = at.toLocaleDateString('sv-SE', { timeZone })
  return !calendar.weekend.includes(new Date(`${day}T00:00:00Z`).getUTCDay()) && !calendar.holidays.includes(day)
}

/** How far the jurisdiction's wall clocks are ahead of UTC then, in milliseconds. */
function aheadOfUtc(at: Date, { timeZone }: Terms): number {
  const wall = Date.parse(`${at.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`)
  return wall + at.getUTCMilliseconds() - at.getTime()
}
