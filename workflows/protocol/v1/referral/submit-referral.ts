import { z } from 'zod'
import { riskFlags, sex } from '../codes.ts'
import type { Known } from '../known.ts'
import { code, flag, fromServer, optional, pastInstant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { opensAgain } from '../lifecycle/reopening.ts'
import { anyone } from '../roles.ts'
import { unreferred } from '../rules/case.ts'
import { isHoldingPlace, referredInTime } from '../rules/detention.ts'

/**
 * The two minutes: where is the child and with whom, since when, could they be under 18, alone or with whom, danger or
 * illness now, and a number to call back. Everything else can follow. Whoever is there submits it. Never refused for its
 * content; rests on legal duty, never on consent. Source: DOMAIN §g, referral.
 */
export const submitReferral = step({
  name: 'submit-referral',
  event: 'ReferralSubmitted',
  kind: 'fact',
  owner: 'referral',
  opens: true,
  who: anyone,
  source: 'STEPS, referral; DOMAIN §g; I-2, I-28 (the SOP text was not available)',
  rules: [referredInTime],
  data: {
    placeClass: code([
      'police_post',
      'police_cell',
      'immigration_office',
      'immigration_holding',
      'detention_centre',
      'juvenile_facility',
      'hospital',
      'shelter',
      'with_family',
      'private_home',
      'public_place',
    ]),
    since: pastInstant,
    alone: code(['alone', 'with_parent', 'with_other_adult', 'with_children', 'unknown']),
    danger: code(['none', 'danger', 'illness', 'both', 'unknown']),
    /** Whether any risk was ticked; which ones are sealed. */
    atRisk: fromServer(flag),
    riskFlags: personal(z.array(z.enum(riskFlags)).max(20), { group: 'procedure', dimension: true }),
    couldBeUnder18: personal(text.coded(['yes', 'no', 'unknown', 'claims_adult']), { group: 'identity' }),
    location: personal(text.placeText, { group: 'custody' }),
    callBackPhone: personal(text.phone, { group: 'contact' }),
    post: optional(personal(text.shortText, { group: 'contact' })),
    name: optional(personal(text.personName, { group: 'identity' })),
    claimedAge: optional(personal(text.age, { group: 'identity', dimension: true })),
    dateOfBirth: optional(personal(text.calendarDay, { group: 'identity' })),
    sex: optional(personal(text.coded(sex), { group: 'identity', dimension: true })),
    nationality: optional(personal(text.shortText, { group: 'identity', dimension: true })),
    language: optional(personal(text.shortText, { group: 'identity' })),
    documents: optional(personal(text.narrative, { group: 'identity' })),
    companions: optional(personal(text.narrative, { group: 'family' })),
    afraidOf: optional(personal(text.narrative, { group: 'family' })),
    needs: optional(personal(text.narrative, { group: 'needs' })),
    medication: optional(personal(text.shortText, { group: 'health' })),
    ownWords: optional(personal(text.narrative, { group: 'bia' })),
    legalGround: optional(personal(text.shortText, { group: 'custody' })),
    belongings: optional(personal(text.shortText, { group: 'custody' })),
  },
  facts: (known, { data, actor }) => ({
    referrer: known.referrer ?? { id: actor.id, agency: actor.agency },
    separation: separationAfter(known, data.alone),
    heldSince: isHoldingPlace(data.placeClass) ? earlier(known.heldSince, data.since) : known.heldSince,
  }),
  clocks: [
    { meets: 'referral.submit' },
    {
      starts: 'intake.ack',
      condition: 'no agency has the referral yet',
      when: unreferred,
      length: (known, { data }) => (urgent(known, data) ? 'urgent' : 'standard'),
    },
    {
      starts: 'custody.max',
      condition: 'held, or opens the case in officers’ hands',
      when: (known, { data }) => isHoldingPlace(data.placeClass) || (opening(known) && withOfficers(data.placeClass)),
      at: (_known, { data }) => data.since,
    },
    {
      starts: 'detention.review',
      condition: 'held',
      when: (_known, { data }) => isHoldingPlace(data.placeClass),
      at: (_known, { data }) => data.since,
    },
    {
      starts: 'guardian.provisional',
      condition: 'no parent is present, and no guardian yet',
      when: (known, { data }) =>
        known.guardian === undefined && (opening(known) ? data.alone !== 'with_parent' : parentIsGone(data.alone)),
    },
    ...opensAgain(),
  ],
})

const opening = (known: Known): boolean => known.at.lifecycle === 'unopened'
const withOfficers = (place: string): boolean => ['police_post', 'immigration_office'].includes(place)
const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b)

/** Said now, whatever was believed before. */
export const parentIsGone = (alone: string): boolean => ['alone', 'with_other_adult', 'with_children'].includes(alone)

/** Alone, held, any risk flag, danger, or simply not known: two hours, not a day (DOMAIN §b, intake.ack). */
function urgent(
  known: Known,
  data: { readonly alone: string; readonly placeClass: string; readonly danger: string; readonly atRisk: boolean },
): boolean {
  return (
    data.alone !== 'with_parent' ||
    isHoldingPlace(data.placeClass) ||
    known.heldSince !== undefined ||
    data.atRisk ||
    data.danger !== 'none'
  )
}

function separationAfter(known: Known, alone: string): Known['separation'] {
  if (alone === 'with_other_adult') return 'separated'
  if (parentIsGone(alone)) return known.separation === 'separated' ? 'separated' : 'unaccompanied'
  return alone === 'with_parent' && known.separation === 'unknown' ? 'accompanied' : known.separation
}
