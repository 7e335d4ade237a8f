import { code, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** Somebody doubts the age. The child stays a child until a finding is final; appearance alone is only a remark. Source: I-5. */
export const disputeAge = step({
  name: 'dispute-age',
  event: 'AgeDisputed',
  kind: 'fact',
  owner: 'age',
  who: [
    'screening_officer',
    'immigration_officer',
    'cp_intake',
    'case_worker',
    'health_officer',
    'guardian',
    'legal_representative',
    'partner_worker',
  ],
  source: 'CM/Rec(2022)22; I-5',
  data: {
    grounds: listOf(code(['appearance', 'document', 'statement', 'record_abroad', 'other']), { min: 1 }),
    /** The document that is new, in the files. */
    document: optional(ref),
    documents: optional(personal(text.narrative, { group: 'identity' })),
    explanation: optional(personal(text.narrative, { group: 'identity' })),
  },
  flags: (_known, { data }) => (data.grounds.every((ground) => ground === 'appearance') ? ['appearanceOnly'] : []),
  clocks: [
    {
      starts: 'age.decide',
      condition: 'the age becomes disputed',
      when: (known, { data }) =>
        known.at.age === 'assertedMinor' ||
        (data.document !== undefined && ['minorConfirmed', 'adultFinal'].includes(known.at.age)),
    },
  ],
})
