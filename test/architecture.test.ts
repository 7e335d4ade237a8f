import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** Which way imports point, and who touches the clock, the disk and the databases. */

const root = fileURLToPath(new URL('..', import.meta.url))

interface Source {
  /** From the root of the project: `src/http/problems.ts`. */
  readonly path: string
  /** Without comments. */
  readonly code: string
  readonly imports: readonly string[]
}

function sourcesUnder(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
    .map((path) => {
      const code = withoutComments(readFileSync(join(root, path), 'utf8'))
      return { path, code, imports: importsOf(code).map((name) => resolved(path, name)) }
    })
}

/** Comments go, strings stay: none of ours holds two slashes that are not an address. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')

/** `import … from`, `export … from`, `import '…'`, `import('…')`; types as well, for they are dependencies too. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(IMPORT)].map(([, , stated, , called = '']) => stated ?? called)

/** A statement begins its line; names, braces and `type` stand before `from`. A call may stand anywhere. */
const IMPORT =
  /^[ \t]*(?:import|export)\s(?:[\w\s{},*$]*?\bfrom\s*)?(['"])([^'"\n]+)\1|\bimport\(\s*(['"])([^'"\n]+)\3/gm

const withoutTypes = (code: string): string =>
  code.replace(/^[ \t]*(?:import|export)\s+type\s[^'"]*['"][^'"\n]+['"]/gm, '')

/** What has to be loaded to run it. */
const needed = (path: string, code: string): string[] =>
  importsOf(withoutTypes(code)).map((name) => resolved(path, name))

const resolved = (from: string, name: string): string =>
  name.startsWith('.') ? join(dirname(from), name).split(sep).join('/') : name

const workflows = sourcesUnder('workflows')
const projections = sourcesUnder('projections')
const src = sourcesUnder('src')
const all = [...workflows, ...projections, ...src]

const wrong = (sources: readonly Source[], allowed: (imported: string, source: Source) => boolean): string[] =>
  sources.flatMap((source) =>
    source.imports.filter((name) => !allowed(name, source)).map((name) => `${source.path} → ${name}`),
  )

const packageOf = (name: string): string =>
  name.startsWith('@') ? name.split('/', 2).join('/') : (name.split('/')[0] ?? '')

t.test('the reader of imports sees every form', (t) => {
  const code = withoutComments(`
    import type { A } from './a.ts' // from './no.ts'
    import {
      b,
    } from "../b.ts"
    import './c.ts'
    export * from './d.ts'
    const e = await import('./e.ts')
    /** import './no.ts' */
    const address = 'https://example.invalid' // import './no.ts'
    say("leads from './no.ts' to './no.ts'")
    export const f = { from: './no.ts' }
  `)
  t.strictSame(importsOf(code), ['./a.ts', '../b.ts', './c.ts', './d.ts', './e.ts'])
  t.ok(all.length > 100, 'and the project is there to be read')
  t.ok(all.every(({ imports }) => imports.every((name) => !name.startsWith('.'))))
  t.end()
})

t.test('the process depends on nothing but itself, its schema library and its statechart library', (t) => {
  const own = (name: string): boolean => name.startsWith('workflows/') || ['xstate', 'zod'].includes(packageOf(name))
  t.strictSame(
    wrong(workflows, (name, { path }) => own(name) || (path === 'workflows/registry.ts' && name === 'node:crypto')),
    [],
  )
  t.strictSame(
    wrong(
      workflows.filter(({ path }) => path.startsWith('workflows/protocol/v1/')),
      (name) => own(name) && (!name.startsWith('workflows/') || name.startsWith('workflows/protocol/v1/')),
    ),
    [],
    'a protocol version stands alone: no jurisdiction, no registry, no other version',
  )
  t.strictSame(
    wrong(
      workflows.filter(({ path }) => path.startsWith('workflows/jurisdictions/')),
      (name, { path }) => name === 'workflows/protocol/v1/terms.ts' || dirname(name) === dirname(path),
    ),
    [],
    'a jurisdiction is data: it knows the form of its terms and itself',
  )
  t.end()
})

t.test('the process and the fold of a case read no clock, no chance, no machine and no disk', (t) => {
  const pure = [...workflows, ...src.filter(({ path }) => path.startsWith('src/case/'))]
  const impure = [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bDate\(\s*\)/,
    /\bMath\.random\b/,
    /\bcrypto\.(randomUUID|getRandomValues)\b/,
    /\brandom(UUID|Bytes|Int|FillSync)\b/,
    /\bprocess\./,
    /\bperformance\./,
    /\bset(Timeout|Interval|Immediate)\b/,
    /\bfetch\(/,
  ]
  t.strictSame(
    pure.flatMap(({ path, code }) =>
      impure.flatMap(
        (form) =>
          form
            .exec(code)
            ?.slice(0, 1)
            .map((it) => `${path}: ${it}`) ?? [],
      ),
    ),
    [],
  )
  const inputs = ['node:fs', 'node:net', 'node:http', 'node:https', 'node:os', 'node:process', 'node:child_process']
  t.strictSame(
    wrong(
      pure,
      (name) => !inputs.some((input) => name === input || name.startsWith(`${input}/`)) && name !== 'node:sqlite',
    ),
    [],
  )
  t.end()
})

t.test('a projection knows events and words, never the machine, the store or the service', (t) => {
  t.strictSame(
    wrong(projections, (name) => name.startsWith('projections/')),
    [],
  )
  t.end()
})

t.test('the clock and chance have one door', (t) => {
  t.strictSame(
    src
      .filter(({ code }) => /\bnew Date\(\s*\)|\bDate\.now\b|\brandom(UUID|Bytes)\b|\bMath\.random\b/.test(code))
      .map(({ path }) => path),
    ['src/clock.ts'],
  )
  t.end()
})

const SQLITE = [
  'src/disk.ts',
  'src/store/sqlite-file.ts',
  'src/store/sqlite-statements.ts',
  'src/store/sqlite.ts',
  'src/vault/sqlite.ts',
  'src/vault/vault-file.ts',
  'src/vault/vault-reader.ts',
]

const EVENTSTOREDB = [
  'src/store/eventstoredb-client.ts',
  'src/store/eventstoredb-events.ts',
  'src/store/eventstoredb-follow.ts',
  'src/store/eventstoredb.ts',
]

const POSTGRESQL = [
  'src/vault/copy.ts',
  'src/vault/postgres-database.ts',
  'src/vault/postgres-schema.ts',
  'src/vault/postgres.ts',
]

t.test('the client of a server is loaded only by who asks for it', (t) => {
  const loaders = [EVENTSTOREDB, POSTGRESQL].flatMap((files) =>
    src
      .filter(({ path }) => !files.includes(path))
      .filter(({ path, code }) => needed(path, code).some((name) => files.includes(name))),
  )
  const called = {
    'src/store/open.ts': './eventstoredb.ts',
    'src/copy/copy-vault-command.ts': '../vault/copy.ts',
    'src/vault/open.ts': './postgres.ts',
  }
  t.strictSame(
    loaders.map(({ path }) => path),
    Object.keys(called),
  )
  for (const [i, file] of Object.values(called).entries()) {
    const code = withoutTypes(loaders[i]?.code ?? '')
    t.ok(code.includes(`await import('${file}')`), 'when it is called')
    t.notOk(code.includes(`from '${file}'`))
  }
  t.end()
})

t.test('each database client is imported where it is spoken to, and nowhere else', (t) => {
  const importers = (name: string): string[] =>
    all.filter(({ imports }) => imports.some((it) => packageOf(it) === name)).map(({ path }) => path)
  t.strictSame(importers('node:sqlite'), SQLITE)
  t.strictSame(importers('@eventstore/db-client'), EVENTSTOREDB)
  t.strictSame(importers('pg'), ['src/vault/postgres-database.ts'])
  t.end()
})

/**
 * What stands above may import what stands below, never the other way, and never its neighbour on the same line: a
 * request comes in at the top, an event is stored at the bottom.
 */
const ORDER: readonly (readonly string[])[] = [
  ['src/main.ts'],
  ['src/serve.ts', 'src/sop', 'src/backup', 'src/copy'],
  ['src/audit'],
  ['src/app.ts', 'src/open.ts'],
  ['src/config.ts'],
  ['src/http'],
  ['src/commands'],
  ['src/access'],
  ['src/case'],
  ['src/store', 'src/vault'],
  ['src/clock.ts', 'src/disk.ts', 'src/jcs.ts', 'src/lanes.ts'],
]

const placeOf = (path: string): string => (path.split('/').length > 2 ? path.split('/').slice(0, 2).join('/') : path)
const heightOf = (path: string): number => ORDER.findIndex((line) => line.includes(placeOf(path)))

t.test('the folders of src stand in one order', (t) => {
  t.strictSame(
    src.filter(({ path }) => heightOf(path) < 0).map(({ path }) => path),
    [],
    'each has its place',
  )
  const upwards = src.flatMap(({ path, imports }) =>
    imports
      .filter((name) => name.startsWith('src/') && placeOf(name) !== placeOf(path))
      .filter((name) => heightOf(name) <= heightOf(path))
      .map((name) => `${path} → ${placeOf(name)}`),
  )
  t.strictSame(upwards, [])
  t.end()
})

t.test('no file of the project needs itself over others to run', (t) => {
  const imports = new Map(all.map(({ path, code }) => [path, needed(path, code)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    else if (!done.has(path)) {
      for (const name of imports.get(path) ?? []) visit(name, [...trail, path])
      done.add(path)
    }
  }
  for (const { path } of all) visit(path, [])
  t.strictSame(cycles, [])
  t.end()
})

t.test('no barrels: what is imported is named where it is made', (t) => {
  t.strictSame(
    all
      .filter(({ code }) => /\bexport\s+(\*|type\s*\{[^}]*\}|\{[^}]*\})\s*(as\s+\w+\s*)?from\b/.test(code))
      .map(({ path }) => path),
    [],
  )
  t.end()
})
