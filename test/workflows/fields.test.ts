import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { z } from 'zod'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import {
  type ClearField,
  listOf,
  optional,
  personal,
  record,
  ref,
} from '../../workflows/protocol/v1/language/fields.ts'
import { demandNoFreeText } from '../../workflows/protocol/v1/language/no-free-text.ts'
import { caseRule, payloadRule } from '../../workflows/protocol/v1/language/rule.ts'
import { type AnyStep, asked, step } from '../../workflows/protocol/v1/language/step.ts'
import { personName } from '../../workflows/protocol/v1/language/text.ts'
import { fullyVetted } from '../../workflows/protocol/v1/rules/guardian.ts'
import { createRuleSet, current } from '../../workflows/registry.ts'
import { actOf } from './payloads.ts'

const { steps, built, terms, catalogues } = current
const seed = Number(process.env.KINWARD_SEED ?? Date.now() % 1_000_000)

t.test('no step would store free text in clear, and one that would stops the start', async (t) => {
  for (const each of steps) t.doesNotThrow(() => demandNoFreeText(each, catalogues), each.name)
  const clear = (schema: z.ZodType<string>): ClearField<string, false> => ({ ...ref, zod: () => schema })
  const planted: [what: string, data: AnyStep['data']][] = [
    ['any text', { note: clear(z.string()) }],
    ['a name, by a pattern that any text has', { note: clear(personName) }],
    ['a text of at most so many characters', { note: clear(z.string().max(3)) }],
    ['an address of some format', { note: clear(z.email()) }],
    ['left out or any text', { note: optional(clear(z.string())) }],
    ['in a list', { notes: listOf(clear(z.string())) }],
    ['in a record', { companions: listOf(record({ who: ref, note: clear(z.string()) })) }],
  ]
  const host = current.getStep('assign-case-worker')
  for (const [what, data] of planted)
    t.throws(
      () => demandNoFreeText({ ...host, data }, catalogues),
      /assign-case-worker\.\w+ would store free text/,
      what,
    )
})

t.test('the compiler refuses a free string, a rule over an absent field, and a rule over a sealed one', async (t) => {
  const wording = { id: 'I-0', source: 'test', sentence: { en: 'Test.' } }
  const shape = { event: 'X', name: 'x', kind: 'decision', owner: 'guardianship', who: [], source: 'test' } as const
  // @ts-expect-error a string without a list or a form is not a field
  step({ ...shape, data: { note: z.string() } })
  // @ts-expect-error the rule asks for `vettingRef`, which this step does not have
  step({ ...shape, data: {}, rules: [fullyVetted] })
  const named = payloadRule<{ readonly who: string }>({ ...wording, holds: (_known, { data }) => data.who !== '' })
  step({ ...shape, data: { who: ref }, rules: [named] })
  // @ts-expect-error the rule reads `who`, which is sealed here
  step({ ...shape, data: { who: personal(personName, { group: 'identity' }) }, rules: [named] })
  // @ts-expect-error the rule needs `who`, which may be left out here
  step({ ...shape, data: { who: optional(ref) }, rules: [named] })
  const learns = (_known: Known, { data }: { readonly data: { readonly who: string } }) => ({ worker: data.who })
  // @ts-expect-error what is known is learnt from clear fields only
  step({ ...shape, data: { who: personal(personName, { group: 'identity' }) }, facts: learns })
  // @ts-expect-error a rule of the case alone sees no payload
  caseRule({ ...wording, holds: (_known, { data }) => data !== undefined })
  t.pass('held by the type check: an error that does not come is one')
})

t.test('a rule asks only for personal fields of its step', async (t) => {
  for (const each of steps)
    for (const name of asked(each)) t.equal(each.data[name]?.is, 'personal', `${each.name}.${name}`)
})

const clearNames = ({ data }: AnyStep): string[] =>
  Object.entries(data).flatMap(([name, field]) => (field.is === 'clear' ? [name] : []))

/** Read by the pipeline itself, not by the process. */
const readByServer: Readonly<Record<string, readonly string[]>> = {
  'correct-record': ['correctionOf', 'happenedAt', 'payload'],
  'propose-act': ['payload'],
  'destroy-key': ['kid'],
  'decline-referral': ['acceptedElsewhere'],
  'link-duplicate': ['otherCase'],
  'start-tracing': ['riskAssessment'],
  'authorise-return': ['securityAssessment'],
  'propose-case-closure': ['acceptedElsewhere'],
  'close-case': ['acceptedElsewhere'],
  'make-disclosure': ['agency'],
}

t.test(`every clear field is read by a rule, a route, a fact, a clock or a flag (seed ${seed})`, async (t) => {
  const id = '00000000-0000-4000-8000-000000000001'
  /** A panel of one, who has proposed. */
  const agreed: Known = {
    ...built.start,
    at: {
      ...built.start.at,
      lifecycle: 'open',
      guardianship: 'appointed',
      'bestInterests.determination': 'panelScheduled',
    },
    bid: { ...built.start.bid, panel: [{ person: 'x', agency: 'partner', capacity: 'voting' }] },
    proposals: [{ id, step: 'decide-bid', by: 'x', digest: 'd'.repeat(43) }],
  }
  /** An agency was asked to take the case over, and a place waits for the child. */
  const passedOn: Known = {
    ...built.start,
    at: { ...built.start.at, lifecycle: 'open' },
    transferTo: 'dcy',
    accepted: { placement: id, provider: 'sun-foster-home' },
  }
  const positions = built.parts.flatMap((part) =>
    Object.keys(part.states).map(
      (state): Known => ({
        ...built.start,
        proposals: [{ id, step: 'decline-referral', by: 'x', digest: 'd'.repeat(43) }],
        ageDispute: { ...built.start.ageDispute, appealUntil: '2025-03-04T00:00:00.000Z' },
        // what somebody complained of, so that who deals with it is asked
        complaints: [{ complaint: id, againstPerson: 'x', againstAgency: 'province' }],
        concerns: [{ concern: id, against: 'provider', provider: 'river-shelter', danger: true }],
        reporting: [{ condition: id, adult: id, interval: 'daily' }],
        familyUnit: id,
        separation: 'accompanied',
        request: { emergency: false, accompanyingAdults: 1 },
        at: { ...built.start.at, lifecycle: 'open', [part.path]: state },
      }),
    ),
  )
  for (const each of steps) {
    const read = new Set<string>(readByServer[each.name] ?? [])
    for (const act of fc.sample(actOf(each), { numRuns: 400, seed })) {
      if (clearNames(each).every((name) => read.has(name))) break
      const data = new Proxy(act.data as object, {
        get(target, name) {
          if (typeof name === 'string') read.add(name)
          return Reflect.get(target, name)
        },
      })
      const watched = { ...act, data }
      for (const known of [...positions, agreed, passedOn]) {
        for (const rule of each.rules) rule.holds(known, watched as never, terms)
        current.fast(known, watched)
        each.flags?.(known, watched as never)
        for (const clock of each.clocks ?? []) {
          if (clock.when && !clock.when(known, watched as never)) continue
          clock.length?.(known, watched as never)
          clock.at?.(known, watched as never)
          clock.instance?.(known, watched as never)
        }
      }
    }
    const unread = clearNames(each).filter((name) => !read.has(name))
    t.same(unread, [], `${each.name} stores nothing in clear that nothing needs`)
  }
})

t.test('a rule set with a missing or contradictory entry does not load', async (t) => {
  const { termsSchema } = await import('../../workflows/protocol/v1/terms.ts')
  const broken: [what: string, change: object, says: RegExp][] = [
    [
      'a clock is missing',
      { clocks: Object.fromEntries(Object.entries(terms.clocks).filter(([key]) => key !== 'bia.full')) },
      /bia\.full/,
    ],
    ['the policy contradicts the bases', { detentionPolicy: 'prohibited' }, /admissibleBases/],
    [
      'the surge lies below the limit',
      { thresholds: { ...terms.thresholds, guardianCaseloadSurge: 1 } },
      /guardianCaseloadSurge/,
    ],
    ['a provider is no agency', { agencies: {} }, /is not among the agencies/],
  ]
  for (const [what, change, says] of broken) t.throws(() => termsSchema.parse({ ...terms, ...change }), says, what)
})

t.test(`where the policy prohibits it, an order to hold a child is accepted in no state (seed ${seed})`, async (t) => {
  const prohibited = createRuleSet({ ...terms, detentionPolicy: 'prohibited', admissibleBases: [] })
  const order = prohibited.getStep('order-detention')
  const orders = fc.sample(actOf(order), { numRuns: 1_500, seed })
  let accepted = 0
  for (const part of built.parts)
    for (const state of Object.keys(part.states).filter((name) => name !== 'adultFinal'))
      for (const act of orders) {
        const known: Known = { ...built.start, at: { ...built.start.at, lifecycle: 'open', [part.path]: state } }
        if (prohibited.fast(known, act).took.length > 0) t.fail(`${part.path}.${state}`)
        if (current.fast(known, act).took.length > 0) accepted++
      }
  t.ok(accepted > 0, `${accepted} of the same orders pass under the other policy: the data decides, not the code`)
})

/** To regenerate after a reviewed change: `KINWARD_SNAPSHOT=write npx tap test/workflows/fields.test.ts`. */
t.test('what anyone may do shows in a diff', async (t) => {
  const file = new URL('steps.txt', import.meta.url)
  const text = `${steps.map(lineOf).join('\n')}\n`
  if (process.env.KINWARD_SNAPSHOT === 'write') writeFileSync(file, text)
  t.same(text.split('\n'), readFileSync(file, 'utf8').split('\n'))
})

const standStill = (each: AnyStep): string =>
  built.parts
    .flatMap(({ path, states }) =>
      Object.entries(states).flatMap(([state, { only }]) => (only?.includes(each) ? [`${path}:${state}`] : [])),
    )
    .join(' ')

function behalfOf({ onBehalf }: AnyStep): string {
  if (onBehalf === undefined) return ''
  return `, for a body: ${typeof onBehalf === 'object' && 'when' in onBehalf ? onBehalf.condition : [onBehalf].flat().join(' ')}`
}

function lineOf(each: AnyStep): string {
  const moves = built.parts.flatMap((part) =>
    [
      ...Object.entries(part.states).map(([state, { on }]) => [state, on ?? []] as const),
      ['any', part.fromAnywhere] as const,
      ['unlisted', part.otherwise] as const,
    ].flatMap(([from, lists]) =>
      lists
        .flat()
        .filter((move) => move.step === each)
        .map(({ to }) => `${part.path}:${from}→${to.join('/') || 'same'}`),
    ),
  )
  const clocks = (each.clocks ?? []).map((clock) =>
    Object.entries(clock)
      .filter(([name]) => ['starts', 'meets', 'pauses', 'resumes', 'cancels'].includes(name))
      .map(([name, key]) => `${name} ${String(key)}`)
      .join(),
  )
  return [
    `${each.name} = ${each.event}, ${each.kind} of ${each.owner}${each.protected ? ', protected' : ''}${each.opens ? ', opens' : ''}${behalfOf(each)}${each.final ? ', final' : ''}`,
    `  who ${each.who.join(' ')}${each.proposedBy ? `; proposed by ${each.proposedBy.join(' ')}` : ''}`,
    `  moves ${moves.join(' ') || '—'}`,
    ...(each.kind === 'decision' && standStill(each) !== ''
      ? [`  also where all stands still: ${standStill(each)}`]
      : []),
    `  rules ${each.rules.map(({ id }) => id).join(' ') || '—'}`,
    `  clocks ${clocks.join(', ') || '—'}`,
    `  clear ${
      Object.entries(each.data)
        .flatMap(([name, field]) => (field.is === 'clear' ? [name] : []))
        .join(' ') || '—'
    }`,
  ].join('\n')
}
