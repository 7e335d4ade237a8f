import t from 'tap'
import { startService } from '../support/service.ts'

t.test('a guardianship is ended by the authority, once, and for a reason that is on record', async (t) => {
  const service = await startService()
  t.teardown(() => service.close())
  const encounter = { hands: 'none', companions: [], place: 'Demo market' }
  const { body: opened } = await service.open('partner', 'record-encounter', encounter)
  const end = (data: object) => service.take('court', opened.caseId, 'end-guardianship', data)
  const elsewhere = { reason: 'transferred', explanation: 'A guardian at the new place acts from today.' }

  t.match(
    await end(elsewhere),
    { status: 409, body: { rules: [{ rule: 'SEQ-end-guardianship' }] } },
    'there is none yet',
  )
  const guardian = { person: service.personId('guardian'), conflicts: [], vettingRef: 'Demo vetting' }
  await service.take('court', opened.caseId, 'designate-provisional-guardian', guardian)
  t.match(await end({ reason: 'majority' }), { status: 409, body: { rules: [{ rule: 'I-9' }] } }, 'still a child')
  t.match(await end(elsewhere), { status: 201, body: { state: { guardianship: 'ended' } } })
  t.match(await end(elsewhere), { status: 409 }, 'and not twice')
})
