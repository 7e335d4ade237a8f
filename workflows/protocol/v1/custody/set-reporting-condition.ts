import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { bindsAnAdult } from '../rules/reporting.ts'

/** An adult who came with the child must report now and then; the child never must. Source: I-1. */
export const setReportingCondition = step({
  name: 'set-reporting-condition',
  event: 'ReportingConditionSet',
  kind: 'decision',
  owner: 'custody',
  who: ['immigration_officer', 'legal_representative'],
  onBehalf: ['legal_representative'],
  source: 'ODIHR 2020, alternatives to detention; I-1, I-26',
  rules: [bindsAnAdult],
  data: {
    adult: ref,
    interval: code(['daily', 'weekly', 'monthly']),
    channel: personal(text.coded(['in_person', 'telephone', 'online', 'through_partner']), { group: 'custody' }),
    until: optional(personal(text.calendarDay, { group: 'custody' })),
    basis: personal(text.shortText, { group: 'custody' }),
  },
  facts: (known, { data, id }) => ({
    reporting: [...known.reporting, { condition: id, adult: data.adult, interval: data.interval }],
  }),
  clocks: [{ starts: 'reporting.due', instance: (_known, { id }) => id, length: (_known, { data }) => data.interval }],
})
