import { mkdirSync } from 'node:fs'
import { current, findRuleSet } from '../workflows/registry.ts'
import { demoDirectory, service } from './access/demo-directory.ts'
import { Journal, prove } from './access/journal.ts'
import { policyVersion } from './access/policy.ts'
import { Cases } from './case/cases.ts'
import { NOTHING_BEFORE, verifyMac } from './case/chain.ts'
import { envelope, plainMetadata } from './case/envelope.ts'
import { textOf } from './case/event.ts'
import { HistoryDoesNotFit, type Proofs } from './case/load.ts'
import { type ParsedEvent, parseEvent, UnreadableEvent } from './case/parsed.ts'
import type { Clock } from './clock.ts'
import type { Services } from './commands/services.ts'
import type { Config } from './config.ts'
import { Lanes } from './lanes.ts'
import { openStore } from './store/open.ts'
import { ConcurrencyError, type Store, type StoredEvent } from './store/store.ts'
import { openVault } from './vault/open.ts'
import type { Vault } from './vault/vault.ts'

/** Store and vault do not belong together, or to this profile: nothing is served. */
export class CannotOpen extends Error {
  readonly code = 'cannot-open'
}

export interface Opened extends Services {
  readonly proofs: Proofs
  close(): Promise<void>
}

/** What has to be known to open them; what is left out is embedded. */
export type Where = Pick<Config, 'data' | 'profile' | 'node'> & Partial<Pick<Config, 'store' | 'vault'>>

/**
 * Opens store and vault, writes the store's first event if there is none, proves that both
 * belong together, and carries out destructions that were recorded but not done.
 *
 * @throws CannotOpen, VaultUnavailable, StoreUnavailable
 */
export async function openServices(
  { data, profile, node, store: engine = 'embedded', vault: keys = 'embedded' }: Where,
  clock: Clock,
): Promise<Opened> {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const store = await openStore(engine, data)
  const vault = await openVaultOf(store, keys, data, clock)
  try {
    const first = await firstEvent(store, vault, profile, clock)
    const proofs: Proofs = { genesis: first.digest, macKey: (epoch) => vault.macKey(epoch) }
    await reconcile(store, vault)
    return {
      store,
      vault,
      clock,
      proofs,
      identity: demoDirectory,
      cases: new Cases(store, proofs),
      journal: new Journal({ store, vault, clock, proofs }),
      lanes: new Lanes(),
      node,
      close: async () => {
        await store.close()
        await vault.close()
      },
    }
  } catch (error) {
    await store.close()
    await vault.close()
    throw error
  }
}

/** A vault is made only while the store is empty: a new one would open nothing of what is there. */
async function openVaultOf(store: Store, keys: Config['vault'], folder: string, clock: Clock): Promise<Vault> {
  try {
    return await openVault(keys, { folder, mayCreate: (await store.readStream('store')).length === 0 }, clock)
  } catch (error) {
    await store.close()
    throw error
  }
}

/** `StoreOpened`: every chain of this store begins with its digest, so that no stream ever fits another store. */
async function firstEvent(store: Store, vault: Vault, profile: string, clock: Clock): Promise<ParsedEvent> {
  let first = (await store.readStream('store'))[0]
  if (!first && ((await vault.reconciledTo())?.position ?? 0n) > 0n) {
    // another process may have written it in this moment; otherwise the events are gone, or their beginning is
    first = (await store.readStream('store'))[0]
    if (!first) throw new CannotOpen('this vault knows of events, but the store has not even its first one')
  }
  if (!first) {
    const draft = {
      stream: 'store',
      revision: 0n,
      id: clock.uuid(),
      type: 'StoreOpened',
      clear: { storeId: vault.storeId, profile, origin: `${profile}.invalid`, format: 1, schema: 1, given: [] },
      sealed: [],
      metadata: plainMetadata({
        actor: { agency: service.agency, id: service.id, role: service.role },
        at: clock.now(),
        commandId: 'A'.repeat(22),
        correlationId: clock.uuid(),
        policyVersion,
        protocol: current.protocol,
        ruleSet: current.name,
      }),
    }
    const event = envelope(draft, {
      prev: NOTHING_BEFORE,
      macEpoch: vault.macEpoch,
      macKey: vault.macKey(vault.macEpoch),
    })
    try {
      await store.append('store', [event], 'none')
    } catch (error) {
      // another process opened it in the same moment: its first event stands
      if (!(error instanceof ConcurrencyError)) throw error
    }
    first = (await store.readStream('store'))[0]
    if (!first) throw new CannotOpen('the store does not give back its first event')
  }
  const event = readable(first)
  if (!event) throw new CannotOpen(`${first.stream} revision ${first.revision} cannot be read: it was altered`)
  const { storeId, profile: made } = event.data.clear
  if (storeId !== vault.storeId) throw new CannotOpen('this vault belongs to another store')
  if (made !== profile) throw new CannotOpen('this store was made under another profile')
  if (!findRuleSet(event.metadata.protocol, event.metadata.ruleSet))
    throw new CannotOpen(
      'this store was begun under rules that this version does not have (while the protocol is a draft they change with the code): start with an empty data folder, or with the version that made it',
    )
  try {
    prove([event], { genesis: NOTHING_BEFORE, macKey: (epoch) => vault.macKey(epoch) })
  } catch (cause) {
    if (cause instanceof HistoryDoesNotFit) throw new CannotOpen(`${cause.message}: it was altered`, { cause })
    throw cause
  }
  return event
}

/**
 * A key whose destruction is on record stays destroyed, also after an older vault was put back (FORMAT rule 2). Only what
 * this store signed counts: whoever can write to the database must not be able to have keys destroyed.
 */
async function reconcile(store: Store, vault: Vault): Promise<void> {
  const stop = new AbortController()
  for await (const followed of store.follow(await reconciledTo(store, vault), {
    prefix: 'case-',
    signal: stop.signal,
  })) {
    if (followed.kind === 'caughtUp') {
      await vault.markReconciled({ place: store.place, position: followed.position })
      stop.abort()
    } else if (followed.event.type === 'KeyDestroyed') {
      const event = readable(followed.event)
      if (typeof event?.metadata.mac === 'string' && verifyMac(event.metadata.mac, event.digest, vault))
        await vault.destroy(textOf(event.data.clear.kid), event.metadata.recordedAt)
    }
  }
}

/**
 * The vault's mark. From the start when it is of another place, where the history came from; or when the store does not
 * reach it: then it is an older copy, whose positions come again.
 */
async function reconciledTo(store: Store, vault: Vault): Promise<bigint> {
  const mark = await vault.reconciledTo()
  return mark?.place === store.place && mark.position <= (await store.lastPosition()) ? mark.position : 0n
}

/** @returns undefined when it is not what this service writes; `check` names it */
function readable(stored: StoredEvent): ParsedEvent | undefined {
  try {
    return parseEvent(stored)
  } catch (error) {
    if (error instanceof UnreadableEvent) return undefined
    throw error
  }
}
