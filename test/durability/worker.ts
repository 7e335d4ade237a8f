import { writeSync } from 'node:fs'
import { systemClock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { openServices } from '../../src/open.ts'
import { commandOf, take } from './commands.ts'

/** What a killed worker was doing: each client goes on from its first command that has no answer yet. */
export interface Orders {
  readonly clients: readonly { readonly name: string; readonly from: number }[]
  readonly cases: readonly string[]
}

/** Run as a process of its own, until it is killed: the pipeline without HTTP. A line that was written is an answer that left. */
const { clients, cases } = JSON.parse(process.argv[2] ?? '') as Orders

const tell = (what: object): void => void writeSync(1, `${JSON.stringify(what)}\n`)

tell({ opening: true })
const services = await openServices(readConfig(process.env), systemClock)
tell({ ready: true })
await Promise.all(
  clients.map(async ({ name, from }) => {
    for (let n = from; ; n++) tell(await take(services, name, n, commandOf(name, n, cases)))
  }),
)
await services.close()
