import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { type AnyStateMachine, createActor, createMachine } from 'xstate'
import { machineEvent } from '../../src/case/load.ts'
import { machineJson, machineModule } from '../../src/sop/machine.ts'
import { stateValue } from '../../workflows/protocol/v1/language/fold.ts'
import { current } from '../../workflows/registry.ts'
import { root } from '../docs/server.ts'
import { upTo } from '../scenarios/story.ts'
import { startService } from '../support/service.ts'

/** The machine opens in the ordinary tools: with nothing but `createMachine`, and what they watch is what happens. */

const json = machineJson(current)
const opened = (implementations?: object): AnyStateMachine =>
  createMachine(JSON.parse(json) as never, implementations as never) as never
const start = JSON.parse(JSON.stringify(stateValue(current.built.start)))
const value = (of: unknown): unknown => JSON.parse(JSON.stringify(of))

t.test('it is data: names and parameters, no code; and the same each time', (t) => {
  t.strictSame(JSON.parse(JSON.stringify(JSON.parse(json))), JSON.parse(json))
  t.equal(machineJson(current), json)
  const named = new Set<string>()
  JSON.stringify(JSON.parse(json), (key, each: unknown) => {
    if (['guard', 'actions', 'entry', 'exit'].includes(key))
      for (const one of [each].flat()) named.add((one as { type: string }).type)
    return each
  })
  t.strictSame([...named].sort(), ['entered', 'exited', 'late', 'learn', 'moved', 'takes', 'took'])
  const plain = JSON.parse(json, (key, each: unknown) => (key === 'description' ? undefined : each))
  t.strictSame(plain, JSON.parse(JSON.stringify(current.built.machine.config)), 'what cases are folded with, and words')
  const events = new Set(
    JSON.parse(json).states.custody.on.ChildArrived.map(({ description }: { description: string }) => description),
  )
  t.match([...events].join(), /^Record arrival: fact, by .*placement provider.*; .*I-23/)
  t.end()
})

t.test('plain createMachine opens it, and an actor starts where a case does', (t) => {
  const actor = createActor(opened()).start()
  t.strictSame(value(actor.getSnapshot().value), start)
  t.end()
})

t.test('with the named guards it takes a case that was lived, step by step, and can be watched', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const caseId = await upTo(service, 'record-arrival')
  const events = await service.events(caseId)
  t.ok(events.length >= 13)
  const seen: unknown[] = []
  const taken: string[] = []
  const moved = new Set<string>()
  const actor = createActor(opened(current.built.machine.implementations), {
    inspect: (each) => {
      if (each.type === '@xstate.snapshot') seen.push(value((each.snapshot as { value?: unknown }).value))
      if (each.type === '@xstate.event') taken.push(each.event.type)
      if (each.type === '@xstate.microstep')
        for (const { target } of (each as unknown as { _transitions: { target?: { path: string[] }[] }[] })
          ._transitions)
          for (const { path } of target ?? []) moved.add(path.join('.'))
    },
  }).start()
  for (const event of events) {
    const step = current.findByEvent(event.type)
    if (!step) throw new Error(event.type)
    actor.send(machineEvent(step, event) as never)
    t.strictSame(value(actor.getSnapshot().value), value(event.metadata.state), event.type)
  }
  t.strictSame(seen, [start, ...events.map(({ metadata }) => value(metadata.state))], 'the inspector sees every state')
  t.strictSame(taken, ['xstate.init', ...events.map(({ type }) => type)], 'and every event')
  t.strictSame(
    [...moved].sort(),
    [...new Set(events.flatMap(({ metadata }) => metadata.entered))].sort(),
    'and every move',
  )

  // a decision that a rule refuses moves nothing there either
  const before = actor.getSnapshot()
  const accept = current.getStep('accept-placement')
  const [accepted] = events.filter(({ type }) => type === accept.event)
  if (!accepted) throw new Error('nothing was accepted')
  actor.send(machineEvent(accept, accepted) as never)
  t.strictSame(value(actor.getSnapshot().value), value(before.value))
})

t.test('the module runs by itself, and leads where an event says', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'machine.ts')
  writeFileSync(file, machineModule(current))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [], files: ['machine.ts'] }),
  )
  const { machine } = (await import(pathToFileURL(file).href)) as { machine: AnyStateMachine }
  const actor = createActor(machine).start()
  t.strictSame(value(actor.getSnapshot().value), start)
  actor.send({ type: 'ChildEncountered', to: ['atLiberty', 'needed'] })
  actor.send({ type: 'ReferralSubmitted', to: 'submitted' })
  actor.send({ type: 'ChildArrived', to: ['protectiveCare', 'inPlacement'] })
  t.match(actor.getSnapshot().value, {
    lifecycle: 'open',
    custody: 'protectiveCare',
    referral: 'submitted',
    guardianship: 'needed',
    placement: { care: 'inPlacement', search: 'idle' },
  })
  // the test runner's own hooks stay out of the compiler
  const compile = `NODE_OPTIONS= node_modules/.bin/tsc --noEmit -p '${folder}'`
  const { stdout } = await promisify(execFile)('bash', ['-c', compile], { cwd: root })
  t.equal(stdout, '', 'and compiles as it stands')
})
