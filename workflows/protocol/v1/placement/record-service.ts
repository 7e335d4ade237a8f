import type { Known } from '../known.ts'
import { flag, optional, personal, ref } from '../language/fields.ts'
import type { Actor } from '../language/rule.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { asForNationalChildren } from '../rules/review.ts'

/** A service came: school began, a doctor treated, a paper was issued. Source: I-30. */
export const recordService = step({
  name: 'record-service',
  event: 'ServiceDelivered',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['education_officer', 'health_officer', 'partner_worker', 'placement_provider', 'case_worker'],
  source: 'STEPS, follow-up; I-30 (the SOP text was not available)',
  rules: [asForNationalChildren],
  data: {
    /** The event that asked for it; otherwise the first that this agency was asked. */
    referral: optional(ref),
    asForNationalChildren: flag,
    service: personal(
      text.coded(['subsistence', 'counselling', 'health', 'school', 'legal', 'documents', 'interpretation', 'other']),
      { group: 'needs' },
    ),
    from: optional(personal(text.calendarDay, { group: 'needs' })),
    to: optional(personal(text.calendarDay, { group: 'needs' })),
    result: optional(personal(text.narrative, { group: 'bia' })),
  },
  facts: (known, { data, actor }) => ({
    services: known.services.filter(({ service }) => service !== asked(known, data, actor)),
  }),
  clocks: [{ meets: 'service.response', instance: (known, { data, actor }) => asked(known, data, actor) ?? '' }],
})

const asked = (
  { services }: Known,
  { referral }: { readonly referral?: string | undefined },
  { agency }: Actor,
): string | undefined => referral ?? services.find((each) => each.agency === agency)?.service
