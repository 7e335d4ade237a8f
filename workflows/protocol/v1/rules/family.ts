import type { Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { isSafeAdult, parentsOf, separationStands } from './case.ts'
import { claimIsOpen, originIsBarred } from './claim.ts'

/** Looking for family, proving who is family, and being together again. */

const verification = 'DOMAIN §b, family found; I-4; CPIMS+ tracing and verification forms'
const origin = 'A/RES/64/142 §§148, 150; OHCHR 2018'

/** A consent on record that covers this purpose and has not run out. */
const consentStands = ({ consents }: Known, consent: string | undefined, purpose: string, at: string): boolean =>
  consents.some((each) => each.consent === consent && each.purposes.includes(purpose) && (each.until ?? at) >= at)

export const tracedWithConsent = payloadRule<{ readonly consent?: string | undefined }, 'legitimateBasis'>({
  id: 'I-28',
  source: 'DOMAIN I-28; DPISP; CPIMS+ consent form',
  sentence: {
    en: 'Family is looked for with consent to tracing that is on record, or on another legitimate basis that is written down. The case worker can record either; nobody is asked whom the child does not want to be asked.',
  },
  asks: ['legitimateBasis'],
  holds: (known, { data, given, occurredAt }) =>
    given.legitimateBasis || consentStands(known, data.consent, 'tracing', occurredAt),
})

export const originAskedOnlyWhenSafe = payloadRule<{
  readonly through: readonly string[]
  readonly riskAssessed: boolean
}>({
  id: 'I-32',
  source: origin,
  sentence: {
    en: 'Authorities of the country of origin are not asked before the risk to this child was assessed in this case and found to allow it, and never while a claim for protection or its appeal is open. Name the assessment, or trace through private channels or a tracing service.',
  },
  reveals: ['procedure'],
  holds: (known, { data, actor, occurredAt }) =>
    (!data.through.includes('origin_state') && actor.role !== 'consular_liaison') ||
    ((known.originRiskAssessed || data.riskAssessed) && !originIsBarred(known, occurredAt)),
})

interface Found {
  readonly relative: string
  readonly contacted: boolean
}

export const notContactedBeforeVerified = payloadRule<Found>({
  id: 'I-4',
  source: verification,
  sentence: { en: 'Somebody who may be family was told of the child before anybody had verified that they are.' },
  reveals: ['family'],
  holds: (known, { data }) => !data.contacted || known.verifiedAdults.includes(data.relative),
})

export const flaggedNotContacted = payloadRule<Found>({
  id: 'I-37',
  source: 'DOMAIN I-37',
  sentence: { en: 'An adult against whom indicators are recorded was told of the child.' },
  reveals: ['trafficking'],
  holds: (known, { data }) => !data.contacted || !known.flaggedAdults.includes(data.relative),
})

export const foundWithoutAskingTooEarly = caseRule({
  id: 'I-32',
  source: origin,
  sentence: {
    en: 'The consular channel was used before the risk to this child was assessed, or while a claim is open.',
  },
  reveals: ['procedure'],
  holds: (known, { actor, occurredAt }) =>
    actor.role !== 'consular_liaison' || (known.originRiskAssessed && !originIsBarred(known, occurredAt)),
})

interface Proof {
  readonly adult: string
  readonly result: string
  readonly authority: string
  readonly dna: boolean
  readonly consent?: string | undefined
}

/** No papers prove nothing against anybody; that somebody is not family takes more than doubt. */
export const provenByMoreThanWords = payloadRule<Proof, 'childsWish' | 'adultAbility'>({
  id: 'I-4',
  source: verification,
  sentence: {
    en: 'A relation is confirmed with the child’s own wish and the adult’s ability to care on record. That somebody is not family rests on a test of kinship or a court, never on missing papers. The case worker can supply what is missing.',
  },
  asks: ['childsWish', 'adultAbility'],
  reveals: ['family'],
  holds: (_known, { data: { result, authority, dna }, given }) =>
    result === 'confirmed' ? given.childsWish && given.adultAbility : dna || authority === 'court',
})

export const kinshipTestWithConsent = payloadRule<Proof>({
  id: 'I-28',
  source: 'DOMAIN I-28 (STEPS, RelationshipVerified: "DNA only with consent or court")',
  sentence: {
    en: 'A test of kinship by DNA needs a consent to that test that is on record, or a court. The case worker can record the consent; other ways of verifying need none.',
  },
  holds: (known, { data: { dna, authority, consent }, occurredAt }) =>
    !dna || authority === 'court' || consentStands(known, consent, 'dna_test', occurredAt),
})

/** Kinship is no safety. A court may find who is family; place and contact stay barred by I-37 all the same. */
export const flaggedNotVerified = payloadRule<Proof>({
  id: 'I-37',
  source: 'DOMAIN I-37',
  sentence: {
    en: 'This adult’s relation is not verified by the agency. The supervisor can tell you more; a court can find who is family.',
  },
  reveals: ['trafficking'],
  holds: (known, { data: { adult, result, authority } }) =>
    result !== 'confirmed' || authority === 'court' || !known.flaggedAdults.includes(adult),
})

export const separatedParentStaysApart = payloadRule<Proof>({
  id: 'I-4',
  source: 'A/RES/64/142 §§15, 47; DOMAIN I-4, I-14',
  sentence: {
    en: 'The child was separated from this parent, and that stands: the child is not put back under them by verifying who they are. A court decides.',
  },
  reveals: ['family'],
  holds: (known, { data: { adult, result, authority }, occurredAt }, terms) =>
    result !== 'confirmed' ||
    authority === 'court' ||
    !separationStands(known, occurredAt, terms) ||
    ![adult, undefined].includes(known.separationAuthority?.parent),
})

export const byCourt = {
  condition: 'a court found it',
  when: (_known: Known, _role: string, data: Readonly<Record<string, unknown>>): boolean => data.authority === 'court',
}

interface Reunion {
  readonly carer: string
  readonly where: string
}

export const reunitedWithVerified = payloadRule<Reunion>({
  id: 'I-4',
  source: verification,
  sentence: {
    en: 'A child is reunited with an adult whose relation was verified. A case worker proposes the verification and a supervisor signs it.',
  },
  reveals: ['family'],
  holds: (known, { data }) => isSafeAdult(known, data.carer),
})

/** Being reunited with one parent is not being taken from the other. */
export const leavesNoParent = payloadRule<Reunion>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: {
    en: 'The child is with a parent, and would be separated from them. That needs its own authority: a court, with a lawyer and a determination.',
  },
  reveals: ['family'],
  holds: (known, { data: { carer }, occurredAt }, terms) =>
    known.separation !== 'accompanied' ||
    parentsOf(known).includes(carer) ||
    separationStands(known, occurredAt, terms),
})

export const restsOnAssessment = payloadRule<{ readonly restsOn: string }>({
  id: 'P-BEST-INTERESTS',
  source: 'STEPS, ReunificationAuthorised: biaRef or bidRef',
  sentence: {
    en: 'A reunification rests on an assessment that a supervisor approved, or on a determination in favour of it that stands. While a panel determines, it is the panel’s to say.',
  },
  reveals: ['bia'],
  holds: ({ at, bid }, { data: { restsOn } }) => {
    const determination = at['bestInterests.determination']
    return restsOn === 'determination'
      ? bid.outcome === 'reunification' && !bid.requestOpen
      : at['bestInterests.assessment'] === 'approved' &&
          (determination === 'notRequired' || bid.outcome === 'reunification')
  },
})

const outcomes: Readonly<Record<string, readonly string[]>> = {
  origin: ['reunification', 'repatriation'],
  third_country: ['reunification', 'resettlement_to_3rd_country'],
}

const crossing = {
  determined: {
    id: 'I-18',
    source: 'OHCHR 2018; DOMAIN I-18',
    holds: ({ bid }: Known, { data }: { readonly data: Reunion }): boolean =>
      data.where === 'here' ||
      (bid.outcome !== undefined && !bid.requestOpen && outcomes[data.where]?.includes(bid.outcome) === true),
  },
  assessed: {
    id: 'I-32',
    source: origin,
    holds: (known: Known, { data, occurredAt }: { readonly data: Reunion; readonly occurredAt: string }): boolean =>
      data.where === 'here' ||
      (known.originRiskAssessed &&
        !(data.where === 'origin' ? originIsBarred(known, occurredAt) : claimIsOpen(known, occurredAt))),
  },
}

export const determinedBeforeAbroad = payloadRule<Reunion>({
  ...crossing.determined,
  sentence: {
    en: 'Leaving the country, to family too, needs a determination by a panel that this is in the child’s interests. A supervisor can require one.',
  },
  reveals: ['bia'],
})

export const assessedBeforeAbroad = payloadRule<Reunion>({
  ...crossing.assessed,
  sentence: {
    en: 'No child goes abroad before the risk there to this child was assessed, and none while a claim for protection or its appeal is open. The case worker can name the assessment.',
  },
  reveals: ['procedure'],
})

const isAuthorised = ({ reunification }: Known, { data }: { readonly data: Reunion }): boolean =>
  reunification?.carer === data.carer && reunification.where === data.where

/** What an authorisation would have looked at; without one for this very carer nobody has. */
const unauthorised = (id: string, en: string) =>
  payloadRule<Reunion>({
    id,
    source: 'STEPS, FamilyReunified',
    sentence: { en },
    reveals: ['family'],
    holds: isAuthorised,
  })

export const reunitedSafely = payloadRule<Reunion>({
  id: 'I-4',
  source: verification,
  sentence: {
    en: 'The child was reunited with an adult whose relation nobody verified, or to whom nobody had authorised it.',
  },
  reveals: ['family'],
  holds: (known, act) => isAuthorised(known, act) && isSafeAdult(known, act.data.carer),
})
export const reunitedWithoutSeparating = unauthorised(
  'I-14',
  'The child was reunited with one adult, and nobody had looked at whether this separates them from a parent.',
)
export const reunitedAsHeard = unauthorised('I-16', 'The child was reunited, and no decision had recorded their views.')
export const reunitedWithSiblings = unauthorised(
  'I-24',
  'The child was reunited, and nobody had looked at where brothers and sisters are.',
)
export const wentAbroadDetermined = payloadRule<Reunion>({
  ...crossing.determined,
  sentence: { en: 'The child left the country without a determination that this is in the child’s interests.' },
  reveals: ['bia'],
})
export const wentAbroadAssessed = payloadRule<Reunion>({
  ...crossing.assessed,
  sentence: { en: 'The child left the country before the risk there was assessed, or while a claim is open.' },
  reveals: ['procedure'],
})
