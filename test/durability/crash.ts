import { writeSync } from 'node:fs'
import { type Clock, systemClock } from '../../src/clock.ts'
import { destroyKey } from '../../src/commands/destroy-key.ts'
import { type Opened, openServices } from '../../src/open.ts'
import { commandOf, take } from './commands.ts'

/** What a process does once it is open, and at which of the points that it passes it kills itself: counted from 1, or by name. */
export interface Orders {
  readonly folder: string
  readonly killAt: number | string
  readonly open?: { readonly client: string; readonly n: number }
  readonly destroy?: { readonly caseId: string; readonly kid: string }
}

/** Run as a process of its own. Points are each use of the clock, and before and after each key, append and destruction. */
const { folder, killAt, open, destroy } = JSON.parse(process.argv[2] ?? '') as Orders

let armed = false
let points = 0
function point(name: string): void {
  if (!armed || (++points !== killAt && name !== killAt)) return
  writeSync(1, name)
  process.kill(process.pid, 'SIGKILL')
}

const clock: Clock = {
  now() {
    point('clock')
    return systemClock.now()
  },
  uuid() {
    point('uuid')
    return systemClock.uuid()
  },
  bytes(n) {
    point('bytes')
    return systemClock.bytes(n)
  },
}

/** The same, with a point before and after some of its methods. */
function watched<T extends object>(it: T, methods: readonly (keyof T & string)[]): T {
  return new Proxy(it, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (!methods.includes(name as keyof T & string)) return value.bind(target)
      return async (...args: unknown[]) => {
        point(`before ${String(name)}`)
        const result: unknown = await value.apply(target, args)
        point(`after ${String(name)}`)
        return result
      }
    },
  })
}

const services = await openServices({ data: folder, profile: 'demo', node: 'test' }, clock)
const watching: Opened = {
  ...services,
  store: watched(services.store, ['append']),
  vault: watched(services.vault, ['create', 'destroy']),
}
armed = true
if (open) await take(watching, open.client, open.n, commandOf(open.client, open.n, []))
if (destroy) await destroyKey(watching, destroy.caseId, destroy.kid)
armed = false
await services.close()
writeSync(1, 'done')
