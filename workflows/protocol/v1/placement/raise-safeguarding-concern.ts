import { catalogued, code, flag, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { anyone } from '../roles.ts'

/** Somebody, the child first of all, fears for the child's safety. Whomever it is about does not learn of it. Source: I-12, I-13. */
export const raiseSafeguardingConcern = step({
  name: 'raise-safeguarding-concern',
  event: 'SafeguardingConcernRaised',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: anyone,
  source: 'STEPS, follow-up; I-12, I-13, I-36 (the SOP text was not available)',
  data: {
    against: code(['provider', 'guardian', 'staff', 'parent', 'peer', 'other']),
    provider: optional(catalogued('provider')),
    person: optional(ref),
    immediateDanger: flag,
    kind: optional(personal(text.coded(['violence', 'sexual', 'neglect', 'exploitation', 'other']), { group: 'bia' })),
    what: personal(text.narrative, { group: 'bia' }),
  },
  confidential: {
    group: 'bia',
    concerns: (known, { data }) => ({
      agency: data.provider,
      person: data.person ?? (data.against === 'guardian' ? known.guardian?.person : undefined),
    }),
  },
  facts: (known, { data, id }) => ({
    concerns: [
      ...known.concerns,
      {
        concern: id,
        against: data.against,
        provider: data.provider,
        person: data.person ?? (data.against === 'guardian' ? known.guardian?.person : undefined),
        danger: data.immediateDanger,
      },
    ],
  }),
  clocks: [
    {
      starts: 'concern.act',
      instance: (_known, { id }) => id,
      length: (_known, { data }) => (data.immediateDanger ? 'danger' : 'standard'),
    },
  ],
})
