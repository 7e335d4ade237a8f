import t from 'tap'
import { checkStore } from '../../src/audit/check.ts'
import { startService } from '../support/service.ts'
import { FRIEND } from './story.ts'
import { Tale } from './tale.ts'

/** DOMAIN §i, scenario 3: a boy who looks grown up. The child track is never left. */

const adultByLooks = {
  result: 'adult',
  restsOn: ['appearance'],
  opinions: [],
  viewsMode: 'spoken',
  views: 'Says that he is sixteen.',
  reasons: 'Looks grown up.',
  language: 'my',
  appealBy: '2025-06-10T00:00:00.000Z',
}

t.test('a boy who looks grown up stays a child, whoever doubts it', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const boy = new Tale(t, service)
  const asChild = (what: string) => boy.stands({ lifecycle: 'open' }, what)

  await boy.opens(
    '2025-05-10 10:00',
    'officer',
    'record-encounter',
    { hands: 'officers', companions: [], place: 'Demo bus station', statedAge: 16 },
    { moves: { custody: 'encountered', age: 'assertedMinor', guardianship: 'needed' } },
  )
  await boy.takes(
    '2025-05-10 10:30',
    'officer',
    'submit-referral',
    {
      placeClass: 'police_post',
      since: '2025-05-10T03:00:00.000Z',
      alone: 'alone',
      danger: 'none',
      riskFlags: ['alone'],
      couldBeUnder18: 'claims_adult',
      location: 'Demo bus station post',
      callBackPhone: '+66 0 1234 0000',
    },
    { moves: { referral: 'submitted' } },
  )
  await boy.refuses('2025-05-10 11:00', 'immigration', 'determine-age', adultByLooks, ['I-7', 'I-9', 'I-20'], ['I-20'])
  await boy.takes(
    '2025-05-10 11:00',
    'immigration',
    'dispute-age',
    { grounds: ['appearance'], explanation: 'Looks grown up.' },
    { moves: { age: 'disputed' }, flags: ['appearanceOnly'] },
  )
  await boy.takes(
    '2025-05-10 11:05',
    'immigration',
    'record-outside-act',
    { actKind: 'age_finding', body: 'Immigration Bureau', content: 'Paper order: adult.' },
    { breaches: ['I-20'], flags: ['outsideAct'] },
  )
  await boy.stands({ age: 'disputed' }, 'a paper changes nothing')

  await boy.takes(
    '2025-05-11 09:00',
    'province',
    'designate-provisional-guardian',
    { person: service.personId('province'), conflicts: [], vettingRef: 'ex officio' },
    { moves: { guardianship: 'provisional' } },
  )
  const consent = await boy.takes('2025-05-11 09:30', 'worker', 'record-consent', {
    purposes: ['psychosocial'],
    childsPart: 'consents',
    adult: 'guardian',
    withheld: [],
    band: '15-17',
    language: 'my',
    how: 'spoken',
  })
  const ordered = {
    method: 'psychosocial',
    consent,
    supportPerson: FRIEND,
    interpreterMode: 'in_person',
    safetyPlan: 'A room of his own; not with younger children.',
  }
  await boy.takes('2025-05-13 09:00', 'age', 'order-age-assessment', ordered, { moves: { age: 'multidisciplinary' } })
  const opinion = await boy.takes('2025-05-20 10:00', 'health', 'record-age-opinion', {
    method: 'psychosocial',
    assessor: service.personId('health'),
    conclusive: true,
    supportPerson: FRIEND,
    interpreterMode: 'in_person',
    low: 16,
    high: 19,
    childHeard: true,
  })
  const finding = {
    result: 'minor',
    restsOn: ['opinions'],
    opinions: [opinion],
    viewsMode: 'spoken',
    views: 'He is sixteen.',
    reasons: 'The range reaches below eighteen.',
    language: 'my',
    lowestAge: 16,
  }
  await boy.refuses(
    '2025-05-20 14:00',
    'age',
    'determine-age',
    { ...finding, result: 'adult', appealBy: adultByLooks.appealBy },
    ['I-7'],
  )
  await boy.takes('2025-05-20 15:00', 'age', 'determine-age', finding, { moves: { age: 'minorConfirmed' } })
  await boy.refuses(
    '2025-05-21 09:00',
    'immigration',
    'order-age-assessment',
    { ...ordered, method: 'imaging' },
    ['I-20', 'I-6'],
    ['I-20'],
  )
  await asChild('he is still a child')
  const states = (await boy.events()).flatMap(({ metadata }) => metadata.entered)
  t.notOk(
    states.some((state) => state.startsWith('age.adult')),
    'the child track is unbroken',
  )
  t.same((await checkStore(service.services)).findings, [])
})
