import { createHash } from 'node:crypto'
import type { Role } from '../../workflows/protocol/v1/roles.ts'
import type { Identity, Person } from './person.ts'

/** Plainly fictional people in every role, for the demo profile only: the service then listens on loopback alone. */
const people: readonly Person[] = (
  [
    ['officer', 'Police officer Demo', 'screening_officer', 'royal-thai-police'],
    ['immigration', 'Immigration officer Demo', 'immigration_officer', 'immigration-bureau'],
    ['intake', 'Intake worker Demo', 'cp_intake', 'dcy'],
    ['worker', 'Case worker Demo', 'case_worker', 'dcy'],
    ['worker-two', 'Second case worker Demo', 'case_worker', 'dcy'],
    ['supervisor', 'Supervisor Demo', 'cp_supervisor', 'dcy'],
    ['supervisor-two', 'Second supervisor Demo', 'cp_supervisor', 'dcy'],
    ['intake-north', 'Northern intake worker Demo', 'cp_intake', 'north-office'],
    ['supervisor-north', 'Northern supervisor Demo', 'cp_supervisor', 'north-office'],
    ['sun', 'Sun foster family Demo', 'placement_provider', 'sun-foster-home'],
    ['river', 'River shelter Demo', 'placement_provider', 'river-shelter'],
    ['hill', 'Hill family network Demo', 'placement_provider', 'hill-family-network'],
    ['province', 'Provincial officer Demo', 'provincial_authority', 'province'],
    ['national', 'National coordinator Demo', 'national_coordinator', 'dcy'],
    ['health', 'Nurse Demo', 'health_officer', 'public-health'],
    ['education', 'School officer Demo', 'education_officer', 'education'],
    ['nrm', 'Labour focal point Demo', 'nrm_focal_point', 'labour'],
    ['consular', 'Consular liaison Demo', 'consular_liaison', 'foreign-affairs'],
    ['secretary', 'Panel secretary Demo', 'bid_secretary', 'dcy'],
    ['panel', 'Panel member Demo', 'panel_member', 'partner'],
    ['panel-two', 'Second panel member Demo', 'panel_member', 'dcy'],
    ['panel-three', 'Third panel member Demo', 'panel_member', 'public-health'],
    ['panel-four', 'Fourth panel member Demo', 'panel_member', 'partner'],
    ['court', 'Guardianship authority Demo', 'guardianship_authority', 'family-court'],
    ['guardian', 'Guardian Demo', 'guardian', 'family-court'],
    ['lawyer', 'Lawyer Demo', 'legal_representative', 'legal-aid'],
    ['age', 'Age authority Demo', 'age_authority', 'age-panel'],
    ['partner', 'Partner worker Demo', 'partner_worker', 'partner'],
    ['adviser', 'Adviser Demo', 'adviser', 'partner'],
    ['protection', 'Data protection officer Demo', 'data_protection_officer', 'dcy'],
    ['monitor', 'Monitor Demo', 'monitor', 'ombudsperson'],
    ['auditor', 'Auditor Demo', 'auditor', 'ombudsperson'],
  ] as const satisfies readonly (readonly [string, string, Role, string])[]
).map(([key, name, role, agency]) => ({ id: demoId(key), key, name, role, agency }))

/** A fixed UUIDv8 per demo person, so that the README's lines work on every machine. */
function demoId(key: string): string {
  const bytes = createHash('sha256').update(`kinward demo ${key}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const byKey = new Map(people.map((person) => [person.key, person]))
const byId = new Map(people.map((person) => [person.id, person]))

/** `Authorization: Demo <person>` */
export const demoDirectory: Identity = {
  people,
  identify: (authorization) => byKey.get(/^Demo ([a-z-]{1,40})$/.exec(authorization ?? '')?.[1] ?? ''),
  findPerson: (id) => byId.get(id),
}

/** What the service itself writes with: clock events, destroyed keys. */
export const service: Person = {
  id: demoId('the service itself'),
  key: 'service',
  name: 'Kinward',
  role: 'service',
  agency: 'kinward',
}
