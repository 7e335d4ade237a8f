import { text } from 'node:stream/consumers'
import t from 'tap'
import Totals from './support/reporter.ts'

const RUN = `# Subtest: test/one.test.ts
    # Subtest: a rule
        ok 1 - holds
        not ok 2 - refuses
          ---
          diff: |
            -1
            +2
          ...
        not ok 3 - later # TODO
        ok 4 - after
    not ok 1 - a rule # time=3ms
      ---
      at: outer
      ...
not ok 1 - test/one.test.ts # time=5ms
  ---
  command: node
  ...
ok 2 - test/two.test.ts # time=5ms
not ok 3 - test/three.test.ts # time=9ms
  ---
  signal: SIGKILL
  ...
# { total: 5, pass: 3, fail: 2, todo: 1 }
`

async function report(run: string, cut = run.length): Promise<{ said: string; code: typeof process.exitCode }> {
  const before = process.exitCode
  const totals = new Totals()
  totals.write(run.slice(0, cut))
  totals.end(run.slice(cut))
  const said = await text(totals)
  const code = process.exitCode
  process.exitCode = before
  return { said: said.slice(run.length), code }
}

t.test('what failed is said once more at the end, the innermost with its diagnostic', async (t) => {
  const closing = `#         not ok 2 - refuses
#           ---
#           diff: |
#             -1
#             +2
#           ...
#     not ok 1 - a rule # time=3ms
# not ok 1 - test/one.test.ts # time=5ms
# not ok 3 - test/three.test.ts # time=9ms
#   ---
#   signal: SIGKILL
#   ...
3 passed, 2 failed
`
  for (const cut of [0, 1, 70, RUN.length - 3]) t.strictSame(await report(RUN, cut), { said: closing, code: 1 })
})

t.test('a run in which all holds, or nothing ran', async (t) => {
  t.strictSame(await report('ok 1 - a\n# { total: 1, pass: 1 }\n'), { said: '1 passed, 0 failed\n', code: undefined })
  t.strictSame(await report('1..0\n'), { said: '0 passed, 0 failed\n', code: 1 })
  t.strictSame((await report('not ok 1 - killed\n# { total: 1, pass: 1 }\n')).code, 1)
})
