import { z } from 'zod'
import { code, flag, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { agreedByOwnSide, consentNotVoid, isFreelyGiven } from '../rules/return.ts'

/** What the child, and whoever acts for them, answered about returning. A void consent is on record and counts for nothing. Source: I-34. */
export const recordReturnConsent = step({
  name: 'record-return-consent',
  event: 'ReturnConsentRecorded',
  kind: 'fact',
  owner: 'solution',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'legal_representative', 'guardian'],
  source: 'OHCHR 2018; NPM Network SEE 2026; I-34',
  rules: [agreedByOwnSide, consentNotVoid],
  data: {
    answer: code(['given', 'refused', 'withdrawn']),
    /** In a language, and in words, that they understood. */
    understood: flag,
    familyMemberHeld: flag,
    by: personal(z.array(z.enum(['child', 'guardian', 'parent'])).min(1), { group: 'procedure' }),
    language: personal(text.shortText, { group: 'procedure' }),
    inOwnWords: personal(text.narrative, { group: 'bia' }),
  },
  // without it nobody may set out any more who would have gone by their own will
  facts: (known, { id, data }) => {
    const consent = isFreelyGiven(known, data) ? id : undefined
    const { mode, authorised } = known.returning
    return {
      returning: {
        ...known.returning,
        consent,
        authorised: authorised && (mode === 'forced' || consent !== undefined),
      },
    }
  },
})
