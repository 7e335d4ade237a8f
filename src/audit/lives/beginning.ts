import type { Child } from './child.ts'

/** From the first officer to an agency that says yes. */

export async function found(child: Child): Promise<void> {
  const { random, withParent, parent } = child
  await child.step(0, 'officer', 'record-encounter', {
    hands: 'officers',
    companions: withParent ? [{ ref: parent, claimedRelation: 'parent' }] : [],
    place: `Demo post ${random.whole(1, 9)}`,
    province: `Demo province ${random.whole(1, 5)}`,
    name: child.name,
    statedAge: child.age,
    dobBasis: 'stated',
    sex: random.pick(['female', 'male']),
    nationalityClaimed: random.pick(['Fictionland', 'Examplia', 'Testonia']),
    language: child.language,
  })
  if (withParent) {
    await child.step(5, 'officer', 'link-family-unit', {
      familyUnit: random.uuid(),
      members: [{ ref: parent, claimedRelation: 'parent' }],
    })
  }
  if (child.held) await isHeld(child)
  await screened(child)
}

async function isHeld(child: Child): Promise<void> {
  const { random } = child
  const attached = child.withParent && random.chance(0.6)
  if (random.chance(0.3))
    await child.tries(20, 'immigration', 'order-detention', {
      ownName: !attached,
      basis: attached ? 'attached_to_adult' : 'missing_papers',
      alternativesConsidered: [],
      orderRef: 'Demo order',
    })
  const start = child.clock.now()
  await child.step(random.whole(10, 90), 'officer', 'record-detention', {
    holding: 'police',
    facility: 'north-post-cells',
    start,
    basis: attached ? 'attached_to_adult' : random.pick(['missing_papers', 'none_stated', 'no_bed']),
    alternativesConsidered: [],
  })
}

async function screened(child: Child): Promise<void> {
  const { random, withParent } = child
  const signs = withParent ? 'no' : random.pick(['no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'concern'])
  const ill = random.chance(0.05)
  await child.step(random.whole(10, 60), 'officer', 'complete-screening', {
    separationStatus: withParent ? 'accompanied' : random.pick(['unaccompanied', 'unaccompanied', 'separated']),
    signs,
    concernedAdults: [],
    health: ill ? 'urgent' : 'no_concern',
    interpreterMode: 'telephone',
    supportPerson: child.supportPerson,
  })
  child.trafficked = signs === 'concern'
  if (ill) await child.step(90, 'health', 'give-medical-clearance', { dischargedTo: 'stays', careNeeds: 'Rest.' })
}

export async function referred(child: Child): Promise<void> {
  const { random, withParent, held } = child
  await child.step(random.whole(20, 180), 'officer', 'submit-referral', {
    placeClass: held ? 'police_cell' : 'police_post',
    since: child.clock.now(),
    alone: withParent ? 'with_parent' : 'alone',
    danger: 'none',
    riskFlags: withParent ? [] : ['alone'],
    couldBeUnder18: 'yes',
    location: 'Demo post, front room',
    callBackPhone: '+66 0 0000 0000',
  })
  if (random.chance(0.05)) await child.step(180, 'officer', 'escalate-referral', { reason: 'Nobody has answered yet.' })
  await child.step(random.whole(15, 110), 'intake', 'acknowledge-referral', {
    riskLevel: random.pick(['high', 'medium', 'low']),
  })
  if (random.chance(0.1)) {
    await child.step(10, 'intake', 'request-referral-information', { items: 'Which language is spoken at home?' })
    await child.step(random.whole(20, 200), 'officer', 'provide-referral-information', {
      answers: 'As on the first page.',
    })
  }
  if (random.chance(0.03)) {
    await child.tries(10, 'supervisor', 'decline-referral', {
      code: 'adult_final',
      reason: 'Looks grown up.',
      appealBy: '2026-12-31',
      noticeLanguage: child.language,
      whereChildIsNow: 'Demo post',
      proposal: random.uuid(),
    })
  }
  await child.step(random.whole(5, 60), 'intake', 'accept-referral', {
    agency: 'dcy',
    worker: child.person('worker'),
    emergencyBed: false,
  })
}
