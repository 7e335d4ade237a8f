import t from 'tap'
import { checkStore } from '../../../src/audit/check.ts'
import { current } from '../../../workflows/registry.ts'
import { acceptance, arrival, encounter, FRIEND, offer, screening, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'
import { helpers } from './helpers.ts'

/** A place for a child with a family, against whom a concern stands, in haste; how it is reviewed and ends. */

const service = await startService()
t.teardown(() => service.close())
const { at, breaks, clocksOf, id, knownOf, last, placeOf, refused } = helpers(service)
const MOTHER = '5a0a7a4e-3333-4222-8333-444455556666'
const BROTHER = '5a0a7a4e-4444-4222-8333-444455556666'
const UNIT = '5a0a7a4e-5555-4222-8333-444455556666'
const request = { emergency: false, needs: 'A quiet place.' }
const sun = offer('sun-foster-home', 'foster')
const river = offer('river-shelter', 'residential')
const yes = acceptance('sun-foster-home', 'foster')
const hers = acceptance('river-shelter', 'residential')

/** Accepted by the agency, with whoever was met with the child. */
async function accepted(...companions: readonly (readonly [ref: string, claimedRelation: string])[]): Promise<string> {
  service.at('2025-03-03T08:00:00+07:00')
  const met = { ...encounter, companions: companions.map(([ref, claimedRelation]) => ({ ref, claimedRelation })) }
  const { body } = await service.open('officer', 'record-encounter', met)
  const caseId: string = body.caseId
  const alone = companions.some(([, relation]) => relation === 'parent') ? 'with_parent' : 'alone'
  const referral = {
    placeClass: 'police_post',
    since: '2025-03-03T01:00:00.000Z',
    alone,
    danger: 'none',
    riskFlags: [],
    couldBeUnder18: 'yes',
    location: 'Canary post',
    callBackPhone: '+66 0 1234 0000',
  }
  await service.take('officer', caseId, 'submit-referral', referral)
  await service.take('intake', caseId, 'acknowledge-referral', { riskLevel: 'high' })
  await service.take('intake', caseId, 'accept-referral', { agency: 'dcy', emergencyBed: false })
  return caseId
}

t.test('brothers and sisters: together, or apart for a reason that the case worker gives', async (t) => {
  for (const related of ['companion', 'unit'] as const) {
    const caseId = await accepted(...(related === 'companion' ? [[BROTHER, 'sibling'] as const] : []))
    if (related === 'unit')
      await takes(t, service, 'intake', caseId, 'link-family-unit', { familyUnit: UNIT, members: [] })
    const ask = 'request-placement'
    await refused(t, 'worker', caseId, ask, request, ['I-24'])
    await refused(t, 'worker', caseId, ask, { ...request, siblings: 'apart' }, ['I-24'])
    await takes(t, service, 'worker', caseId, ask, { ...request, siblings: 'apart', apartReason: 'He asked for it.' })
    await takes(t, service, 'worker', caseId, ask, { ...request, siblings: 'together' })

    const make = 'offer-placement'
    await refused(t, 'worker', caseId, make, sun, ['I-24'])
    await refused(t, 'worker', caseId, make, { ...sun, siblings: 'apart' }, ['I-24'])
    await refused(t, 'worker', caseId, make, { ...sun, siblings: 'together', libertyClass: 'closed' }, ['I-35'])
    await takes(t, service, 'worker', caseId, make, { ...sun, siblings: 'together' })
    const apart = { ...offer('hill-family-network', 'foster'), siblings: 'apart', apartReason: 'One was violent.' }
    await takes(t, service, 'worker', caseId, make, apart)

    await refused(t, 'sun', caseId, 'accept-placement', { ...yes, siblings: 'apart' }, ['I-24'])
    const hill = acceptance('hill-family-network', 'foster')
    if (related === 'unit') await takes(t, service, 'hill', caseId, 'accept-placement', hill)
    else await takes(t, service, 'sun', caseId, 'accept-placement', yes)
    const provider = related === 'unit' ? 'hill-family-network' : 'sun-foster-home'
    t.equal((await knownOf(caseId)).accepted?.siblings, related === 'unit' ? 'apart' : 'together')
    const comes = { ...arrival, provider, siblings: 'apart' }
    await breaks(t, 'worker', caseId, 'record-arrival', comes, related === 'unit' ? [] : ['I-24'])
  }
  const alone = await accepted()
  await takes(t, service, 'worker', alone, 'request-placement', request)
  await takes(t, service, 'worker', alone, 'offer-placement', sun)
  await takes(t, service, 'sun', alone, 'accept-placement', yes)
  await breaks(t, 'sun', alone, 'record-arrival', { ...arrival, siblings: 'apart' }, [])

  const urgent = await accepted([BROTHER, 'sibling'])
  await takes(t, service, 'worker', urgent, 'request-placement', { ...request, emergency: true })
  await takes(t, service, 'worker', urgent, 'offer-placement', sun)
  await takes(t, service, 'sun', urgent, 'accept-placement', yes)
})

t.test('a child with a parent: a place for both, or an authority to separate them', async (t) => {
  const caseId = await accepted([MOTHER, 'parent'])
  await takes(t, service, 'worker', caseId, 'request-placement', { ...request, accompanyingAdults: 1 })
  await refused(t, 'worker', caseId, 'offer-placement', sun, ['P-CAPACITY'])
  await takes(t, service, 'worker', caseId, 'offer-placement', { ...sun, accompanyingAdults: 1 })
  await refused(t, 'sun', caseId, 'accept-placement', yes, ['I-14', 'P-CAPACITY'], ['P-CAPACITY'])
  await takes(t, service, 'worker', caseId, 'request-placement', request)
  await refused(t, 'sun', caseId, 'accept-placement', yes, ['I-14'], [])
  await takes(t, service, 'sun', caseId, 'accept-placement', { ...yes, accompanyingAdults: 1 })
  await breaks(t, 'sun', caseId, 'record-arrival', arrival, ['I-14'])
  await breaks(t, 'sun', caseId, 'record-arrival', { ...arrival, parentCameAlong: true }, [])

  const community = await accepted([MOTHER, 'parent'])
  await takes(t, service, 'worker', community, 'request-placement', request)
  await takes(t, service, 'worker', community, 'offer-placement', { ...sun, type: 'family_in_community' })
  await takes(t, service, 'sun', community, 'accept-placement', { ...yes, type: 'family_in_community' })

  const urgent = await accepted([MOTHER, 'parent'])
  await takes(t, service, 'worker', urgent, 'request-placement', {
    ...request,
    emergency: true,
    accompanyingAdults: 1,
  })
  await takes(t, service, 'worker', urgent, 'offer-placement', sun)
  await takes(t, service, 'sun', urgent, 'accept-placement', yes)
  t.equal((await placeOf(urgent))['placement.search'], 'accepted', 'tonight nobody waits for a court (I-13)')
  await breaks(t, 'sun', urgent, 'record-arrival', { ...arrival, placeKind: 'emergency_bed' }, ['I-14'])
})

t.test('in an emergency nothing is waited for: no guardian, assessment, consent, reasons, family first', async (t) => {
  const caseId = await accepted([BROTHER, 'sibling'])
  await takes(t, service, 'worker', caseId, 'request-placement', { emergency: true, needs: 'A bed.' })
  const bare = { provider: 'river-shelter', type: 'residential', libertyClass: 'open', familyBasedTried: false }
  await takes(t, service, 'worker', caseId, 'offer-placement', river)
  await takes(t, service, 'river', caseId, 'accept-placement', bare)
  t.equal((await placeOf(caseId)).guardianship, 'needed')
  t.equal((await knownOf(caseId)).accepted?.reasoned, false)
  const bed = { placeKind: 'emergency_bed', provider: 'river-shelter' }
  await breaks(t, 'river', caseId, 'record-arrival', bed, [])
})

t.test('a family is asked before a residential home, and living in one has reasons', async (t) => {
  const caseId = await accepted()
  await takes(t, service, 'worker', caseId, 'request-placement', request)
  await refused(t, 'worker', caseId, 'offer-placement', river, ['I-21'])
  await refused(t, 'worker', caseId, 'offer-placement', { ...river, type: 'foster' }, ['I-21'])
  await takes(t, service, 'worker', caseId, 'offer-placement', { ...river, familyBasedTried: true })
  await takes(t, service, 'river', caseId, 'accept-placement', hers)
  const lives = { placeKind: 'placement', provider: 'river-shelter' }
  await breaks(t, 'river', caseId, 'record-arrival', lives, [])
  await breaks(t, 'river', caseId, 'record-arrival', lives, [])

  const both = await upTo(service, 'offer-placement', 2)
  t.equal((await knownOf(both)).offers.length, 2, 'asked after a family it needs no more')

  const hasty = await accepted()
  await takes(t, service, 'worker', hasty, 'request-placement', { ...request, emergency: true })
  const bare = { provider: 'river-shelter', type: 'residential', libertyClass: 'open', familyBasedTried: false }
  await takes(t, service, 'worker', hasty, 'offer-placement', river)
  await takes(t, service, 'river', hasty, 'accept-placement', bare)
  await breaks(t, 'river', hasty, 'record-arrival', lives, ['I-21'])
  const unasked = await accepted()
  await breaks(t, 'river', unasked, 'record-arrival', lives, ['I-23', 'I-21'])
  await breaks(t, 'sun', unasked, 'record-arrival', arrival, ['I-23'])
})

t.test('while a concern stands against a provider, no child goes there', async (t) => {
  const caseId = await upTo(service, 'offer-placement', 2)
  const raised = { against: 'provider', provider: 'sun-foster-home', immediateDanger: true, what: 'Canary concern' }
  const before = (await service.get('sun', `/api/cases/${caseId}`)).text
  const concern = await id(t, 'partner', caseId, 'raise-safeguarding-concern', raised)
  t.equal((await service.get('sun', `/api/cases/${caseId}`)).text, before, 'the provider learns nothing')
  await refused(t, 'worker', caseId, 'offer-placement', sun, ['I-36'])
  const answer = await refused(t, 'sun', caseId, 'accept-placement', yes, ['I-36'], [])
  t.match(answer.body.detail, /case worker of the child-protection agency can tell you more/, 'one neutral sentence')
  await takes(t, service, 'worker', caseId, 'request-placement', { ...request, emergency: true })
  await refused(t, 'sun', caseId, 'accept-placement', yes, ['I-36'], [])
  await takes(t, service, 'worker', caseId, 'offer-placement', offer('hill-family-network', 'foster'))
  const resolved = { concern, outcome: 'not_substantiated', childTold: 'By his worker.' }
  await takes(t, service, 'supervisor', caseId, 'resolve-safeguarding-concern', resolved)
  await takes(t, service, 'sun', caseId, 'accept-placement', yes)
})

t.test('an offer that nobody answered leaves the search, and nothing else', async (t) => {
  const caseId = await upTo(service, 'offer-placement', 2)
  const { known, running } = await service.services.cases.load(caseId)
  const [first, second] = known.offers
  const step = current.getStep('lapse-placement-offer')
  t.equal(step.kind, 'service')
  t.same(step.who, ['service'])
  t.equal((await service.take('worker', caseId, step.name, { offer: first?.offer })).status, 404, 'nobody else may')
  const now = service.services.clock.now()
  const lapse = (offered: string | undefined) => ({
    type: step.event,
    id: '5a0a7a4e-6666-4222-8333-444455556666',
    data: { offer: offered },
    given: {},
    occurredAt: now,
    recordedAt: now,
    actor: { id: 'x', role: 'service', agency: 'kinward' },
  })
  const once = current.fast(known, lapse(first?.offer))
  t.same(once.entered, ['placement.search.offered'], 'another offer is open')
  t.same(once.known.offers, [second])
  const twice = current.fast(once.known, lapse(second?.offer))
  t.same(twice.entered, ['placement.search.matching'])
  t.same([twice.known.offers, twice.flags], [[], []])
  t.ok(running.has(`offer.lapse ${first?.offer}`))
  const late = current.fast(twice.known, lapse(second?.offer))
  t.same([late.entered, late.flags], [[], ['outOfOrder:placement.search']])
})

t.test('a review: as for national children, again in time', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  at('03-20T10:00')
  const review = {
    viewsMode: 'spoken',
    views: 'Fine.',
    necessity: 'As before.',
    suitability: 'As before.',
    asForNationalChildren: true,
  }
  const step = 'review-placement'
  await refused(t, 'supervisor', caseId, step, { ...review, asForNationalChildren: false }, ['I-30'])
  await refused(t, 'supervisor', caseId, step, { ...review, nextReview: '2025-06-21T00:00:00.000Z' }, ['I-22'])
  await refused(t, 'sun', caseId, step, review, ['P-ROLE'])
  await takes(t, service, 'supervisor', caseId, step, { ...review, nextReview: '2025-06-20T00:00:00.000Z' })
  t.same((await last(caseId)).metadata.entered, ['placement.care.inPlacement'])
  await takes(t, service, 'worker', caseId, 'record-arrival', { placeKind: 'emergency_bed', provider: 'river-shelter' })
  await refused(t, 'supervisor', caseId, step, { ...review, nextReview: '2025-06-20T00:00:00.000Z' }, ['I-22'])
  await takes(t, service, 'supervisor', caseId, step, review)
})

t.test('care ends with somebody by name, a home, means; not by age alone, and not so as to separate', async (t) => {
  const caseId = await upTo(service, 'record-arrival')
  at('04-20T10:00')
  const step = 'end-placement'
  const nobody = { reason: 'transferred', next: 'agency', shelterTonight: true, means: true }
  const ending = { ...nobody, nextCarer: 'Another agency' }
  const ownHome = { ...nobody, reason: 'independent', next: 'own_home', address: 'Canary lane 11' }
  const { address: _address, ...nowhere } = ownHome
  const failing: readonly [data: object, rules: string[], shown?: string[]][] = [
    [nobody, ['I-33']],
    [{ ...ending, shelterTonight: false }, ['I-33']],
    [{ ...ending, means: false }, ['I-33']],
    [ownHome, ['I-25']],
    [{ ...ending, reason: 'majority' }, ['I-25']],
    [{ ...ending, reason: 'adult_final' }, ['I-5']],
    [{ ...ending, next: 'carer', carer: FRIEND, nextCarer: 'A friend' }, ['I-4']],
  ]
  for (const [data, rules, shown] of failing) await refused(t, 'supervisor', caseId, step, data, rules, shown)
  await refused(t, 'immigration', caseId, step, ending, ['I-20'])
  await refused(t, 'worker', caseId, step, ending, ['P-ROLE'])
  await refused(t, 'sun', caseId, step, ending, ['P-ROLE'])
  await takes(t, service, 'supervisor', caseId, 'record-majority', { basis: 'document', date: '2025-04-01' })
  await refused(t, 'supervisor', caseId, step, nowhere, ['I-33'])
  await takes(t, service, 'supervisor', caseId, step, ownHome)
  t.same((await last(caseId)).metadata.entered, ['placement.care.ended'])
  t.same(clocksOf(await last(caseId)), ['cancel followup.visit', 'cancel placement.review'])
  t.equal((await knownOf(caseId)).livesAt, undefined)
  await refused(t, 'supervisor', caseId, step, ending, [`SEQ-${step}`])

  const family = await accepted([MOTHER, 'parent'])
  at('03-03T12:00')
  await takes(t, service, 'worker', family, 'record-arrival', { placeKind: 'family', carer: MOTHER })
  await refused(t, 'supervisor', family, step, ending, ['I-14'])
  await refused(t, 'supervisor', family, step, { ...ending, next: 'carer', carer: FRIEND }, ['I-4', 'I-14'])
  await takes(t, service, 'supervisor', family, step, { ...ending, next: 'carer', carer: MOTHER, reason: 'reunified' })
  const suspected = await accepted([FRIEND, 'friend'])
  await takes(t, service, 'officer', suspected, 'complete-screening', {
    ...screening,
    signs: 'yes',
    concernedAdults: [FRIEND],
  })
  await takes(t, service, 'worker', suspected, 'record-arrival', {
    placeKind: 'emergency_bed',
    provider: 'river-shelter',
  })
  await refused(t, 'supervisor', suspected, step, { ...ending, next: 'carer', carer: FRIEND }, ['I-4', 'I-37'])
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
