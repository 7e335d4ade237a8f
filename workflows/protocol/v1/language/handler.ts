import type { Part } from '../parts.ts'

/** What a handler reports of itself while an event is taken. */
export type Report =
  | { readonly type: 'took'; readonly params: Took }
  | { readonly type: 'entered' | 'exited'; readonly params: { readonly state: string } }

/** `move` names the handler when the fact came late: where it would have led is reported. */
export interface Took {
  readonly part: Part
  readonly outOfOrder?: true
  readonly late?: string
}

export type Guard =
  | { readonly type: 'takes'; readonly params: { readonly step: string; readonly move?: string; readonly to?: string } }
  | { readonly type: 'late'; readonly params: { readonly part: Part; readonly move: string } }
export type Action =
  | Report
  | { readonly type: 'learn'; readonly params: { readonly step: string; readonly late?: true } }
  | { readonly type: 'moved'; readonly params: { readonly part: Part; readonly to: string } }

export interface Handler {
  readonly target?: string
  readonly reenter?: true
  readonly guard?: Guard
  readonly actions: readonly Action[]
}
