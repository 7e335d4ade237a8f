import { randomUUID } from 'node:crypto'
import client, { type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client'
import type { EventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { EventStoreClient } from '../../src/store/eventstoredb-client.ts'
import type { NewEvent, Store } from '../../src/store/store.ts'

/** An event, and the same as the library takes it: turning one into the other is part of what the store costs. */
export interface Prepared {
  readonly event: NewEvent
  readonly proposed: ReturnType<typeof client.jsonEvent>
}

export function prepare(event: NewEvent): Prepared {
  const { id, type, data, metadata } = event
  return { event, proposed: client.jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }) }
}

/** The same event once more, under an id of its own. */
export function again({ event, proposed }: Prepared): Prepared {
  const id = randomUUID()
  return { event: { ...event, id }, proposed: { ...proposed, id } }
}

/** A way to the same server. `revision`: of the stream's last event, -1 when there is none. */
export interface Way {
  /** @returns the position of the last event */
  append(stream: string, events: readonly Prepared[], revision: bigint): Promise<bigint>
  read(stream: string): Promise<readonly unknown[]>
  /** The events of the streams with a prefix after a position; never ends. */
  follow(prefix: string, after?: bigint): AsyncGenerator<unknown, void, void>
  close(): Promise<void>
}

export function ourStore(store: Store): Way {
  return {
    async append(stream, events, revision) {
      const expected = revision < 0n ? 'none' : revision
      const positions = await store.append(
        stream,
        events.map(({ event }) => event),
        expected,
      )
      return positions.at(-1) ?? 0n
    },
    read: (stream) => store.readStream(stream),
    async *follow(prefix, after = 0n) {
      const stop = new AbortController()
      try {
        for await (const followed of store.follow(after, { prefix, signal: stop.signal }))
          if (followed.kind === 'event') yield followed.event
      } finally {
        stop.abort()
      }
    },
    close: () => store.close(),
  }
}

/** The library as it is: nothing is parsed, proven, timed or tried again. */
export function theLibrary(address: EventStoreAddress): Way {
  const bare = new EventStoreClient(address)
  return {
    async append(stream, events, revision) {
      const proposed = events.map(({ proposed }) => proposed)
      const expectedRevision = revision < 0n ? ('no_stream' as const) : revision
      const { position } = await bare.appendToStream(stream, proposed, { expectedRevision, requiresLeader: true })
      return position?.commit ?? 0n
    },
    async read(stream) {
      const events: ResolvedEvent[] = []
      for await (const event of bare.readStream(stream, { requiresLeader: true })) events.push(event)
      return events
    },
    async *follow(prefix, after = 0n) {
      const subscription = bare.subscribeToAll({
        fromPosition: after === 0n ? 'start' : { commit: after, prepare: after },
        filter: client.streamNameFilter({ prefixes: [prefix] }),
        requiresLeader: true,
      })
      subscription.on('error', () => undefined)
      try {
        for await (const item of subscription as AsyncIterable<AllStreamResolvedEvent>) yield item.event
      } finally {
        await subscription.unsubscribe()
      }
    },
    close: () => bare.dispose(),
  }
}
