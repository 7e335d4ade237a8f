import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** The police were told that the child is missing, and what they were told. Source: EMN Inform 2020; I-27. */
export const fileMissingReport = step({
  name: 'file-missing-report',
  event: 'MissingReportFiled',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  who: ['case_worker', 'placement_provider', 'guardian', 'screening_officer'],
  source: 'EMN Inform 2020; I-27',
  data: {
    policeRef: optional(personal(text.reference, { group: 'procedure' })),
    descriptionShared: optional(personal(text.narrative, { group: 'procedure' })),
  },
  clocks: [{ meets: 'missing.report' }],
})
