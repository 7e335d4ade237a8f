import type { LoadedCase } from '../../../src/case/load.ts'
import {
  accepted,
  actor,
  after,
  asOfficer,
  court,
  digest,
  friend,
  guardian,
  lawyer,
  living,
  officer,
  type Pair,
  proposalOf,
  province,
  screening,
  supervisor,
  trafficker,
  withMother,
  worker,
} from '../history.ts'
import { determined, guarded } from './best-interests.ts'

/** The way back to another country. */

const itself = actor(71, 'service', 'kinward')

const assisted = (from: LoadedCase) => after(from, supervisor, 'assign-legal-representative', { lawyer: guardian })
const proposal = { mode: 'voluntary', towards: 'origin' }
const agreement = { answer: 'given', understood: true, familyMemberHeld: false }
const agreed = (from: LoadedCase) => after(from, worker, 'record-return-consent', agreement)
const proposedBack = (from: LoadedCase, mode = 'voluntary') =>
  after(from, worker, 'propose-return', { ...proposal, mode })
/** A supervisor has proposed to authorise it. */
const proposing = (from: LoadedCase) =>
  after(from, supervisor, 'propose-act', { step: 'authorise-return', payload: {}, digest })
const second = (at: LoadedCase) => ({ at, data: { proposal: proposalOf(at) } })
const without = (from: LoadedCase) => second(proposing(from))

const asked = after(guarded, supervisor, 'require-bid', { trigger: 'return' })
const found = determined(assisted(guarded), 'return', { outcome: 'repatriation' })
const unassisted = agreed(proposedBack(determined(guarded, 'return', { outcome: 'repatriation' })))
const planned = agreed(proposedBack(found))
const ready = proposing(planned)
const leavingMother = proposedBack(
  determined(assisted(accepted(withMother, 'with_parent')), 'return', { outcome: 'repatriation' }),
  'forced',
)
const signsProposed = without(
  after(planned, officer, 'complete-screening', { ...screening, signs: 'yes', concernedAdults: [trafficker] }),
)
const authorisation = {
  riskAssessed: true,
  safetyInDoubt: false,
  receiverAgreed: true,
  receiverAble: true,
  planMadeWithChild: true,
  parentStays: false,
  appealUntil: '2025-04-01T00:00:00.000Z',
  departure: '2025-04-10T00:00:00.000Z',
  digest,
}
const given = ['plan', 'receivingAgency']
const authorised = after(
  ready,
  province,
  'authorise-return',
  { ...authorisation, proposal: proposalOf(ready) },
  { given },
)
const visit = { afterReunification: false, urgentIntervention: false }
const weeksLater = (from: LoadedCase) => after(from, worker, 'record-follow-up-visit', visit, { later: 24 * 40 })
const departing = weeksLater(authorised)
const seeking = (from: LoadedCase) => after(from, worker, 'raise-protection-claim')
const reopening = (from: LoadedCase) => after(from, worker, 'request-bid-reopening')
const suspended = (from: LoadedCase) => after(from, court, 'suspend-guardian')
const appealed = (from: LoadedCase) => after(from, lawyer, 'lodge-return-appeal')

export const returnPairs: readonly Pair[] = [
  {
    step: 'propose-return',
    at: asked,
    who: worker,
    data: proposal,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['no panel was asked', { at: guarded }, ['I-18']],
    ],
  },
  {
    step: 'record-return-consent',
    at: proposedBack(found),
    who: worker,
    data: agreement,
    fails: [
      ['not understood', { data: { understood: false } }, ['I-34']],
      ['somebody of the family is held', { data: { familyMemberHeld: true } }, ['I-34']],
      ['by a lawyer of somebody else', { who: lawyer }, ['P-OWN-CHILD']],
    ],
    holds: [['a refusal from a cell', { data: { answer: 'refused', familyMemberHeld: true } }]],
  },
  {
    step: 'authorise-return',
    at: ready,
    who: province,
    data: { ...authorisation, proposal: proposalOf(ready) },
    given,
    fails: [
      ['police', asOfficer, ['I-20']],
      ['the service itself', { who: itself }, ['I-26', 'P-ROLE']],
      ['the panel was asked to meet again', without(reopening(planned)), ['I-18']],
      ['no guardian', without(suspended(planned)), ['I-9']],
      ['away from the mother', without(leavingMother), ['I-14']],
      ['a parent stays', { data: { parentStays: true } }, ['I-19']],
      ['nobody assessed the risk', { data: { riskAssessed: false } }, ['I-32']],
      ['protection is sought', without(seeking(planned)), ['I-32']],
      ['safety in doubt', { data: { safetyInDoubt: true } }, ['I-19']],
      ['nobody receives the child', { given: ['plan'] }, ['I-19']],
      ['to somebody whom nobody verified', { data: { carer: friend } }, ['I-4']],
      [
        'to somebody with signs against them',
        { at: signsProposed.at, data: { ...signsProposed.data, carer: trafficker } },
        ['I-4', 'I-37'],
      ],
      ['no plan', { given: ['receivingAgency'] }, ['I-19']],
      ['no lawyer', without(unassisted), ['I-19']],
      ['an appeal is open', without(agreed(proposedBack(appealed(planned)))), ['I-19']],
      ['no time to appeal', { data: { departure: '2025-03-30T00:00:00.000Z' } }, ['I-19']],
      ['nobody agreed', without(proposedBack(found)), ['I-34']],
      ['nobody proposed it', { data: { proposal: friend } }, ['P-TWO']],
    ],
    holds: [['against the child’s will, where it was decided so', without(proposedBack(found, 'forced'))]],
  },
  {
    step: 'decide-return-appeal',
    at: appealed(authorised),
    who: { ...lawyer, id: guardian },
    data: { result: 'dismissed' },
    fails: [['by a lawyer of somebody else', { who: lawyer }, ['P-OWN-CHILD']]],
    holds: [['allowed, whoever says so', { who: lawyer, data: { result: 'allowed' } }]],
  },
  {
    step: 'carry-out-return',
    at: departing,
    who: worker,
    data: { preparedAndChecked: true },
    given: ['handedTo'],
    fails: [
      ['the panel was asked to meet again', { at: weeksLater(reopening(authorised)) }, ['I-18']],
      ['no guardian', { at: weeksLater(suspended(authorised)) }, ['I-9']],
      ['unchecked', { data: { preparedAndChecked: false } }, ['I-19']],
      ['to nobody', { given: [] }, ['I-19']],
      ['while the time to appeal runs', { at: authorised }, ['I-19']],
      ['protection is sought', { at: weeksLater(seeking(authorised)) }, ['I-32']],
      [
        'no longer agreed to',
        { at: weeksLater(after(authorised, worker, 'record-return-consent', { ...agreement, answer: 'withdrawn' })) },
        ['I-19', 'I-34'],
      ],
      ['nobody decided anything', { at: living }, ['I-18', 'I-9', 'I-19', 'I-32']],
    ],
  },
]
