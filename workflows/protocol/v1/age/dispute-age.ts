import { type Known, nothingKnown } from '../known.ts'
import { code, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import type { Role } from '../roles.ts'

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
  // what was found about an earlier doubt does not answer this one
  facts: (known, { data, actor }) => (opensDispute(known, data, actor) ? { ageDispute: nothingKnown.ageDispute } : {}),
  clocks: [
    {
      starts: 'age.decide',
      condition: 'the age becomes disputed',
      when: (known, { data, actor }) => opensDispute(known, data, actor),
    },
  ],
})

interface Doubt {
  readonly document?: string | undefined
}

const opensDispute = ({ at }: Known, doubt: Doubt, actor: { readonly role: string }): boolean =>
  at.age === 'assertedMinor' ||
  (at.age === 'minorConfirmed' && doubt.document !== undefined) ||
  (at.age === 'adultFinal' && reopensFinding(doubt, actor))

const childsSide: readonly Role[] = ['case_worker', 'legal_representative', 'partner_worker']

/** A final finding is reopened by a document that is new, and for the child only: the worker, lawyer or partner names it. */
export const reopensFinding = ({ document }: Doubt, { role }: { readonly role: string }): boolean =>
  document !== undefined && childsSide.some((each) => each === role)
