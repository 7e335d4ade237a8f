import { startEventStore } from '../support/eventstore/server.ts'

/** The tests' own event store in a process of its own, for the bench. */
const server = await startEventStore()
process.send?.(server.url)
process.on('disconnect', () => process.exit(0))
