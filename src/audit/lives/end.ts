import type { Child } from './child.ts'

/** How a case ends, and what is tried too early. */

export async function complained(child: Child): Promise<void> {
  const complaint = await child.days(3, 'worker', 'lodge-complaint', {
    againstAgency: child.home.provider,
    subject: 'The food.',
    channel: 'spoken',
  })
  await child.step(600, 'supervisor', 'assign-complaint', { complaint, agency: 'ombudsperson' })
  await child.days(child.random.whole(5, 20), 'monitor', 'resolve-complaint', {
    complaint,
    outcome: 'upheld_in_part',
    childTold: 'Told in person.',
  })
}

export async function triedToClose(child: Child): Promise<void> {
  await child.tries(60, 'worker', 'propose-case-closure', { reason: 'formal_closing', planCompletion: 'Not found.' })
}

/** Closed by somebody else than proposed it, with somebody who answers for the child. */
export async function closed(
  child: Child,
  reason: 'reunified_stable' | 'formal_closing',
  carer: string,
): Promise<void> {
  const why = { reason, goesTo: 'carer', carer, receiver: 'Demo carer', planCompletion: 'School, papers, contact.' }
  await child.days(child.random.whole(60, 120), 'worker', 'propose-case-closure', why)
  if (child.random.chance(0.2)) {
    await child.days(1, 'supervisor', 'return-case-closure', { reasons: 'Ask the school first.' })
    await child.days(7, 'worker', 'propose-case-closure', why)
  }
  await child.days(2, 'supervisor', 'close-case', { ...why, childInformed: 'Told in person.' })
}

export async function died(child: Child): Promise<void> {
  await child.days(10, 'health', 'record-child-death', {
    custodyAtDeath: 'in_care',
    notified: ['guardian', 'ombudsperson', 'child_protection'],
    circumstances: 'An illness.',
  })
  await child.days(
    25,
    'province',
    'conclude-death-inquiry',
    { finding: 'An illness; nobody is to blame.' },
    { decidedBy: { body: 'inquiry', date: child.clock.now().slice(0, 10) } },
  )
}
