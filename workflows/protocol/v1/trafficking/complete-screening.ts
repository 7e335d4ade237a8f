import { z } from 'zod'
import { interpreterMode, separationStatus } from '../codes.ts'
import type { Known } from '../known.ts'
import { code, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { supportedAndUnderstood } from '../rules/people.ts'

export const indicatorCodes = [
  'controlled',
  'debt',
  'documents_taken',
  'injuries',
  'violence',
  'afraid',
  'sexual_exploitation',
  'forced_work',
  'contradictions',
] as const

/** What the screening found: yes, no or a concern; no narrative on trafficking or asylum (I-27). Source: DOMAIN §g, screening. */
export const completeScreening = step({
  name: 'complete-screening',
  event: 'ScreeningCompleted',
  kind: 'fact',
  owner: 'trafficking',
  who: ['screening_officer', 'cp_intake', 'immigration_officer', 'case_worker'],
  source: 'STEPS, police screening; I-8, I-27 (the SOP text was not available)',
  rules: [supportedAndUnderstood],
  data: {
    separationStatus,
    signs: code(['yes', 'concern', 'no', 'not_asked']),
    /** Adults whom the signs concern. */
    concernedAdults: listOf(ref),
    health: code(['no_concern', 'concern', 'urgent']),
    supportPerson: optional(ref),
    interpreterMode,
    indicators: optional(personal(z.array(z.enum(indicatorCodes)).max(20), { group: 'trafficking', dimension: true })),
    asylumIntention: optional(personal(text.coded(['yes', 'no', 'concern', 'not_asked']), { group: 'procedure' })),
    disability: optional(personal(text.shortText, { group: 'health', dimension: true })),
    ageDoubtGrounds: optional(personal(text.shortText, { group: 'identity' })),
    notAsked: optional(personal(text.shortText, { group: 'procedure' })),
  },
  facts: (known, { data }) => ({
    separation: data.separationStatus === 'unknown' ? known.separation : data.separationStatus,
    flaggedAdults: [...new Set([...known.flaggedAdults, ...data.concernedAdults])],
  }),
  corrects: (known, { separationStatus: corrected }) => ({ separation: corrected ?? known.separation }),
  clocks: [
    {
      starts: 'guardian.provisional',
      condition: 'found to be without a parent, or the signs concern the parent; and no guardian yet',
      when: (known, { data }) =>
        known.guardian === undefined &&
        (['unaccompanied', 'separated'].includes(data.separationStatus) || concernsParent(known, data.concernedAdults)),
    },
    {
      starts: 'nrm.refer',
      condition: 'signs, and nobody has referred the child for them yet',
      when: (known, { data }) => ['yes', 'concern'].includes(data.signs) && notYetReferred(known),
    },
    { starts: 'health.review', condition: 'urgent', when: (_known, { data }) => data.health === 'urgent' },
  ],
})

/** No team that identifies victims has been told. */
export const notYetReferred = ({ at }: Known): boolean => !['recoveryPeriod', 'identified'].includes(at.trafficking)

/** Signs against the very adult who is presumed to be the parent. */
export const concernsParent = (known: Known, adults: readonly string[]): boolean =>
  known.companions.some(({ ref: adult, claimedRelation }) => claimedRelation === 'parent' && adults.includes(adult))
