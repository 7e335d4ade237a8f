import { careType, libertyClass, siblings } from '../codes.ts'
import type { Known } from '../known.ts'
import { catalogued, code, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { seenAt } from '../language/rule.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { livesWithoutFamily, opensAgain } from '../lifecycle/reopening.ts'
import {
  arrivesWhereAccepted,
  arrivesWhereOpen,
  arrivesWithReasons,
  isAcceptedPlace,
  isStillTheirs,
  notFlagged,
  ownPlace,
  reachesSafeAdult,
  separatedLawfully,
} from '../rules/placement.ts'
import { isBackWith } from '../rules/separation.ts'
import { arrivesTogether } from '../rules/together.ts'

/** The receiver says that the child is there. From now on they are responsible. Source: DOMAIN §b; I-23. */
export const recordArrival = step({
  name: 'record-arrival',
  event: 'ChildArrived',
  kind: 'fact',
  owner: 'custody',
  protected: true,
  who: ['placement_provider', 'case_worker', 'health_officer', 'partner_worker', 'cp_intake'],
  source: 'DOMAIN §b, custody; I-4, I-14, I-21, I-23, I-24, I-35, I-37',
  rules: [
    ownPlace,
    arrivesWhereAccepted,
    arrivesWhereOpen,
    reachesSafeAdult,
    notFlagged,
    separatedLawfully,
    arrivesWithReasons,
    arrivesTogether,
  ],
  data: {
    placeKind: code(['emergency_bed', 'placement', 'family', 'hospital']),
    provider: optional(catalogued('provider')),
    carer: optional(ref),
    /** Guarded in hospital: that is holding, and goes on. */
    guarded: optional(flag),
    providerLiberty: optional(fromServer(libertyClass)),
    licence: optional(fromServer(careType)),
    siblings: optional(siblings),
    /** The parent whom the child was with came along. */
    parentCameAlong: optional(flag),
    legalBasis: optional(code(['suitable_person', 'safety_protector'])),
    address: optional(personal(text.placeText, { group: 'address' })),
    receiver: optional(personal(text.personName, { group: 'address' })),
    condition: optional(personal(text.narrative, { group: 'health' })),
    injuries: optional(personal(text.narrative, { group: 'health' })),
    belongings: optional(personal(text.shortText, { group: 'custody' })),
    medication: optional(personal(text.shortText, { group: 'health' })),
  },
  facts: (known, { data }) => ({
    ...(!staysGuarded(known, data) && { heldSince: undefined, heldIn: undefined, guarded: false }),
    ...settled(known, data),
    ...(isBack(known, data) && { separationAuthority: undefined }),
  }),
  // somebody saw the child move on since; the search is over all the same, and the place stays theirs
  factsWhenLate: (known, { data }) => settled(known, data),
  clocks: [
    { meets: 'custody.max', condition: 'not a hospital', when: isHome },
    {
      pauses: 'custody.max',
      condition: 'a hospital, unguarded',
      when: (known, { data }) => data.placeKind === 'hospital' && !staysGuarded(known, data),
    },
    {
      meets: 'detention.review',
      condition: 'no longer held',
      when: (known, { data }) => !staysGuarded(known, data),
    },
    { meets: 'transfer.arrive' },
    {
      meets: 'separation.court',
      condition: 'back with the parent',
      when: (known, { data }) => isBack(known, data),
    },
    { cancels: 'placement.review', condition: 'lives somewhere else from now on', when: isHome },
    { cancels: 'followup.visit', condition: 'lives somewhere else from now on', when: isHome },
    {
      starts: 'placement.review',
      condition: 'not a hospital',
      when: livesOn,
      length: (_known, { data }) => (data.placeKind === 'emergency_bed' ? 'emergency' : 'standard'),
      evenLate: true,
    },
    { starts: 'followup.visit', condition: 'not a hospital', when: livesOn, length: () => 'first', evenLate: true },
    {
      starts: 'care.suitablePerson',
      condition: 'placed on that legal basis',
      when: (_known, { data }) => data.legalBasis === 'suitable_person',
    },
    {
      starts: 'guardian.provisional',
      condition: 'lives without family again, and nobody acts for the child any more',
      when: (known, act) => livesWithoutFamily(known, act.data.placeKind, seenAt(act)),
    },
    ...opensAgain(() => false),
  ],
})

interface Arrival {
  readonly placeKind: string
  readonly provider?: string | undefined
  readonly carer?: string | undefined
}

/** Where the child lives from now on, and that the search for it is over. */
function settled(known: Known, { placeKind, provider, carer }: Arrival): Partial<Known> {
  const accepted = isAcceptedPlace(known, { provider, carer })
  const theirs = isStillTheirs(known, { provider, carer }) ? known.livesAt?.placement : undefined
  const placement = accepted ? known.accepted?.placement : theirs
  return {
    ...(placeKind !== 'hospital' && {
      livesAt: { provider, carer, placement },
    }),
    ...(accepted && { accepted: undefined, offers: [], request: undefined }),
  }
}

/** With the parent from whom the child had been separated. */
const isBack = (known: Known, { placeKind, carer }: Arrival): boolean =>
  placeKind === 'family' && isBackWith(known, carer)

function isHome(_known: Known, { data }: { readonly data: { readonly placeKind: string } }): boolean {
  return data.placeKind !== 'hospital'
}

/** Nothing is due any more of an arrival that is reported only after the child moved on and the case was over. */
function livesOn(
  known: Known,
  act: { readonly data: { readonly placeKind: string }; readonly occurredAt: string },
): boolean {
  const over = ['closed', 'deceased'].includes(known.at.lifecycle)
  return isHome(known, act) && !(over && act.occurredAt < (known.movedAt.custody ?? ''))
}

const staysGuarded = (
  known: Known,
  { placeKind, guarded }: { readonly placeKind: string; readonly guarded?: boolean | undefined },
): boolean => placeKind === 'hospital' && (guarded ?? known.guarded)
