import type { Child } from './child.ts'
import { told } from './protection.ts'

/** What is best for this child: assessed, determined where that is needed, and planned. */

export async function assessed(child: Child): Promise<void> {
  const { random } = child
  const heard = { viewsMode: 'spoken', views: 'Wants to go to school.', options: 'Stay; kin abroad.' }
  await child.step(60, 'worker', 'start-bia', {
    kind: 'initial',
    interpreterMode: 'in_person',
    childSeenAlone: true,
  })
  await child.step(900, 'worker', 'complete-bia', { ...heard, recommendation: 'Stay for now.' })
  await child.step(random.whole(5_000, 10_000), 'worker', 'complete-bia', { ...heard, recommendation: 'Stay.' })
  if (random.chance(0.1)) {
    await child.step(300, 'supervisor', 'return-bia', { reasons: 'Say more about school.' })
    await child.step(1500, 'worker', 'complete-bia', { ...heard, recommendation: 'Stay; school from Monday.' })
  }
  await child.step(600, 'supervisor', 'approve-bia', { bidNeeded: 'later', bidNeededBy: '2026-06-30' })
}

export async function planned(child: Child): Promise<void> {
  const { random } = child
  await child.both(1440, ['worker', 'supervisor'], 'agree-case-plan', {
    durable: false,
    viewsMode: 'spoken',
    views: 'Agrees.',
    asForNationalChildren: true,
    goals: 'School, papers, contact with family.',
    whoAndWhen: 'The worker, within a month.',
    childAgrees: true,
  })
  const referral = await child.days(2, 'worker', 'refer-service', {
    urgent: false,
    asForNationalChildren: true,
    agency: 'education',
    basis: 'nothing_shared',
    service: 'school',
  })
  await child.days(random.whole(2, 6), 'education', 'record-service', {
    referral,
    asForNationalChildren: true,
    service: 'school',
  })
}

const voters = ['panel', 'panel-two', 'panel-three'] as const
const agencies = ['partner', 'dcy', 'public-health'] as const

/** A panel determines; every voting member signs. */
export async function determined(child: Child, about: 'durable_solution' | 'return'): Promise<void> {
  const { random } = child
  if (!child.guardian) return
  await child.days(random.whole(5, 30), 'supervisor', 'require-bid', { trigger: about, askedBy: 'guardian' })
  const views = { viewsMode: 'spoken', views: about === 'return' ? 'Wants to go home.' : 'Wants to stay.' }
  const report = await child.days(random.whole(10, 25), 'worker', 'submit-bid-report', {
    ...views,
    history: 'As in the file.',
    options: 'Stay; return.',
    security: 'Assessed for this child.',
    guardianHeard: true,
  })
  await child.days(2, 'secretary', 'convene-panel', {
    seats: voters.map((person, i) => ({
      person: child.person(person),
      agency: agencies[i] ?? 'dcy',
      capacity: 'voting',
      declaration: 'no_conflict',
    })),
    chair: child.person('panel-two'),
    meetsOn: child.clock.now().slice(0, 10),
  })
  const decision = {
    ...views,
    outcome: about === 'return' ? 'repatriation' : 'local_integration',
    separatesSiblings: false,
    implementingAgency: 'dcy',
    reviewBy: later(child, 180),
    appealBy: later(child, 20),
    viewsWeight: 'Great.',
    reasons: 'As the panel wrote.',
    guardianHeard: true,
  }
  let proposal = ''
  for (const person of voters)
    proposal = await child.step(30, person, 'propose-act', { step: 'decide-bid', payload: decision })
  const decided = await child.step(30, 'secretary', 'decide-bid', { ...decision, proposal })
  await told(child, decided)
  if (about === 'return') return returned(child, report)
  await child.days(random.whole(3, 20), 'worker', 'start-bid-implementation', { what: 'School and papers.' })
  await child.both(random.whole(20_000, 60_000), ['worker', 'supervisor'], 'confirm-bid-implementation', {
    what: 'Lives, learns and has papers here.',
  })
}

const later = (child: Child, days: number): string =>
  new Date(Date.parse(child.clock.now()) + days * 86_400_000).toISOString()

async function returned(child: Child, securityAssessment: string): Promise<void> {
  await verified(child)
  await child.days(25, 'worker', 'propose-return', {
    mode: 'voluntary',
    towards: 'origin',
    destination: 'Fictionland',
    reason: 'The child wishes it and the panel found it best.',
    askedBy: 'child',
  })
  await child.days(1, 'guardian', 'record-return-consent', {
    answer: 'given',
    understood: true,
    familyMemberHeld: false,
    by: ['child', 'guardian'],
    language: child.language,
    inOwnWords: 'I want to be with my grandmother.',
  })
  await child.both(600, ['supervisor', 'province'], 'authorise-return', {
    securityAssessment,
    safetyInDoubt: false,
    carer: child.relative,
    receiverAgreed: true,
    receiverAble: true,
    planMadeWithChild: true,
    parentStays: false,
    appealUntil: later(child, 15),
    departure: later(child, 30),
    receiverChecked: 'Visited by a partner there.',
    plan: 'Travels with a worker; school from September.',
    reasons: 'As the panel found.',
  })
  await child.days(32, 'worker', 'carry-out-return', {
    preparedAndChecked: true,
    handedTo: 'Demo grandmother',
    receipt: 'Signed by her.',
    groupSize: 1,
  })
  await child.days(14, 'partner', 'record-post-return-visit', {
    visitedBy: 'Demo partner there',
    independent: true,
    seenAlone: true,
    condition: 'Well; goes to school.',
  })
}

async function verified(child: Child): Promise<void> {
  await child.both(10_000, ['worker', 'supervisor'], 'verify-relationship', {
    adult: child.relative,
    result: 'confirmed',
    authority: 'agency',
    dna: false,
    how: 'Papers and both their stories.',
    adultAbility: 'Has a room and work.',
    childsWish: 'Wants to live with her.',
  })
}

/** Family is looked for, verified by two people, and – here – given the child back. */
export async function reunified(child: Child): Promise<void> {
  const { random, relative } = child
  const consent = await child.days(random.whole(2, 10), 'worker', 'record-consent', {
    purposes: ['tracing'],
    childsPart: child.age < 6 ? 'too_young' : child.age < 15 ? 'assents' : 'consents',
    adult: 'guardian',
    withheld: [],
    band: child.age < 6 ? '0-5' : child.age < 12 ? '6-11' : child.age < 15 ? '12-14' : '15-17',
    language: child.language,
    how: 'spoken',
  })
  await child.days(2, 'worker', 'start-tracing', { through: ['private'], consent })
  await child.days(random.whole(10, 40), 'worker', 'locate-relative', {
    relative,
    contacted: false,
    claimedRelation: 'aunt',
    where: 'Demo town',
  })
  const wish = { viewsMode: 'spoken', views: 'Wants to live with her.' }
  await verified(child)
  await child.days(2, 'supervisor', 'authorise-reunification', {
    carer: relative,
    where: 'here',
    restsOn: 'assessment',
    separatesSiblings: false,
    ...wish,
    reasons: 'As assessed.',
  })
  await child.days(3, 'worker', 'record-reunification', {
    carer: relative,
    where: 'here',
    receipt: 'Signed by the aunt.',
  })
  await child.days(14, 'worker', 'record-follow-up-visit', {
    type: 'after_reunification',
    seenAlone: true,
    findings: 'Goes to school.',
    action: 'none',
  })
}
