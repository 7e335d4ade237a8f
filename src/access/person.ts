import type { Role } from '../../workflows/protocol/v1/roles.ts'

/** Somebody who is signed in. */
export interface Person {
  /** Directory UUID: what events name as actor. */
  readonly id: string
  /** What they sign in with; never stored in an event. */
  readonly key: string
  /** For the screen; never stored in an event, never logged. */
  readonly name: string
  readonly role: Role
  readonly agency: string
}

/** Who is asking. Real sign-in fills the same interface. */
export interface Identity {
  /** @returns undefined when the request names nobody that this directory knows */
  identify(authorization: string | undefined): Person | undefined
  /** @returns undefined for a UUID without an account */
  findPerson(id: string): Person | undefined
  readonly people: readonly Person[]
}
