import type { Child } from './child.ts'

/** Who speaks for the child, how old the child is taken to be, and signs of trafficking. */

export async function represented(child: Child): Promise<void> {
  const { random } = child
  if (!child.withParent) {
    await child.step(random.whole(20, 240), 'province', 'designate-provisional-guardian', {
      person: child.person('province'),
      conflicts: [],
      vettingRef: 'ex officio',
    })
    child.guardian = true
    await child.step(20, 'court', 'file-guardian-application', { to: 'Demo juvenile and family court' })
  }
  await child.step(random.whole(60, 900), 'supervisor', 'assign-legal-representative', {
    lawyer: child.person('lawyer'),
    scope: 'All proceedings.',
  })
}

export async function guardianAppointed(child: Child): Promise<void> {
  if (child.withParent) return
  const named = {
    person: child.person('guardian'),
    conflicts: [],
    viewsMode: 'spoken',
    views: 'Agrees.',
    actRef: 'Demo act',
    vettingRef: 'Demo vetting',
  }
  if (child.random.chance(0.05))
    await child.tries(1000, 'court', 'appoint-guardian', { ...named, caseloadAtAppointment: 31 })
  await child.step(1500, 'court', 'appoint-guardian', { ...named, caseloadAtAppointment: child.random.whole(0, 29) })
}

/** Doubt by looks is recorded and mostly comes to nothing; sometimes it is assessed. */
export async function ageDoubted(child: Child): Promise<void> {
  const { random } = child
  if (child.age < 14 || !random.chance(0.2)) return
  await child.step(5, 'immigration', 'dispute-age', { grounds: ['appearance'] })
  if (!child.guardian || random.chance(0.3)) return
  const consent = await child.days(1, 'worker', 'record-consent', {
    purposes: ['psychosocial'],
    childsPart: 'consents',
    adult: 'guardian',
    withheld: [],
    band: '15-17',
    language: child.language,
    how: 'spoken',
  })
  await child.days(2, 'age', 'order-age-assessment', {
    method: 'psychosocial',
    consent,
    supportPerson: child.supportPerson,
    interpreterMode: 'in_person',
    safetyPlan: 'A room of their own.',
  })
  const opinion = await child.days(7, 'health', 'record-age-opinion', {
    method: 'psychosocial',
    assessor: child.person('health'),
    conclusive: true,
    supportPerson: child.supportPerson,
    interpreterMode: 'in_person',
    low: child.age,
    high: child.age + 3,
    childHeard: true,
  })
  const decision = await child.days(2, 'age', 'determine-age', {
    result: 'minor',
    restsOn: ['opinions'],
    opinions: [opinion],
    viewsMode: 'spoken',
    views: 'As always said.',
    reasons: 'The range reaches below eighteen.',
    language: child.language,
    lowestAge: child.age,
  })
  await told(child, decision)
}

export async function told(child: Child, decision: string): Promise<void> {
  await child.step(child.random.whole(60, 1200), 'worker', 'communicate-decision-to-child', {
    decision,
    interpreterMode: 'in_person',
    language: child.language,
    how: 'Told in person, with time for questions.',
  })
}

export async function signsFollowed(child: Child): Promise<void> {
  if (!child.trafficked) return
  await child.step(300, 'worker', 'make-nrm-referral', { to: 'Demo multi-disciplinary team' })
  const decision = await child.days(
    child.random.whole(6, 13),
    'nrm',
    'decide-victim-identification',
    {
      finding: child.random.chance(0.6) ? 'identified' : 'notIdentified',
      supportPerson: child.supportPerson,
      interpreterMode: 'in_person',
      viewsMode: 'spoken',
      views: 'As told to the team.',
      members: 'Prosecutor, social worker, doctor.',
      reasons: 'As the team wrote.',
    },
    { decidedBy: { body: 'identification_team', date: child.clock.now().slice(0, 10) } },
  )
  await told(child, decision)
}
