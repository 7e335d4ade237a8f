import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import t from 'tap'
import { current } from '../../workflows/registry.ts'

/**
 * What adding a step touches (workflows/README.md): its own file, its line in steps.ts, its place in the regions that it
 * moves. Everything else follows; so nothing else may know a step by its name, its event or its file.
 */

const root = new URL('../..', import.meta.url).pathname

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

const withoutComments = (text: string): string => text.replace(/^ *(\/\*\*|\*|\/\/).*$/gm, '')

const texts = new Map(
  ['src', 'workflows', 'projections']
    .flatMap(filesUnder)
    .map((file) => [file, withoutComments(readFileSync(join(root, file), 'utf8'))]),
)

/** Read by name all the same, and why; exact, so that no line outlives its reason. */
const knownElsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'submit-referral': {
    'workflows/protocol/v1/referral/provide-referral-information.ts': 'whoever may refer may answer',
  },
  'complete-bia': { 'src/commands/enrich.ts': 'what counts as an assessment of this child’s risk' },
  'submit-bid-report': { 'src/commands/enrich.ts': 'what counts as an assessment of this child’s risk' },
  'decide-bid': { 'workflows/protocol/v1/rules/panel.ts': 'votes are proposals of this step' },
  'defer-bid': { 'workflows/protocol/v1/rules/panel.ts': 'votes end with the meeting' },
  'confirm-bid-implementation': { 'workflows/protocol/v1/rules/panel.ts': 'votes end with the meeting' },
  'record-monitoring-finding': { 'src/access/policy.ts': 'a monitor reads the answer to their own finding' },
  'give-monitoring-reply': { 'src/access/policy.ts': 'a monitor reads the answer to their own finding' },
  'propose-act': {
    'src/case/decide.ts': 'who may propose is said by the step that is proposed',
    'src/commands/handle.ts': 'the first of two people: its digest is made like the second’s',
  },
  'destroy-key': { 'src/commands/destroy-key.ts': 'writes it; it has no route' },
  KeyDestroyed: {
    'src/case/load.ts': 'which keys the case still has',
    'src/commands/destroy-key.ts': 'writes it',
    'src/open.ts': 'keys destroyed in the store are destroyed in a vault put back',
  },
  HealthScreeningRecorded: { 'src/access/policy.ts': 'who reads the summary of health and no more' },
  PlacementOffered: { 'src/access/policy.ts': 'whom an offer was made to reads its needs' },
}
const listed = (name: string): string[] => Object.keys(knownElsewhere[name] ?? {}).sort()

const isStory = (file: string): boolean => file.startsWith('src/audit/seed') || file.startsWith('src/audit/lives/')
const isRegion = (file: string): boolean => /\/(region|moves)\.ts$/.test(file)

t.test('a step is one file, one line, and its place in the regions that it moves', async (t) => {
  for (const step of current.steps) {
    const own = [...texts].filter(([, text]) => text.includes(`name: '${step.name}'`)).map(([file]) => file)
    t.equal(own.length, 1, `${step.name} is one file`)
    const [file = ''] = own
    const variable = /export const (\w+) = step\(/.exec(texts.get(file) ?? '')?.[1] ?? ''
    t.ok(file.endsWith(`/${step.name}.ts`), `${file} is called like the step`)
    const importing = [...texts].filter(([, text]) =>
      new RegExp(`import \\{[^}]*\\b${variable}\\b[^}]*\\} from`).test(text),
    )
    const elsewhere = importing.map(([name]) => name).filter((name) => !isRegion(name) && !name.endsWith('/steps.ts'))

    const byName = [...texts]
      .filter(([name, text]) => name !== file && !isStory(name) && text.includes(`'${step.name}'`))
      .map(([name]) => name)
    t.same([...elsewhere, ...byName].sort(), listed(step.name), `nothing else knows ${step.name}`)
    const byEvent = [...texts]
      .filter(([name, text]) => name !== file && text.includes(`'${step.event}'`))
      .map(([name]) => name)
    t.same(byEvent.sort(), listed(step.event), `nor ${step.event}`)
  }
})
