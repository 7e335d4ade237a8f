import t from 'tap'
import { openEventStore } from '../../src/store/eventstoredb.ts'
import { readEventStoreAddress } from '../../src/store/eventstoredb-address.ts'
import { startEventStore } from '../support/eventstore/server.ts'
import { storeContract } from './contract.ts'

const server = await startEventStore()
t.teardown(() => server.close())

storeContract('EventStoreDB', async () => openEventStore(readEventStoreAddress(server.url)))

const real = process.env.EVENTSTORE_URL
if (real === undefined) t.comment('EVENTSTORE_URL is not set: the contract is not tried on a real server')
else storeContract('a real EventStoreDB', async () => openEventStore(readEventStoreAddress(real)))
