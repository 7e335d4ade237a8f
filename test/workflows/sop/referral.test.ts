import t from 'tap'
import { demoDirectory } from '../../../src/access/demo-directory.ts'
import { checkStore } from '../../../src/audit/check.ts'
import { dueAt } from '../../../src/case/clocks.ts'
import { anyone } from '../../../workflows/protocol/v1/roles.ts'
import { current } from '../../../workflows/registry.ts'
import { isRefused, referral, standing, takes, upTo } from '../../scenarios/story.ts'
import { startService } from '../../support/service.ts'

/** A risk that turns out to be another, and the same child under two numbers. */

const service = await startService()
t.teardown(() => service.close())

const at = (time: string): void => service.at(`2025-${time}:00+07:00`)
const last = async (caseId: string) => {
  const event = (await service.events(caseId)).at(-1)
  if (!event) throw new Error('no event')
  return event
}
const knownOf = async (caseId: string) => (await service.services.cases.load(caseId)).known
const clocksOf = async (caseId: string): Promise<string[]> =>
  (await last(caseId)).metadata.clocks.map(({ op, key }) => `${op} ${key}`)

t.test('at two in the morning whoever is there refers the child, and the case is open', async (t) => {
  at('03-04T02:00')
  const { people } = demoDirectory
  for (const role of anyone) {
    const key = people.find((each) => each.role === role)?.key
    if (key === undefined) throw new Error(`nobody is ${role}`)
    const { status, body } = await service.open(key, 'submit-referral', referral)
    t.equal(status, 201, role)
    const { at } = await knownOf(body.caseId)
    t.match(at, { lifecycle: 'open', referral: 'submitted' }, role)
    await takes(t, service, 'intake', body.caseId, 'acknowledge-referral', { riskLevel: 'high' })
  }
})

t.test('a risk is reassessed: the first meeting is due in the time of the new level', async (t) => {
  const caseId = await upTo(service, 'accept-referral')
  const due = async (): Promise<string | undefined> => {
    const clock = (await service.services.cases.load(caseId)).running.get(`risk.response ${caseId}`)
    return clock && dueAt(clock, current.terms)
  }
  t.equal(await due(), '2025-03-04T04:00:00.000Z', 'high: a day')
  at('03-03T12:00')
  const reassess = { level: 'medium', reasons: 'Canary reasons.' }
  const step = 'reassess-risk'
  await isRefused(t, service, { person: 'intake', caseId, step, data: reassess }, ['P-ROLE'])
  await isRefused(t, service, { person: 'officer', caseId, step, data: reassess }, ['I-20'])
  await takes(t, service, 'worker', caseId, step, reassess)
  t.same(await clocksOf(caseId), ['cancel risk.response', 'start risk.response'])
  t.equal(await due(), '2025-03-06T05:00:00.000Z', 'medium: three days from now')
  t.equal((await knownOf(caseId)).risk, 'medium')
  const { text } = await service.get('officer', `/api/cases/${caseId}/history`)
  t.notMatch(text, /RiskReassessed|medium/, 'police do not read it')
  await takes(t, service, 'worker', caseId, 'start-bia', { kind: 'initial', interpreterMode: 'telephone' })
  t.equal(await due(), undefined, 'met in person')
  await takes(t, service, 'supervisor', caseId, step, { ...reassess, level: 'high' })
  t.same(await clocksOf(caseId), ['start risk.response'], 'to be seen again')
})

t.test('the same child under two numbers: linked by two people, and nothing is merged', async (t) => {
  const twin = await upTo(service, 'submit-referral')
  const caseId = await upTo(service, 'accept-referral')
  at('03-03T12:00')
  const step = 'link-duplicate'
  const link = { otherCase: twin, basis: 'Canary: the same scar.', surviving: 'this' }
  const propose = async (person: string, payload: object): Promise<string> =>
    (await takes(t, service, person, caseId, 'propose-act', { step, payload })).body.event.id
  const signing = (person: string, data: object) => ({ person, caseId, step, data })

  await isRefused(t, service, { person: 'worker', caseId, step: 'propose-act', data: { step, payload: link } }, [
    'P-ROLE',
  ])
  const proposal = await propose('intake', link)
  const own = await propose('supervisor', link)
  await isRefused(t, service, signing('supervisor', { ...link, proposal: own }), ['P-TWO'])
  await isRefused(t, service, signing('supervisor', { ...link, surviving: 'other', proposal }), ['P-TWO'])
  await isRefused(t, service, signing('intake', { ...link, proposal }), ['P-TWO', 'P-ROLE'])
  await isRefused(t, service, signing('immigration', { ...link, proposal }), ['I-20'])
  for (const otherCase of [caseId, '5a0a7a4e-9999-8222-8333-444455556666']) {
    const wrong = { ...link, otherCase }
    await isRefused(t, service, signing('supervisor', { ...wrong, proposal: await propose('intake', wrong) }), ['I-3'])
  }

  const [before, theirs] = [(await knownOf(caseId)).at, await standing(service, twin)]
  await takes(t, service, 'supervisor', caseId, step, { ...link, proposal })
  const event = await last(caseId)
  t.same([event.metadata.entered, event.metadata.exited, event.metadata.clocks], [[], [], []])
  t.match(event.data.clear, { otherCase: twin, otherCaseFound: true })
  t.same((await knownOf(caseId)).at, before, 'nothing moved here')
  t.same(await standing(service, twin), theirs, 'and the other record is untouched')
  const { text } = await service.get('officer', `/api/cases/${caseId}/history`)
  t.notMatch(text, /DuplicateLinked|scar/, 'where else the child was found is not told to police')
  t.notOk(text.includes(twin))
})

t.test('after all of it the check is clean', async (t) => {
  t.same((await checkStore(service.services)).findings, [])
})
