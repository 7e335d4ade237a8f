import { readFileSync } from 'node:fs'
import t from 'tap'
import { current } from '../../workflows/registry.ts'

/** The worked example of workflows/README.md is the code that it shows. */

const at = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const example = at('workflows/README.md')
const shown = [...example.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

t.test('the step that is added as an example is that step, in its files', async (t) => {
  const named = [...example.matchAll(/^\*\*\d\. `((?:protocol|test)[^`]*)`\*\*/gm)].map(([, path = '']) => path)
  const [step = '', list = '', region = '', test = ''] = named.map((path) =>
    at(path.startsWith('protocol') ? `workflows/${path}` : path),
  )
  const [file = '', ends = '', tested = ''] = shown
  t.equal(shown.length, 3)
  t.equal(file, step)
  t.match(list, /^ {2}endGuardianship,$/m)
  t.ok(region.includes(ends), 'its move in the region')
  const part = current.built.parts.find(({ path }) => path === 'guardianship')
  const from = Object.entries(part?.states ?? {}).flatMap(([state, { on = [] }]) =>
    on.flat().some((move) => move.step.name === 'end-guardianship') ? [state] : [],
  )
  t.same(from, ['provisional', 'appointed', 'suspended'])
  for (const state of from) t.match(example, `\`${state}\``)
  t.equal(tested, test)
})
