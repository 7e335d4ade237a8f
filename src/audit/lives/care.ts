import type { JsonObject } from '../../jcs.ts'
import type { Child } from './child.ts'

/** Where the child lives, and what happens there. */

const address = 'Demo lane 4'
const conditions = { libertyClass: 'open', familyBasedTried: true, necessity: 'No parent within reach.' }

/** A family stays together: its home is the parent's, and the provider stands beside them. */
const typeFor = (child: Child): string => (child.withParent ? 'family_in_community' : child.home.type)

export async function placed(child: Child): Promise<void> {
  const { random, withParent, held } = child
  await child.step(random.whole(10, 60), 'worker', 'request-placement', {
    emergency: false,
    ...along(child),
    needs: 'A quiet place, a bed near the ground floor.',
  })
  if (random.chance(0.2)) {
    const first = child.home
    await child.step(15, 'worker', 'offer-placement', offerOf(child))
    await child.step(60, first.person, 'decline-placement', { provider: first.provider, code: 'no_place' })
    child.moves()
  }
  await child.step(15, 'worker', 'offer-placement', offerOf(child))
  await child.step(random.whole(30, 300), child.home.person, 'accept-placement', acceptanceOf(child))
  if (held)
    await child.step(5, 'officer', 'record-end-of-detention', {
      releasedTo: 'agency',
      shelterTonight: true,
      means: true,
    })
  await child.step(30, 'officer', 'hand-over-custody', {
    toKind: 'provider',
    provider: child.home.provider,
    expectedArrival: child.clock.now(),
    receiver: 'Demo driver',
  })
  await arrives(child, random.whole(20, 90), withParent)
  await child.days(1, 'health', 'record-health-screening', { result: 'stable', summary: 'Well.' })
}

async function arrives(child: Child, minutes: number, withParent: boolean): Promise<void> {
  await child.step(minutes, child.home.person, 'record-arrival', {
    placeKind: withParent ? 'family' : 'placement',
    provider: child.home.provider,
    ...(withParent && { carer: child.parent }),
    address,
    condition: 'Tired, well.',
  })
}

/** Where the child goes, the parent goes (I-14). */
const along = ({ withParent }: Child): JsonObject => (withParent ? { accompanyingAdults: 1, siblings: 'together' } : {})

const offerOf = (child: Child) => ({
  provider: child.home.provider,
  type: typeFor(child),
  libertyClass: 'open',
  familyBasedTried: true,
  ...along(child),
  needs: 'School age, no medication.',
})

const acceptanceOf = (child: Child) => ({
  provider: child.home.provider,
  type: typeFor(child),
  ...conditions,
  ...along(child),
  suitability: 'Speaks the language.',
  residentialReason: 'No family had a place.',
  address,
})

export async function visited(child: Child, times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await child.days(child.random.whole(25, 32), 'worker', 'record-follow-up-visit', {
      type: 'in_care',
      seenAlone: true,
      findings: 'Settling in.',
      action: 'none',
    })
}

export async function reviewed(child: Child): Promise<void> {
  await child.days(child.random.whole(10, 25), 'supervisor', 'review-placement', {
    asForNationalChildren: true,
    viewsMode: 'spoken',
    views: 'Wants to stay.',
    necessity: 'As before.',
    suitability: 'As before.',
  })
}

/** @returns whether the child is back */
export async function wentMissing(child: Child): Promise<boolean> {
  const { random, home } = child
  await child.days(random.whole(5, 60), home.person, 'report-missing', {
    discoveredAt: child.clock.now(),
    circumstances: 'Did not come back from school.',
  })
  await child.step(40, 'worker', 'file-missing-report', {})
  await child.days(1, 'supervisor', 'record-supervisor-note', {
    about: 'missing',
    note: 'Police and family were asked.',
  })
  if (random.chance(0.2)) return false
  await child.days(random.whole(1, 10), 'partner', 'locate-child', { withOfficers: false })
  await arrives(child, 120, child.withParent)
  await child.step(1200, 'worker', 'hold-return-interview', {
    interpreterMode: 'in_person',
    viewsMode: 'spoken',
    views: 'Was looking for a friend.',
    findings: 'As told.',
  })
  return true
}

/** A concern, the end of the placement, and another bed the same day. */
export async function brokeDown(child: Child): Promise<void> {
  const { random } = child
  const concern = await child.days(random.whole(20, 90), 'partner', 'raise-safeguarding-concern', {
    against: 'provider',
    provider: child.home.provider,
    immediateDanger: true,
    what: 'Hit by a member of staff.',
  })
  await child.step(60, 'worker', 'record-placement-breakdown', {
    cause: 'abuse_exploitation',
    whereChildIsNow: 'With the worker.',
  })
  child.moves()
  await child.step(60, child.home.person, 'accept-placement', acceptanceOf(child))
  await arrives(child, 90, false)
  await child.days(3, 'supervisor', 'resolve-safeguarding-concern', {
    concern,
    outcome: 'substantiated',
    childTold: 'Told in person, and moved.',
  })
}

export async function fellIll(child: Child): Promise<void> {
  await child.days(child.random.whole(3, 40), child.home.person, 'raise-urgent-medical-need', {
    moved: true,
    guarded: false,
    need: 'High fever.',
    hospital: 'Demo hospital',
  })
  await child.step(900, 'health', 'give-medical-clearance', { dischargedTo: 'care', receiver: 'Demo carer' })
  await arrives(child, 60, child.withParent)
}
