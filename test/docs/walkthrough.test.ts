import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { demoDirectory } from '../../src/access/demo-directory.ts'
import { policyVersion } from '../../src/access/policy.ts'
import { parseReference } from '../../src/case/ids.ts'
import { readConfig } from '../../src/config.ts'
import { openApi } from '../../src/http/openapi.ts'
import { problemTypes } from '../../src/http/problems.ts'
import { noUnlawfulHolding } from '../../workflows/protocol/v1/rules/detention.ts'
import { noConflict } from '../../workflows/protocol/v1/rules/guardian.ts'
import { nobodyElseAccepted } from '../../workflows/protocol/v1/rules/placement.ts'
import { current } from '../../workflows/registry.ts'
import { blocks, readme, tableAfter } from './readme.ts'
import { environment, root, Server, WITH_NPM } from './server.ts'

const lines = blocks
  .filter(({ info }) => info === 'bash walkthrough')
  .map(({ text }) => text)
  .join('')

/** Runs the README's own lines, unchanged, as a person would paste them; `-e` makes any of them that fails the end. */
async function paste(script: string, set: Readonly<Record<string, string>>): Promise<{ code: number; out: string }> {
  const child = spawn('bash', ['-e', '-u', '-o', 'pipefail', '-c', script], { cwd: root, env: environment(set) })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out += String(chunk)
    })
  const [code] = (await once(child, 'close')) as [number]
  return { code, out }
}

t.test('from nothing to a placed child, by the lines of the README', async (t) => {
  const data = t.testdir()
  const server = new Server({ KINWARD_DATA: data }, WITH_NPM)
  t.teardown(() => server.stop())
  const address = await server.address()
  const { code, out } = await paste(lines, { KINWARD: address, KINWARD_DATA: data })
  t.equal(code, 0, out)

  const said = out.split('\n')
  const opened = JSON.parse(said[0] ?? '')
  t.ok(parseReference(opened.reference), 'a reference to read out')
  t.strictSame(
    said.filter((line) => line.startsWith('REFUSED: ')),
    [noUnlawfulHolding, noConflict, nobodyElseAccepted].map(({ sentence }) => `REFUSED: ${sentence.en}`),
    'the three refusals, in words',
  )
  t.strictSame(
    said.filter((line) => /^\d+ [A-Z]\w+$/.test(line)),
    [
      '1 ReferralAcknowledged',
      '2 ReferralAccepted',
      '3 ProvisionalGuardianDesignated',
      '4 PlacementRequested',
      '5 PlacementOffered',
      '6 PlacementOffered',
      '7 PlacementAccepted',
      '8 CustodyHandedOver',
      '9 ChildArrived',
    ],
  )

  const [worker, officer, timeline] = said
    .filter((line) => line.startsWith('{"caseId"'))
    .slice(1)
    .map((line) => JSON.parse(line))
  t.match(worker, {
    caseId: opened.caseId,
    revision: 9,
    state: {
      referral: 'accepted',
      custody: 'protectiveCare',
      guardianship: 'provisional',
      'placement.care': 'inPlacement',
      'placement.search': 'idle',
    },
    personal: { address: { address: 'Demo lane 4' } },
  })
  t.match(officer.state, { protected: true, outcome: 'in care' })
  t.notMatch(JSON.stringify(officer), /Demo lane|sun-foster-home|placement\.care/, 'but not where')
  t.equal(timeline.entries.length, 10)
  t.strictSame(
    timeline.entries.flatMap(({ remarks }: { remarks: string[] }) => remarks),
    [],
    'nothing was breached or flagged on the way',
  )

  t.match(out, `Case ${opened.reference} (${opened.caseId}), protocol@1, thailand@1`)
  t.match(out, /\n {2}3 .* Provisional guardian designated\n {5}by provincial authority, province/)
  t.notMatch(out, /\n {2}4 .* Placement requested\n/, 'no further than step 3')
  t.match(out, /State:\n(.*\n)* {2}guardianship: provisional\n {2}placement, care: none\n/)
  t.match(
    out,
    /\d+ events refolded, \d+ refusals derived again; slots: \d+ open, 0 erased, 0 lost, 0 tampered\.\nclean\n/,
  )
  const refusals = Number(/(\d+) refusals derived again/.exec(out)?.[1])
  t.ok(refusals >= 3, 'those of the walk-through among them')
})

t.test('the lines stand on what a newcomer has', (t) => {
  t.match(lines, /^KINWARD=\$\{KINWARD:-http:\/\/127\.0\.0\.1:3000\}$/m)
  const config = readConfig({})
  t.equal(`http://${config.host}:${config.port}`, 'http://127.0.0.1:3000')
  t.notMatch(lines, /\bjq\b|\buuidgen\b|python/)
  const ids = [...lines.matchAll(/\b(director|guardian)=([0-9a-f-]{36})/g)].map(([, name, id = '']) => [
    name,
    demoDirectory.findPerson(id)?.role,
  ])
  t.strictSame(ids, [
    ['director', 'placement_provider'],
    ['guardian', 'guardian'],
  ])
  t.equal(policyVersion, 'roles@1', 'the limits section speaks of this policy')
  t.end()
})

t.test('the table of settings is the settings', (t) => {
  const rows = tableAfter('## Settings').map(([name = '', value = '']) => [name, value] as const)
  const source = readFileSync(join(root, 'src/config.ts'), 'utf8')
  const inCode = [...source.matchAll(/^ {2}(KINWARD_[A-Z_]+):[\s\S]*?\.default\('?([^)']*)'?\)/gm)]
  t.strictSame(
    rows,
    inCode.map(([, name, value]) => [name, value]),
  )
  t.equal(inCode.length, new Set(source.match(/\bKINWARD_[A-Z_]*[A-Z]\b/g)).size, 'all of them')
  t.strictSame(readConfig(Object.fromEntries(rows)), readConfig({}), 'and these are what holds when nothing is set')
  t.end()
})

t.test('the table of the API names what is served', (t) => {
  const documented = Object.keys((openApi(current) as { paths: object }).paths)
    .map((path) => path.replace(/^\/api\/cases\/\{id\}\/steps\/.*/, '/api/cases/{id}/steps/{step}'))
    .concat('/api/openapi.json', '/api/docs')
  const named = tableAfter('## The API').flatMap(([addresses = '']) => {
    const paths = addresses.match(/\/[\w./{}]*/g) ?? []
    const [first = ''] = paths
    return paths.map((path) => (documented.includes(path) ? path : first.slice(0, first.lastIndexOf('/')) + path))
  })
  t.strictSame(named.sort(), [...new Set(documented)].sort())
  t.end()
})

t.test('the table of problems is the problems', (t) => {
  t.strictSame(
    tableAfter('`type` is `urn:kinward:problem:`'),
    Object.entries(problemTypes).map(([type, [status, title]]) => [type, String(status), title]),
  )
  t.end()
})

t.test('the code that it shows is the code', (t) => {
  const shown = blocks.filter(({ info }) => info.startsWith('ts '))
  t.equal(shown.length, 2)
  for (const { info, text } of shown) {
    const file = info.slice('ts '.length)
    t.ok(readFileSync(join(root, file), 'utf8').includes(text), file)
  }
  t.end()
})

t.test('what it points to is there', (t) => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, to = '']) => to)
  const named = [...readme.matchAll(/`((?:src|workflows|projections|test)\/[\w./-]*)`/g)].map(([, to = '']) => to)
  t.ok(links.length > 4 && named.length > 10)
  for (const path of new Set([...links, ...named])) t.ok(existsSync(join(root, path)), path)
  t.end()
})
