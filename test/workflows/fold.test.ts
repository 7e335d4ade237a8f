import fc from 'fast-check'
import t from 'tap'
import { transition } from 'xstate'
import type { Known } from '../../workflows/protocol/v1/known.ts'
import { stateValue } from '../../workflows/protocol/v1/language/fold.ts'
import { current } from '../../workflows/registry.ts'
import { actOf, anyAct } from './payloads.ts'

/** Two readings of one machine must agree in everything, or decisions and audits drift apart. */

const seed = Number(process.env.KINWARD_SEED ?? Date.now() % 1_000_000)
const opening = fc.constantFrom(...current.steps.filter(({ opens }) => opens)).chain(actOf)
const lives = fc
  .tuple(opening, fc.array(anyAct, { minLength: 20, maxLength: 120 }))
  .map(([first, rest]) => [first, ...rest])

t.test(`fast fold equals plain fold (seed ${seed})`, async (t) => {
  let taken = 0
  let moved = 0
  fc.assert(
    fc.property(lives, (life) => {
      let known: Known = current.built.start
      for (const act of life) {
        const fast = current.fast(known, act)
        const plain = current.plain(known, act)
        if (text(fast) !== text(plain))
          throw new Error(
            `${act.type}: ${JSON.stringify({ fast: { ...fast, known: 0 }, plain: { ...plain, known: 0 } })}`,
          )
        known = fast.known
        taken += fast.took.length > 0 ? 1 : 0
        moved += fast.entered.length > 0 ? 1 : 0
      }
    }),
    { numRuns: 400, seed },
  )
  t.ok(taken > 2_000, `${taken} acts were taken`)
  t.ok(moved > 1_000, `${moved} of them moved something`)
})

t.test(`and XState’s own transition, and the state that is known equals the machine’s (seed ${seed})`, async (t) => {
  const { machine, start } = current.built
  let acts = 0
  fc.assert(
    fc.property(lives, (life) => {
      let known: Known = start
      let snapshot = machine.resolveState({ value: stateValue(start), context: start as never })
      for (const act of life) {
        ;[snapshot] = transition(machine, snapshot, act as never)
        known = current.fast(known, act).known
        acts++
        if (text(snapshot.context) !== text(known)) throw new Error(`${act.type}: what is known differs`)
        const value = JSON.parse(JSON.stringify(snapshot.value))
        for (const [region, state] of Object.entries(stateValue(known)))
          if (text(value[region]) !== text(state)) throw new Error(`${act.type}: ${region} differs`)
      }
    }),
    { numRuns: 15, seed },
  )
  t.ok(acts > 300)
})

/** One text whatever order members were put in. */
function text(value: unknown): string {
  return JSON.stringify(sorted(value))
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
