import { interpreterMode, separationStatus } from '../codes.ts'
import { code, listOf, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { alone } from '../rules/case.ts'
import { supportedAndUnderstood } from '../rules/people.ts'

/** What the screening found: yes, no or a concern; no narrative on trafficking or asylum (I-27). Source: DOMAIN §g, screening. */
export const completeScreening = step({
  name: 'complete-screening',
  event: 'ScreeningCompleted',
  kind: 'fact',
  owner: 'trafficking',
  who: ['screening_officer', 'cp_intake', 'immigration_officer'],
  source: 'SOP, police screening; I-8, I-27',
  rules: [supportedAndUnderstood],
  data: {
    separationStatus,
    indicators: listOf(
      code([
        'controlled',
        'debt',
        'documents_taken',
        'injuries',
        'sexual_exploitation',
        'forced_work',
        'contradictions',
        'concern',
      ]),
    ),
    health: code(['no_concern', 'concern', 'urgent']),
    supportPerson: optional(ref),
    interpreterMode,
    asylumIntention: optional(personal(text.coded(['yes', 'no', 'concern', 'not_asked']), { group: 'procedure' })),
    disability: optional(personal(text.shortText, { group: 'health', dimension: true })),
    ageDoubtGrounds: optional(personal(text.shortText, { group: 'identity' })),
    notAsked: optional(personal(text.shortText, { group: 'procedure' })),
  },
  facts: (known, { data }) => ({
    separation: data.separationStatus === 'unknown' ? known.separation : data.separationStatus,
  }),
  corrects: (known, { separationStatus: corrected }) => ({ separation: corrected ?? known.separation }),
  clocks: [
    {
      starts: 'guardian.provisional',
      condition: 'found to be without a parent, and no guardian yet',
      when: (known, { data }) =>
        data.separationStatus !== 'accompanied' &&
        (alone(known) || data.separationStatus !== 'unknown') &&
        !known.guardian,
    },
  ],
})
