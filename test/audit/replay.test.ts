import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { foldPrefix } from '../../src/audit/replay.ts'
import { seedCases } from '../../src/audit/seed.ts'
import { accessStream, Cases, caseStream } from '../../src/case/cases.ts'
import { decide } from '../../src/case/decide.ts'
import { referenceOf } from '../../src/case/ids.ts'
import { foldEvents, keyName, type LoadedCase, machineEvent, unopened } from '../../src/case/load.ts'
import { outcomeOf } from '../../src/case/outcome.ts'
import { type ParsedEvent, parseEvent } from '../../src/case/parsed.ts'
import { openSlot } from '../../src/case/seal.ts'
import { systemClock } from '../../src/clock.ts'
import { canonical } from '../../src/jcs.ts'
import { type Opened, openServices } from '../../src/open.ts'
import { type Ended, kinward } from '../durability/processes.ts'
import { type Service, startService } from '../support/service.ts'

const root = mkdtempSync(join(tmpdir(), 'kinward-replay-'))
t.teardown(() => rmSync(root, { recursive: true }))
const SEED = Number(process.env.KINWARD_SEED ?? Math.trunc(Math.random() * 2 ** 20))

const open = (data: string): Promise<Opened> => openServices({ data, profile: 'demo', node: 'test' }, systemClock)
const historyOf = async ({ store }: Opened, caseId: string): Promise<ParsedEvent[]> =>
  (await store.readStream(caseStream(caseId))).map(parseEvent)

/** All that a decision is taken on, as one text; the order of names says nothing. */
function whole({ known, running, kids, ruleSet, head, recordedAt, revision, trail }: LoadedCase): string {
  const traces = trail.map((trace) => ({ ...trace, revision: String(trace.revision) }))
  const parts = [known, [...running], [...kids], ruleSet.name, head, recordedAt, String(revision), traces]
  return canonical(JSON.parse(JSON.stringify(parts)))
}

/** Keeps the snapshots that the pipeline was given, by case and revision. */
class Watched extends Cases {
  readonly given = new Map<string, Set<string>>()

  override async load(caseId: string): Promise<LoadedCase> {
    const loaded = await super.load(caseId)
    const name = `${caseId} ${loaded.revision}`
    this.given.set(name, (this.given.get(name) ?? new Set()).add(whole(loaded)))
    return loaded
  }
}

t.test(`what each decision was taken on is what its history folds to again (seed ${SEED})`, async (t) => {
  const folder = join(root, 'property')
  const live = await open(folder)
  const watched = new Watched(live.store, live.proofs)
  const ids = await seedCases(
    { ...live, cases: watched },
    { cases: 40, seed: SEED, start: '2025-01-06T01:00:00.000Z' },
    () => undefined,
  )
  await live.close()

  const services = await open(folder)
  let compared = 0
  const different: string[] = []
  for (const id of ids) {
    const events = await historyOf(services, id)
    for (const event of events) {
      const upTo = event.revision - 1n
      const before = foldPrefix(id, events, services.proofs, ({ revision }) => revision <= upTo)
      const name = `${id} ${upTo}`
      const snapshots = watched.given.get(name) ?? new Set()
      const plain = foldEvents(
        unopened(id, services.proofs),
        events.filter(({ revision }) => revision <= upTo),
        services.proofs,
        'plain',
      )
      if (snapshots.size !== 1 || !snapshots.has(whole(before)) || whole(plain) !== whole(before)) different.push(name)
      // and from there, it would be decided so again
      const step = before.ruleSet.findByEvent(event.type)
      if (!step) throw new Error(`no step for ${event.type}`)
      const decision = decide(before, step, machineEvent(step, event))
      const { breaches, clocks, entered, exited, flags, reported, state } = event.metadata
      const recorded = { breaches, clocks, entered, exited, flags, reported, state }
      if (!decision.ok || JSON.stringify(decision.outcome.consequences) !== JSON.stringify(recorded))
        different.push(`${name} ${event.type}`)
      const outcome = outcomeOf(before.ruleSet, before.ruleSet.plain, step, before, machineEvent(step, event), id)
      if (JSON.stringify(outcome?.consequences) !== JSON.stringify(recorded)) different.push(`${name} plain`)
      compared++
    }
  }
  t.strictSame(different, [])
  t.ok(compared > 400, `${compared} decisions`)
  await services.close()
})

interface Story {
  readonly service: Service
  readonly caseId: string
  readonly replay: (...args: string[]) => Promise<Ended>
}

/** Missing and found; then an arrival that was before all that comes late, and the encounter is corrected. */
async function tell(t: Test): Promise<Story> {
  const service = await startService()
  t.teardown(() => service.close())
  service.at('2025-03-03T08:00:00+07:00')
  const opened = await service.open('worker', 'record-encounter', {
    hands: 'none',
    companions: [],
    place: 'Demo market',
    name: 'Demo Aye',
  })
  const { caseId } = opened.body
  const take = async (time: string, step: string, data: object, occurredAt?: string): Promise<void> => {
    service.at(time)
    const answer = await service.take('worker', caseId, step, data, occurredAt === undefined ? {} : { occurredAt })
    t.equal(answer.status, 201, step)
  }
  await take('2025-03-03T09:00:00+07:00', 'report-missing', { discoveredAt: at('08:30') }, at('08:30'))
  await take('2025-03-03T11:00:00+07:00', 'locate-child', { withOfficers: false, where: 'Demo shop' })
  const arrival = { placeKind: 'emergency_bed', provider: 'river-shelter', address: 'Demo lane 4' }
  await take('2025-03-03T12:00:00+07:00', 'record-arrival', arrival, at('08:10'))
  await take('2025-03-03T13:00:00+07:00', 'correct-record', {
    correctionOf: opened.body.event.id,
    payload: { companions: [{ ref: '5a0a7a4e-1111-4222-8333-444455556666', claimedRelation: 'sibling' }] },
    happenedAt: at('07:30'),
    reason: 'Her sister was there.',
  })
  return { service, caseId, replay: (...args) => kinward(service.folder, ['replay', ...args]) }
}

/** A time of that day in Bangkok, as it is stored. */
const at = (time: string): string => new Date(`2025-03-03T${time}:00+07:00`).toISOString()
const bangkok = (time: string): string => `2025-03-03T${time}:00+07:00`

/** The numbers of the events that are shown. */
const shown = (out: string): string[] => [...out.matchAll(/^ {1,2}(\d+) {2}\d{4}-/gm)].map(([, number]) => number ?? '')
const custody = (out: string): string | undefined => /^ {2}custody: (.*)$/m.exec(out)?.[1]

t.test('kinward replay --step and --known-at: prefixes, and nothing that came later', async (t) => {
  const { caseId, replay } = await tell(t)
  const all = await replay(caseId)
  t.equal(all.code, 0, all.errors)
  t.strictSame(shown(all.out), ['0', '1', '2', '3', '4'])
  t.match(all.out, /came late; would have led to custody: protective care\n/)
  t.match(
    all.out,
    /1 {2}2025-03-03T01:30:00\.000Z {2}Child went missing\n {5}by case worker, dcy; recorded 2025-03-03T02:00/,
  )
  t.match(all.out, /now custody: missing {2}\(was custody: at liberty\)\n/)
  for (const secret of ['Demo Aye', 'Demo market', 'Demo shop', 'Demo lane', 'sister'])
    t.notOk(all.out.includes(secret), secret)

  const states: [step: number, custody: string][] = [
    [0, 'at liberty'],
    [1, 'missing'],
    [2, 'located'],
    [3, 'located'],
  ]
  for (const [step, state] of states) {
    const { code, out } = await replay(caseId, '--step', String(step))
    t.strictSame([code, shown(out).length, custody(out)], [0, step + 1, state])
    t.notOk(out.includes('known now'), 'the correction came later')
  }
  const early = await replay(caseId, '--known-at', bangkok('11:30'))
  t.strictSame([shown(early.out), custody(early.out)], [['0', '1', '2'], 'located'])
  t.equal(early.out, (await replay(caseId, '--step', '2')).out)
  t.equal(
    custody((await replay(caseId, '--known-at', bangkok('08:45'))).out),
    'at liberty',
    'missing, but nobody had said so',
  )
})

t.test('kinward replay --at: known now beside known then, for the late fact and for the correction', async (t) => {
  const { caseId, replay } = await tell(t)
  const { code, out } = await replay(caseId, '--at', bangkok('08:20'))
  t.equal(code, 0)
  t.equal(custody(out), 'protective care   (known then: at liberty)')
  t.match(out, /placement, care: emergency {3}\(known then: none\)\n/)
  t.match(out, /event 0, companions: known then \[\]; known now \[\{"claimedRelation":"sibling".*\(corrected in 4\)\n/)
  t.match(
    out,
    /event 0, occurredAt: known then "2025-03-03T01:00:00\.000Z"; known now "2025-03-03T00:30:00\.000Z" \(corrected in 4\)\n/,
  )
  t.equal(custody((await replay(caseId, '--at', bangkok('08:45'))).out), 'missing   (known then: at liberty)')
  t.equal(custody((await replay(caseId, '--at', bangkok('10:00'))).out), 'missing')
  t.equal(
    custody((await replay(caseId, '--at', bangkok('11:30'))).out),
    'located',
    'the late arrival does not un-miss her',
  )
  t.equal(
    custody((await replay(caseId, '--at', bangkok('07:45'))).out),
    'at liberty   (known then: unopened)',
    'the corrected time',
  )
  t.equal(custody((await replay(caseId, '--at', bangkok('07:15'))).out), 'unopened')
  // with the eyes of the time before the late fact and the correction
  const then = await replay(caseId, '--at', bangkok('08:20'), '--known-at', bangkok('11:30'))
  t.equal(custody(then.out), 'at liberty')
  t.notMatch(then.out, /known then|event 0/)

  const whole = await replay(caseId)
  t.match(whole.out, /known then: companions \[\]; known now: \[\{.*\(corrected in 4\)\n/)
})

t.test('kinward replay --as: what that person may read, on record; for a stranger there is no such case', async (t) => {
  const { caseId, replay, service } = await tell(t)
  const looks = async (): Promise<ParsedEvent[]> =>
    (await service.services.store.readStream(accessStream(caseId)))
      .map(parseEvent)
      .filter(({ type }) => type === 'CaseRead')
  t.equal((await looks()).length, 0)
  const worker = await replay(caseId, '--as', 'worker')
  t.match(
    worker.out,
    /What case worker may read \(this reading is on record\):\n {4}0 {2}custody: \{"place":"Demo market"\}\n/,
  )
  t.match(worker.out, /4 {2}procedure: \{"reason":"Her sister was there\."\}\n/)
  const [look] = await looks()
  t.match(look, {
    data: { clear: { purpose: 'replay', revision: '4' } },
    metadata: { actor: { id: service.personId('worker') } },
  })
  const first = await replay(caseId, '--as', 'worker', '--step', '0')
  t.ok(first.out.includes('Demo Aye') && !first.out.includes('Demo shop'))
  const early = await replay(caseId, '--as', 'worker', '--at', bangkok('08:20'))
  t.ok(early.out.includes('Demo Aye') && early.out.includes('Demo lane 4') && !early.out.includes('Demo shop'))
  const auditor = await replay(caseId, '--as', 'auditor')
  t.equal(auditor.code, 0)
  t.notOk(auditor.out.includes('Demo Aye'))
  t.equal((await looks()).length, 4, 'each is on record')

  for (const stranger of ['consular', 'sun', 'nobody']) {
    const { code, out, errors } = await replay(caseId, '--as', stranger)
    t.strictSame([code, out, errors], [1, '', 'kinward replay: there is no such case for this person\n'])
  }
})

t.test('kinward replay by id and by reference as people say it; and what is not understood', async (t) => {
  const { caseId, replay, service } = await tell(t)
  const { out } = await replay(caseId)
  const reference = referenceOf(service.services.vault.idKey, caseId)
  t.ok(out.startsWith(`Case ${reference} (${caseId}), protocol@1, thailand@1\n`))
  for (const said of [reference, reference.toLowerCase(), reference.replace('-', ' ')])
    t.equal((await replay(said)).out, out)
  for (const [args, why] of [
    [['00000000-0000-8000-8000-000000000000'], 'there is no such case'],
    [[reference.replace(/.$/, (last) => (last === '0' ? '1' : '0'))], 'there is no such case'],
    [[], 'name a case: its id or its reference'],
    [[caseId, '--step', 'two'], '--step takes the number of an event, from 0'],
    [[caseId, '--at', 'noon'], 'an instant looks like 2025-03-03T17:00:00+07:00'],
    [[caseId, '--at', bangkok('08:20'), '--step', '1'], 'either --step or --at'],
    [[caseId, '--known-at', bangkok('07:00')], 'nothing was recorded by then'],
    [[caseId, '--upto', '3'], 'unknown option'],
  ] as const) {
    const { code, out: nothing, errors } = await replay(...args)
    t.strictSame([code, nothing, errors], [1, '', `kinward replay: ${why}\n`])
  }
})

/** Every story of a folder, with its own ids called by their place; the same text for the same lives. */
async function stories(folder: string): Promise<string[]> {
  const services = await open(folder)
  const told: string[] = []
  for await (const stream of services.store.streams('case-')) {
    const caseId = stream.slice('case-'.length)
    const events = await historyOf(services, caseId)
    const slots = events.flatMap(({ data }) => data.sealed ?? [])
    const names = new Map([
      ...events.map(({ id, revision }): [string, string] => [id, `event ${revision}`]),
      ...slots.map(({ kid, subject, group }): [string, string] => [kid, `key of ${keyName(subject, group)}`]),
      [caseId, 'the case'],
    ])
    const lines: unknown[] = []
    for (const event of events) {
      const { type, data, metadata } = event
      const { actor, occurredAt, recordedAt, state, breaches, flags, entered, exited, clocks, ruleSet } = metadata
      const contents = await Promise.all((data.sealed ?? []).map((slot) => openSlot(services.vault, event, slot)))
      // slots stand in the order of their subjects, which differ
      const sealed = (data.sealed ?? [])
        .map(({ subject, group, kid }, i) => [subject === caseId, subject, group, kid, contents[i]])
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      lines.push({
        type,
        clear: data.clear,
        sealed,
        actor,
        occurredAt,
        recordedAt,
        state,
        breaches,
        flags,
        entered,
        exited,
        clocks,
        ruleSet,
      })
    }
    told.push(
      [...names]
        .reduce((text, [id, name]) => text.replaceAll(id, name), JSON.stringify(lines))
        // keyed with keys that differ
        .replaceAll(/"digest":"[\w-]{43}"/g, '"digest":""')
        .replaceAll('},{"type', '},\n{"type'),
    )
  }
  await services.close()
  return told.sort()
}

t.test(
  'kinward seed: the same seed tells the same stories, another seed others; told twice, they are there once',
  async (t) => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(root, name)) as [string, string, string]
    const seed = (folder: string, number: string) => kinward(folder, ['seed', '--cases', '12', '--seed', number])
    const [first, second, other] = await Promise.all([seed(one, '5'), seed(two, '5'), seed(three, '6')])
    t.match(first, { code: 0, out: /^12 cases, \d+ events\n$/, errors: /^\d+ events, \d+\/s\n$/ })
    t.equal(second.out, first.out)
    t.equal(other.code, 0)
    const told = await stories(one)
    t.equal(told.length, 12)
    t.strictSame(await stories(two), told)
    t.not((await stories(three)).join(), told.join())
    t.equal(new Set(told).size, 12, 'no two lives are the same')

    const together = join(root, 'together')
    const bulk = await kinward(together, ['seed', '--cases', '12', '--seed', '5', '--bulk'])
    t.equal(bulk.out, first.out)
    t.strictSame(await stories(together), told, 'several processes tell the same')
    t.match(await kinward(together, ['check']), { code: 0, out: /clean\n$/ })

    const again = await seed(one, '5')
    t.equal(again.out, first.out)
    t.strictSame(await stories(one), told)
    t.match(await kinward(one, ['check']), { code: 0, out: /clean\n$/ })
    for (const args of [[], ['--cases', '0'], ['--cases', 'many'], ['--cases', '3', '--seed', 'x'], ['--all']])
      t.match(await kinward(three, ['seed', ...args]), { code: 1, out: '' })
  },
)
