import { catalogued, code, flag, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { mayShareForService, sameService } from '../rules/service.ts'

/** Somebody is asked for a service: school, health, counselling, legal help. Told what they need, and on which ground. Source: I-28, I-30. */
export const referService = step({
  name: 'refer-service',
  event: 'ServiceReferred',
  kind: 'decision',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['case_worker', 'partner_worker', 'health_officer', 'education_officer'],
  source: 'STEPS, follow-up; I-28, I-30 (the SOP text was not available)',
  rules: [caseIsOpen, notEnforcement, mayShareForService, sameService],
  data: {
    urgent: flag,
    asForNationalChildren: flag,
    agency: optional(catalogued('agency')),
    /** The event that recorded the consent. */
    consent: optional(ref),
    basis: optional(code(['legal_duty', 'imminent_danger', 'carer_not_safe', 'nothing_shared'])),
    service: personal(
      text.coded(['subsistence', 'counselling', 'health', 'school', 'legal', 'documents', 'interpretation', 'other']),
      { group: 'needs' },
    ),
    provider: optional(personal(text.shortText, { group: 'needs' })),
    fieldsShared: optional(personal(text.shortText, { group: 'procedure' })),
  },
  facts: (known, { data, id }) => ({ services: [...known.services, { service: id, agency: data.agency }] }),
  clocks: [
    {
      starts: 'service.response',
      instance: (_known, { id }) => id,
      length: (_known, { data }) => (data.urgent ? 'urgent' : 'standard'),
    },
  ],
})
