import { consentPurpose } from '../codes.ts'
import type { Consent, Known } from '../known.ts'
import { listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Whoever agreed no longer does: to one consent or to all, to some purposes or to every. Never refused. Source: I-28. */
export const withdrawConsent = step({
  name: 'withdraw-consent',
  event: 'ConsentWithdrawn',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: ['case_worker', 'guardian', 'legal_representative'],
  source: 'CPIMS+ consent form; I-28',
  data: {
    /** Left out: all that stand. */
    consent: optional(ref),
    /** Left out: whatever was agreed to. */
    purposes: optional(listOf(consentPurpose, { min: 1 })),
    saidBy: personal(text.coded(['child', 'carer', 'guardian']), { group: 'procedure' }),
    reason: optional(personal(text.narrative, { group: 'procedure' })),
  },
  facts: (known, { data }) => ({ consents: consentsLeft(known, data) }),
  clocks: [
    {
      meets: 'consent.expiry',
      condition: 'nothing of that consent is left',
      when: (known, { data }) => !consentsLeft(known, data).some(({ consent }) => consent === data.consent),
      instance: (_known, { data }) => data.consent ?? '',
    },
    {
      meets: 'consent.expiry',
      condition: 'no consent is left',
      when: (known, { data }) => consentsLeft(known, data).length === 0,
      every: true,
    },
  ],
})

interface Withdrawal {
  readonly consent?: string | undefined
  readonly purposes?: readonly string[] | undefined
}

const consentsLeft = ({ consents }: Known, { consent, purposes }: Withdrawal): readonly Consent[] =>
  consents
    .map((each) =>
      consent === undefined || each.consent === consent
        ? { ...each, purposes: each.purposes.filter((purpose) => purposes && !purposes.includes(purpose)) }
        : each,
    )
    .filter((each) => each.purposes.length > 0)
