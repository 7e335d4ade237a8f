import t from 'tap'
import { type ClockKey, clockKeys, termsSchema } from '../../workflows/protocol/v1/terms.ts'
import { createRuleSet, current } from '../../workflows/registry.ts'

/** A jurisdiction's data that lacks an entry, or contradicts itself or the process, does not load, and says which. */

const { terms } = current

t.test('data that lacks something or contradicts itself does not load, and says what', async (t) => {
  const refused = (change: object): string => termsSchema.safeParse({ ...terms, ...change }).error?.message ?? 'loaded'
  t.equal(refused({}), 'loaded')
  for (const key of clockKeys) {
    const { [key]: _, ...others } = terms.clocks
    t.match(refused({ clocks: others }), new RegExp(`"${key}"`), `without ${key}`)
    t.match(
      refused({ clocks: { ...terms.clocks, [key]: { ...terms.clocks[key], lengths: {} } } }),
      new RegExp(`clock ${key} lacks the length`),
    )
  }
  for (const entry of Object.keys(terms)) t.match(refused({ [entry]: undefined }), new RegExp(`"${entry}"`), entry)
  for (const basis of ['absconding', 'unpaid_bail', 'missing_papers', 'no_bed', 'family_unity', 'attached_to_adult'])
    t.match(refused({ admissibleBases: [basis] }), new RegExp(`${basis} never carries an order`))
  t.match(refused({ admissibleBases: ['whim'] }), /whim is no basis/)
  t.match(refused({ detentionPolicy: 'prohibited' }), /contradicts admissibleBases/)
  t.match(refused({ detentionPolicy: 'sometimes' }), /detentionPolicy/)
  t.match(refused({ surprise: 1 }), /surprise/)
})

t.test('what a step or a rule would only miss at night is missed before the first case', async (t) => {
  const hour = 3_600_000
  const loads = (change: object) => createRuleSet(termsSchema.parse({ ...terms, ...change }))
  const clock = (key: ClockKey, change: object) => ({
    clocks: { ...terms.clocks, [key]: { ...terms.clocks[key], ...change } },
  })
  const lasting = (key: ClockKey, ...lengths: [name: string, n: number, unit?: 'ms' | 'wd' | 'month'][]) =>
    clock(key, { lengths: Object.fromEntries(lengths.map(([name, n, unit = 'ms']) => [name, { n, unit }])) })
  const agency = (name: string, ...roles: string[]) => ({
    agencies: { ...terms.agencies, [name]: { name, roles } },
  })
  const without = (role: string) => ({
    agencies: Object.fromEntries(
      Object.entries(terms.agencies)
        .map(([name, each]) => [name, { ...each, roles: each.roles.filter((had) => had !== role) }] as const)
        .filter(([, { roles }]) => roles.length > 0),
    ),
  })

  t.doesNotThrow(() => loads({}))
  const contradictions: [what: string, change: object, says: RegExp][] = [
    [
      'a length that a step asks for is missing',
      lasting('intake.ack', ['standard', hour]),
      /intake\.ack lacks the length urgent/,
    ],
    [
      'a length for which nobody asks',
      lasting('bia.full', ['default', hour], ['soon', 1]),
      /bia\.full has a length soon/,
    ],
    [
      'whoever is held waits longer',
      lasting('lawyer.assign', ['held', 9 * hour], ['standard', hour]),
      /lawyer\.assign: held lasts longer than standard/,
    ],
    [
      'working days and hours are compared, too',
      lasting('placement.find', ['emergency', 4, 'wd'], ['standard', 72 * hour]),
      /placement\.find: emergency lasts longer/,
    ],
    [
      'a referral counted in days',
      lasting('referral.submit', ['default', 1, 'wd']),
      /referral\.submit is not counted in time/,
    ],
    [
      'a court that is seized after the separation fell',
      lasting('separation.court', ['default', 73 * hour]),
      /separation\.court lasts longer than urgentActHours/,
    ],
    [
      'a clock that stands still, in months',
      lasting('custody.max', ['default', 1, 'month']),
      /needs custody\.max counted in time/,
    ],
    [
      'a clock that ends on a day, in working days',
      lasting('return.pre_check', ['default', 5, 'wd']),
      /needs return\.pre_check counted in time/,
    ],
    [
      'a clock that may not stand still',
      clock('custody.max', { neverPauses: true }),
      /pauses custody\.max, which never pauses/,
    ],
    [
      'a clock that nobody meets',
      { ...without('partner_worker'), ...clock('return.visit', { metBy: ['partner_worker'] }) },
      /return\.visit is met by partner_worker, which no agency has/,
    ],
    ['a zone that is none', { timeZone: 'Siam/Bangkok' }, /no time zone/],
    [
      'no working day at all',
      { calendar: { ...terms.calendar, weekend: [0, 1, 2, 3, 4, 5, 6] } },
      /no day of the week is a working day/,
    ],
    ['a last resort on no basis', { admissibleBases: [] }, /lastResortRecorded has no admissibleBases/],
    [
      'three votes from four agencies',
      { panel: { ...terms.panel, quorum: 3, agencies: 4 } },
      /so few votes cannot come from so many/,
    ],
    [
      'more agencies than have panel members',
      { panel: { ...terms.panel, quorum: 5, agencies: 5 } },
      /too few agencies have a panel_member/,
    ],
    ['nobody takes referrals in', without('cp_intake'), /no agency has cp_intake/],
    ['nobody finds an age', without('age_authority'), /no agency is the age_authority/],
    ['nobody appoints guardians', without('guardianship_authority'), /nobody can take appoint-guardian in thailand/],
    [
      'nobody can propose what two must do',
      without('data_protection_officer'),
      /nobody can propose make-disclosure in thailand/,
    ],
    [
      'police who accept referrals',
      agency('royal-thai-police', 'screening_officer', 'cp_supervisor'),
      /royal-thai-police is police or immigration, and cp_supervisor as well/,
    ],
    [
      'an open home that immigration runs',
      agency('river-shelter', 'placement_provider', 'immigration_officer'),
      /river-shelter is run by police or immigration/,
    ],
    [
      'a home with nobody who can say yes',
      agency('river-shelter', 'partner_worker'),
      /river-shelter has nobody who could say yes/,
    ],
    ['a home without a licence', agency('new-home', 'placement_provider'), /new-home is a provider without a licence/],
    ['an agency that is nobody', agency('new-office'), /new-office/],
    ['no language', { languages: [] }, /languages/],
  ]
  for (const [what, change, says] of contradictions) t.throws(() => loads(change), says, what)
})
