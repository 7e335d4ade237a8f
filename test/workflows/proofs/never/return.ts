import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import {
  claimRuns,
  consentStands,
  granted,
  isParent,
  isWithParent,
  type Never,
  riskAssessed,
  text,
  texts,
} from './reading.ts'

/** What was determined last, unless it was opened again, a court took it away, or somebody asked and nobody answered. */
function standingDetermination(file: CaseFile): Entry | undefined {
  const decided = file.last('BidDecided')
  const since = file.since(decided)
  const asked = since.last('BidReopenRequested')
  const answered = asked && since.since(asked).has('BidReopened', 'BidReopenDeclined')
  const gone =
    since.has('BidReopened') || since.all('ReturnAppealDecided').some(({ data }) => data.result === 'allowed')
  return decided && !gone && (!asked || answered) ? decided : undefined
}

/** What it had to be about: a panel on return can also find that the child goes home to family. */
function foundItBest(decided: Entry, file: CaseFile, towards: string): boolean {
  const outcome = word(decided.data.outcome)
  if (towards === 'third_country') return outcome === 'resettlement_to_3rd_country'
  const trigger = file.until(decided).last(['BidRequired', 'BidReopened'], ({ data }) => data.trigger !== undefined)
  const aboutReturn =
    trigger?.data.trigger === 'return' ||
    file
      .until(decided)
      .all('BidRequired')
      .some(({ data }) => data.trigger === 'return')
  return outcome === 'repatriation' || (aboutReturn && ['reunification', 'remain_with_carer'].includes(outcome))
}

const holdings = ['policeHolding', 'immigrationHolding', 'alreadyDetained', 'juvenileJustice']

/** Somebody of the family is on record as held, and nothing says that it is over. */
const familyHeld = (file: CaseFile): boolean => {
  const members = new Set(file.all('FamilyMemberHeldRecorded').map(({ data }) => data.member))
  return [...members].some(
    (member) => file.last('FamilyMemberHeldRecorded', ({ data }) => data.member === member)?.data.to === undefined,
  )
}

function freelyAgreed(file: CaseFile): string | undefined {
  const answer = file.since(file.last('ReturnProposed')).last('ReturnConsentRecorded')
  if (answer?.data.answer !== 'given') return 'nobody agreed'
  if (answer.data.understood !== true || answer.data.familyMemberHeld !== false) return 'not free'
  return holdings.includes(answer.before.custody) || familyHeld(file.until(answer)) ? 'held then' : undefined
}

const on = ['ReturnAuthorised']

export const returns: readonly Never[] = [
  {
    id: 'c/determined',
    never: 'a return is authorised that no panel found to be in the child’s interests (I-18)',
    on,
    broken(_entry, file) {
      const decided = standingDetermination(file)
      if (!decided) return 'no determination stands'
      const towards = word(file.last('ReturnProposed')?.data.towards)
      return foundItBest(decided, file, towards) ? undefined : `${word(decided.data.outcome)} towards ${towards}`
    },
  },
  {
    id: 'c/received',
    never: 'a return is authorised without somebody there who agreed to receive the child and is able to (I-19)',
    on,
    broken({ data, sent }) {
      if (data.receiverAgreed !== true || data.receiverAble !== true) return 'not agreed or not able'
      return (data.carer ?? sent.receivingAgency) === undefined ? 'nobody' : undefined
    },
  },
  {
    id: 'c/planned',
    never: 'a return is authorised without a plan that was made with the child (I-19)',
    on,
    broken: ({ data, sent }) =>
      data.planMadeWithChild === true && text(sent.plan) !== undefined ? undefined : 'no plan with the child',
  },
  {
    id: 'c/safe',
    never: 'a return is authorised while safety there is in doubt, or was not assessed for this child (I-19, I-32)',
    on,
    broken(entry, file) {
      if (entry.data.safetyInDoubt !== false) return 'in doubt'
      return riskAssessed(entry, file) ? undefined : 'not assessed'
    },
  },
  {
    id: 'c/claim',
    never:
      'a return is authorised while a claim for protection runs, or back where protection from it was granted (I-32)',
    on,
    broken({ at }, file) {
      const towards = file.last('ReturnProposed')?.data.towards
      if (claimRuns(file, at) && !granted(file)) return 'a claim runs'
      return towards !== 'third_country' && granted(file) ? 'protection was granted' : undefined
    },
  },
  {
    id: 'c/appeal',
    never: 'a return is authorised while an appeal runs, or before its own time to appeal could be used (I-19)',
    on,
    broken({ at, data }, file) {
      const lodged = file.last('ReturnAppealLodged')
      if (lodged && !file.since(lodged).has('ReturnAppealDecided')) return 'an appeal runs'
      const until = text(file.last('BidDecided')?.data.appealBy)
      if (until !== undefined && until >= at) return 'the determination can be appealed'
      return word(data.appealUntil) > at && word(data.departure) > word(data.appealUntil) ? undefined : 'no window'
    },
  },
  {
    id: 'c/consent',
    never:
      'a voluntary return is authorised without consent, or under one that is void because somebody is held (I-34)',
    on,
    broken({ before }, file) {
      if (file.last('ReturnProposed')?.data.mode === 'forced') return undefined
      const wrong = freelyAgreed(file)
      if (wrong !== undefined) return wrong
      return holdings.includes(before.custody) || familyHeld(file) ? 'held now' : undefined
    },
  },
  {
    id: 'c/lawyer',
    never: 'a return is authorised for a child without a lawyer (I-19)',
    on,
    broken: (_entry, file) =>
      file.has('LegalRepresentativeAssigned') ||
      file.all('SeparationFromParentAuthorised', 'SeparationCourtSeized').some(({ data }) => data.lawyer !== undefined)
        ? undefined
        : 'no lawyer',
  },
  {
    id: 'c/parent',
    never: 'a return is authorised that leaves a parent behind (I-14, I-19)',
    on,
    broken({ data }, file) {
      if (data.parentStays !== false) return 'a parent stays'
      const together = file.last('ReturnProposed')?.data.mode === 'with_family'
      return isWithParent(file) && !together ? 'without the parent' : undefined
    },
  },
  {
    id: 'c/by-whom',
    never:
      'a return is authorised by anybody but the province or the national coordinator, on a supervisor’s proposal (I-20)',
    on,
    broken({ actor, sent }, file) {
      if (!['provincial_authority', 'national_coordinator'].includes(actor.role)) return actor.role
      const proposed = file.find(sent.proposal)
      return proposed?.actor.role === 'cp_supervisor' ? undefined : `proposed by ${proposed?.actor.role}`
    },
  },
  {
    id: 'g/apart',
    never:
      'a child is separated from a parent without danger to that child, or by a court without number, lawyer and panel (I-14)',
    on: ['SeparationFromParentAuthorised'],
    broken({ data, sent }, file) {
      if (!texts(data.grounds).includes('danger') || text(sent.danger) === undefined) return 'no danger'
      if (data.authority === 'emergency') return undefined
      if (text(sent.courtRef) === undefined) return 'no court'
      const assigned = file
        .all('SeparationFromParentAuthorised', 'SeparationCourtSeized')
        .some((each) => each.data.lawyer)
      if (data.lawyer === undefined && !assigned && !file.has('LegalRepresentativeAssigned')) return 'no lawyer'
      const decided = file.last('BidDecided')
      const stands =
        decided && !file.since(decided).has('BidReopened') && decided.data.outcome === 'separate_from_carer'
      return stands ? undefined : 'no determination'
    },
  },
  {
    id: 'g/reunited',
    never:
      'a child is reunited without an approved assessment or a determination, or abroad without a panel, an assessment of the risk and the end of a claim (I-16, I-18, I-32)',
    on: ['ReunificationAuthorised'],
    broken(entry, file) {
      const { restsOn, where } = entry.data
      const decided = standingDetermination(file)
      const assessed = entry.before['bestInterests.assessment'] === 'approved'
      if (restsOn === 'determination' ? decided?.data.outcome !== 'reunification' : !assessed)
        return `on ${word(restsOn)}`
      if (where === 'here') return undefined
      const there =
        where === 'origin' ? ['reunification', 'repatriation'] : ['reunification', 'resettlement_to_3rd_country']
      if (!there.includes(word(decided?.data.outcome))) return 'abroad, without a panel'
      if (!riskAssessed(entry, file)) return 'abroad, not assessed'
      return (claimRuns(file, entry.at) && !granted(file)) || (where === 'origin' && granted(file))
        ? 'a claim'
        : undefined
    },
  },
  {
    id: 'g/other-parent',
    never: 'being reunited with somebody takes a child from the parent who is with them (I-14)',
    on: ['ReunificationAuthorised'],
    broken: ({ data }, file) =>
      isWithParent(file) && !isParent(text(data.carer), file) ? `to ${word(data.carer)}` : undefined,
  },
  {
    id: 'g/traced',
    never: 'family is looked for without a consent to that, or another basis that is written down (I-28)',
    on: ['TracingStarted'],
    broken: ({ data, sent, at }, file) =>
      text(sent.legitimateBasis) !== undefined || consentStands(file.find(data.consent), 'tracing', file, at)
        ? undefined
        : 'no basis',
  },
  {
    id: 'g/origin',
    never: 'authorities of the country of origin are asked before the risk was assessed, or while a claim runs (I-32)',
    on: ['TracingStarted'],
    broken(entry, file) {
      const asks = texts(entry.data.through).includes('origin_state') || entry.actor.role === 'consular_liaison'
      if (!asks) return undefined
      if (!riskAssessed(entry, file)) return 'not assessed'
      return granted(file) || claimRuns(file, entry.at) ? 'a claim' : undefined
    },
  },
]
