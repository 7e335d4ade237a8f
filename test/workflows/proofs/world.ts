import { demoDirectory, service } from '../../../src/access/demo-directory.ts'
import type { Identity, Person } from '../../../src/access/person.ts'

/** Who there is: everybody of the demo directory, some who changed desks, and the adults around the child. */

export function person(key: string): Person {
  const found = everybody.find((each) => each.key === key)
  if (!found) throw new Error(`nobody is called ${key}`)
  return found
}

/** The same human being, at another desk since: separation of duties is by person, not by role. */
const moved = (key: string, from: string, role: Person['role'], agency: string): Person => {
  const before = demoDirectory.people.find((each) => each.key === from)
  if (!before) throw new Error(from)
  return { ...before, key, role, agency }
}

/** A member of panels whom the police sent: in the directory as one, and without a vote. */
export const policePanel: Person = {
  id: '5a000000-0000-4000-8000-0000000000dd',
  key: 'panel-of-police',
  name: 'Police panel member Demo',
  role: 'panel_member',
  agency: 'royal-thai-police',
}

export const everybody: readonly Person[] = [
  ...demoDirectory.people,
  service,
  policePanel,
  moved('worker-promoted', 'worker', 'cp_supervisor', 'dcy'),
  moved('partner-promoted', 'partner', 'cp_supervisor', 'dcy'),
  moved('officer-changed', 'officer', 'cp_supervisor', 'dcy'),
  moved('intake-promoted', 'intake', 'cp_supervisor', 'dcy'),
  moved('supervisor-on-panel', 'supervisor', 'panel_member', 'dcy'),
  moved('worker-on-panel', 'worker', 'panel_member', 'dcy'),
  moved('health-at-age', 'health', 'age_authority', 'age-panel'),
  moved('supervisor-in-province', 'supervisor', 'provincial_authority', 'province'),
  moved('panel-was-worker', 'panel', 'case_worker', 'dcy'),
  moved('panel-was-supervisor', 'panel-two', 'cp_supervisor', 'dcy'),
  moved('panel-was-intake', 'panel-three', 'cp_intake', 'dcy'),
  moved('secretary-was-worker', 'secretary', 'case_worker', 'dcy'),
  moved('officer-on-panel', 'officer', 'panel_member', 'royal-thai-police'),
]

/** Adults without an account, as the record names them. */
export const adults = {
  mother: '5a000000-0000-4000-8000-00000000000a',
  aunt: '5a000000-0000-4000-8000-00000000000b',
  friend: '5a000000-0000-4000-8000-00000000000c',
  stranger: '5a000000-0000-4000-8000-00000000000d',
} as const

/** No case has this number. */
export const nowhere = '5a000000-0000-4000-8000-0000000000ff'

/** A case elsewhere, which another agency accepted. */
export const elsewhere = '5a000000-0000-4000-8000-0000000000ee'

export const identity: Identity = {
  people: everybody,
  identify: () => undefined,
  findPerson: (id) => demoDirectory.findPerson(id) ?? (id === policePanel.id ? policePanel : undefined),
}
