import { code, digest, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { byCourt, flaggedNotVerified, kinshipTestWithConsent, provenByMoreThanWords } from '../rules/family.ts'
import { secondPerson } from '../rules/people.ts'

/** Who somebody is to this child, proposed by the worker who looked into it and signed by a supervisor. Source: I-4, I-28. */
export const verifyRelationship = step({
  name: 'verify-relationship',
  event: 'RelationshipVerified',
  kind: 'decision',
  owner: 'tracing',
  protected: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker'],
  onBehalf: byCourt,
  source: 'DOMAIN §b, family found; CPIMS+ verification form; I-4, I-20, I-28, I-37',
  rules: [notEnforcement, provenByMoreThanWords, kinshipTestWithConsent, flaggedNotVerified, secondPerson],
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
  facts: (known, { data }) => ({ verifiedAdults: verifiedAfter(known.verifiedAdults, data) }),
  clocks: [
    { cancels: 'tracing.review', condition: 'confirmed', when: (_known, { data }) => data.result === 'confirmed' },
    {
      starts: 'tracing.review',
      condition: 'refuted, and nobody else is verified: the search goes on',
      when: ({ at, verifiedAdults }, { data }) =>
        at.tracing === 'verified' && verifiedAfter(verifiedAdults, data).length === 0,
    },
  ],
})

/** Who counts as family after this, nobody twice. */
export const verifiedAfter = (
  verified: readonly string[],
  { adult, result }: { readonly adult: string; readonly result: string },
): readonly string[] => [...verified.filter((each) => each !== adult), ...(result === 'confirmed' ? [adult] : [])]
