import { Random } from '../../../src/audit/random.ts'
import type { JsonObject } from '../../../src/case/event.ts'
import type { Part } from '../../../workflows/protocol/v1/parts.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { act } from './complete.ts'
import { later, type Place, type Step, start } from './walk.ts'
import { adults, person } from './world.ts'

/**
 * Lawful ways to where the decisions are that matter. A line says which event, by whom, and only those fields that make
 * this way this way; the rest is found. A line of a step that does not exist yet ends the way.
 */
export interface Line {
  readonly event: string
  readonly by?: string
  readonly data?: JsonObject | ((place: Place) => JsonObject)
  /** Hours that pass before. */
  readonly after?: number
  /** Where it should lead. */
  readonly to?: readonly [Part, string]
}

export interface Route {
  readonly name: string
  readonly lines: readonly Line[]
}

const line = (event: string, by?: string, data?: Line['data'], more: Partial<Line> = {}): Line => ({
  event,
  ...(by !== undefined && { by }),
  ...(data && { data }),
  ...more,
})

const alone = line('ChildEncountered', 'officer', { hands: 'officers', companions: [] })
const withMother = line('ChildEncountered', 'officer', {
  hands: 'officers',
  companions: [{ ref: adults.mother, claimedRelation: 'parent' }],
})
const referred = [
  line('ReferralSubmitted', 'officer', { placeClass: 'police_post', alone: 'alone' }),
  line('ReferralAcknowledged', 'intake'),
  line('ReferralAccepted', 'intake', { agency: 'dcy', worker: person('worker').id }),
]
const represented = [
  line('ProvisionalGuardianDesignated', 'court', { person: person('province').id, conflicts: [] }),
  line('GuardianApplicationFiled', 'court'),
  line('GuardianAppointed', 'court', { person: person('guardian').id, conflicts: [], caseloadAtAppointment: 14 }),
  line('LegalRepresentativeAssigned', 'supervisor'),
]
const sheltered = [
  line('PlacementRequested', 'worker', { emergency: false }),
  line('PlacementOffered', 'worker', { provider: 'sun-foster-home', type: 'foster' }),
  line('PlacementAccepted', 'sun', { provider: 'sun-foster-home', type: 'foster' }),
  line('CustodyHandedOver', 'officer', { toKind: 'provider', provider: 'sun-foster-home' }),
  line('ChildArrived', 'sun', { placeKind: 'placement', provider: 'sun-foster-home' }),
]
const assessed = [
  line('BiaStarted', 'worker', { kind: 'initial' }),
  line('BiaCompleted', 'worker'),
  line('BiaCompleted', 'worker'),
  line('BiaApproved', 'supervisor'),
]

export const routes: readonly Route[] = [
  { name: 'settled', lines: [alone, ...referred, ...represented, ...sheltered, ...assessed] },
  {
    name: 'with a mother',
    lines: [withMother, line('ReferralSubmitted', 'officer', { alone: 'with_parent' }), ...referred.slice(1)],
  },
  {
    name: 'held',
    lines: [
      alone,
      line('DetentionRecorded', 'officer', { holding: 'police' }),
      line('DetentionRecorded', 'immigration', { holding: 'immigration' }),
      line('DetentionRecorded', 'immigration', { holding: 'found_held' }),
      line('DetentionRecorded', 'officer', { holding: 'juvenile_justice' }),
      line('DetentionRecorded', 'immigration', { holding: 'immigration' }),
      ...referred,
      line('ReleaseOrdered', 'immigration'),
      line('DetentionEnded', 'immigration', { releasedTo: 'left_country' }),
    ],
  },
  {
    name: 'declined',
    lines: [
      alone,
      ...referred.slice(0, 2),
      line('ReferralInformationRequested', 'intake'),
      line('ReferralDeclined', 'supervisor', { code: 'duplicate' }),
      line('ReferralDeclineAppealed', 'officer'),
      line('ReferralAccepted', 'intake'),
    ],
  },
  {
    name: 'missing and ill',
    lines: [
      alone,
      ...referred,
      ...sheltered,
      line('ChildWentMissing', 'sun'),
      line('ChildLocated', 'partner', { withOfficers: true }),
      line('UrgentMedicalNeedRaised', 'officer', { moved: true, guarded: true }),
      line('MedicalClearanceGiven', 'health', { dischargedTo: 'nobody' }),
      line('ChildArrived', 'sun', { placeKind: 'emergency_bed', provider: 'sun-foster-home' }),
      line('PlacementBrokeDown', 'sun'),
      line('ChildArrived', 'worker', { placeKind: 'family', carer: adults.mother }),
    ],
  },
  {
    name: 'signs',
    lines: [
      alone,
      line('ScreeningCompleted', 'officer', { signs: 'no', interpreterMode: 'telephone', concernedAdults: [] }),
      line('ScreeningCompleted', 'officer', { signs: 'yes', concernedAdults: [adults.friend] }),
      ...referred,
    ],
  },
]

/** Goes a way as far as it goes. */
export async function go(
  ruleSet: RuleSet,
  { lines }: Route,
  visit: (step: Step, before: Place) => void = () => undefined,
): Promise<{ readonly places: readonly Place[]; readonly stopped?: Line }> {
  const random = new Random(1)
  let place = start(ruleSet)
  const places: Place[] = [place]
  for (const each of lines) {
    const next = await follow(place, each, random)
    if (next.length === 0) return { places, stopped: each }
    for (const step of next) {
      visit(step, place)
      place = step.place
      places.push(place)
    }
  }
  return { places }
}

/** One line, from anywhere; nothing when it is not possible there. */
export async function follow(
  from: Place,
  { event, by, data, after = 0, to }: Line,
  random: Random,
): Promise<readonly Step[]> {
  const step = from.loaded.ruleSet.findByEvent(event)
  if (!step || (from.loaded.revision < 0n && !step.opens)) return []
  const place = later(from, after)
  const fixed = typeof data === 'function' ? data(place) : data
  return act(place, step, random, {
    ...(by !== undefined && { by: person(by) }),
    ...(fixed && { fixed }),
    ...(to && { wanted: (taken) => taken.known.at[to[0]] === to[1] }),
  })
}
