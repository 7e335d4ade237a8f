import { locations } from '../codes.ts'
import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import { isSafeAdult } from './case.ts'
import { originIsBarred } from './claim.ts'

interface Disclosure {
  readonly recipient: string
  readonly recipientPerson?: string | undefined
  readonly toOfficers: boolean
  readonly fields: readonly string[]
  readonly purpose: string
  readonly basis: string
  readonly consent?: string | undefined
}

/** Whether a consent stands that covers sharing, and withheld nothing of this. */
const consentsToShare = (
  { consents }: Known,
  { consent, fields = [] }: { readonly consent?: string | undefined; readonly fields?: readonly string[] },
  at: string,
): boolean =>
  consents.some(
    ({ consent: id, purposes, until, withheld }) =>
      id === consent &&
      purposes.includes('sharing') &&
      (until === undefined || until > at) &&
      !fields.some((field) => withheld.includes(field)),
  )

/** What police need to look for a missing child, and nothing else (DOMAIN §f). */
const forTheSearch = ['identity', 'description', 'last_place']

export const nothingProtectedToOfficers = payloadRule<Disclosure>({
  id: 'I-27',
  source: 'DOMAIN I-27; DPISP, Global Social Service Workforce Alliance',
  sentence: {
    en: 'Police and immigration learn nothing from the protection side, except who to look for and where they were last seen while a child is missing. What they need otherwise a court can order from the agency.',
  },
  holds: ({ at }, { data: { recipient, toOfficers, fields, purpose } }) =>
    !(toOfficers || ['police', 'immigration'].includes(recipient)) ||
    (purpose === 'missing_child_search' &&
      at.custody === 'missing' &&
      fields.every((field) => forTheSearch.includes(field))),
})

/** Consent that covers it, or another basis that is written down. A private person is told by consent or a court only. */
export const consentOrBasis = payloadRule<Disclosure, 'explanation'>({
  id: 'I-28',
  source: 'DOMAIN I-28; DPISP; CPIMS+ consent form',
  sentence: {
    en: 'Nothing is told without a consent on record that covers it, or another basis that is written down; what somebody asked to withhold stays withheld. A private person is told only with consent or by order of a court, and where somebody is only once the relation is verified. The case worker can record a consent.',
  },
  asks: ['explanation'],
  holds: (known, { data, given, occurredAt }) => {
    const { basis, fields, recipient, recipientPerson } = data
    if (basis === 'consent' && !consentsToShare(known, data, occurredAt)) return false
    if (basis !== 'consent' && !given.explanation) return false
    if (basis === 'protection_task' && known.consents.some(({ withheld }) => fields.some((f) => withheld.includes(f))))
      return false
    if (recipient !== 'person') return true
    return (
      basis === 'court_order' ||
      (basis === 'consent' &&
        (!fields.some((field) => locations.includes(field)) || isSafeAdult(known, recipientPerson)))
    )
  },
})

/** The same for passing the case on to another agency. */
export const transferCovered = payloadRule<{ readonly consent?: string | undefined }, 'basis'>({
  id: 'I-28',
  source: 'DOMAIN I-28',
  sentence: {
    en: 'A case goes to another agency with a consent to sharing that stands, or another basis that is written down. The case worker can record a consent.',
  },
  asks: ['basis'],
  holds: (known, { data, given, occurredAt }) => given.basis || consentsToShare(known, data, occurredAt),
})

const risk = 'A/RES/64/142 §§148, 150; OHCHR 2018'

export const noContactWithOrigin = payloadRule<Pick<Disclosure, 'recipient'>>({
  id: 'I-32',
  source: risk,
  sentence: {
    en: 'The authorities of the child’s country are told nothing before the risk to this child there was assessed, and nothing while a claim for protection or its appeal is open.',
  },
  reveals: ['procedure'],
  holds: (known, { data, occurredAt }) =>
    !['consulate', 'origin_authority'].includes(data.recipient) || isSafeAtOrigin(known, occurredAt),
})

export const isSafeAtOrigin = (known: Known, at: string): boolean =>
  known.originRiskAssessed && !originIsBarred(known, at)

/** Neither place nor contact nor that there is a case. */
export const notToFlaggedAdult = payloadRule<Pick<Disclosure, 'recipientPerson'>>({
  id: 'I-37',
  source: 'DOMAIN I-37',
  sentence: { en: 'There are indicators against this adult: they are told nothing, not even that there is a case.' },
  reveals: ['trafficking'],
  holds: ({ flaggedAdults }, { data }) => !flaggedAdults.includes(data.recipientPerson ?? ''),
})

/** Where somebody is, and many records at once, are not one person’s to give away. */
export const twoForLocation = payloadRule<{
  readonly fields: readonly string[]
  readonly bulk: boolean
  readonly proposal?: string | undefined
  readonly digest: string
}>({
  id: 'P-TWO',
  source: 'STEPS, DisclosureMade: location or bulk',
  sentence: {
    en: 'Where a child can be found, or many records at once, two people disclose: the data protection officer proposes, a supervisor confirms exactly that. Name the open proposal.',
  },
  holds: ({ proposals }, { data, actor }) =>
    (!data.bulk && !data.fields.some((field) => locations.includes(field))) ||
    proposals.some(({ id, by, digest }) => id === data.proposal && by !== actor.id && digest === data.digest),
})

/** A consent counts when it was the child’s own, or when an adult who may gave it for or beside them. */
export const consentedByWhomItTakes = payloadRule<Consenting>({
  id: 'I-28',
  source: 'CPIMS+ consent form; DOMAIN §f (bands of age)',
  sentence: {
    en: 'This consent does not stand: a child who only assents, or is too young, needs a safe carer, the guardian or a worker beside them.',
  },
  reveals: ['trafficking'],
  holds: (known, { data }) => consentStands(known, data),
})

interface Consenting {
  readonly childsPart: string
  readonly adult?: string | undefined
  readonly carer?: string | undefined
}

export const consentStands = ({ flaggedAdults }: Known, { childsPart, adult, carer = '' }: Consenting): boolean =>
  !flaggedAdults.includes(carer) && (childsPart === 'consents' || adult !== undefined)
