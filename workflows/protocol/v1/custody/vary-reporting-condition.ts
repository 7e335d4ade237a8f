import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen } from '../rules/case.ts'
import { conditionStands, intervalOf } from '../rules/reporting.ts'

/** A condition is eased, changed or lifted; the lawyer, guardian or worker may ask for it. Source: STEPS; I-26. */
export const varyReportingCondition = step({
  name: 'vary-reporting-condition',
  event: 'ReportingConditionVaried',
  kind: 'decision',
  owner: 'custody',
  anywhere: true,
  who: ['immigration_officer', 'legal_representative'],
  onBehalf: ['legal_representative'],
  source: 'STEPS, follow-up; I-26 (the SOP text was not available)',
  rules: [caseIsOpen, conditionStands],
  data: {
    condition: ref,
    change: code(['interval', 'channel', 'lifted']),
    interval: optional(code(['daily', 'weekly', 'monthly'])),
    channel: optional(
      personal(text.coded(['in_person', 'telephone', 'online', 'through_partner']), { group: 'custody' }),
    ),
    reason: personal(text.narrative, { group: 'custody' }),
    askedBy: optional(personal(text.shortText, { group: 'custody' })),
  },
  facts: (known, { data }) => ({
    reporting: known.reporting.flatMap((each) => {
      if (each.condition !== data.condition) return [each]
      return data.change === 'lifted' ? [] : [{ ...each, interval: data.interval ?? each.interval }]
    }),
  }),
  clocks: [
    { cancels: 'reporting.due', instance: (_known, { data }) => data.condition },
    {
      starts: 'reporting.due',
      condition: 'not lifted',
      when: (_known, { data }) => data.change !== 'lifted',
      instance: (_known, { data }) => data.condition,
      length: (known, { data }) => data.interval ?? intervalOf(known, data),
    },
  ],
})
