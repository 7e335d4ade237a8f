import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** Every scenario again, on the engine for several nodes: the same steps, refusals, breaches and histories. */

const here = fileURLToPath(new URL('.', import.meta.url))
const scenarios = readdirSync(here).filter((name) => name.endsWith('.test.ts') && name !== 'eventstoredb.test.ts')

t.ok(scenarios.length >= 9)
for (const name of scenarios)
  void t.spawn(
    process.execPath,
    [`${here}${name}`],
    { env: { ...process.env, KINWARD_TEST_STORE: 'eventstoredb' } },
    name,
  )
