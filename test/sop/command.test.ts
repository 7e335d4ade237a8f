import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { nameOf } from '../../src/sop/content/region.ts'
import { regions } from '../../workflows/protocol/v1/machine.ts'
import { current } from '../../workflows/registry.ts'
import { environment, root } from '../docs/server.ts'

/** `kinward sop` as a person calls it; it opens no store and needs no setting. */

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = [join(root, 'src/main.ts'), 'sop', ...args]
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      cwd: root,
      env: environment({}),
      maxBuffer: 50_000_000,
    })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

t.test('without a format it writes everything into a folder, and says what', async (t) => {
  const folder = t.testdir()
  const { code, out } = await run('--out', join(folder, 'made', 'sop'))
  t.equal(code, 0)
  const files = [
    'machine.json',
    'machine.ts',
    'moves.txt',
    'sop.html',
    'sop.md',
    ...regions.map((each) => `${nameOf(each)}.svg`),
  ]
  t.strictSame(readdirSync(join(folder, 'made', 'sop')).sort(), files.sort())
  t.strictSame(out.trim().split('\n').sort(), files.map((name) => join(folder, 'made', 'sop', name)).sort())
  const page = readFileSync(join(folder, 'made', 'sop', 'sop.html'), 'utf8')
  for (const region of regions) {
    const svg = readFileSync(join(folder, 'made', 'sop', `${nameOf(region)}.svg`), 'utf8').trim()
    t.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    t.ok(page.includes(svg), `${nameOf(region)} stands in the page`)
  }
})

t.test('one format, or one region, goes to standard output or into a folder', async (t) => {
  const folder = t.testdir()
  t.match(await run('--format', 'html'), { code: 0, out: /^<!doctype html>\n<html lang="en">/ })
  t.match(await run('--format', 'md'), { code: 0, out: current.name.split('/')[1] ?? '' })
  t.match(await run('--format', 'text', '--region', 'health'), { code: 0, out: /^Health\n {2}\(start\) --> Unknown\n/ })
  t.match(await run('--format', 'svg', '--region', 'placement'), { code: 0, out: /^<svg .*<\/svg>\n$/s })
  const { out } = await run('--format', 'machine')
  t.equal(JSON.parse(out).id, 'protocol@1')
  t.match(await run('--format', 'html', '--region', 'custody', '--out', folder), {
    code: 0,
    out: `${join(folder, 'custody.html')}\n`,
  })
  t.strictSame(readdirSync(folder), ['custody.html'])
})

t.test('what it does not understand it says in one line', async (t) => {
  for (const [args, says] of [
    [['--format', 'pdf'], /^kinward sop: --format takes html, md, svg, text, machine\n$/],
    [['--region', 'nowhere'], /^kinward sop: --region takes lifecycle, custody, .*\n$/],
    [['--format', 'svg'], /^kinward sop: a drawing for each region.*\n$/],
    [['--format', 'machine', '--region', 'custody'], /^kinward sop: the machine is one.*\n$/],
    [['--colour'], /^kinward sop: unknown option\n$/],
    [['custody'], /^kinward sop: unknown option\n$/],
  ] as const)
    t.match(await run(...args), { code: 1, out: '', err: says }, args.join(' '))
})
