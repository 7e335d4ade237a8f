import { consentPurpose, tellable } from '../codes.ts'
import { code, instant, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { consentedByWhomItTakes, consentStands } from '../rules/disclosure.ts'

/**
 * What the child, and whoever acts for them, agreed to; each purpose apart, and what not to tell. Never a condition of a
 * referral. Source: I-6, I-28; DOMAIN §f.
 */
export const recordConsent = step({
  name: 'record-consent',
  event: 'ConsentRecorded',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: ['case_worker', 'health_officer', 'partner_worker', 'guardian', 'legal_representative', 'cp_intake'],
  source: 'CPIMS+ consent form; DOMAIN §f; I-6, I-28',
  rules: [consentedByWhomItTakes],
  data: {
    purposes: listOf(consentPurpose, { min: 1 }),
    childsPart: code(['consents', 'assents', 'too_young']),
    adult: optional(code(['carer', 'guardian', 'worker'])),
    carer: optional(ref),
    withheld: listOf(tellable),
    until: optional(instant),
    /** The consent that this one renews. */
    renews: optional(ref),
    band: personal(text.coded(['0-5', '6-11', '12-14', '15-17', '18+']), { group: 'identity' }),
    language: personal(text.shortText, { group: 'procedure' }),
    how: personal(text.coded(['written', 'spoken', 'signed', 'drawn']), { group: 'procedure' }),
    whyWithheld: optional(personal(text.coded(['fear', 'tell_self', 'other']), { group: 'procedure' })),
  },
  facts: (known, { id, data }) => ({
    consents: [
      ...known.consents.filter(({ consent }) => consent !== data.renews),
      ...(consentStands(known, data)
        ? [{ consent: id, purposes: data.purposes, until: data.until, withheld: data.withheld }]
        : []),
    ],
  }),
  clocks: [
    { meets: 'consent.expiry', condition: 'renews one', instance: (_known, { data }) => data.renews ?? '' },
    {
      starts: 'consent.expiry',
      condition: 'it stands',
      when: (known, { data }) => consentStands(known, data),
      instance: (_known, { id }) => id,
    },
  ],
})
