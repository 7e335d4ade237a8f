/** How a vault is opened. */
export interface VaultOptions {
  /** False once a store has events: then a vault that is not there is refused, not made. Default true. */
  readonly mayCreate?: boolean
  /** Milliseconds that only ever rise, for what is remembered. */
  readonly elapsed?: () => number
}

/** The number of the master key that new keys are wrapped with. */
export const WRAP_EPOCH = 1
export const KEY_BYTES = 32
export const KID_BYTES = 16

/**
 * The keys of personal data, kept apart from the events so that destroying a key makes what it sealed unreadable
 * for ever. FORMAT rule 2: a key is durable before the event that needs it.
 */
export interface Vault {
  /** One id shared by this vault and its event store; either without the other refuses the start. */
  readonly storeId: string
  /** Derives case ids, command ids and references. Never leaves the process. */
  readonly idKey: Buffer
  /** The number of the MAC key that new events are signed with. */
  readonly macEpoch: number
  /** @throws when no such key exists */
  macKey(epoch: number): Buffer

  /**
   * Makes a key for a subject and resolves once it is durable.
   * Calls of one turn share one transaction.
   *
   * @returns kid: 16 random bytes as unpadded base64url (22 characters)
   */
  create(subject: string): Promise<string>
  /** For sealing: read from the vault itself, never from a cache. */
  forSealing(kid: string): Promise<KeyState>
  /** For opening: may be up to 60 s old. */
  forOpening(kid: string): Promise<KeyState>
  /** Destroys the key and leaves a tombstone. Safe to repeat. Call only after `KeyDestroyed { kid }` is stored. */
  destroy(kid: string, at: string): Promise<void>
  /** Up to where destructions were carried out here; an older copy of the vault names an older one. */
  reconciledTo(): Promise<Reconciled | undefined>
  markReconciled(to: Reconciled): Promise<void>
  close(): Promise<void>
}

export type KeyState =
  | { readonly state: 'present'; readonly subject: string; readonly key: Buffer }
  | { readonly state: 'destroyed'; readonly subject: string; readonly at: string }
  /** Never made here, or lost: not the same as destroyed. */
  | { readonly state: 'missing' }

/** A position of the store that lies at `place`: says nothing of another one, though it may have the same events. */
export interface Reconciled {
  readonly place: string
  readonly position: bigint
}

/** A key as it lies in a vault. */
export interface StoredKey {
  readonly subject: string
  readonly wrapped: Uint8Array | null
  readonly destroyedAt: string | null
}

export interface KeyRow extends StoredKey {
  readonly kid: string
  readonly epoch: number
  readonly createdAt: string
}

export class VaultUnavailable extends Error {
  readonly code = 'vault-unavailable'
}

const REFUSALS = {
  'vault-missing': 'there are events, but not the vault that has their keys',
  'vault-foreign': 'what is there is not a vault of this format',
  'master-key-missing': 'the vault is there, but its master.key is not',
  'master-key-malformed': 'master.key is not a key of 32 bytes',
  'master-key-wrong': 'the vault was not made with this master.key',
} as const

/** Waiting does not help: somebody has to bring back what belongs together. */
export class VaultRefused extends VaultUnavailable {
  readonly reason: keyof typeof REFUSALS
  constructor(reason: keyof typeof REFUSALS) {
    super(`${REFUSALS[reason]}: put back the vault and the master.key that were made together`)
    this.reason = reason
  }
}
