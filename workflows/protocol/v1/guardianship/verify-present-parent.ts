import type { Known } from '../known.ts'
import { code, digest, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import {
  byCourt,
  flaggedNotVerified,
  kinshipTestWithConsent,
  provenByMoreThanWords,
  separatedParentStaysApart,
} from '../rules/family.ts'
import { secondPerson } from '../rules/people.ts'
import { verifiedAfter } from '../tracing/verify-relationship.ts'

/** Whether the adult with whom the child is, is the parent. Missing papers prove nothing against them. Source: I-4, I-28. */
export const verifyPresentParent = step({
  name: 'verify-present-parent',
  event: 'PresentParentVerified',
  kind: 'decision',
  owner: 'guardianship',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker'],
  onBehalf: byCourt,
  source: 'DOMAIN §b, family unit; I-4, I-14, I-20, I-28, I-37',
  rules: [
    notEnforcement,
    provenByMoreThanWords,
    kinshipTestWithConsent,
    flaggedNotVerified,
    separatedParentStaysApart,
    secondPerson,
  ],
  data: {
    adult: ref,
    result: code(['confirmed', 'refuted']),
    authority: code(['agency', 'court']),
    /** Whether a test of kinship was made. */
    dna: flag,
    /** The consent on record to that test. */
    consent: optional(ref),
    proposal: ref,
    digest: fromServer(digest),
    how: personal(text.narrative, { of: 'adult', group: 'family' }),
    adultAbility: optional(personal(text.narrative, { of: 'adult', group: 'family' })),
    childsWish: optional(personal(text.narrative, { group: 'bia' })),
    courtRef: optional(personal(text.reference, { group: 'procedure' })),
  },
  facts: (known, { data }) => ({
    verifiedAdults: verifiedAfter(known.verifiedAdults, data),
    verifiedParent: data.result === 'confirmed' ? data.adult : undefined,
    separation: data.result === 'confirmed' ? ('accompanied' as const) : ('separated' as const),
    ...(endsSeparation(known, data) && { separationAuthority: undefined }),
  }),
  clocks: [
    {
      cancels: 'guardian.provisional',
      condition: 'confirmed: the parent acts for the child',
      when: (_known, { data }) => data.result === 'confirmed',
    },
    {
      starts: 'guardian.provisional',
      condition: 'refuted',
      when: (_known, { data }) => data.result === 'refuted',
    },
    {
      meets: 'separation.court',
      condition: 'confirmed: with the parent again',
      when: (known, { data }) => endsSeparation(known, data),
    },
  ],
})

/** Under the parent again from whom the child had been separated. */
const endsSeparation = (
  { separationAuthority }: Known,
  { adult, result }: { readonly adult: string; readonly result: string },
): boolean =>
  result === 'confirmed' && separationAuthority !== undefined && [adult, undefined].includes(separationAuthority.parent)
