import { readFileSync } from 'node:fs'
import t from 'tap'

/** The worked example of workflows/README.md is the code that it shows. */

const at = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const example = at('workflows/README.md')
const shown = [...example.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

t.test('the step that is added as an example is that step, in its files', async (t) => {
  const named = [...example.matchAll(/^\*\*\d\. `((?:protocol|test)[^`]*)`\*\*/gm)].map(([, path = '']) => path)
  const [step = '', list = '', region = '', test = ''] = named.map((path) =>
    at(path.startsWith('protocol') ? `workflows/${path}` : path),
  )
  const [file = '', ends = '', place = '', tested = ''] = shown
  t.equal(shown.length, 4)
  t.equal(file, step)
  t.match(list, /^ {2}endGuardianship,$/m)
  t.ok(region.includes(ends) && region.includes(place), 'its place in the region')
  t.equal(tested, test)
})
