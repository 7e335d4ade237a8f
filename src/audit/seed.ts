import { Journal } from '../access/journal.ts'
import { referenceOf } from '../case/ids.ts'
import type { Opened } from '../open.ts'
import { Random } from './random.ts'
import { Life, StoryClock } from './story.ts'

/** Plainly fictional: what a demo child is called, and nothing more. */
const NAMES = ['Demo Aye', 'Demo Sok', 'Demo Linh', 'Demo Noy', 'Demo Htun', 'Demo Chan'] as const
const COUNTRIES = ['Fictionland', 'Examplia', 'Testonia'] as const

/**
 * Lives one case from encounter to wherever its seed leads: most to a placement, some declined, missing or held.
 *
 * @param until how many of its turns are taken; all by default
 */
export async function liveCase(life: Life, random: Random, clock: StoryClock, until = 99): Promise<void> {
  const withParent = random.chance(0.2)
  /** Where the child goes, the parent goes (I-14). */
  const along = withParent ? { accompanyingAdults: 1 } : {}
  const held = random.chance(0.15)
  const provider = random.pick(['sun-foster-home', 'river-shelter', 'hill-family-network'])
  const home = ({ 'sun-foster-home': 'sun', 'river-shelter': 'river', 'hill-family-network': 'hill' } as const)[
    provider
  ]
  const start = clock.now()
  const name = random.pick(NAMES)
  const child = { name, sex: random.pick(['female', 'male']), language: random.pick(['my', 'km', 'lo']) }
  const turns: (() => Promise<unknown>)[] = [
    () =>
      life.step(0, 'officer', 'record-encounter', {
        ...child,
        hands: 'officers',
        companions: withParent ? [{ ref: random.uuid(), claimedRelation: 'parent' }] : [],
        place: `Demo post ${random.whole(1, 9)}`,
        province: `Demo province ${random.whole(1, 5)}`,
        statedAge: random.whole(3, 17),
        dobBasis: 'stated',
        nationalityClaimed: random.pick(COUNTRIES),
      }),
    async () => {
      if (held)
        await life.step(random.whole(10, 90), 'officer', 'record-detention', {
          holding: 'police',
          facility: 'north-post-cells',
          start,
          basis: random.pick(['missing_papers', 'attached_to_adult', 'none_stated']),
          alternativesConsidered: [],
        })
      if (random.chance(0.1)) await life.step(5, 'officer', 'dispute-age', { grounds: ['appearance'] })
      await life.step(random.whole(10, 60), 'officer', 'complete-screening', {
        separationStatus: withParent ? 'accompanied' : 'unaccompanied',
        signs: random.chance(0.1) ? 'concern' : 'no',
        concernedAdults: [],
        health: random.chance(0.05) ? 'urgent' : 'no_concern',
        interpreterMode: 'telephone',
        supportPerson: random.uuid(),
      })
    },
    () =>
      life.step(random.whole(20, 120), 'officer', 'submit-referral', {
        placeClass: held ? 'police_cell' : 'police_post',
        since: start,
        alone: withParent ? 'with_parent' : 'alone',
        danger: 'none',
        riskFlags: withParent ? [] : ['alone'],
        couldBeUnder18: 'yes',
        location: 'Demo post, front room',
        callBackPhone: '+66 0 0000 0000',
      }),
    () =>
      life.step(random.whole(15, 110), 'intake', 'acknowledge-referral', {
        riskLevel: random.pick(['high', 'medium', 'low']),
      }),
    async () => {
      if (random.chance(0.1)) {
        await life.step(10, 'intake', 'request-referral-information', {
          items: 'Which language does the child speak at home?',
        })
        await life.step(random.whole(20, 200), 'officer', 'provide-referral-information', {
          answers: 'As on the first page.',
        })
      }
      await life.step(random.whole(5, 60), 'intake', 'accept-referral', {
        agency: 'dcy',
        worker: life.person('worker'),
        emergencyBed: false,
      })
    },
    async () => {
      if (!withParent) {
        await life.step(random.whole(20, 240), 'province', 'designate-provisional-guardian', {
          person: life.person('province'),
          conflicts: [],
          vettingRef: 'ex officio',
        })
        await life.step(20, 'court', 'file-guardian-application', { to: 'Demo juvenile and family court' })
      }
      await life.step(10, 'worker', 'request-placement', {
        emergency: false,
        ...along,
        needs: 'A quiet place, a bed near the ground floor.',
      })
    },
    async () => {
      await life.step(15, 'worker', 'offer-placement', {
        provider,
        type: provider === 'river-shelter' ? 'residential' : 'foster',
        libertyClass: 'open',
        familyBasedTried: true,
        ...along,
        needs: 'School age, no medication.',
      })
      await life.step(random.whole(30, 300), home, 'accept-placement', {
        provider,
        type: provider === 'river-shelter' ? 'residential' : 'foster',
        libertyClass: 'open',
        familyBasedTried: true,
        ...along,
        necessity: 'No parent within reach.',
        suitability: 'Speaks the language.',
        residentialReason: 'No family had a place.',
        address: 'Demo lane 4',
      })
    },
    async () => {
      if (held)
        await life.step(5, 'officer', 'record-end-of-detention', {
          releasedTo: 'agency',
          shelterTonight: true,
          means: true,
        })
      await life.step(30, 'officer', 'hand-over-custody', {
        toKind: 'provider',
        provider,
        expectedArrival: clock.now(),
        receiver: 'Demo driver',
      })
      await life.step(random.whole(20, 90), home, 'record-arrival', {
        placeKind: 'placement',
        provider,
        ...(withParent && { parentCameAlong: true }),
        address: 'Demo lane 4',
        condition: 'Tired, well.',
      })
    },
    () =>
      life.step(random.whole(900, 1500), 'worker', 'record-follow-up-visit', {
        type: 'in_care',
        seenAlone: true,
        findings: 'Settling in.',
        action: 'none',
      }),
    async () => {
      await life.step(60, 'worker', 'start-bia', {
        kind: 'initial',
        interpreterMode: 'in_person',
        childSeenAlone: true,
      })
      await life.step(900, 'worker', 'complete-bia', {
        viewsMode: 'spoken',
        views: 'Wants to go to school.',
        options: 'Stay; kin abroad.',
        recommendation: 'Stay for now.',
      })
      await life.step(random.whole(5_000, 10_000), 'worker', 'complete-bia', {
        viewsMode: 'spoken',
        views: 'Likes the house.',
        options: 'Stay; kin abroad.',
        recommendation: 'Stay.',
      })
      await life.step(600, 'supervisor', 'approve-bia', {
        bidNeeded: 'later',
        bidNeededBy: '2026-06-30',
      })
    },
    async () => {
      if (withParent) return
      await life.step(1500, 'court', 'appoint-guardian', {
        person: life.person('guardian'),
        conflicts: [],
        caseloadAtAppointment: random.whole(0, 29),
        viewsMode: 'spoken',
        views: 'Agrees.',
        actRef: 'Demo act',
        vettingRef: 'Demo vetting',
      })
    },
    async () => {
      if (!random.chance(0.1)) return
      await life.step(20_000, home, 'report-missing', {
        discoveredAt: clock.now(),
        circumstances: 'Did not come back from school.',
      })
      await life.step(40, 'worker', 'file-missing-report', {})
      if (random.chance(0.7)) {
        await life.step(2_000, 'partner', 'locate-child', { withOfficers: false })
        await life.step(120, home, 'record-arrival', { placeKind: 'placement', provider })
      }
    },
    () =>
      life.step(40_000, 'supervisor', 'review-placement', {
        asForNationalChildren: true,
        viewsMode: 'spoken',
        views: 'Wants to stay.',
        necessity: 'As before.',
        suitability: 'As before.',
      }),
  ]
  for (const turn of turns.slice(0, until)) await turn()
}

/** Lives `cases` cases, several at a time; the same seed lives the same lives. */
export async function seedCases(
  services: Opened,
  { cases, seed, start, until }: { cases: number; seed: number; start: string; until?: number },
  progress: (cases: number, events: number) => void,
): Promise<string[]> {
  const ids: string[] = []
  let next = 0
  let events = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const number = next++
      if (number >= cases) return
      const clock = new StoryClock(services.clock, start)
      clock.pass(number * 7)
      const random = new Random(seed * 1_000_003 + number)
      const told = { ...services, clock, journal: new Journal({ ...services, clock }) }
      const life = new Life(told, clock, `seed-${seed}-${number}`)
      await liveCase(life, random, clock, until)
      ids[number] = life.caseId
      events += life.events
      progress(number + 1, events)
    }
  }
  await Promise.all(Array.from({ length: Math.min(64, cases) }, work))
  return ids
}

/** A few cases to look at, made once, when the store is empty. */
export async function demoCases(services: Opened, cases: number): Promise<{ id: string; reference: string }[]> {
  for await (const _stream of services.store.streams('case-')) return []
  // by the day, so that two processes that start on one empty folder tell the same stories, as repeats of each other
  const start = `${new Date(Date.parse(services.clock.now()) - 60 * 86_400_000).toISOString().slice(0, 10)}T01:00:00.000Z`
  const ids = await seedCases(services, { cases, seed: 1, start }, () => undefined)
  return ids.map((id) => ({ id, reference: referenceOf(services.vault.idKey, id) }))
}
