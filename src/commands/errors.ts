/** Everything that can keep a command from becoming an event: values with stable codes, until http/ words them. */
export type CommandError =
  | { readonly code: 'invalid-body'; readonly issues: readonly Issue[] }
  | { readonly code: 'unknown-step' }
  /** No such case, or none for this person: the same answer. */
  | { readonly code: 'unknown-case' }
  | { readonly code: 'cannot-open' }
  | { readonly code: 'revision-missing' }
  | { readonly code: 'revision-stale'; readonly revision: bigint; readonly changed: readonly string[] }
  | { readonly code: 'occurred-in-future' }
  | { readonly code: 'decision-not-now' }
  | { readonly code: 'key-reused' }
  | {
      readonly code: 'refused'
      /** A role was wrong (403), not a rule or the sequence (409). */
      readonly role: boolean
      /** What this person may be told; empty when only the neutral sentence may be. */
      readonly shown: readonly ShownRule[]
      readonly next: readonly { readonly step: string; readonly roles: readonly string[] }[]
      readonly revision: bigint
    }
  | { readonly code: 'unavailable' }

export interface ShownRule {
  readonly rule: string
  readonly source: string
  readonly sentence: string
}

/** What is wrong with a body, and where; never what was sent. */
export interface Issue {
  /** Names of our own fields and positions in lists: `data.companions.0.ref`. */
  readonly at: string
  readonly problem: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CommandError }
export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const no = <T = never>(error: CommandError): Result<T> => ({ ok: false, error })
